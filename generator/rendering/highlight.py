"""Code → lines of runs of one colour class each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pygments.lexer import Lexer

Span = tuple[str, str]
Line = tuple[Span, ...]

LONGEST_LINE = 500  # characters; lexers take quadratic time on a line


@lru_cache(maxsize=4096)
def highlight(code: str, language: str) -> tuple[Line, ...]:
    """Split `code` at line feeds, and each line into (short Pygments class or "", text).

    Joined texts, with lines joined by line feeds, give back `code` exactly. An unknown language
    gives one plain run per line, as does code with a line beyond LONGEST_LINE. An empty line has
    no runs, a blank one has a plain run: Pygments does not get its spaces, for which it takes
    quadratic time.
    """
    written = code.split("\n")
    lexer = _lexer(language) if max(map(len, written)) <= LONGEST_LINE else None
    if lexer is None:
        return tuple((("", line),) if line else () for line in written)
    shown = "\n".join(line if line.strip() else "" for line in written)
    lines: list[list[Span]] = [[]]
    for short, text in _tokens(lexer, shown):
        first, *more = text.split("\n")
        _append(lines[-1], short, first)
        for piece in more:
            lines.append([])
            _append(lines[-1], short, piece)
    return tuple(
        tuple(runs) if runs or not line else (("", line),)
        for runs, line in zip(lines, written, strict=True)
    )


def _append(line: list[Span], short: str, text: str) -> None:
    if not text:
        return
    if line and line[-1][0] == short:
        line[-1] = (short, line[-1][1] + text)
    else:
        line.append((short, text))


def _tokens(lexer: Lexer, code: str) -> Iterator[Span]:
    """(short class, text) of each token.

    This uses the unprocessed tokens because `get_tokens` changes the text (line endings, a byte
    order mark). Lexers expect a line feed at the end, which is removed again.
    """
    from pygments.token import STANDARD_TYPES

    left = len(code)
    for _, kind, text in lexer.get_tokens_unprocessed(code + "\n"):
        while kind not in STANDARD_TYPES and kind.parent is not None:
            kind = kind.parent
        short = STANDARD_TYPES.get(kind, "")
        yield ("" if short in {"w", "n", "p", "o", "err"} else short), text[:left]
        left = max(left - len(text), 0)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if not language:
        return None
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None
