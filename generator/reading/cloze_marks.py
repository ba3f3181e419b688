"""`{{c1::answer::hint}}` as a rule of the Markdown parser.

The answer is Markdown of its own. Code and math inside it are stepped over as whole tokens,
so neither `}}` nor `::` in them ends anything. Nor does the `::` of `s[::-1]`, in brackets that
open and close in the answer, begin a hint.
"""

from __future__ import annotations

from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from generator.kinds.cloze import OPENING
from generator.reading.cloze_spans import numbers_written

_WHOLE: Final = "`$\\<"  # how code, formulas, escapes and tags begin


def cloze_plugin(md: MarkdownIt) -> None:
    """Teach `md` the tokens cloze_open (meta: number, hint) and cloze_close."""
    md.inline.ruler.before("emphasis", "cloze", _cloze)


def _cloze(state: StateInline, silent: bool) -> bool:
    opening = OPENING.match(state.src, state.pos, state.posMax)
    if opening is None:
        return False
    start = opening.end()
    hint_at, end = _extent(state, start)
    if end is None:
        return False
    if not silent:
        answer_end = end if hint_at is None else hint_at
        hint = "" if hint_at is None else state.src[hint_at + 2 : end]
        token = state.push("cloze_open", "", 1)
        token.meta = {"number": numbers_written(opening[1]), "hint": hint.strip()}
        limit = state.posMax
        state.pos, state.posMax = start, answer_end
        state.md.inline.tokenize(state)
        state.posMax = limit
        state.push("cloze_close", "", -1)
    state.pos = end + 2
    return True


def _extent(state: StateInline, start: int) -> tuple[int | None, int | None]:
    """Where the hint's `::` and the closing `}}` of a cloze stand; None where they do not."""
    # End of text → position after which no cloze is closed, so that each text is searched once.
    open_from: dict[int, int] = vars(state).setdefault("open_clozes", {})
    if start >= open_from.get(state.posMax, start + 1):
        return None, None
    before = state.pos
    hint_at: int | None = None
    bracketed: int | None = None  # the first `::` in a bracket
    depth = 0
    state.pos = start
    try:
        while state.pos < state.posMax:
            at = state.pos
            if state.src.startswith("}}", at):
                return (bracketed if hint_at is None and depth else hint_at), at
            if hint_at is None and state.src.startswith("::", at):
                if not depth:
                    hint_at = at
                elif bracketed is None:
                    bracketed = at
                state.pos += 2
                continue
            state.md.inline.skipToken(state)
            if hint_at is None and state.src[at] not in _WHOLE:
                for character in state.src[at : state.pos]:
                    depth = max(depth + (character in "([{") - (character in ")]}"), 0)
        open_from[state.posMax] = min(start, open_from.get(state.posMax, start))
        return None, None
    finally:
        state.pos = before
