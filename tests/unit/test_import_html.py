"""Cards of Anki become Markdown that shows the same."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from generator.importing.found import Found
from generator.importing.html.clozes_in import put_clozes, take_clozes
from generator.importing.html.html_cards import HtmlCards
from generator.importing.html.html_code import code_language
from generator.importing.html.visible_text import visible_text
from generator.importing.media_book import MediaBook, MediaError, media_path
from generator.model import Place


def markdown(tmp_path: Path, back: str, kind: str = "") -> Found:
    cards = HtmlCards(MediaBook(tmp_path), {}, {})
    sides = (back, "") if kind == "cloze" else ("front", back)
    return cards.markdown(Found(Place("a.apkg"), *sides, form="html", kind=kind))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("one<div>two</div><div>three</div>", "one\\\ntwo\\\nthree"),
        ("one<br>two<br><br>three", "one\\\ntwo\n\nthree"),
        ("<div>one</div><div><br></div><div>two</div>", "one\n\ntwo"),
        ("a&nbsp;b  c", "a b c"),
        ("*a* _b_ snake_case `c` \\d", r"\*a\* \_b\_ snake_case \`c\` \\d"),
        ("1. one<br># two<br>- three<br>+ four<br>&gt; five", "1\\. one\\\n\\# two\\\n\\- three\\\n\\+ four\\\n\\> five"),
        ("a == b, ==c==, ~~d~~, {{c1::e}}, $5", r"a == b, \=\=c\=\=, \~\~d\~\~, \{\{c1::e\}\}, \$5"),
        ("&lt;T&gt; &amp;amp; a &lt; b", r"\<T> \&amp; a < b"),
        ("<b>a</b><i>b</i>", "<b>a</b>*b*"),
        ("x<b>a.</b>y <b> c </b>d", "x<b>a.</b>y **c** d"),
        ('<span style="font-weight: 600; color: red">a</span>', "**a**"),
        ("H<sub>2</sub>O <u>u</u> <kbd>Ctrl</kbd>", "H<sub>2</sub>O <u>u</u> <kbd>Ctrl</kbd>"),
        ('<a href="https://a.b/c_(d)">x</a>', "[x](<https://a.b/c_(d)>)"),
        ("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>", "- a\n  - b\n- c"),
        ('<ol start="3"><li>a</li><li><p>b</p><p>c</p></li></ol>', "3. a\n\n4. b\n\n   c"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "- a\n\n<!-- -->\n\n- b"),
        ("a<hr>b", "a\n\n<hr>\n\nb"),
        ("<blockquote>a<br>b</blockquote>", "> a\\\n> b"),
        ("<h1>T</h1>x", "### T\n\nx"),
        ("<table><tr><th>a</th><th align=right>b</th></tr><tr><td>1|2</td></tr></table>",
         "| a | b |\n| --- | ---: |\n| 1\\|2 |  |"),
        ("x<code> a  b </code>c", "x`  a  b  `c"),
        (r"\[1\] a\[x\]", "$$1$$ a $$x$$"),
        ("<code>a*b</code> <code>`</code>", "`a*b` `` ` ``"),
        ("<code>{python} 1</code>", r"<code>{python} 1</code>"),
        (r"\(x_1 &lt; 2\), \[y\] <anki-mathjax>z</anki-mathjax>3 [$]a[/$]", r"$x_1 < 2$, $$y$$ $z$3 $a$"),
        (r"\(a % b<br>+ 5\% c\)", r"$a + 5\% c$"),
        ('<anki-mathjax block="true">\\frac{a}{b}</anki-mathjax>', r"$$\frac{a}{b}$$"),
        ("[latex]$E$[/latex] <code>\\(no\\)</code>", r"$E$ `\(no\)`"),
        ("[latex]\\begin{tikzpicture}x\\end{tikzpicture}[/latex]", "```latex\n\\begin{tikzpicture}x\\end{tikzpicture}\n```"),
        ("<script>alert(1)</script>a<style>b{}</style>", "a"),
        ("<details><summary>More</summary>a</details>", "<details>\n<summary>More</summary>\n\na\n\n</details>"),
    ],
)  # fmt: skip
def test_html_becomes_markdown(tmp_path: Path, html: str, expected: str) -> None:
    if "</anki-mathjax>3" in html:
        expected = expected.replace("$z$3", r"\(z\)3")
    assert markdown(tmp_path, html).back == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<pre><code class="language-rust">fn f() {}\n</code></pre>', "```rust\nfn f() {}\n```"),
        ('<pre><span class="k">def</span> <span class="nf">f</span>():<br>&nbsp;&nbsp;return 1</pre>',
         "```python\ndef f():\n  return 1\n```"),
        ('<div><font face="Courier New">x = 1</font></div><div><font face="Courier New">&nbsp;&nbsp; y</font></div>',
         "```text\nx = 1\n   y\n```"),
        ('<div style="font-family: Consolas">for i in a:<br>&nbsp;&nbsp;&nbsp; print(i)<br><br>print(1)</div>',
         "```python\nfor i in a:\n    print(i)\n\nprint(1)\n```"),
        ("if x &lt; 3:<br>&nbsp;&nbsp;&nbsp; print(x)", "```python\nif x < 3:\n    print(x)\n```"),
        ("a {<br>&nbsp;&nbsp;b;<br>}", "a {\\\n&nbsp;&nbsp;b;\\\n}"),
        ('What?<div style="font-family: Courier">for i in a:<br>&nbsp; print(i)</div>Why?',
         "What?\n\n```python\nfor i in a:\n  print(i)\n```\n\nWhy?"),
        ("See <code>x</code><br><code>y</code>", "See `x`\\\n`y`"),
        ("<code>x = 1<br>print(x)</code>", "```python\nx = 1\nprint(x)\n```"),
        ('<div class="highlight"><pre>a ``` b</pre></div>', "````text\na ``` b\n````"),
    ],
)  # fmt: skip
def test_code_keeps_its_lines_spaces_and_language(tmp_path: Path, html: str, expected: str) -> None:
    assert markdown(tmp_path, html).back == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("{{c1::a::hint}} b", "{{c1::a::hint}} b"),
        ("{{c1::a_b*::x*y_}}", "{{c1::a_b\\*::x*y_}}"),
        ("{{c1::<b>a</b>}}", "{{c1::**a**}}"),
        ("<code>f({{c1::x}})</code>", "`f(`{{c1::`x`}}`)`"),
        ("<code>x = {{c1::`1`}}</code>", "`x = `{{c1::`` `1` ``}}"),
        (r"\(a={{c1::b}}\)", "$a={{c1::b}}$"),
        ("{{c1::a {{c2::b}} c}}", "{{c1::a {{c2::b}} c}}"),
        ("{{c1::a<br>b::<b>x</b>\\}}", "{{c1::a\\\nb::x\\ }}"),
        ("{{c1::a {{c2::b}}::hint}}", "{{c1::a {{c2::b}}::hint}}"),
        ("{{c1::a", r"\{\{c1::a"),
        ("{{c1::x}} {{y}}", r"{{c1::x}} \{\{y\}\}"),
        ("<pre>print({{c1::1}})</pre>", "```text\nprint({{c1::1}})\n```"),
    ],
)
def test_clozes_are_kept(tmp_path: Path, html: str, expected: str) -> None:
    text = markdown(tmp_path, html, "cloze").front
    assert text.replace("```python", "```text") == expected


def test_what_looks_like_a_cloze_on_another_card_is_text(tmp_path: Path) -> None:
    assert markdown(tmp_path, "{{c1::a}}").back == r"\{\{c1::a\}\}"


def test_marks_of_clozes_come_back_as_they_were() -> None:
    text = "x {{c1,2::a::b}} }} :: {{c3::{{c1::y}} z}}"
    assert put_clozes(*take_clozes(text)) == text


def test_only_python_is_taken_for_python() -> None:
    assert [code_language(None, code) for code in ("import os", "ls -la", "x = 1;", "{}", "foo")] == [
        "python", "text", "text", "text", "text",
    ]  # fmt: skip


def test_what_is_lost_is_named(tmp_path: Path) -> None:
    card = markdown(
        tmp_path,
        '<font color="red">a</font> <svg></svg> <a href="x.html">b</a> <img src="gone.png">',
    )
    assert set(card.losses) == {
        "colours, sizes and fonts of text", "drawings in HTML", "links that lead to no page of the web",
    }  # fmt: skip
    assert card.by_hand == (
        "`gone.png` is not shown: it is not in the file",
        "a drawing in it (`<svg>`) is not carried over",
    )


def test_a_picture_in_the_html_itself_becomes_a_file_and_one_of_the_web_is_named(
    tmp_path: Path,
) -> None:
    svg = base64.b64encode(b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    card = markdown(
        tmp_path,
        f'<img src="data:image/svg+xml;base64,{svg.decode()}"><img src="data:x"><img src="//a.b/c.png">',
    )
    (file,) = (tmp_path / "media").iterdir()
    assert card.back == f"![](media/{file.name})[data:x][//a.b/c.png]"
    assert [reason.partition(": ")[2] for reason in card.by_hand] == [
        "it is no image in base64, or too large",
        "it is a file of the web, and a deck shows its own",
    ]


def test_visible_text_counts_what_shows() -> None:
    html = (
        '<div class="question">a</div><p>b<b>c</b></p><script>no</script>'
        '<pre class="output stdout">no</pre><div class="mark code-mark">no</div>'
        '<img src="x.png">\\( y \\)&nbsp; [sound:z.mp3]'
    )
    assert visible_text(html) == "a bc ▣ ⟦y⟧ ♪"
    assert visible_text("[anki:tts lang=en_US]read[/anki:tts] aloud") == "read aloud"
    assert visible_text(html, heading=False) == "bc ▣ ⟦y⟧ ♪"


def test_media_get_names_that_markdown_takes() -> None:
    names = ("a b.PNG", "../../etc/x.png", "ü(1).jpg", "..png", "C:\\x\\y.gif", "a%20b.png")
    assert [media_path(name) for name in names] == [
        "media/a-b.png", "media/x.png", "media/ü-1.jpg", "media/file.png", "media/y.gif", "media/a-20b.png",
    ]  # fmt: skip


def test_two_media_of_one_name_stay_apart(tmp_path: Path) -> None:
    book = MediaBook(tmp_path)
    for number in range(2):
        (tmp_path / f"{number}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{number + 1}" height="1"/>'
        )
    paths = [book.copy("a.svg", {"a.svg": tmp_path / f"{number}.svg"}, {}) for number in (0, 1, 0)]
    assert paths[0] == paths[2] == "media/a.svg"
    assert paths[1].startswith("media/a-")
    assert len(book) == 2
    with pytest.raises(MediaError, match="no kind of image"):
        book.copy("a.exe", {"a.exe": tmp_path / "0.svg"}, {})
