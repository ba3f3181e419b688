"""`{{c1::answer::hint}}` as a rule of the Markdown parser.

The answer is Markdown of its own. Code and math inside it are stepped over as whole tokens,
so neither `}}` nor `::` in them ends anything.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from generator.kinds.cloze import OPENING
from generator.reading.cloze_spans import numbers_written


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
    state.pos = start
    try:
        while state.pos < state.posMax:
            if state.src.startswith("}}", state.pos):
                return hint_at, state.pos
            if hint_at is None and state.src.startswith("::", state.pos):
                hint_at = state.pos
                state.pos += 2
            else:
                state.md.inline.skipToken(state)
        open_from[state.posMax] = min(start, open_from.get(state.posMax, start))
        return None, None
    finally:
        state.pos = before
