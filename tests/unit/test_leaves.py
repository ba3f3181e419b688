"""What a reader sees of two fields is compared, not how Anki's editor stores it."""

from __future__ import annotations

import pytest

from generator.syncing.alignment import Piece, marked, merged, three_ways
from generator.syncing.leaves import leaves_of, shown_alike


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("<p>a &quot;b&quot; &#39;c&#39;</p>", "<p>a \"b\" 'c'</p>"),
        ("<p>one\ntwo</p>", "<p>one two</p>"),
        ("<p>a  b</p>", "<p>a&nbsp; b</p>"),
        ("<p><strong>a</strong> <em>b</em></p>", "<p><b>a</b> <i>b</i></p>"),
        ("<p>a</p>\n<p>b</p>", "<div>a</div><div>b</div><div><br></div>"),
        ('<p dir="auto">a</p>', '<p>a</p>'),
        ('<pre class="code"><code><span class="k">if</span> x:\n  y</code></pre>',
         "<pre>if x:<br>&nbsp; y</pre>"),
        ("<ul><li>a</li><li>b</li></ul>", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
    ],
)  # fmt: skip
def test_what_anki_s_editor_writes_anew_is_no_edit(ours: str, theirs: str) -> None:
    assert shown_alike({"Back": ours}, {"Back": theirs}, frozenset({"Back"}))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("<p>a b</p>", "<p>ab</p>"),
        ("<p>a</p>", "<p><b>a</b></p>"),
        ("<p>a &lt; b</p>", "<p>a &gt; b</p>"),
        ("<p>a</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p>", '<p><span style="color: red">a</span></p>'),
        ("<p>a</p>", '<p style="text-align: center">a</p>'),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ('<p><a href="https://a.example">a</a></p>', '<p><a href="https://b.example">a</a></p>'),
        ('<p><img src="a.png"></p>', '<p><img src="b.png"></p>'),
        ("<pre>if x:\n  y</pre>", "<pre>if x:\ny</pre>"),
        ("<pre>a</pre>", "<p>a</p>"),
        ('<div class="listing"><pre>1</pre><pre class="output">2</pre></div>',
         '<div class="listing"><pre>1</pre><pre class="output">3</pre></div>'),
        ("<p>{{c1::a}}</p>", "<p>{{c2::a}}</p>"),
    ],
)  # fmt: skip
def test_what_shows_otherwise_is_an_edit(ours: str, theirs: str) -> None:
    assert not shown_alike({"Back": ours}, {"Back": theirs}, frozenset({"Back"}))


def test_tables_lists_and_quotes_are_read_cell_by_cell() -> None:
    html = (
        '<div class="question">Which?</div><ul class="options"><li><span class="box">☐</span>'
        "<p>a</p></li></ul><table><tr><td>1</td><td>2</td></tr></table>loose"
    )
    assert [leaf.text for leaf in leaves_of(html)] == ["Which?", "a", "1", "2", "loose"]
    assert [leaf.outer for leaf in leaves_of(html)] == [True, False, False, False, True]


def test_the_words_of_a_coloured_text_are_its_words() -> None:
    coloured = '<p style="text-align: center">a <font color="red">b</font></p>'
    assert leaves_of(coloured) == leaves_of("<p>a b</p>")


def test_broken_html_is_read_to_its_end() -> None:
    assert [one.text for one in leaves_of("<p>a<ul></b>b</li></ul></div>c<pre>d")] == list("abcd")


@pytest.mark.parametrize("part", ["<a ", "<a href='", "<!--", "<![x", "</", "<b>", "<div>", "&"])
def test_a_field_of_nothing_but_broken_html_is_read_to_its_end(part: str) -> None:
    assert len(leaves_of(part * 50_000 + "x", looks=True)) <= 1


def test_long_texts_that_have_nothing_in_common_are_compared_in_time() -> None:
    old, new = "one two " * 20_000, "two one " * 20_000
    assert "".join(piece.text for piece in marked(old, new) if piece.sign != "-") == new


def test_parts_that_either_side_changed_are_found() -> None:
    rows = list(three_ways("abcd", "aXcd", "abcdY"))
    assert [(row.base, row.ours, row.theirs) for row in rows if not row.same] == [
        (("b",), ("X",), ("b",)),
        ((), (), ("Y",)),
    ]
    assert "".join(c for row in rows for c in row.theirs) == "abcdY"


def test_words_are_marked_as_a_reader_would() -> None:
    assert marked("It is a tuple.", "It is a torch.Size.") == (
        Piece("It is a "),
        Piece("tuple", "-"),
        Piece("torch.Size", "+"),
        Piece("."),
    )


def test_chinese_is_compared_sign_by_sign() -> None:
    assert marked("它是元组。", "它是列表。") == (
        Piece("它是"), Piece("元组", "-"), Piece("列表", "+"), Piece("。"),
    )  # fmt: skip


def test_a_change_is_carried_over_into_text_that_is_written_otherwise() -> None:
    assert merged("a *b* c d", "a _b_\nc d", "a *b* x d e") == "a _b_\nx d e"
    assert merged("one two", "three", "one or two") is None
