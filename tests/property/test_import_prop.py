"""Whatever an editor of Anki writes: the Markdown of an imported card shows the same text."""

from __future__ import annotations

import html
import re
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.importing.drafts import draft_of
from generator.importing.found import Found
from generator.importing.html.html_cards import HtmlCards
from generator.importing.html.html_trees import BadHtmlError
from generator.importing.html.visible_text import visible_text
from generator.importing.media_book import MediaBook
from generator.model import Place
from generator.reading.chapter import read_chapter
from generator.reading.slugs import SlugMaker
from generator.reading.source import Source
from generator.rendering.html import blocks_to_html, inlines_to_html
from generator.rendering.html_context import HtmlContext

WORDS = st.one_of(
    st.sampled_from(
        ["word", "*", "**x**", "_", "a_b", "`", "``", "#", "# x", "1. x", "- x", "+", "> x", "|", "a|b",
         "<T>", "<", "&amp;", "&", "\\", "\\n", "\\\\", "$", "$x$", "~~x~~", "==x==", "a == b", "=", "{x}",
         "{{x}}", "{{c1::x}}", "}}", "::", "[x]", "[x](y)", "![x](y)", "[^1]", "[[x]]", "![[x]]",
         ": x", "%%x%%", "^id1", "!!! note", "---", "===", "***", "```", "~~~", "[!note]", "[ ] x",
         "https://a.b/c_d_", "a@b.c", "名", "真，", "é", "🙂", "(c)", "...", "'q'", '"q"', "</b>", "<!-- -->",
         "[x]: y", "*[x]: y", "$$", "\\begin{x}", "{#a .b}", "{.c}", "\\", "[TOC]", "&nbsp", "{python} 1"]
    ),
    st.text("ab *_`<>&#-+.1|\\[](){}:=~^$!\"'", max_size=8),
)  # fmt: skip
# A stray beginning of a formula makes one of all up to the next end, through elements and all.
TEXT = (
    st.lists(WORDS, min_size=1, max_size=4)
    .map(lambda words: html.escape(" ".join(words)))
    .filter(lambda text: not re.search(r"\\[(\[]", text))
)
TAGS = ["b", "i", "u", "s", "sub", "sup", "em", "strong", "span", "code", "kbd", "mark", "font"]
INLINE = st.recursive(
    TEXT,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(TAGS), inner).map(
            lambda each: f"<{each[0]}>{each[1]}</{each[0]}>"
        ),
        st.lists(inner, min_size=1, max_size=3).map("".join),
        inner.map(lambda each: f"{each}<br>{each}"),
        inner.map(lambda each: f"&nbsp;{each} "),
    ),
    max_leaves=5,
)
BLOCK = st.recursive(
    INLINE,
    lambda inner: st.one_of(
        inner.map(lambda each: f"<div>{each}</div>"),
        inner.map(lambda each: f"<p>{each}</p>"),
        inner.map(lambda each: f"<blockquote>{each}</blockquote>"),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: f"<ol>{''.join(f'<li>{item}</li>' for item in items)}</ol>"
        ),
        st.lists(INLINE, min_size=2, max_size=3).map(
            lambda cells: f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"
        ),
        TEXT.map(lambda each: f"<pre>$ {each}\n {each}</pre>"),
        st.just("<div><br></div>"),
        st.just("<hr>"),
        st.just(r"\(x_1\)"),
        st.just(r"<div>\[1\]</div>"),
    ),
    max_leaves=6,
)
SIDE = st.lists(BLOCK, min_size=1, max_size=3).map("".join)


def shown(card: Found, folder: Path) -> tuple[str, str]:
    """What Proofdeck shows of both sides of a card, and its Markdown."""
    made = HtmlCards(MediaBook(folder), {}, {}).markdown(card)
    draft = draft_of(made, SlugMaker(()), set(), "x")
    text = f"# T\n\n{draft.text()}\n"
    chapter, _ = read_chapter(Source.of("a.md", text), "en", lambda _: None)
    assert len(chapter.cards) == 1, text
    one = chapter.cards[0]
    context = HtmlContext(language="en", media={}, cloze=False, steady=False)
    front = "" if draft.added else inlines_to_html(one.question, context=context) + " "
    sides = front + blocks_to_html(one.front, context=context)
    return sides + " " + blocks_to_html(one.back, context=context), text


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(back=SIDE)
@example(back="a<div>b</div><div><br></div><ul><li>x</li><ul><li>y</li></ul></ul>")
@example(back="<b>a </b>b<i>.c</i>d")
def test_a_back_shows_the_same_text(back: str) -> None:
    card = Found(Place("a"), "front", back, "html")
    html_shown, text = shown(card, Path())
    assert visible_text(html_shown) == visible_text("front " + back), text


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(front=SIDE)
def test_a_front_shows_the_same_text(front: str) -> None:
    if not visible_text(front):
        return
    html_shown, text = shown(Found(Place("a"), front, "back", "html"), Path())
    assert visible_text(html_shown) == visible_text(f"<div>{front}</div> back"), text


# What Anki would take for the marks of a cloze itself is not told apart from them.
UNMARKED = INLINE.filter(lambda each: visible_text(each) and not re.search(r"[{}]{2}|:", each))
HINT = st.sampled_from(["word", "a *b* _c_", "[x]", "<b>x</b><br>y", "a &lt; b", "\\\\", ""])
CLOZE = st.lists(
    st.one_of(
        UNMARKED,
        UNMARKED.map(lambda each: f"{{{{c1::{each}}}}}"),
        st.tuples(UNMARKED, HINT).map(lambda each: f"{{{{c2::{each[0]}::{each[1]}}}}}"),
    ),
    min_size=1,
    max_size=3,
).map("".join)


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(front=CLOZE)
def test_a_cloze_hides_the_same_text(front: str) -> None:
    made = HtmlCards(MediaBook(Path()), {}, {}).markdown(
        Found(Place("a"), front, "", "html", kind="cloze")
    )
    draft = draft_of(made, SlugMaker(()), set(), "x")
    text = f"# T\n\n{draft.text()}\n"
    chapter, _ = read_chapter(Source.of("a.md", text), "en", lambda _: None)
    one = chapter.cards[0]
    context = HtmlContext(language="en", media={}, cloze=True, steady=False)
    sides = "" if draft.added else inlines_to_html(one.question, context=context) + " "
    sides += blocks_to_html(one.front or one.back, context=context)
    assert visible_text(sides) == visible_text(front), text


@settings(deadline=None, max_examples=100)
@given(source=st.text("<>/abprediv li=\"'&;\\()[]{c1:}$!-\n", max_size=60))
def test_html_that_is_broken_is_read_all_the_same(source: str) -> None:
    try:
        made = HtmlCards(MediaBook(Path()), {}, {}).markdown(
            Found(Place("a"), source, source, "html", kind="cloze")
        )
    except BadHtmlError:
        return
    assert isinstance(made.front, str)
