"""Emoji and scripts on paper, read back by another program than wrote them."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from generator.building.deck import build_deck
from generator.running.run_options import RunOptions
from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from generator.writing.system_fonts import VARIABLE
from tests.support.decks import write_deck
from tests.support.paper import glyphs, pdf_text, printed_deck, write_font

SCRIPTS = "👍 מילה คำ शब्द 단어 слово"
NO_FONT = "\U00012000"


def fonts_of(path: Path) -> set[str]:
    """The names of the embedded fonts."""
    with pikepdf.open(path) as pdf:
        fonts = [f for page in pdf.pages for f in page.resources.get("/Font", {}).values()]
        return {str(font["/BaseFont"]).partition("+")[2] for font in fonts}


@pytest.mark.parametrize("writer", [CheatSheetWriter, CutCardsWriter])
def test_emoji_and_scripts_are_printed_with_fonts_of_theirs(
    tmp_path: Path, writer: type[CheatSheetWriter] | type[CutCardsWriter]
) -> None:
    text = f"# C\n\n## Q {{#q}}\n\n{SCRIPTS}\n\n```text\n{SCRIPTS}\n```\n"
    path = writer().write(printed_deck(tmp_path, text), tmp_path)
    names = " ".join(sorted(fonts_of(path)))
    for family in ("Emoji", "Hebrew", "Thai", "Devanagari", "KR"):
        assert family in names
    printed = pdf_text(path)
    assert "слово" in printed and "단어" in printed and "👍" in printed


def test_a_character_without_a_glyph_is_printed_as_its_code(tmp_path: Path) -> None:
    text = f"# C\n\n## Q {{#q}}\n\nA {NO_FONT} sign, `x{NO_FONT}y` and ${NO_FONT}$.\n"
    path = CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path)
    printed = "".join(pdf_text(path).split())
    assert "A12000sign,x12000yand" in printed and NO_FONT not in printed


def test_a_question_in_hebrew_begins_at_the_right_like_its_answer(tmp_path: Path) -> None:
    text = "# C\n\n## \u05e9\u05e9\u05e9 {#q}\n\n\u05ea\u05ea\u05ea\u05ea\n"
    path = CheatSheetWriter().write(printed_deck(tmp_path, text), tmp_path)
    with pypdfium2.PdfDocument(path) as pdf:
        page = pdf[0].get_textpage()
        edges: dict[str, list[float]] = {}
        for index in range(page.count_chars()):
            char = page.get_text_range(index, 1)
            edges.setdefault(char, []).append(page.get_charbox(index)[2])
    assert max(edges["\u05e9"]) == pytest.approx(max(edges["\u05ea"]), abs=1)


def test_titles_and_formulas_show_the_code_of_a_character_too(tmp_path: Path) -> None:
    toml = f'name = "demo"\n[title]\nen = "Of {NO_FONT}"\n'
    formula = f"x^{NO_FONT} = \\text{{a {NO_FONT}}}"
    text = f"# All {NO_FONT}\n\n## Q {NO_FONT} {{#q}}\n\n${formula}$\n\n$$\n{formula}\n$$\n"
    path = CheatSheetWriter().write(printed_deck(tmp_path, text, toml=toml), tmp_path)
    printed = "".join(pdf_text(path).split())
    assert printed.count("12000") == 8  # four in formulas, the title of the deck twice
    with pikepdf.open(path) as pdf:
        (chapter,) = pdf.open_outline().root
        assert [chapter.title, *(each.title for each in chapter.children)] == [
            f"All {NO_FONT}",
            f"Q {NO_FONT}",
        ]
        assert str(pdf.docinfo["/Title"]) == f"Of {NO_FONT}"


def test_a_font_of_the_system_prints_what_ours_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Installing one later makes the file again, though no card has changed."""
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    deck = write_deck(tmp_path / "deck", {"en/01.md": f"# C\n\n## Q {{#q}}\n\nA {NO_FONT}.\n"})
    options = RunOptions()
    sheet = tmp_path / "out/demo-en-cheatsheet.pdf"

    def build() -> list[str]:
        built = build_deck(deck, tmp_path / "out", only="cheatsheet", options=options)
        return [problem.code for problem in built.problems]

    assert build() == ["glyph-missing"] and "12000" in pdf_text(sheet)
    write_font(tmp_path / "fonts/b.ttf", "Cuneiform", NO_FONT)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "fonts"))
    assert build() == [] and "12000" not in pdf_text(sheet)
    assert "Cuneiform" in " ".join(fonts_of(sheet)) or NO_FONT in pdf_text(sheet)
    monkeypatch.setenv(VARIABLE, "")
    assert build() == ["glyph-missing"] and "12000" in pdf_text(sheet)


@pytest.mark.parametrize("writer", [CheatSheetWriter, CutCardsWriter])
def test_formulas_that_are_drawn_or_shown_as_their_source_are_printed(
    tmp_path: Path, writer: type[CheatSheetWriter] | type[CutCardsWriter]
) -> None:
    text = "# C\n\n## Q {#q}\n\nA $\\ce{H2O}$ b $\\bbox[red]{x}$.\n\n$$\\ce{A -> B}$$\n\n"
    text += "$$\\bbox[red]{y}" + " + z" * 60 + "$$\n"
    path = writer().write(printed_deck(tmp_path, text), tmp_path)
    printed = "".join(pdf_text(path).split())
    assert "\\bbox[red]{x}" in printed and "\\bbox[red]{y}" in printed
    with pikepdf.open(path) as pdf:
        alts = [
            str(o["/Alt"]) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/Alt" in o
        ]
    assert "\\ce{H2O}" in alts and "\\ce{A -> B}" in alts


@pytest.mark.parametrize("writer", [CheatSheetWriter, CutCardsWriter])
def test_quotes_dashes_and_dots_of_chinese_text_are_chinese(
    tmp_path: Path, writer: type[CheatSheetWriter] | type[CutCardsWriter]
) -> None:
    text = "# 章\n\n## 问？ {#q}\n\n他说“你好”，她说‘再见’……然后——走了，Python 3。\n"
    path = writer().write(printed_deck(tmp_path, text, language="zh"), tmp_path)
    fonts = {each.char: each.font.partition("+")[2] for each in glyphs(path)}
    for char in "“”‘’…—":
        assert fonts[char].startswith("NotoSansSC"), char
    assert fonts["P"].startswith("SourceSans") and fonts["3"].startswith("SourceSans")


def test_the_title_of_a_sheet_read_from_the_right_stands_there(tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, "# موتر\n\n## ما هو؟ {#a}\n\nنعم\n", language="ar")
    path = CheatSheetWriter().write(deck, tmp_path)
    title = [each for each in glyphs(path) if each.size > 12.5]
    count = [each for each in glyphs(path) if each.size == 7.5]
    assert "".join(each.char for each in title) == "demo"
    assert max(each.box[2] for each in title) > 800
    assert count and max(each.box[2] for each in count) < 100
