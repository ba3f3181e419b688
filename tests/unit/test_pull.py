"""What a reader wrote in Anki becomes a patch of the Markdown, or is left to be done by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reading.chapter import read_chapter
from generator.reading.source import Source
from generator.rendering.html import blocks_to_html, inlines_to_html
from generator.rendering.html_context import HtmlContext
from generator.syncing.from_anki import markdown_from_anki as markdown
from generator.syncing.plan import Change, Version
from generator.syncing.pull import ByHand, pulled

PATH = "cards/en/01.md"
TEXT = """# Tensors

## What *is* a tensor? {#tensor tags="a"}

A **tensor** has a shape
and a dtype.

- The first
- the second

> A quote.

Twice.

Twice.

## Another {#other}

It stays.
"""


def fields(text: str, slug: str = "tensor") -> dict[str, str]:
    chapter, _ = read_chapter(Source.of(PATH, text), "en", lambda _: None)
    card = next(card for card in chapter.cards if card.slug == slug)
    context = HtmlContext("en")
    front = f'<div class="question">{inlines_to_html(card.question, context=context)}</div>'
    return {
        "Front": "\n".join(filter(None, [front, blocks_to_html(card.front, context=context)])),
        "Back": blocks_to_html(card.back, context=context),
    }


def pull(
    old: str, new: str, text: str = TEXT, base: str | None = TEXT, name: str = "Back"
) -> tuple[str, tuple[ByHand, ...]]:
    """What the file is after a reader put `new` for `old` into a field."""
    ours = fields(text)
    theirs = fields(base or text)
    assert old in theirs[name]
    theirs[name] = theirs[name].replace(old, new, 1)
    change = Change(
        "en/tensor",
        "guid",
        "edited",
        "basic",
        None if base is None else Version(fields(base), (), ""),
        Version(ours, (), ""),
        Version(theirs, (), ""),
    )
    chapter, _ = read_chapter(Source.of(PATH, text), "en", lambda _: None)
    patch, left = pulled(Path(PATH), text.encode(), chapter, [change], markdown)
    return (text if patch is None else patch.new.decode()), left


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("has a shape\nand", "has one shape and", "has a shape\nand", "has one shape\nand"),
        ("a dtype.", "a <i>dtype</i>.", "a dtype.", "a *dtype*."),
        ("a dtype.", r"a dtype \(x^2\).", "a dtype.", "a dtype $x^2$."),
        ("a dtype.", "a dtype.<br>Or two.", "a dtype.", "a dtype.\\\nOr two."),
        ("a dtype.", "a <code>dtype</code> &lt; *3*.", "a dtype.", "a `dtype` < \\*3\\*."),
        ("<p>the second", "<p>the next", "- the second", "- the next"),
        ("A quote.", "A quote&nbsp;of mine.", "> A quote.", "> A quote of mine."),
        ("<p>Twice.</p>\n<p>Twice.</p>", "<p>Twice.</p>\n<p>Thrice.</p>",
         "Twice.\n\nTwice.", "Twice.\n\nThrice."),
        ("<p>Twice.</p>\n<p>", "<p>", "Twice.\n\nTwice.", "Twice."),
        ("A quote.</p></blockquote>", "A quote.</p></blockquote><div>Mine, <b>too</b>.</div>",
         "> A quote.\n", "> A quote.\n\nMine, **too**.\n"),
    ],
)  # fmt: skip
def test_a_readers_words_replace_the_authors_and_nothing_else(
    old: str, new: str, before: str, after: str
) -> None:
    result, left = pull(old, new)
    assert not left
    assert result == TEXT.replace(before, after, 1)


def test_a_question_keeps_its_slug_and_its_tags() -> None:
    result, left = pull("a tensor?", "a tensor in PyTorch?", name="Front")
    assert not left
    assert result == TEXT.replace("a tensor?", "a tensor in PyTorch?")


def test_a_cloze_keeps_its_number_and_its_hint() -> None:
    text = "## It {#tensor .cloze}\n\nIt is {{c1::a *tuple*::kind}} here.\n"
    chapter, _ = read_chapter(Source.of(PATH, text), "en", lambda _: None)
    ours = {"Text": "<p>It is {{c1::a <em>tuple</em>::kind}} here.</p>"}
    theirs = {"Text": "<p>It is {{c1::a <em>list</em>::kind}} {{c2::there}}.</p>"}
    version = Version(ours, (), "")
    change = Change("en/tensor", "g", "edited", "cloze", version, version, Version(theirs, (), ""))
    patch, left = pulled(Path(PATH), text.encode(), chapter, [change], markdown)
    assert not left
    assert patch is not None
    assert "It is {{c1::a *list*::kind}} {{c2::there}}.\n" in patch.new.decode()


def test_line_ends_and_a_byte_order_mark_stay() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    chapter, _ = read_chapter(Source.of(PATH, text[1:]), "en", lambda _: None)
    ours = fields(text[1:])
    theirs = {**ours, "Back": ours["Back"].replace("A quote.", "My quote.")}
    version = Version(ours, (), "")
    change = Change("en/tensor", "g", "edited", "basic", version, version, Version(theirs, (), ""))
    patch, _ = pulled(Path(PATH), text.encode(), chapter, [change], markdown)
    assert patch is not None
    assert patch.new.decode() == text.replace("A quote.", "My quote.")


VALUES = "## One? {#tensor}\n\nIt is `{python} 1 + 1` and `{python} 1 + 2` here.\n"
CODE = """## Run? {#tensor}

Look:

```text
1 + 1
```
"""


def test_code_is_never_taken_and_is_shown() -> None:
    result, (left,) = pull("1 + 1", "1 + 2", CODE, CODE)
    assert result == CODE
    assert (left.card, left.field, left.before, left.after) == ("tensor", "Back", "1 + 1", "1 + 2")
    assert "code" in left.reason


def test_what_the_author_changed_too_is_left_to_decide() -> None:
    text = TEXT.replace("A quote.", "An author's quote.")
    result, (left,) = pull("A quote.", "A reader's quote.", text)
    assert result == text
    assert "decide" in left.reason


def test_what_the_author_changed_elsewhere_does_not_matter() -> None:
    text = TEXT.replace("and a dtype", "and a dtype and a device")
    result, left = pull("A quote.", "A reader's quote.", text)
    assert not left
    assert result == text.replace("A quote.", "A reader's quote.")


@pytest.mark.parametrize("new", ["## Not a card {#x}", "```python", "<svg></svg>", "a\x0b\x1f"])
def test_text_that_markdown_would_read_otherwise_is_shown_or_left(new: str) -> None:
    result, left = pull("A quote.", new.replace("<", "&lt;"))
    chapter, _ = read_chapter(Source.of(PATH, result), "en", lambda _: None)
    assert [card.slug for card in chapter.cards] == ["tensor", "other"]
    assert bool(left) == (result == TEXT)


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("Chapter", "Tensors", "Mine", "made of"),
        ("Back", "<p>A quote.", '<p style="text-align: center">A quote.', "look"),
    ],
)
def test_whatever_else_a_reader_changed_is_named(
    name: str, old: str, new: str, reason: str
) -> None:
    ours = {**fields(TEXT), "Chapter": "Tensors"}
    theirs = {**ours, name: ours[name].replace(old, new)}
    version = Version(ours, (), "")
    change = Change("en/tensor", "g", "edited", "basic", version, version, Version(theirs, (), ""))
    chapter, _ = read_chapter(Source.of(PATH, TEXT), "en", lambda _: None)
    patch, (left,) = pulled(Path(PATH), TEXT.encode(), chapter, [change], markdown)
    assert patch is None
    assert left.field == name
    assert reason in left.reason


@pytest.mark.parametrize(
    ("new", "after"),
    [
        ("<p>It was <code>2</code> and <code>3</code> here.</p>", VALUES.replace("is", "was")),
        ("<p>It is <code>2</code> and <code>4</code> here.</p>", ""),
        ("<p>It is <code>2</code> here.</p>", ""),
        ("<p>It is <code>3</code> and <code>2</code> here.</p>", ""),
    ],
)
def test_what_a_program_gives_stays_while_the_words_around_it_change(new: str, after: str) -> None:
    chapter, _ = read_chapter(Source.of(PATH, VALUES), "en", lambda _: None)
    shown = "<p>It is <code>2</code> and <code>3</code> here.</p>"
    ours = {"Front": '<div class="question">One?</div>', "Back": shown}
    version, theirs = Version(ours, (), ""), Version({**ours, "Back": new}, (), "")
    change = Change("en/tensor", "g", "edited", "basic", version, version, theirs)
    patch, left = pulled(Path(PATH), VALUES.encode(), chapter, [change], markdown)
    assert (patch.new.decode() if patch else "") == after
    assert bool(left) == (not after)


def test_a_picture_beside_the_words_stays() -> None:
    text = TEXT.replace("> A quote.", "> A quote.\n\n![A picture](a.png)")
    ours = fields(text)
    assert "missing" in ours["Back"]
    result, left = pull("A quote.", "A quote, too.", text, text)
    assert not left
    assert result == text.replace("A quote.", "A quote, too.")
