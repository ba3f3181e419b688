"""A front that asks for a result does not show it: what comments claim is told on the back."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Blank, CellRun, Listing, Node, Note, Output, Structure
from generator.model.walking import walk
from generator.reading.claims_apart import apart
from generator.rendering.typst_card import typst_card
from tests.support.anki_decks import CONFIG
from tests.support.decks import read_card
from tests.support.kinds import faces_of

SUM = CellRun(
    (Output("stdout", "6\n"),),
    notes=(
        Note(2, "value", "3", Structure("int", "number", values=(3,))),
        Note(3, "print", "6"),
    ),
)
PROGRAM = "```python\nx = [1, 2]\ny = sum(x)  # => 3, the sum\nprint(y * 2)\n# => 6\n```\n"
FRONT = "x = [1, 2]\ny = sum(x)\nprint(y * 2)"
TOLD = "y = sum(x)  # => 3, the sum\nprint(y * 2)\n# => 6"


def listings(nodes: tuple[Node, ...]) -> list[Listing]:
    return [node.listing for node in walk(nodes) if node.listing is not None]


@pytest.mark.parametrize(
    ("card", "outputs_in_front"),
    [
        ("## Q {#q .predict}\n\n" + PROGRAM, 0),
        ("## Q {#q .predict}\n\n" + PROGRAM + "\n---\n\nMore.\n", 0),
        ("## Q {#q .typed}\n\n" + PROGRAM + "\n---\n\n`6`\n", 1),
        ("## Q {#q .cloze}\n\n" + PROGRAM + "\n{{c1::x}}\n", 1),
        ("## Q {#q .cloze}\n\n" + PROGRAM.replace("python", 'python {blank="sum"}'), 1),
        ("## Q {#q .bug .predict}\n\n" + PROGRAM + "\n```python\n1\n```\n", 0),
    ],
)
def test_a_checked_claim_is_off_the_front_and_on_the_back(
    tmp_path: Path, card: str, outputs_in_front: int
) -> None:
    cells = (SUM, CellRun()) if "\n1\n" in card else (SUM,)
    faces = faces_of(tmp_path, card, *cells)
    (front,) = listings(faces.front)
    assert front.code == FRONT and len(front.shown) == outputs_in_front
    assert listings(faces.back)[0].code == TOLD
    paper = typst_card(faces, CONFIG)
    assert "# =>" not in str(paper["front"])
    for side in ("back", "sheet"):
        assert "# => 3, the" in str(paper[side])


def test_a_cheat_sheet_shows_a_program_as_it_was_written(tmp_path: Path) -> None:
    faces = faces_of(tmp_path, "## Q {#q .predict}\n\n" + PROGRAM, SUM)
    (token,) = typst_card(faces, CONFIG)["sheet"]
    assert ["".join(text for _, text, _ in line["r"]) for line in token["code"]] == (
        PROGRAM.split("\n")[1:5]
    )
    assert len(token["outs"]) == 1


def test_what_is_no_claim_or_asks_nothing_stays_in_front(tmp_path: Path) -> None:
    text = "```python\n# four of them\nprint(4)  # why not five?\n```\n"
    faces = faces_of(tmp_path, "## Q {#q .predict}\n\n" + text, CellRun((Output("stdout", "4\n"),)))
    assert listings(faces.front)[0].code == "# four of them\nprint(4)  # why not five?"
    assert listings(faces.back)[0].code is None
    plain = faces_of(tmp_path, "## Q {#q}\n\n" + PROGRAM + "\n---\n\nA.\n", SUM)
    assert "# => 6" in (listings(plain.front)[0].code or "")


def test_a_program_that_was_not_run_does_not_tell_either(tmp_path: Path) -> None:
    text = '```python {requires="no-such-thing>=2"}\nprint(4)  # => 4\n```\n'
    faces = faces_of(tmp_path, "## Q {#q .predict}\n\n" + text)
    assert [listing.code for listing in listings(faces.front)] == ["print(4)"]
    assert [listing.code for listing in listings(faces.back)] == ["print(4)  # => 4"]


def test_code_that_was_not_run_has_its_blanks(tmp_path: Path) -> None:
    text = '```python {.norun reason="no GPU" blank="cuda"}\nx.cuda()\n```\n'
    (listing,) = listings(faces_of(tmp_path, "## Q {#q .cloze}\n\n" + text).front)
    assert listing.blanks == (Blank(2, 6, 1),) and listing.mark == "not run"


def test_blanks_stand_where_they_stood_in_the_code_that_is_left(tmp_path: Path) -> None:
    text = "print(\n    1,\n)  # => 1\nprint(2, 3)\n# Output:\n# 2 3\nprint(4)  # => 4\n"
    (fence,) = read_card(tmp_path, f"## Q {{#q}}\n\n```python\n{text}```\n").fences
    assert len(fence.stated) == 3
    at = fence.code.index("print(4)")
    parts = apart(fence, fence.stated, [Blank(at, at + 5, 1), Blank(11, 12, 2)])
    assert [parts.code[blank.start : blank.end] for blank in parts.blanks] == ["print", "1"]
    assert parts.code == "print(\n    1,\n)\nprint(2, 3)\nprint(4)"
    assert parts.told == text.strip()


def test_a_claim_that_is_itself_hidden_stays_as_the_blank_that_it_is(tmp_path: Path) -> None:
    card = read_card(
        tmp_path, '## Q {#q .cloze}\n\n```python {blank="# => 4"}\nprint(4)  # => 4\n```\n'
    )
    (fence,) = card.fences
    parts = apart(fence, fence.stated, [Blank(10, 16, 1)])
    assert (parts.code, parts.told) == (fence.code, "")
