"""Chapters on sheets of paper of their own, and the claim of how long they are."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from generator.building.deck import check_deck
from generator.model.print_settings import PrintSettings
from generator.printing.products import PRODUCTS
from generator.rendering.rendered import RenderedDeck
from generator.writing.chapter_sheets import sheet_pages
from generator.writing.pdf import CutCardsWriter, pdf_of
from generator.writing.pdf_compile import plan_deck
from generator.writing.pdf_limits import USUAL, Unkept
from tests.support.decks import write_deck
from tests.support.first_deck import first_deck
from tests.support.overlaps import overlaps
from tests.support.paper import glyphs, pdf_text, printed_deck

SHEETS = PRODUCTS["sheets"]
MM = 72 / 25.4


def chapter(name: str, cards: int, words: int = 60) -> str:
    each = (f"\n## {name} {i}? {{#{name}-{i}}}\n\n{'word ' * words}.\n" for i in range(cards))
    return f"\n# Chapter {name}\n" + "".join(each)


def sheets(deck: RenderedDeck, paper: str = "A4", settings: PrintSettings | None = None) -> bytes:
    settings = settings or PrintSettings()
    told = SHEETS.paper_of(paper, settings)
    return pdf_of(deck, SHEETS.template, told, SHEETS.wishes(settings), CutCardsWriter())


def deck_of(folder: Path, *chapters: str) -> RenderedDeck:
    files = {f"en/{number}.md": text for number, text in enumerate(chapters, 1)}
    return check_deck(write_deck(folder, files), only=(), fresh=True).rendered("en")


def test_each_chapter_begins_a_sheet_of_paper(tmp_path: Path) -> None:
    deck = deck_of(tmp_path, chapter("a", 3), chapter("b", 150), chapter("c", 2))
    data = sheets(deck)
    with pikepdf.open(BytesIO(data)) as pdf:
        count = len(pdf.pages)
        boxes = {tuple(round(float(side)) for side in page.mediabox) for page in pdf.pages}
        firsts = [item.destination[0].objgen for item in pdf.open_outline().root]
        pages = [page.obj.objgen for page in pdf.pages]
        assert pdf.Root.MarkInfo.Marked
    assert boxes == {(0, 0, 842, 595)}
    starts = [pages.index(each) for each in firsts]
    assert len(starts) == 3 and all(start % 2 == 0 for start in starts)
    assert count > 5
    (tmp_path / "sheets.pdf").write_bytes(data)
    text = pdf_text(tmp_path / "sheets.pdf")
    assert all(f"{name} {i}?" in text for name, i in (("a", 2), ("b", 149), ("c", 0)))
    assert sheets(deck) == data


def test_the_type_of_a_short_chapter_grows_and_none_takes_more_pages_for_it(
    tmp_path: Path,
) -> None:
    sizes = []
    for cards in (3, 14, 22):
        path = tmp_path / "sheet.pdf"
        path.write_bytes(sheets(printed_deck(tmp_path / str(cards), chapter("a", cards))))
        with pikepdf.open(path) as pdf:
            assert len(pdf.pages) == 1
        sizes.append({each.size for each in glyphs(path) if each.char == "w"}.pop())
    assert sizes[0] == pytest.approx(7.4 * 1.35, abs=0.05)
    assert sizes[0] >= sizes[1] > sizes[2] >= 7.39


def programs(cards: int) -> str:
    """A chapter like those that people write: some text, and programs of one to twelve lines."""
    found = ["\n# Programs\n"]
    for i in range(cards):
        code = "\n".join(f"value_{n} = compute({n}, {i})" for n in range(3 + 5 * i % 9))
        found.append(f"\n## What does program {i} do? {{#c{i}}}\n\n```python\n{code}\n```\n")
        found.append(f"\n{'It says what it does. ' * (2 + 3 * i % 5)}\n")
    return "".join(found)


def lowest(path: Path, columns: int) -> dict[tuple[int, int], float]:
    """How far down each column of each page reaches, as a share of its height."""
    width = (297 - 16 - 4.5 * (columns - 1)) / columns + 4.5
    found: dict[tuple[int, int], float] = {}
    for each in glyphs(path):
        low = 210 - each.box[1] / MM
        if 20 < low < 196.6:  # between head and foot
            column = (each.page, int((each.box[0] / MM - 8) // width))
            found[column] = max(found.get(column, 0.0), (low - 17.5) / 179.5)
    return found


@pytest.mark.parametrize("cards", [12, 15, 22])
def test_the_columns_of_a_chapter_are_full(cards: int, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path / "deck", programs(cards))
    told = {**SHEETS.paper_of("A4", PrintSettings()), "part": [1, 1]}
    plans = plan_deck(deck, SHEETS.template, told, Unkept(USUAL))
    assert len(plans) == cards
    (columns,) = {plan["columns"] for plan in plans if plan}
    (pages,) = {plan["pages"] for plan in plans if plan}
    path = tmp_path / "sheets.pdf"
    path.write_bytes(sheets(deck))
    assert overlaps(path) == []
    full = lowest(path, columns)
    assert pages <= 2 and len(full) == pages * columns
    assert min(full.values()) >= 0.9 and max(full.values()) <= 1
    assert sum(full.values()) / len(full) >= 0.94


def test_a_chapter_with_a_card_that_is_longer_than_a_column_loses_nothing(tmp_path: Path) -> None:
    text = chapter("a", 3) + f"\n## Long? {{#long}}\n\n{'many words. ' * 800}\n\nThe end.\n"
    path = tmp_path / "sheets.pdf"
    path.write_bytes(sheets(printed_deck(tmp_path / "deck", text)))
    assert overlaps(path) == []
    text = pdf_text(path)
    assert text.count("many") == 800 and "The end." in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_nothing_on_the_sheets_of_the_first_deck_is_printed_over_anything_else(
    language: str, tmp_path: Path
) -> None:
    deck = first_deck(language, "A4")
    deck = replace(deck, chapters=deck.chapters[:: 4 if language == "en" else 5])
    path = tmp_path / "sheets.pdf"
    path.write_bytes(sheets(deck))
    assert overlaps(path) == []


def test_a_chapter_that_has_grown_too_long_is_an_error_as_a_false_claim_is(
    tmp_path: Path,
) -> None:
    text = chapter("a", 40)
    files = {"en/01.md": text, "en/02.md": chapter("b", 2)}
    toml = 'name = "demo"\n[print]\npages = {}\n'
    held = check_deck(write_deck(tmp_path, files, toml=toml.format(2)), fresh=True)
    assert not held.failed, held.problems
    broken = check_deck(write_deck(tmp_path, files, toml=toml.format(1)), fresh=True)
    (problem,) = broken.problems
    assert (problem.code, problem.severity) == ("sheet-pages", "error")
    assert problem.place.path.endswith("01.md")
    assert "takes 2 pages; deck.toml says 1" in problem.message
    # An Anki deck has no pages.
    assert not check_deck(tmp_path, only="apkg").failed


def test_a_file_of_several_chapters_has_a_sheet_for_each(tmp_path: Path) -> None:
    text = chapter("a", 20) + chapter("b", 20)
    files, toml = {"en/01.md": text}, 'name = "demo"\n[print]\npages = 1\n'
    built = check_deck(write_deck(tmp_path, files, toml=toml), only="cards", fresh=True)
    assert not built.failed, built.problems
    assert sheet_pages(built.rendered("en")) == ()
