"""HTML comments, which no reader of a card is meant to see, are removed."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

OPENING: Final = "<!--"
_CLOSING: Final = "-->"
_EMPTY: Final = ("<!-->", "<!--->")  # which HTML takes for whole comments
_NOT_LINE_END: Final = re.compile(r"[^\n]")


def comments_plugin(md: MarkdownIt) -> None:
    """Teach `md` to leave out the comments in a line, and the token unclosed_comment for the
    opening of one that does not end in its paragraph.
    """
    md.inline.ruler.before("html_inline", "comment", _comment)


def blanked(html: str) -> str:
    """Text with spaces for its comments, so that what is left keeps its line and column."""
    kept: list[str] = []
    done = 0
    while (start := html.find(OPENING, done)) >= 0:
        end = _end(html, start, len(html))
        if end < 0:
            break  # nor does one that opens below end, which need not be looked for
        kept += html[done:start], _NOT_LINE_END.sub(" ", html[start:end])
        done = end
    return "".join((*kept, html[done:]))


def _end(text: str, start: int, most: int) -> int:
    """Where the comment that opens at `start` ends, before `most`; -1 if it does not."""
    for empty in _EMPTY:
        if text.startswith(empty, start, most):
            return start + len(empty)
    found = text.find(_CLOSING, start + len(OPENING), most)
    return found + len(_CLOSING) if found >= 0 else -1


def _comment(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(OPENING, state.pos, state.posMax):
        return False
    end = _end(state.src, state.pos, state.posMax)
    if end < 0:
        if not silent:
            token = state.push("unclosed_comment", "", 0)
            token.content = OPENING
        state.pos += len(OPENING)
        return True
    # Of the spaces on both sides of it one is enough.
    if not silent and (state.pending[-1:] in ("", " ", "\n")):
        while end < state.posMax and state.src[end] == " ":
            end += 1
    state.pos = end
    return True
