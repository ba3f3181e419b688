"""Tables on paper, read back from the PDFs."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest

from generator.model import ProblemsError
from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from tests.support.paper import pdf_text, printed_deck

MM = 72 / 25.4
COLUMN = (297 - 16 - 3 * 4.5) / 4
WRITERS = [CheatSheetWriter, CutCardsWriter]
Writer = type[CheatSheetWriter] | type[CutCardsWriter]
Box = tuple[float, float, float, float]

SCHEDULERS = """
| Scheduler | ReduceLROnPlateau | CosineAnnealingLR | OneCycleLR | ExponentialLR | MultiplicativeLR |
|---|---|---|---|---|---|
| needs a metric | yes | no | no | no | no |
| `step()` per batch | no | possible | yes | no | no |
"""


def table(columns: int, rows: int, word: Callable[[int, int], str]) -> str:
    lines = [[word(row, column) for column in range(columns)] for row in range(rows + 1)]
    lines.insert(1, ["---"] * columns)
    return "\n".join("|" + "|".join(line) + "|" for line in lines) + "\n"


TABLES = {
    "twelve columns": table(12, 3, lambda row, column: f"value {row}.{column}"),
    "thirty columns": table(30, 2, lambda row, column: f"value {row}.{column}"),
    "many rows": table(9, 30, lambda row, column: f"cell{row}x{column}"),
    "long names": SCHEDULERS,
    "one long word": table(
        3, 2, lambda row, column: "Hippopotomonstrous" if column else "a b c " * 9
    ),
    "words of two styles": table(5, 1, lambda row, column: f"**bold**`code{column}`*italic*"),
    "Chinese": table(9, 2, lambda row, column: f"第{row}行，第{column}列（中文）"),
    "formulas": table(7, 2, lambda row, column: f"$x_{{{row}}} + y_{{{column}}}$ and"),
    "no heading": f"<table>{'<tr>' + '<td>SomeValue</td>' * 12 + '</tr>'}</table>\n",
}


def characters(path: Path) -> list[list[tuple[str, Box]]]:
    pages = []
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            found = [
                (text.get_text_range(i, 1), text.get_charbox(i)) for i in range(text.count_chars())
            ]
            pages.append([(char, box) for char, box in found if char.strip() and box[2] > box[0]])
    return pages


def overlapping(page: list[tuple[str, Box]]) -> list[str]:
    """Characters whose middle lies within another."""
    found = []
    for char, (left, bottom, right, top) in page:
        x, y = (left + right) / 2, (bottom + top) / 2
        for other, box in page:
            if box != (left, bottom, right, top) and box[0] < x < box[2] and box[1] < y < box[3]:
                found.append(char + other)
    return found


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", TABLES)
def test_a_wide_table_is_never_printed_over_itself_or_over_an_edge(
    writer: Writer, name: str, tmp_path: Path
) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{TABLES[name]}")
    path = writer().write(deck, tmp_path)
    for page in characters(path):
        assert overlapping(page) == []
        for _, (left, bottom, right, _) in page:
            if writer is CutCardsWriter:
                x = left / MM % 105
                assert x > 4.4 and x + (right - left) / MM < 105 - 4.4
            elif 20 * MM < bottom < 185 * MM:
                x = (left / MM - 8) % (COLUMN + 4.5)
                assert x + (right - left) / MM < COLUMN + 0.1


@pytest.mark.parametrize("writer", WRITERS)
def test_a_table_that_becomes_a_list_loses_no_cell(writer: Writer, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{TABLES['thirty columns']}")
    text = re.sub(r"\s+", "", pdf_text(writer().write(deck, tmp_path)))
    for row in (1, 2):
        for column in range(30):
            assert f"value0.{column}:value{row}.{column}" in text


@pytest.mark.parametrize("writer", WRITERS)
def test_a_table_of_many_rows_goes_on_with_all_of_them(writer: Writer, tmp_path: Path) -> None:
    rows = table(2, 150, lambda row, column: f"cell{row}.{column}")
    path = writer().write(printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{rows}"), tmp_path)
    text = pdf_text(path)
    assert [row for row in range(151) if f"cell{row}.1" not in text] == []
    assert not any(map(overlapping, characters(path)))


def test_a_table_with_a_cell_wider_than_the_paper_is_a_problem_at_its_card(tmp_path: Path) -> None:
    wide = table(2, 1, lambda row, column: f"<kbd>{'wide' * 60}</kbd>")
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{wide}")
    with pytest.raises(ProblemsError) as caught:
        CheatSheetWriter().write(deck, tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.card) == ("print-too-large", "q")
    assert "a cell of a table" in problem.message
