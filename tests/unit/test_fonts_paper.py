import json
from pathlib import Path

import pytest

from generator.model import Place, ProblemsError
from generator.model.paper import Rare
from generator.rendering.rendered import RenderedDeck, render_chapter
from generator.rendering.typst_card import deck_data
from generator.rendering.typst_text import chunks, clean, columns
from generator.writing import fonts, system_fonts, unprinted
from generator.writing.fonts import font_paths
from generator.writing.glyphs import covered_characters
from generator.writing.unprinted import Boxes, rare_characters
from tests.support.paper import faced_deck, printed_deck, write_font


def test_a_glyph_that_no_font_has_is_told_once_with_all_cards_that_use_it(tmp_path: Path) -> None:
    text = "# C\n\n## Fine {#fine}\n\n→ ✓ ✗ ≤ ∈ ℝ │ █ 中文\n"
    text += "".join(f"\n## Q {{#q{n}}}\n\nA `\U00012000` {n}.\n" for n in range(5))
    found = rare_characters(printed_deck(tmp_path, text + "\n## R {#r}\n\n\U00012001\n"))
    first, second = unprinted.unprinted(found, "warning")
    assert "'\U00012000' (U+12000): the PDF shows a box" in first.message
    assert first.message.endswith("in `q0`, `q1`, `q2` and 2 more cards")
    assert (first.place.line, first.card, first.severity) == (7, "q0", "warning")
    assert second.message.endswith("in `r`") and second.hint


@pytest.mark.parametrize(
    "text",
    [
        "👍 ✅ ⭐ 🇬🇧 👩\u200d💻 ⚠\ufe0f ❤\ufe0f 1\ufe0f\u20e3", "مرحبا بالعالم می\u200cخواهم ۵", "שלום עולם",
        "ภาษาไทย", "नमस्ते क्षत्रिय", "한국어", "かな 中文 體", "ქართული հայերեն", "தமிழ் తెలుగు ಕನ್ನಡ മലയാളം",
        "ગુજરાતી ਪੰਜਾਬੀ বাংলা ଓଡ଼ିଆ", "ខ្មែរ ລາວ မြန်မာ ලංකා አማርኛ", "Ελληνικά Кириллица Tiếng Việt",
    ],
)  # fmt: skip
def test_emoji_and_scripts_have_a_font_on_every_machine(tmp_path: Path, text: str) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q {{#q}}\n\n{text}\n\n```text\n{text}\n```\n")
    assert rare_characters(deck) == ()


def test_a_character_that_no_font_has_is_a_box_with_its_code(tmp_path: Path) -> None:
    text = "# C\n\n## Q {#bad}\n\nA \U00012000 b $x^\U00012000$.\n\n```text\n\U00012000c\U0001f9ff\n```\n"
    (card,) = printed_deck(tmp_path, text).cards
    boxes = Boxes("en")
    tokens = boxes.in_tokens(card.tokens)
    (stand_in,) = boxes.codes
    assert boxes.codes == {stand_in: "12000"} and "\U00012000" not in _printed(tokens)
    paragraph, listing = json.loads(tokens)["back"]
    assert paragraph["c"][0]["s"] == [f"A {stand_in} b "]
    assert stand_in in json.dumps(paragraph["c"][1]["m"]["body"], ensure_ascii=False)
    assert listing["code"][0]["r"][0][1] == f"{stand_in}c\U0001f9ff"
    assert boxes.in_title("\U00012000 → 中") == f"{stand_in} → 中"
    assert unprinted._are_bundled("\u25af")


def _printed(tokens: str) -> str:
    return "".join(unprinted._strings(json.loads(tokens)))


def test_what_is_a_box_is_what_its_card_was_warned_of(tmp_path: Path) -> None:
    many = "".join(map(chr, range(0x12000, 0x12000 + unprinted.MOST_NAMED + 5)))
    text = f"# C\n\n## Many {{#many}}\n\n{many}\n\n## Fine {{#fine}}\n\n𝔸\n"
    deck = printed_deck(tmp_path, text)
    found = rare_characters(deck)
    assert [(each.card, len(each.chars), each.untried) for each in found] == [
        ("many", unprinted.MOST_NAMED, 5)
    ]
    many_card, fine = deck.cards
    boxes = Boxes("en")
    boxes.in_tokens(many_card.tokens)
    assert len(boxes.codes) == len(many)
    assert "𝔸" in fine.tokens and boxes.in_tokens(fine.tokens) == fine.tokens


def test_a_glyph_in_the_title_of_the_deck_is_looked_at_too(tmp_path: Path) -> None:
    toml = 'name = "demo"\n[title]\nen = "Signs \U00012000"\n'
    found = rare_characters(printed_deck(tmp_path, "# C\n\n## Q {#q}\n\nA.\n", toml=toml))
    (problem,) = unprinted.unprinted(found, "error")
    assert problem.place.path.endswith("deck.toml") and problem.severity == "error"
    assert problem.message.endswith("in the title of the deck")


def test_symbols_of_formulas_are_not_taken_for_missing(tmp_path: Path) -> None:
    formula = r"$\mathcal{L} \mathscr{L} \mathbb{E} \mathbf{x} \hat{m} \vec{v} \widetilde{y}$"
    assert rare_characters(printed_deck(tmp_path, f"# C\n\n## Q {{#q}}\n\n{formula}\n")) == ()


def test_fonts_of_the_system_are_used_where_ours_have_nothing_and_named_by_none_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_font(tmp_path / "fonts/a.ttf", "Noto Emoji", "\U00012000")  # a name that leads to ours
    write_font(tmp_path / "fonts/b.ttf", "Cuneiform", "\U00012000a")
    (tmp_path / "fonts/c.ttf").write_bytes(b"not a font")
    monkeypatch.setenv(system_fonts.VARIABLE, str(tmp_path / "fonts"))
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    found = system_fonts.system_fonts("\U00012000\U00012001")
    assert {char: font.family for char, font in found.items()} == {"\U00012000": "Cuneiform"}
    assert unprinted.unprinted([Rare(Place("a"), "q", "\U00012000")], "warning") == ()
    (card,) = printed_deck(tmp_path, "# C\n\n## Q {#q}\n\n\U00012000\n").cards
    boxes = Boxes("en")
    assert boxes.in_tokens(card.tokens) == card.tokens and boxes.codes == {}
    assert boxes.fonts == set(found.values())
    (mark,) = system_fonts.marks_of(boxes.fonts)
    write_font(tmp_path / "fonts/b.ttf", "Cuneiform", "\U00012000abc")
    assert mark not in system_fonts.marks_of(boxes.fonts)


def test_the_large_fonts_of_other_languages_are_read_only_where_they_are_needed() -> None:
    plain = font_paths("en", frozenset("a👍中"))
    assert not any("KR" in path.name for path in plain)
    assert any("KR" in path.name for path in font_paths("en", frozenset("a한")))
    assert set(plain) == set(font_paths("en"))


def test_what_joins_letters_or_emoji_is_kept_and_takes_no_column() -> None:
    assert clean("می\u200cخواهم 👩\u200d💻 \u202eb 🏴\U000e0067\U000e007f") == (
        "می\u200cخواهم 👩\u200d💻 b 🏴\U000e0067\U000e007f"
    )
    assert clean("\u0600١") == "\u0600١"
    assert clean("1\ufe0f\u20e3 2\u20e3 #\ufe0f\u20e3") == "① ② #"
    assert columns("👩\u200d💻") == columns("👍🏽") == columns("🇬🇧") == 2
    assert columns("नमस्ते") == 4


@pytest.mark.parametrize("word", ["👍🏽" * 30, "👩\u200d💻" * 20, "न्" * 30, "e\u0301" * 30])
def test_a_long_word_does_not_break_within_a_character(word: str) -> None:
    pieces = chunks(word)
    assert len(pieces) > 1 and "".join(pieces) == word
    assert all(columns(piece[0]) and not piece.endswith("\u200d") for piece in pieces)


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
    assert rare_characters(chinese) == ()
    found = rare_characters(printed_deck(tmp_path, "# C\n\n## Q {#q}\n\n中\n"))
    (problem,) = unprinted.unprinted(found, "warning")
    assert "proofdeck[cjk]" in problem.hint


def test_chinese_traditional_and_japanese_get_their_own_glyphs() -> None:
    names = {language: font_paths(language)[-1].name for language in ("zh", "zh-TW", "ja")}
    assert len(set(names.values())) == 3


@pytest.mark.parametrize("language", ["en", "zh", "zh-CN", "zh-TW", "zh-HK", "zh-Hant", "ja"])
def test_words_around_cards_are_in_the_fonts_of_their_language(language: str) -> None:
    words = deck_data("", language, 2, ())["words"]
    shown = {sign for each in words.values() if isinstance(each, str) for sign in each}
    assert shown <= covered_characters(font_paths(language))


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
    text = "# C\n\n## F {#formula}\n\n$\\foo$\n\n## Q {#bad}\n\n\U00012000\n"
    faced = faced_deck(tmp_path, text)
    chapter, problems = render_chapter(*faced.chapters[0], faced.config)
    assert [p.card for p in problems] == ["formula"]
    deck = RenderedDeck(faced.config, "en", (chapter,))
    assert [each.card for each in rare_characters(deck)] == ["bad"]


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
    assert {"\n", "a", "中"} <= first and "\U00012000" not in first


def test_a_card_of_a_thousand_rare_characters_is_told_without_a_thousand_compilations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    monkeypatch.setattr(unprinted, "_are_bundled", lambda text: bool(tried.append(text)))
    text = "".join(map(chr, range(0x10000, 0x10400)))
    rendered = printed_deck(tmp_path, f"# C\n\n## Q {{#q}}\n\n{text}\n")
    problems = unprinted.unprinted(rare_characters(rendered), "warning")
    assert len(problems) == unprinted.MOST_NAMED + 1 and len(tried) < 300
    assert "more characters of this" in problems[-1].message
