"""A side as a page: what the reviewer makes of it, without a script, and nothing of it unsafe."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from generator.model import Media, Node
from generator.rendering.anki_notes import AnkiNote, render_note
from generator.rendering.anki_sides import CardSides, card_sides
from generator.rendering.card_frames import formula_css, frame_document
from generator.rendering.formula_font import formula_font, formula_font_for
from generator.rendering.mathml import with_formulas
from generator.rendering.shown_sides import shown_side
from tests.support.anki_decks import CONFIG, PLACE, cloze, faces, math, paragraph, text


def note_with(**fields: str) -> AnkiNote:
    note = render_note(faces("any"), CONFIG)
    return replace(note, fields={**note.fields, **fields})


def only_sides(note: AnkiNote) -> CardSides:
    (sides,) = card_sides(note)
    return sides


def shown(note: AnkiNote, *, back: bool = False, media: str = "") -> str:
    return shown_side(note, only_sides(note), back=back, media=media)


def test_a_typed_answer_has_a_box_and_then_the_answer() -> None:
    note = note_with(Typed="a &lt; <b>b</b>&nbsp;c")
    assert '<input type="text" id="typeans"' in shown(note)
    assert '<code id="typeans">a &lt; b c</code>' in shown(note, back=True)
    assert "[[type:" not in shown(note) + shown(note, back=True)


def test_a_card_that_asks_for_nothing_typed_has_no_box() -> None:
    for typed in ("", "<br>"):
        note = note_with(Typed=typed)
        assert "typeans" not in shown(note) + shown(note, back=True)
        assert "[[type:" not in shown(note) + shown(note, back=True)


def test_a_typed_cloze_asks_for_what_it_hides() -> None:
    hidden = faces(
        "any",
        kind="cloze",
        front=[paragraph(cloze(1, text("one"), hint="hint"), cloze(2, text("two")))],
    )
    note = render_note(hidden, CONFIG)
    note = replace(note, fields={**note.fields, "Typed": "1"})
    answers = [
        re.findall(r'<code id="typeans">(.*?)</code>', shown_side(note, sides, back=True))
        for sides in card_sides(note)
    ]
    assert answers == [["one"], ["two"]]


def test_recordings_have_a_player_on_their_side() -> None:
    note = note_with(Front="[sound:one.mp3]", Back="[sound:two.ogg] [sound:film.mp4]")
    front, back = shown(note, media="/media/"), shown(note, back=True, media="/media/")
    assert re.findall(r'<(\w+) controls[^>]* src="([^"]+)"', front) == [("audio", "/media/one.mp3")]
    assert re.findall(r'<(\w+) controls[^>]* src="([^"]+)"', back) == [
        ("audio", "/media/one.mp3"),
        ("audio", "/media/two.ogg"),
        ("video", "/media/film.mp4"),
    ]


def test_the_own_images_are_found_behind_the_prefix_and_no_others() -> None:
    own = Media("picture-1a2b.png", b"png")
    image = Node("image", PLACE, text="A cat", attrs={"src": "picture.png"})
    card = faces("any", [paragraph(image)], media={"picture.png": own})
    note = render_note(card, CONFIG)
    html = shown(note, back=True, media='/m"/')
    assert '<img src="/m&quot;/picture-1a2b.png"' in html
    other = note_with(Front='<img src="https://example.com/x.png">')
    assert 'src="https://example.com/x.png"' in shown(other, media="/m/")


def test_formulas_are_shown_without_a_script() -> None:
    note = render_note(faces("any", [paragraph(text("If "), math(r"a < b"))]), CONFIG)
    html = shown(note, back=True)
    assert r"\(" not in html
    assert '<math alttext="a &lt; b"><mi>a</mi><mo>&lt;</mo><mi>b</mi></math>' in html
    displayed = with_formulas(r"\[\begin{align} a &amp;= b \end{align}\]")
    assert 'display="block"' in displayed and "(1)" not in displayed  # which Anki does not number


def test_formulas_are_set_as_in_anki_where_browsers_would_not() -> None:
    assert "<msup>" not in with_formulas(r"\(f'(x)\)")
    assert "\u2192" in with_formulas(r"\(\vec v\)")
    power = with_formulas(r"\((a_{(b)_i})^{(c)_j}\)")
    assert power.count("<mrow></mrow>") == 3
    for tag in ("mrow", "msup", "msub"):
        assert power.count(f"<{tag}>") == power.count(f"</{tag}>")
    assert 'class="fence"' in with_formulas(r"\(\left(\frac12\right)\)")
    rows = r"1\\2\\3"
    assert 'class="fence"' not in with_formulas(rf"\(\begin{{pmatrix}}{rows}\end{{pmatrix}}\)")


def test_a_hidden_part_of_a_formula_stays_hidden() -> None:
    hidden = paragraph(cloze(1, math("x^2")), cloze(2, text("y")))
    note = render_note(faces("any", kind="cloze", front=[hidden]), CONFIG)
    first, second = card_sides(note)
    assert "<msup>" not in shown_side(note, first, back=False)
    assert "<msup>" in shown_side(note, second, back=False)


def test_a_formula_that_nobody_can_set_is_shown_as_its_source() -> None:
    html = with_formulas(r"\(\nosuchcommand{&lt;b&gt;}\)")
    assert html == r"<code>\nosuchcommand{&lt;b&gt;}</code>"


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_a_page_has_the_classes_that_the_reviewer_gives_it(night: bool, phone: bool) -> None:
    note = note_with(Reverse="r")
    page = frame_document(note, card_sides(note)[1], back=False, night=night, phone=phone)
    body = re.search(r'<body class="([^"]+)">', page)
    assert body is not None
    assert {"card", "card2"} <= set(body[1].split())
    assert ({"nightMode", "night_mode"} <= set(body[1].split())) == night
    assert ("night-mode" in page.partition("<head>")[0]) == night
    assert ("mobile android" in page.partition("<head>")[0]) == phone


def test_a_page_has_no_script_and_loads_nothing_from_elsewhere() -> None:
    page = frame_document(note_with(), only_sides(note_with()), back=True, font="math.otf")
    assert "<script" not in page and "@import" not in page and "http" not in page
    assert re.findall(r"url\(([^)]*)\)", page) == ['"math.otf"']


def test_the_address_of_the_font_cannot_end_the_style() -> None:
    assert '"a%22;b"' in formula_css('a";b')


def test_the_font_of_formulas_comes_with_what_prints_them() -> None:
    import io

    from fontTools.ttLib import TTFont

    whole = formula_font()
    assert whole is not None
    assert "MATH" in TTFont(io.BytesIO(whole), lazy=True)
    page = with_formulas(r"\(\frac{a}{b}\)")
    part = formula_font_for([page, "<p>no formula: 漢</p>"])
    assert part is not None and len(part) < len(whole) / 20
    assert part == formula_font_for([page])
    cut = TTFont(io.BytesIO(part))
    assert "MATH" in cut and {ord("a"), 0x1D44E} <= set(cut.getBestCmap())
    assert formula_font_for(["<p>none</p>"]) is None


def test_a_font_for_a_page_has_every_sign_of_its_formulas() -> None:
    import io

    from fontTools.ttLib import TTFont

    # No text of the markup has the sign: the browser draws it for the element.
    for latex, sign in ((r"\sqrt{x}", "√"), (r"\sqrt[3]{x}", "√"), (r"a &lt; b", "<"),
                        (r"\partial", "\U0001d715"), (r"\epsilon", "\U0001d716")):  # fmt: skip
        part = formula_font_for([with_formulas(rf"<p>\({latex}\)</p>")])
        assert part is not None
        assert ord(sign) in TTFont(io.BytesIO(part)).getBestCmap()
