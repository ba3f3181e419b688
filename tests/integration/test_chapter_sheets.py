"""Chapters on sheets of paper of their own, and the claim of how long they are."""

from __future__ import annotations

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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_chapters_of_the_first_deck_fill_most_of_their_sheets(
    language: str, tmp_path: Path
) -> None:
    path = tmp_path / "sheets.pdf"
    path.write_bytes(sheets(first_deck(language, "A4")))
    assert overlaps(path) == []
    lowest: dict[tuple[int, int], float] = {}
    for each in glyphs(path):
        if 15 * MM < each.box[1] < 180 * MM:
            column = (each.page, int((each.box[0] / MM - 8) // 71.4))
            lowest[column] = min(lowest.get(column, 1e9), each.box[1] / MM)
    full = [1 - (low - 14) / 172 for low in lowest.values()]
    assert sum(full) / len(full) > 0.7


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
