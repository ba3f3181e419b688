"""Lines that were meant to begin a card, and that Markdown takes for text of the card above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from markdown_it.token import Token

from generator.model import Place, Problem, Severity
from generator.reading.source import Source

_SLUG: Final = r"\{\s*#[\w-]+(?:\s[^{}\n]*)?\}\s*(?:#+\s*)?$"
_IN_BRACES: Final = re.compile(r"\{\s*[#.][\w-]+(?:\s[^{}\n]*)?\}\s*$")
_INDENTED: Final = re.compile(rf"##[ \t].*{_SLUG}", re.MULTILINE)
_UNSPACED: Final = re.compile(
    rf"^#{{2,6}}(?=[^#\s!/\\]|\u3000).*?(?P<slug>{_SLUG})?$", re.MULTILINE
)


def lost_cards(tokens: Iterable[Token], source: Source) -> Iterator[Problem]:
    """A problem for each heading with a slug or a class that is none of a card, and a warning for
    each other line that begins with `##` and is no heading.
    """
    heading: Token | None = None
    for token in tokens:
        if token.map is None:
            continue
        line = token.map[0] + 1
        if token.type == "heading_open":
            heading = token
        elif token.type == "code_block":
            for found in _INDENTED.finditer(token.content):
                at = line + token.content.count("\n", 0, found.start())
                hint = "take away the spaces before it"
                yield _problem(source, at, "is indented, so it is code and begins no card", hint)
        elif token.type == "inline" and heading is not None and heading.map == token.map:
            if _IN_BRACES.search(token.content):
                yield from _misplaced(heading, line, source)
        elif token.type == "inline":
            for found in _UNSPACED.finditer(token.content):
                at = line + token.content.count("\n", 0, found.start())
                message = "has no space behind `#`, so it is text and no heading"
                hint = "write `## Question`, with a space"
                yield _problem(source, at, message, hint, certain=bool(found["slug"]))


def _misplaced(heading: Token, line: int, source: Source) -> Iterator[Problem]:
    level = int(heading.tag[1:])
    if level == 2 and heading.level == 0:
        return
    if level == 2:
        message = "is a heading inside a list or a quote, so it begins no card"
        yield _problem(source, line, message, "put it at the beginning of its line")
    elif level > 2:
        message = f"is a heading of level {level}, so it begins no card, and its braces are shown"
        hint = "write `##` to begin a card; else take out the braces"
        yield _problem(source, line, message, hint)


def _problem(
    source: Source, line: int, message: str, hint: str, *, certain: bool = True
) -> Problem:
    text = source.line(line)
    place = Place(source.path, line, max(text.find("#"), 0) + 1)
    severity: Severity = "error" if certain else "warning"
    return Problem(place, "lost-card", f"this line {message}", hint, severity)
