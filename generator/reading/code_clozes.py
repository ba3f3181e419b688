"""Clozes in the code of a fence: by markup, `{{c1::f(x)}}`, or by `blank="f(x)"`."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from generator.kinds.cloze import OPENING
from generator.kinds.gaps import numbers_in
from generator.model import Blank, Gap
from generator.reading.attributes import Attribute
from generator.reading.cloze_spans import Writing, cloze_spans, unmarked

_HINT: Final = re.compile(r"(?P<text>.*\S.*?)::(?P<hint>[^\[\](){}]*)", re.DOTALL)
# Languages in which `::` is code, such as `std::vector`.
_COLONS: Final = frozenset(
    {"c++", "cc", "cpp", "cuda", "cu", "cxx", "h", "hpp", "rust", "rs", "php", "perl", "pl", "r",
     "ruby", "rb", "haskell", "hs", "java", "kotlin", "kt", "julia", "jl", "scala", "lean", "tcl",
     "sql", "postgres", "postgresql", "fortran", "erlang"}
)  # fmt: skip


def writing_of(language: str) -> Writing:
    """How clozes are written in code of a language: with hints, or not."""
    return "colons" if language.lower() in _COLONS else "code"


@dataclass(frozen=True, slots=True)
class Marked:
    """Code without the marks of its clozes; `blanks` are what they hide. `column` gives, for a line
    and a column of that code, both counting from 1, the column in the file.
    """

    code: str
    blanks: tuple[Blank, ...] = ()
    column: Callable[[int, int], int] = lambda line, column: column


def read_marked(code: str, writing: Writing) -> Marked:
    """Take the clozes out of code."""
    spans = cloze_spans(code, writing)
    if not spans:
        return Marked(code)
    plain, stood = unmarked(code, spans)
    blanks = []
    for span in spans:
        start, end = bisect_left(stood, span.inner), bisect_left(stood, span.stop)
        first, *also = numbers_in(span.number)
        hint = code[span.hint_at + 2 : span.close].strip() if span.hint_at >= 0 else ""
        blanks.append(Blank(start, end, first, hint, tuple(also)))
    starts = [0, *(i + 1 for i, sign in enumerate(plain) if sign == "\n")]

    def column(line: int, column: int) -> int:
        here = min(starts[line - 1] + column - 1, len(plain))
        return stood[here] - code.rfind("\n", 0, stood[here])

    return Marked(plain, tuple(blanks), column)


def gaps_of(marked: Marked, *, text_alone: bool) -> tuple[Gap, ...]:
    """The clozes of code as what its fence hides: by place, or, with `text_alone`, by text."""
    return tuple(
        Gap(
            marked.code[blank.start : blank.end],
            blank.numbers,
            blank.hint,
            -1 if text_alone else blank.start,
        )
        for blank in marked.blanks
    )


def gap_written(value: Attribute, code: str) -> Gap:
    """What `blank=` hides. Its text may be a cloze, for a number or a hint of its own; backslashes
    stand for themselves where the code has them.
    """
    text = value.raw if value.raw and value.raw in code else value.value
    opening = OPENING.match(text)
    if opening is None or not text.endswith("}}") or text in code:
        return Gap(text)
    numbers = numbers_in(opening[1])
    inside = text[opening.end() : -2]
    hinted = None if inside in code else _HINT.fullmatch(inside)
    if hinted is None:
        return Gap(inside, numbers)
    return Gap(hinted["text"], numbers, hinted["hint"].strip())


def missing(gaps: Sequence[Gap], codes: Sequence[str]) -> tuple[Gap, ...]:
    """The gaps whose text is in none of the codes, whole."""
    return tuple(gap for gap in gaps if not any(gap.text in code for code in codes))
