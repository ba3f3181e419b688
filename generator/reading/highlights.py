"""`==marked==` text, as Obsidian and many others have it; there is no plugin for it.

As with `__`, its signs do not count within words, so that `a==b` and `b==c` stay as they are.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_SIGN = "=="


def highlights_plugin(md: MarkdownIt) -> None:
    """Teach `md` the tokens mark_open and mark_close."""
    md.inline.ruler.before("emphasis", "mark", _mark)


def _mark(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith(_SIGN, start, state.posMax) or state.src[start - 1 : start] == "=":
        return False
    scanned = state.scanDelims(start, False)
    end = _end(state, start) if scanned.can_open and scanned.length == len(_SIGN) else None
    if end is None:
        return False
    if not silent:
        state.push("mark_open", "mark", 1).markup = _SIGN
        limit = state.posMax
        state.pos, state.posMax = start + len(_SIGN), end
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("mark_close", "mark", -1).markup = _SIGN
    state.pos = end + len(_SIGN)
    return True


def _end(state: StateInline, start: int) -> int | None:
    """Where the signs stand that end a mark; None where none do."""
    # From where on no mark is closed, by where the text ends: looked for once, not each time.
    open_from: dict[int, int] = vars(state).setdefault("open_marks", {})
    if start >= open_from.get(state.posMax, start + 1):
        return None
    state.pos = start + len(_SIGN)
    try:
        while state.pos < state.posMax:
            if state.src.startswith(_SIGN, state.pos, state.posMax):
                scanned = state.scanDelims(state.pos, False)
                if scanned.can_close and scanned.length == len(_SIGN):
                    return state.pos
                state.pos += scanned.length
            else:
                state.md.inline.skipToken(state)
        open_from[state.posMax] = min(start, open_from.get(state.posMax, start))
        return None
    finally:
        state.pos = start
