"""The columns of the cheat sheet, as they stand in the PDF."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from tests.support.first_deck import first_deck
from tests.support.paper import Glyph, glyphs, pdf_text, printed_deck

MM = 72 / 25.4
MARGIN, GUTTER = 8, 4.5
COLUMN = (297 - 2 * MARGIN - 3 * GUTTER) / 4
SENTENCE = "A paragraph that says what it has to say in a line or two of its own. "


def columns(path: Path) -> list[list[Glyph]]:
    """What stands in each column of each page of an A4 sheet, from its top to its bottom."""
    found: dict[tuple[int, int], list[Glyph]] = defaultdict(list)
    for each in glyphs(path):
        left, bottom, _, _ = each.box
        if 14 * MM < bottom < 192 * MM:
            found[each.page, int((left / MM - MARGIN + 2) // (COLUMN + GUTTER))].append(each)
    return [found[key] for key in sorted(found)]


def lines(column: list[Glyph]) -> list[str]:
    """The lines of a column. Those of a row in a table are one."""
    rows: dict[int, list[Glyph]] = defaultdict(list)
    for each in column:
        rows[round(-each.box[1] / 2)].append(each)
    return ["".join(each.char for each in rows[key]) for key in sorted(rows)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_card_of_the_first_deck_is_torn_between_columns(language: str, tmp_path: Path) -> None:
    found = columns(CheatSheetWriter().write(first_deck(language, "A4"), tmp_path))
    assert len(found) > 60
    for column in found:
        # The right half of a card as wide as two columns has its slug at the top.
        if column[0].size < 6.2:
            continue
        # Questions and titles of chapters are larger than what stands below them.
        assert column[0].size > 7.45, lines(column)[:2]
        assert not lines(column)[-1].endswith((":", "：")), lines(column)[-1]


def test_a_deck_that_fits_on_a_page_leaves_every_card_in_one_piece(tmp_path: Path) -> None:
    cards = [
        f"## Question{n}? {{#q{n}}}\n\n{SENTENCE * (n + 1)}\n\n```text\na\n\nb\n```\n"
        for n in range(5)
    ]
    deck = printed_deck(tmp_path, "# C\n\n" + "\n".join(cards))
    found = columns(CheatSheetWriter().write(deck, tmp_path))
    assert len(found) in (3, 4)
    for column in found:
        assert re.match("C|Question", lines(column)[0])


def test_a_card_longer_than_a_column_goes_on_under_its_question(tmp_path: Path) -> None:
    text = "# C\n\n## Why so long? {#q}\n\n" + "\n\n".join([SENTENCE * 12] * 12)
    found = columns(CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path))
    assert len(found) > 2
    assert [lines(column)[0] for column in found[1:]] == ["Whysolong?(continued)"] * (
        len(found) - 1
    )
    # A long text is parted at its sentences, and fills its columns alike.
    for column in found:
        assert lines(column)[-1].endswith(".")
    heights = [column[0].box[3] - column[-1].box[1] for column in found]
    assert max(heights) - min(heights) < 25 * MM


def test_what_ends_in_a_colon_stays_with_what_it_announces(tmp_path: Path) -> None:
    pairs = [
        f"{SENTENCE}This is the code number {n}:\n\n```text\n{'line' + chr(10)}{n}\n```"
        for n in range(40)
    ]
    text = "# C\n\n## Why so long? {#q}\n\n" + "\n\n".join(pairs)
    deck = printed_deck(tmp_path, text)
    for column in columns(CheatSheetWriter().write(deck, tmp_path)):
        assert not lines(column)[-1].endswith(":")
    cards = pdf_text(CutCardsWriter().write(deck, tmp_path))
    assert cards.count("number") == 40
    assert not re.search(r":\s*(C\b|verified|Why)", cards)


def test_a_front_on_several_cards_repeats_its_question_on_each(tmp_path: Path) -> None:
    front = "\n".join(f"- item {n} of many" for n in range(40))
    deck = printed_deck(tmp_path, f"# C\n\n## Which one? {{#q}}\n\n{front}\n\n---\n\nNone.\n")
    text = pdf_text(CutCardsWriter().write(deck, tmp_path))
    parts = int(re.findall(r"\(1/(\d+)\)", text)[0])
    assert parts > 1
    assert len(re.findall(r"Which one\? *\(continued\)", text)) == parts - 1


@pytest.mark.parametrize("times", [1, 3, 6])
def test_a_long_title_of_a_deck_stands_above_its_rule(times: int, tmp_path: Path) -> None:
    title = "A title that somebody wrote without thinking of paper " * times
    toml = f'name = "demo"\n[title]\nen = "{title.strip()}"\n'
    deck = printed_deck(tmp_path, "# C\n\n## Q? {#q}\n\nA.\n", toml=toml)
    path = CheatSheetWriter().write(deck, tmp_path)
    head = [each for each in glyphs(path) if each.box[1] > 180 * MM and each.char in "Awzy"]
    assert len([each for each in head if each.char == "w"]) == 2 * times
    assert min(each.box[1] for each in head) > (210 - 8 - 8.5) * MM
