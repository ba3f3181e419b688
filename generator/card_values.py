"""A card that a program made, and what is wrong with the values of such a deck.

A value must be read back as the field it was given for, and a file must stay in the deck's folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final

from generator.kinds.basic import BASIC
from generator.model.places import Place, Problem
from generator.nearest import did_you_mean
from generator.several import several

_OWN: Final = ("deck.toml", "deck.lock")
_LINE_END: Final = re.compile(r"[\r\n]")
_BRACES: Final = re.compile(r"\{\s*[#.][^{}]*\}\s*$")
_NEXT_CARD: Final = "\n\n## Next {#next}\n"


@dataclass(frozen=True, slots=True)
class Card:
    """A card in Markdown, as it would stand in a chapter.

    `question` is one line, `answer` everything below it; a `---` moves what is above it to the
    front. `slug` is the card's id, unique in its language. `kind` is the name of a kind in
    docs/cards.md, such as "cloze" or "predict". `subdeck` nests with "::".
    """

    question: str
    answer: str
    slug: str
    kind: str = "basic"
    tags: Sequence[str] = ()
    chapter: str = ""
    subdeck: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", several(self.tags))


def card_problems(deck: str, card: Card) -> Iterator[Problem]:
    """Each value of a card that a chapter could not hold as what it is."""
    place = Place(f"{_printable(deck)}/{_printable(card.slug)}")
    for what, message, hint in _faults(card):
        yield Problem(place, what, message, hint, card=_printable(card.slug))


def _faults(card: Card) -> Iterator[tuple[str, str, str]]:
    from generator.kinds.table import KINDS
    from generator.reading.slugs import SLUG, suggest_slug

    texts = {"question": card.question, "answer": card.answer, "slug": card.slug}
    texts |= {"kind": card.kind, "chapter": card.chapter, "subdeck": card.subdeck}
    texts |= {"tags": "\n".join(card.tags)}
    broken = [name for name, text in texts.items() if not _is_utf8(text)]
    for name in broken:
        message = f"`{name}` contains half of a character (a surrogate), which no file can hold"
        yield "not-utf-8", message, "decode the text before it becomes a card"
    if broken:
        return
    if not SLUG.fullmatch(card.slug):
        hint = (
            f"use lower-case letters, digits and hyphens, for example {suggest_slug(card.slug)!r}"
        )
        yield "bad-slug", f"`{card.slug}` cannot be a slug", hint
    if KINDS.get(card.kind) is None:
        hint = did_you_mean(card.kind, (BASIC.name, *KINDS))
        yield "unknown-kind", f"unknown kind `{card.kind}`", hint
    if _LINE_END.search(card.question.strip()):
        hint = "move the rest into the answer, above a `---`"
        yield "bad-value", "the question has more than one line", hint
    if found := _BRACES.search(card.question):
        message = f"the question ends in `{found[0].strip()}`, which would be read as its slug"
        yield "bad-value", message, "pass them as `slug` and `kind`"
    if _LINE_END.search(card.chapter.strip()):
        yield (
            "bad-value",
            "the chapter has more than one line",
            "write its title on one line",
        )
    yield from _faults_of_answer(card.answer)


def _faults_of_answer(answer: str) -> Iterator[tuple[str, str, str]]:
    from generator.reading.markdown import parse_markdown
    from generator.reading.source import LINE_END

    tokens, _ = parse_markdown(answer.strip() + _NEXT_CARD)
    headings = [token for token in tokens if token.type == "heading_open" and token.level == 0]
    ending = [token for token in headings if token.tag in ("h1", "h2")]
    if len(ending) > 1:
        message = "the answer has a heading of level 1 or 2, which would end the card"
        yield "bad-value", message, "use ### inside an answer"
    next_card = len(LINE_END.findall(answer.strip())) + 2
    if not ending or (ending[-1].map or [0])[0] != next_card:
        message = "the answer ends inside a comment, HTML or a fence, which hides the next card"
        yield "bad-value", message, "close it: `-->`, the tag, or the fence"


def media_problems(
    deck: str, media: Mapping[str, bytes], written: Iterable[str], languages: Iterable[str]
) -> Iterator[Problem]:
    """Each file that would leave the deck's folder, or replace or be read as another of its files.

    `written` are the names of its chapters.
    """
    from generator.reading.chapter_names import is_markdown

    taken = {each.casefold() for each in (*_OWN, *written, *languages)}
    folders = {parent.as_posix() for name in media for parent in PurePosixPath(name).parents}
    first = {language.casefold() for language in languages}
    for name, data in media.items():
        path = PurePosixPath(name)
        hint = "name a file inside the deck as the cards do, for example media/plot.png"
        if not _stays_inside(name):
            message = "this does not name a file inside the deck's folder"
        elif path.as_posix().casefold() in taken or path.as_posix() in folders:
            message = "another file or folder of the deck has this name"
        elif is_markdown(path.name) and path.parts[0].casefold() in first:
            message = "this file would be read as a chapter"
        elif not isinstance(data, bytes | bytearray | memoryview):
            message, hint = "the content of this file is not bytes", "read it in binary mode"
        else:
            continue
        yield Problem(Place(f"{_printable(deck)}/{_printable(name)}"), "bad-value", message, hint)


def _stays_inside(name: str) -> bool:
    from generator.reading.source import UNNAMED

    parts = PurePosixPath(name).parts
    windows = PureWindowsPath(name)
    return (
        bool(parts)
        and not UNNAMED.search(name)
        and "\\" not in name
        and not (windows.drive or windows.root or name.startswith("/"))
        and ".." not in parts
    )


def _is_utf8(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _printable(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
