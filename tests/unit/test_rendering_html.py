"""Every kind of node as HTML."""

from __future__ import annotations

import pytest

from generator.model import Blank, Card, DeckConfig, Faces, Listing, Node, ProblemsError, Shown
from generator.rendering.anki_notes import render_note
from generator.rendering.html import blocks_to_html, inlines_to_html
from generator.rendering.html_context import HtmlContext
from generator.rendering.html_listing import code_html
from generator.rendering.media import content_named
from tests.support.anki_decks import (
    CONFIG,
    PLACE,
    cloze,
    code,
    faces,
    math,
    paragraph,
    program,
    text,
    texts,
)

PLAIN = HtmlContext()
CLOZE = HtmlContext(cloze=True)


def node(kind: str, *children: Node, content: str = "", **attrs: str) -> Node:
    return Node(kind, PLACE, children, content, attrs)


def block(one: Node, context: HtmlContext = PLAIN) -> str:
    return blocks_to_html([one], context=context)


def inline(*nodes: Node, context: HtmlContext = PLAIN) -> str:
    return inlines_to_html(nodes, context=context)


ITEM = node("list_item", paragraph(text("item")))
INLINES = [
    (text("a < b & c"), "a &lt; b &amp; c"),
    (node("strong", text("x")), "<strong>x</strong>"),
    (node("em", text("x")), "<em>x</em>"),
    (node("strike", text("x")), "<s>x</s>"),
    (code("<T>"), "<code>&lt;T&gt;</code>"),
    (math("a < b"), r"\(a &lt; b\)"),
    (node("math", content="x", display="true"), r"\[x\]"),
    (node("hardbreak"), "<br>"),
    (node("softbreak"), "\n"),
    (cloze(1, text("open")), "open"),
    (node("element", text("x"), tag="kbd", title='"{{c1::t}}"'),
     '<kbd title="&quot;{{c1::t}}&quot;">x</kbd>'),
    (node("element", text("x"), tag="span", href="javascript:x", src="y"), "<span>x</span>"),
    (node("link", text("x"), href="https://a.b/?c=1&d", title='"t"'),
     '<a href="https://a.b/?c=1&amp;d" title="&quot;t&quot;">x</a>'),
    (node("link", text("x"), href="mailto:a@b.c"), '<a href="mailto:a@b.c">x</a>'),
    (node("image", content="gone", src="nowhere.png"), '<span class="missing">gone</span>'),
]  # fmt: skip
BLOCKS = [
    (paragraph(text("x")), "<p>x</p>"),
    (node("heading", text("x"), level="3"), "<h3>x</h3>"),
    (node("bullet_list", ITEM), "<ul><li><p>item</p></li></ul>"),
    (node("ordered_list", ITEM, start="1"), "<ol><li><p>item</p></li></ol>"),
    (node("ordered_list", ITEM, start="4"), '<ol start="4"><li><p>item</p></li></ol>'),
    (node("list_item", text("x"), checked="true"),
     '<li class="task"><span class="box">☑</span>x</li>'),
    (node("list_item", text("x"), checked="false"),
     '<li class="task"><span class="box">☐</span>x</li>'),
    (node("blockquote", paragraph(text("x"))), "<blockquote><p>x</p></blockquote>"),
    (node("rule"), "<hr>"),
    (node("math_block", content="a & b"), r'<div class="math">\[a &amp; b\]</div>'),
    (node("definition_list", node("term", text("t")), node("definition", paragraph(text("d")))),
     "<dl><dt>t</dt>\n<dd><p>d</p></dd></dl>"),
    (node("fence", content="ls <dir>", language=""),
     '<div class="listing"><pre class="code"><code>ls &lt;dir&gt;</code></pre></div>'),
    (node("element_block", paragraph(text("x")), tag="div", style="color: red"),
     '<div style="color: red"><p>x</p></div>'),
    (node("element_block", tag="hr"), "<hr>"),
    (node("table",
          node("row", node("cell", text("h"), header="true", align="right")),
          node("row", node("cell", text("d"), header="false", align=""))),
     '<div class="scroll"><table><thead><tr><th class="right">h</th></tr></thead>'
     "<tbody><tr><td>d</td></tr></tbody></table></div>"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "html"), INLINES, ids=[one.kind for one, _ in INLINES])
def test_an_inline_node_is_what_an_author_expects(one: Node, html: str) -> None:
    assert inline(one) == html


@pytest.mark.parametrize(("one", "html"), BLOCKS, ids=[one.kind for one, _ in BLOCKS])
def test_a_block_is_what_an_author_expects(one: Node, html: str) -> None:
    assert block(one) == html


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JavaScript:x", "data:text/html,x", "file:///etc", "#a", "//["]
)
def test_a_link_that_leads_into_the_program_is_only_its_text(href: str) -> None:
    assert inline(node("link", text("x"), href=href)) == "x"


def test_a_node_of_unknown_kind_is_not_silently_left_out() -> None:
    with pytest.raises(ValueError, match="hologram"):
        block(node("hologram"))
    with pytest.raises(ValueError, match="hologram"):
        inline(node("hologram"))


def test_markup_of_anki_that_is_spread_over_neighbouring_texts_is_still_seen() -> None:
    assert "[sound:" not in inline(text("["), text("sound:a.mp3]"))
    assert r"\(" not in inline(text("\\"), text("(x"))


def test_code_and_each_kind_of_output_are_told_apart() -> None:
    html = block(
        program(
            "print(1)",
            Shown("stdout", "1\n"),
            Shown("stderr", "warned"),
            Shown("value", "2"),
            Shown("error", "ValueError: <3>"),
            Shown("html", "table", html="<table></table>"),
        )
    )
    assert '<pre class="code"><code><span class="nb">print</span>' in html
    for kind, content in (
        ("stdout", "1"), ("stderr", "warned"), ("value", "2"), ("error", "ValueError: &lt;3&gt;"),
    ):  # fmt: skip
        assert f'<pre class="output {kind}"><code>{content}</code></pre>' in html
    assert '<div class="output rich tex2jax_ignore mathjax_ignore"><table></table></div>' in html


def test_marks_speak_the_language_of_the_card() -> None:
    listing = Listing("x", mark="not run", reason="需要显卡")
    html = block(Node("program", PLACE, listing=listing), HtmlContext(language="zh"))
    assert "未运行：需要显卡" in html


def test_a_program_that_shows_nothing_on_this_side_leaves_no_empty_box() -> None:
    assert block(program(None)) == ""
    assert block(program("", Shown("stdout", "\n"))) == ""


SOURCE = "d = {'a': {'b': 1}}\nf(\n  x[::2])"


def test_a_blank_hides_exactly_its_characters_across_tokens_and_lines() -> None:
    start = SOURCE.index("b'")
    html = code_html(SOURCE, "python", blanks=[Blank(start, len(SOURCE) - 1, 1)], context=CLOZE)
    before, _, rest = html.partition("{{c1::")
    inside, _, after = rest.partition("}}")
    wrapped = [f"<pre>{part}</pre>" for part in (before, inside, after)]
    pieces = [texts(part, lambda tag, _: tag == "pre")[0] for part in wrapped]
    assert pieces == [SOURCE[:start], SOURCE[start:-1], ")"]
    for part in (before, inside, after):
        assert part.count("<span") == part.count("</span>")
    assert ":" not in inside.replace("&#58;", "") and "}" not in inside


def test_blanks_next_to_or_over_each_other_leave_nothing_bare() -> None:
    blanks = [Blank(4, 8, 2), Blank(0, 4, 1), Blank(6, 10, 3), Blank(5, 6, 4)]
    html = code_html("abcdefghijkl", "", blanks, context=CLOZE)
    assert html == "{{c1::abcd}}{{c2::e{{c4::f}}gh}}{{c3::ij}}kl"


def test_blanks_are_open_where_anki_makes_no_clozes() -> None:
    assert code_html("abc", "", [Blank(0, 2, 1)], context=PLAIN) == "abc"


def card_with_footnotes() -> Faces:
    def reference(label: str) -> Node:
        return node("footnote_ref", label=label)

    def notes(*contents: str) -> Node:
        return node(
            "footnotes",
            *(node("footnote", paragraph(text(content)), label=str(number))
              for number, content in enumerate(contents, 1)),
        )  # fmt: skip

    front = [paragraph(text("asked"), reference("1")), notes("front note")]
    back = [notes("back note"), paragraph(text("told"), reference("1"))]
    return faces("notes", back, front=front)


def test_footnotes_stand_at_the_end_of_their_side_numbered_through_the_card() -> None:
    fields = render_note(card_with_footnotes(), CONFIG).fields
    assert fields["Front"].endswith(
        'asked<sup class="footnote-ref">1</sup></p>\n'
        '<ol class="footnotes"><li value="1"><p>front note</p></li></ol>'
    )
    assert fields["Back"] == (
        '<p>told<sup class="footnote-ref">2</sup></p>\n'
        '<ol class="footnotes"><li value="2"><p>back note</p></li></ol>'
    )


def test_only_files_that_a_card_shows_go_along() -> None:
    shown, other = content_named(b"1", ".png"), content_named(b"2", ".png")
    image = node("image", content="alt", src="img/a.png")
    one = faces("x", [paragraph(image)], media={"img/a.png": shown, "b.png": other})
    note = render_note(one, CONFIG)
    assert note.media == (shown,)
    assert f'<img src="{shown.name}" alt="alt">' in note.fields["Back"]


def test_a_cloze_card_without_a_cloze_is_an_error_with_its_place() -> None:
    with pytest.raises(ProblemsError) as error:
        render_note(faces("x", kind="cloze", front=[paragraph(text("{{c1::not one}}"))]), CONFIG)
    (problem,) = error.value.problems
    assert problem.place == PLACE and problem.hint and problem.card == "x"


def test_a_cloze_number_that_anki_does_not_know_is_an_error() -> None:
    with pytest.raises(ProblemsError, match="501"):
        render_note(faces("x", kind="cloze", front=[paragraph(cloze(501, text("y")))]), CONFIG)


def test_spaces_around_the_parts_of_a_deck_name_do_not_make_another_deck() -> None:
    card = Card("x", "en", "basic", PLACE, (), (), (), "C", (" A ", "B::C", ""))
    config = DeckConfig("demo", "cards", titles={"en": " T :: U "})
    assert render_note(Faces(card, (text("q"),), (), ()), config).deck == "T::U::A::B::C"
