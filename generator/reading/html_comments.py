"""HTML comments, which no reader of a card is meant to see, are removed."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

OPENING: Final = "<!--"
_CLOSING: Final = "-->"
# As HTML has it, `<!-->` and `<!--->` are comments, too.
_COMMENT: Final = re.compile(r"<!--(?:-?>|.*?-->)", re.DOTALL)
_NOT_LINE_END: Final = re.compile(r"[^\n]")


def comments_plugin(md: MarkdownIt) -> None:
    """Teach `md` to leave out the comments in a line, and the token unclosed_comment for the
    opening of one that does not end in its paragraph.
    """
    md.inline.ruler.before("html_inline", "comment", _comment)


def blanked(html: str) -> str:
    """Text with spaces for its comments, so that what is left keeps its line and column."""
    return _COMMENT.sub(lambda found: _NOT_LINE_END.sub(" ", found[0]), html)


def _comment(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(OPENING, state.pos, state.posMax):
        return False
    found = _COMMENT.match(state.src, state.pos, state.posMax)
    if found is None:
        if not silent:
            token = state.push("unclosed_comment", "", 0)
            token.content = OPENING
        state.pos += len(OPENING)
        return True
    end = found.end()
    # Of the spaces on both sides of it one is enough.
    if not silent and (state.pending[-1:] in ("", " ", "\n")):
        while end < state.posMax and state.src[end] == " ":
            end += 1
    state.pos = end
    return True
