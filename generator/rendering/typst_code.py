"""A listing, or code of another language → lines of runs on a grid of half ems.

An ink is one of "" (plain), "k" (keyword), "c" (comment), "s" (string), "n" (the name that is
defined), "e" (what was raised), "b" (a blank to write in) and "a" (what was blank, filled in).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from generator.language import LANGUAGES
from generator.model import Blank, Listing, Shown
from generator.rendering.highlight import highlight
from generator.rendering.typst_text import clean, columns

Span = tuple[str, str, int]
Line = dict[str, Any]
_BLANK = "[…]"
_TRACES = frozenset({"error", "stderr"})  # set as text, which goes on in the next line


def listing_token(listing: Listing, *, hide: bool) -> dict[str, Any] | None:
    """The token of a listing; None if it shows nothing. `hide` empties its blanks."""
    code = None
    if listing.code is not None:
        code = code_lines(
            listing.code, LANGUAGES[listing.language].lexer, listing.blanks, hide=hide
        )
    outs = [out for shown in listing.shown if (out := _output(shown)) is not None]
    if not code and not outs:
        return None
    mark = listing.mark if listing.mark == "not run" or outs else ""
    token = _token(code or None, outs, mark, listing.reason)
    return {**token, "program": listing.language} if code else token


def fence_token(
    code: str, language: str, blanks: Sequence[Blank] = (), *, hide: bool = False
) -> dict[str, Any]:
    """The token of code that is only shown. `hide` empties its blanks."""
    return _token(code_lines(code, language, blanks, hide=hide), [], "", "")


def _token(
    code: list[Line] | None, outs: list[dict[str, Any]], mark: str, reason: str
) -> dict[str, Any]:
    told = [line for out in outs for line in out.get("lines", ())]
    gridded = [line for out in outs if out["k"] not in _TRACES for line in out.get("lines", ())]
    return {
        "t": "listing",
        "code": code,
        "outs": outs,
        "mark": mark,
        "reason": clean(reason),
        "columns": max((line["n"] for line in (*(code or ()), *gridded)), default=0) or 1,
        "wide": any(
            columns(text) != len(text)
            for line in (*(code or ()), *told)
            for _, text, _ in line["r"]
        ),
    }


def code_lines(
    code: str, language: str, blanks: Sequence[Blank] = (), *, hide: bool = False
) -> list[Line]:
    """The lines of `code`, without empty lines at the end."""
    lines: list[list[Span]] = []
    at = 0
    for runs in highlight(code, language):
        line: list[Span] = []
        for short, text in runs:
            for piece, blank in _cut(text, at, blanks):
                line += _runs(piece, _ink(short), blank, hide)
            at += len(text)
        at += 1
        lines.append(_merged(line))
    while len(lines) > 1 and not lines[-1]:
        lines.pop()
    return [{"n": sum(run[2] for run in line), "r": line} for line in lines]


def _cut(text: str, at: int, blanks: Sequence[Blank]) -> Iterator[tuple[str, Blank | None]]:
    """`text`, which starts at character `at` of the code, in pieces, each with the blank that it is
    in; of several the outermost.
    """
    if not blanks:
        yield text, None
        return
    edges = sorted(
        {0, len(text)}
        | {
            min(max(edge - at, 0), len(text))
            for blank in blanks
            for edge in (blank.start, blank.end)
        }
    )
    for start, end in pairwise(edges):
        inside = [b for b in blanks if b.start <= at + start and at + end <= b.end]
        yield text[start:end], max(inside, key=lambda b: b.end - b.start, default=None)


def _runs(text: str, ink: str, blank: Blank | None, hide: bool) -> list[Span]:
    shown = clean(text)
    if blank is not None and hide:
        return [("b", clean(blank.hint) or _BLANK, columns(shown))]
    return [("a" if blank is not None else ink, shown, columns(shown))]


def _merged(line: list[Span]) -> list[Span]:
    """Joins adjacent runs of one ink, so that a blank over several tokens is one blank."""
    merged: list[Span] = []
    for ink, text, width in line:
        if merged and merged[-1][0] == ink:
            _, before, used = merged.pop()
            text, width = (text if ink == "b" else before + text), used + width
        merged.append((ink, text, width))
    # A hint may be longer than what it stands for.
    return [
        (ink, text, max(width, columns(text) + 1) if ink == "b" and text != _BLANK else width)
        for ink, text, width in merged
    ]


def _ink(short: str) -> str:
    """The ink of a short Pygments class; paper may be printed in grey."""
    match short[:1]:
        case "k":
            return "k"
        case "c":
            return "c"
        case "s":
            return "s"
    if short == "ow":
        return "k"
    return "n" if short in {"nf", "nc", "nd", "fm"} else ""


def _output(shown: Shown) -> dict[str, Any] | None:
    if shown.kind == "image" and shown.media is not None:
        alt = clean(shown.text).strip() or "output"
        return {"k": "image", "src": f"media/{shown.media.name}", "alt": alt}
    text = clean(shown.text).strip("\n")
    if not text.strip():
        return None
    lines = [
        {"n": columns(line), "r": [(_output_ink(line, shown), line, columns(line))] if line else []}
        for line in (line.rstrip() for line in text.split("\n"))
    ]
    return {"k": shown.kind, "lines": lines}


def _output_ink(line: str, shown: Shown) -> str:
    """Emphasises the exception in a traceback, whose tint a grey-scale printer may lose."""
    is_raised = shown.kind == "error" and not line.startswith((" ", "Traceback"))
    return "e" if is_raised else ""
