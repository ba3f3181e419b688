from pathlib import Path

import pytest

from generator.model import ProblemsError
from generator.rendering.rendered import RenderedDeck, render_chapter
from generator.writing import fonts
from generator.writing.fonts import (
    boxed,
    boxed_tokens,
    characters,
    font_paths,
    glyph_problems,
)
from generator.writing.glyphs import covered_characters
from tests.support.paper import faced_deck, printed_deck


def test_a_glyph_that_no_font_has_is_named_with_its_card(tmp_path: Path) -> None:
    text = "# C\n\n## Fine {#fine}\n\n→ ✓ ✗ ≤ ∈ ℝ │ █ 中文\n\n## Q {#bad}\n\nA `🦆` and ꙮ.\n"
    problems = glyph_problems(printed_deck(tmp_path, text))
    assert [(p.card, p.place.line) for p in problems] == [("bad", 7), ("bad", 7)]
    assert "'🦆' (U+1F986)" in problems[1].message
    assert all(p.hint and p.severity == "warning" for p in problems)


def test_a_character_that_no_font_has_is_a_box_of_its_width(tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, "# C\n\n## Q {#bad}\n\nA `✅` and ꙮ → 中.\n")
    covered = characters("en")
    (card,) = deck.cards
    expected = card.tokens.replace("✅", "\u25af ").replace("ꙮ", "\u25af")
    assert boxed_tokens(card.tokens, covered) == expected != card.tokens
    assert boxed("🦆 → 中", covered) == "\u25af  → 中"
    assert fonts._are_bundled("\u25af")


def test_what_is_a_box_is_what_its_card_was_warned_of(tmp_path: Path) -> None:
    many = "".join(map(chr, range(0x12000, 0x12000 + fonts.MOST_NAMED + 5)))
    text = f"# C\n\n## Many {{#many}}\n\n{many}\n\n## Fine {{#fine}}\n\n𝔸\n"
    deck = printed_deck(tmp_path, text)
    assert {p.card for p in glyph_problems(deck)} == {"many"}
    _, fine = deck.cards
    assert "𝔸" in fine.tokens and boxed_tokens(fine.tokens, characters("en")) == fine.tokens


def test_a_glyph_in_the_title_of_the_deck_is_looked_at_too(tmp_path: Path) -> None:
    toml = 'name = "demo"\n[title]\nen = "Ducks 🦆"\n'
    (problem,) = glyph_problems(printed_deck(tmp_path, "# C\n\n## Q {#q}\n\nA.\n", toml=toml))
    assert problem.place.path.endswith("deck.toml")


def test_symbols_of_formulas_are_not_taken_for_missing(tmp_path: Path) -> None:
    formula = r"$\mathcal{L} \mathscr{L} \mathbb{E} \mathbf{x} \hat{m} \vec{v} \widetilde{y}$"
    assert glyph_problems(printed_deck(tmp_path, f"# C\n\n## Q {{#q}}\n\n{formula}\n")) == ()


def test_chinese_without_its_font_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = fonts.find_spec
    monkeypatch.setattr(
        fonts, "find_spec", lambda name: None if name == "justmytype_intl_cjk" else found(name)
    )
    with pytest.raises(ProblemsError) as raised:
        font_paths("zh")
    assert "proofdeck[cjk]" in raised.value.problems[0].hint
    chinese = printed_deck(tmp_path / "zh", "# C\n\n## Q {#q}\n\n中\n", language="zh")
    assert [p.code for p in glyph_problems(chinese)] == ["font-missing"]
    (problem,) = glyph_problems(printed_deck(tmp_path, "# C\n\n## Q {#q}\n\n中\n"))
    assert "proofdeck[cjk]" in problem.hint


def test_chinese_traditional_and_japanese_get_their_own_glyphs() -> None:
    names = {language: font_paths(language)[-1].name for language in ("zh", "zh-TW", "ja")}
    assert len(set(names.values())) == 3


def test_code_and_chinese_share_a_grid() -> None:
    """`code.typ` counts on these widths when it wraps and narrows lines."""
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    (inconsolata,) = (path for path in font_paths("en") if "Inconsolata" in path.name)
    for stretch, advance in ((100, 500), (80, 420)):
        font = instantiateVariableFont(TTFont(inconsolata), {"wdth": stretch, "wght": 400})
        assert {font["hmtx"][name][0] for name in ("a", "i", "M", "zero")} == {advance}
        assert font["head"].unitsPerEm == 1000


def test_a_bad_formula_does_not_hide_the_missing_glyphs_of_other_cards(tmp_path: Path) -> None:
    text = "# C\n\n## F {#formula}\n\n$\\foo$\n\n## Q {#bad}\n\n🦆\n"
    faced = faced_deck(tmp_path, text)
    chapter, problems = render_chapter(*faced.chapters[0], faced.config)
    assert [p.card for p in problems] == ["formula"]
    deck = RenderedDeck(faced.config, "en", (chapter,))
    assert [p.card for p in glyph_problems(deck)] == ["bad"]


def test_fonts_whose_tables_are_kept_print_the_same_characters(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path))
    files = font_paths("zh")
    covered_characters.cache_clear()
    first = covered_characters(files)
    covered_characters.cache_clear()
    assert list((tmp_path / "glyphs").iterdir())
    assert covered_characters(files) == first
    assert {"\n", "a", "中"} <= first and "🦆" not in first


def test_a_card_of_a_thousand_rare_characters_is_told_without_a_thousand_compilations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(fonts, "_are_bundled", lambda text: bool(tried.append(text)))
    text = "".join(map(chr, range(0x10000, 0x10400)))
    rendered = printed_deck(tmp_path, f"# C\n\n## Q {{#q}}\n\n{text}\n")
    problems = fonts.glyph_problems(rendered)
    assert len(problems) == fonts.MOST_NAMED + 1 and len(tried) < 200
    assert "more characters of this" in problems[-1].message
