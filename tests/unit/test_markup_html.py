"""HTML that an author writes is on the card, in Anki and on paper, or is named with its place."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from tests.support.both_media import in_both, printed
from tests.support.paper import png

KEPT = [
    ("H<sub>2</sub>O and 10<sup>5</sup>", "<p>H<sub>2</sub>O and 10<sup>5</sup></p>", "H2O and 105"),
    ("<kbd>Ctrl</kbd> <u>u</u> <mark>m</mark>",
     "<p><kbd>Ctrl</kbd> <u>u</u> <mark>m</mark></p>", "Ctrl u m"),
    ("<b>a **b**</b> <i>c</i> <del>d</del>",
     "<p><strong>a <strong>b</strong></strong> <em>c</em> <s>d</s></p>", "a b c d"),
    ("one<br>two<br/>three", "<p>one<br>two<br>three</p>", "onetwothree"),
    ("| a |\n|---|\n| one<br>two |",
     '<div class="scroll"><table><thead><tr><th>a</th></tr></thead>'
     "<tbody><tr><td>one<br>two</td></tr></tbody></table></div>", "aonetwo"),
    ("<details><summary>More</summary>\n\nHidden *text*.\n\n</details>",
     "<details><summary>More</summary>\n<p>Hidden <em>text</em>.</p></details>",
     "MoreHidden text."),
    ("<details open>\n<summary>More</summary>\nHidden &amp; shut.\n</details>",
     '<details open=""><summary>More</summary>\nHidden &amp; shut.</details>', "MoreHidden & shut."),
    ("<DIV ALIGN=center>\n<p>One\n<p>Two\n</DIV>",
     '<div style="text-align: center"><p>One</p>\n<p>Two</p></div>', "OneTwo"),
    ('<span style="color:red">x</span> <font color="#f00">y</font> <center>z</center>',
     '<p><span style="color: red">x</span> <span style="color: #f00">y</span> '
     '<div style="text-align: center">z</div></p>', "x y z"),
    ("<ul>\n<li>one\n<li>two <code>x&lt;</code>\n</ul>",
     "<ul><li>one</li>\n<li>two <code>x&lt;</code></li></ul>", "•one•two x<"),
    ("<dl><dt>T</dt><dd>D</dd></dl>", "<dl><dt>T</dt>\n<dd>D</dd></dl>", "TD"),
    ("<table>\n<tr><th>a<th>b\n<tr><td colspan=2>c\n</table>",
     '<div class="scroll"><table><tr><th>a</th>\n<th>b</th></tr>\n'
     '<tr><td colspan="2">c</td></tr></table></div>', "abc"),
    ("<pre>\nx  y\n  z\n</pre>", "<pre>\nx  y\n  z\n</pre>", "x  y  z"),
    ("A\n\n<hr>\n\nB", "<p>A</p>\n<hr>\n<p>B</p>", "AB"),
    ('<a href="https://a.b">l</a>', '<p><a href="https://a.b">l</a></p>', "l"),
    ("<ruby>漢<rp>(</rp><rt>kan</rt></ruby>",
     "<p><ruby>漢<rp>(</rp><rt>kan</rt></ruby></p>", "漢 (kan)"),
    ("> <kbd>A</kbd>\n>\n> - <u>b</u>",
     "<blockquote><p><kbd>A</kbd></p>\n<ul><li><p><u>b</u></p></li></ul></blockquote>", "A•b"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "html", "paper"), KEPT)
def test_html_that_sets_text_is_kept(tmp_path: Path, body: str, html: str, paper: str) -> None:
    card = in_both(tmp_path, body)
    assert (card.html, card.problems) == (html, [])
    assert printed(card.tokens) == paper


def test_paper_knows_the_elements_that_it_can_set(tmp_path: Path) -> None:
    body = "<sub>a</sub><sup>b</sup><kbd>c</kbd><mark>d</mark><u>e</u><small>f</small>"
    (paragraph,) = in_both(tmp_path, body).tokens
    assert [each["t"] for each in paragraph["c"]] == ["sub", "sup", "key", "mark", "under", "small"]


def test_paper_knows_the_styles_that_need_no_colour(tmp_path: Path) -> None:
    body = (
        '<span style="font-weight: bold; color: red">a</span><b style="font-style:italic">b</b>\n\n'
        "<center>c</center>\n\n<p align=right>d</p>\n\n<p align=left>e</p>"
    )
    bold, *blocks = in_both(tmp_path, body).tokens
    assert [each["t"] for each in bold["c"]] == ["strong", "em"]
    assert [each.get("align", "") for each in blocks] == ["center", "right", ""]


AS_TEXT = [
    ("a List<String>", "a List&lt;String&gt;", 7),
    ("a list<a> of it", "a list&lt;a&gt; of it", 7),
    ("<T> and </T>", "&lt;T&gt; and &lt;/T&gt;", 1),
    ("a <script>alert(1)</script>", "a &lt;script&gt;alert(1)&lt;/script&gt;", 3),
    ("a <svg><path d=x /></svg>", "a &lt;svg&gt;&lt;path d=x /&gt;&lt;/svg&gt;", 3),
    ("<style>\n.card > b {}\n</style>", "&lt;style&gt; .card &gt; b {} &lt;/style&gt;", 1),
    ("a <iframe src=x></iframe>", "a &lt;iframe src=x&gt;&lt;/iframe&gt;", 3),
]  # fmt: skip


@pytest.mark.parametrize(("body", "html", "column"), AS_TEXT)
def test_a_tag_that_is_not_kept_is_shown_as_text_and_told(
    tmp_path: Path, body: str, html: str, column: int
) -> None:
    card = in_both(tmp_path, body)
    assert card.html == f"<p>{html}</p>"
    assert card.problems == [("html-as-text", 3, column)]
    assert card.told[0].severity == "warning"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('a <b class="x" onclick="y">b</b>', "`class`, `onclick`"),
        ('a <b style="position: fixed; color: red">b</b>', "`style: position`"),
        ('a <b style="color: url(x)">b</b>', "`style: color`"),
        ("a b</b>", "`</b>`"),
    ],
)
def test_what_is_ignored_of_a_tag_is_told(tmp_path: Path, body: str, words: str) -> None:
    card = in_both(tmp_path, body)
    (problem,) = card.told
    assert (problem.code, problem.severity) == ("html-ignored", "warning")
    assert words in problem.message
    assert printed(card.tokens) == "a b"


def test_an_element_that_is_never_closed_ends_with_its_card(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A\n\n<div>\n\nB *c*")
    assert card.html == "<p>A</p>\n<div><p>B <em>c</em></p></div>"
    assert card.problems == [("unclosed-html", 5, 1)]


PICTURE = png()


@pytest.mark.parametrize(
    "source", ["a.png", "data:image/png;base64," + base64.b64encode(PICTURE).decode()]
)
def test_an_image_of_html_is_an_image_of_the_card(tmp_path: Path, source: str) -> None:
    card = in_both(tmp_path, f'<img src="{source}" alt="A">', files={"en/a.png": PICTURE})
    (image,) = (node for block in card.card.back for node in block.children)
    assert (image.kind, image.attrs["src"], image.text) == ("image", source, "A")
    assert card.problems == []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('<img src="none.png">', "missing-image"),
        ('<div>\n\n<img src="https://a.b/c.png">\n</div>', "bad-image"),
        ('<img src="data:image/png;base64,AAAA">', "bad-image"),
        ('<audio controls src="none.mp3"></audio>', "missing-image"),
        ('<video><source src="none.mp4"><p>No film.</p></video>', "missing-image"),
    ],
)
def test_a_file_of_html_that_cannot_be_shown_is_told(tmp_path: Path, body: str, code: str) -> None:
    (problem,) = in_both(tmp_path, body).told
    assert (problem.code, problem.severity) == (code, "error")


def test_a_link_of_html_that_runs_something_is_only_its_text(tmp_path: Path) -> None:
    card = in_both(tmp_path, '<a href="javascript:x">A</a>\n\n<a href="javascript:x">\n\nB\n\n</a>')
    assert "javascript" not in card.html
    assert printed(card.tokens) == "AB"


def test_a_cloze_may_be_in_html_and_html_in_a_cloze(tmp_path: Path) -> None:
    body = "<u>{{c1::a}}</u> {{c2::b<sup>2</sup>}}"
    card = in_both(tmp_path, body, heading="## Q? {#q .cloze}")
    assert "<u>{{c1::a}}</u> {{c2::b<sup>2</sup>}}" in card.front


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("<div>{{c1::a <b>b</b>::hint}}</div>", "<div>{{c1::a <strong>b</strong>::hint}}</div>"),
        ("<table><tr><td>{{c1::a}}<td>{{c2,3::b<br>c}}</table>",
         "<td>{{c1::a}}</td>\n<td>{{c2,3::b<br>c}}</td>"),
        ("<p>\n{{c1::a {{c2::b}} &lt;}}\n</p>", "{{c1::a {{c2::b}} &lt;}}"),
    ],
)  # fmt: skip
def test_a_cloze_in_a_block_of_html_hides_its_answer_in_both_media(
    tmp_path: Path, body: str, field: str
) -> None:
    card = in_both(tmp_path, body, heading="## Q? {#q .cloze}")
    assert field in card.front
    assert card.problems == []


def test_a_heading_may_have_html_before_its_slug(tmp_path: Path) -> None:
    card = in_both(tmp_path, "A.", heading="## Press <kbd>A</kbd> {#press}")
    assert (card.card.slug, card.problems) == ("press", [])
    assert '<div class="question">Press <kbd>A</kbd></div>' in card.front


def test_html_is_text_where_a_deck_does_not_allow_it(tmp_path: Path) -> None:
    body = "<b>x</b>\n\n<div>\ny\n</div>\n\n<script>"
    card = in_both(tmp_path, body, toml="allow_html = false\n")
    assert card.html == (
        "<p>&lt;b&gt;x&lt;/b&gt;</p>\n<p>&lt;div&gt;\ny\n&lt;/div&gt;</p>\n<p>&lt;script&gt;</p>"
    )
    assert all(each.code == "unclosed-html" for each in card.told)


@pytest.mark.parametrize("gone", ["<!-- x -->", "</b>", "<wbr>", "<b></b>"])
@pytest.mark.parametrize(
    "mark", ["[|sound:a.mp3]", "[|latex]", "[|$]", "[|anki:play:q:0]", r"\\|("]
)
def test_html_that_vanishes_joins_no_words_into_something_of_ankis(
    tmp_path: Path, gone: str, mark: str
) -> None:
    before, _, after = mark.partition("|")
    html = in_both(tmp_path, f"x {before}{gone}{after}").html
    assert (before + after).replace("\\\\", "\\") not in html
