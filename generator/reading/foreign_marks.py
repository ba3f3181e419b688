"""Marks in running text that other tools hide or replace, and that a card shows as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from generator.model import Place, Problem

_BLOCK_ID: Final = re.compile(r"\n?[ \t]*\^[A-Za-z0-9-]{1,40}[ \t]*\Z")
_MARKS: Final = re.compile(
    r"(?P<hidden>%%(?=\S)[^%\n]{1,500}(?<=\S)%%(?!\w)|\A%%\Z)"
    r"|(?P<note>\[\^[^\[\]\s^]{1,100}\])"
    r"|(?<=\s)(?P<id>\^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6})\Z"
)
_TOLD: Final = {
    "hidden": ("foreign-mark", "Obsidian hides `{}`, and a card shows it",
               "write a comment that cards hide, too: <!-- … -->"),
    "id": ("foreign-mark", "`{}` looks like an id of Obsidian's, and a card shows it",
           "put it on a line of its own, where cards hide it, or take it out"),
    "note": ("stray-footnote", "there is no footnote `{}`, so its mark is shown as text",
             "write the footnote, {}: …, or put code in backticks"),
}  # fmt: skip


def block_ids_plugin(md: MarkdownIt) -> None:
    """Teach `md` to leave out a last line that is nothing but an id of Obsidian's, `^some-id`."""
    md.core.ruler.after("block", "block_ids", _without_ids)


def _without_ids(state: StateCore) -> None:
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "paragraph_close" and tokens and not tokens[-1].content:
            del tokens[-2:]  # nothing is left of it
            continue
        tokens.append(token)
        if token.type == "inline" and len(tokens) > 1 and tokens[-2].type == "paragraph_open":
            found = _BLOCK_ID.search(token.content) if "^" in token.content else None
            if found is not None and (found[0].startswith("\n") or found.start() == 0):
                token.content = token.content[: found.start()]
    state.tokens = tokens


def foreign_marks(text: str, place: Place) -> Iterator[Problem]:
    """A warning for each mark in a text that begins at a place."""
    for found in _MARKS.finditer(text) if "^" in text or "%%" in text else ():
        code, message, hint = _TOLD[str(found.lastgroup)]
        here = Place(place.path, place.line, place.column + found.start())
        written = found[0]
        yield Problem(here, code, message.format(written), hint.format(written), "warning")
