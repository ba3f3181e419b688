"""An `output` fence rewritten in place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from markdown_it.token import Token

from generator.accepting.lines import UNSTATABLE, Line
from generator.accepting.listings import Listings
from generator.model import Claim
from generator.reading.fence_names import read_info


def rewrite_fence(
    lines: tuple[Line, ...], listings: Listings, claim: Claim, text: str
) -> tuple[Line, ...] | None:
    """The lines of a file with the text of one `output` fence replaced; `listings` are those of
    the file as it was, which must not have changed down to this fence.

    Lines that stay the same keep their bytes. New ones get the margin of the fence (spaces, the
    `>` of quotes) and its line end; the fence itself grows where the text would close it. None
    where the claim is not at its place, its fence is never closed, or no fence can hold the text.
    """
    token = _fence(listings, claim)
    if token is None or token.map is None:
        return None
    first, end = token.map
    opening, body, closing = lines[first], lines[first + 1 : end - 1], lines[end - 1]
    if token.content.count("\n") != len(body):
        return None
    if UNSTATABLE.search(text):
        return None
    new = text.split("\n") if text else []
    at = opening.text.index(token.markup)
    old = token.content.split("\n")[:-1]
    kept = _merged(body, old, new, opening.text[:at], opening.end)
    run = _longest_run(sorted({*new} - {*old}), token.markup[0])
    if run >= len(token.markup):
        marks = token.markup[0] * (run + 1)
        opening = Line(
            opening.text[:at] + marks + opening.text[at + len(token.markup) :], opening.end
        )
        closing = _lengthened(closing, marks)
    return (*lines[:first], opening, *kept, closing, *lines[end:])


def _fence(listings: Listings, claim: Claim) -> Token | None:
    token = listings.at(claim.place.line)
    if token is None or not token.map or token.map[0] + 1 != claim.place.line:
        return None
    found = read_info(token.info).is_output
    return token if found and token.content.removesuffix("\n") == claim.text else None


def _merged(
    body: Sequence[Line], old: Sequence[str], new: Sequence[str], margin: str, end: str
) -> list[Line]:
    """The lines of the new text, those that the old one has too as they are."""
    stripped = [line.rstrip() for line in old]
    blank = len(list(takewhile(lambda line: not line, reversed(stripped))))
    last = len(stripped) - blank
    merged: list[Line] = []
    for tag, a, b, c, d in SequenceMatcher(
        None, stripped[:last], new, autojunk=False
    ).get_opcodes():
        merged += body[a:b] if tag == "equal" else [_line(text, margin, end) for text in new[c:d]]
    return [*merged, *body[last:]]


def _line(text: str, margin: str, end: str) -> Line:
    if not text:
        return Line(margin.rstrip(), end)
    # A quote's mark takes one space with it; without it the text would lose its own.
    return Line((f"{margin} " if margin.endswith(">") else margin) + text, end)


def _longest_run(texts: Sequence[str], mark: str) -> int:
    runs = (re.match(rf"\s*({re.escape(mark)}*)", text) for text in texts)
    return max((len(run[1]) for run in runs if run), default=0)


def _lengthened(closing: Line, marks: str) -> Line:
    found = re.search(rf"({re.escape(marks[0])}+)(\s*)$", closing.text)
    if found is None or len(found[1]) >= len(marks):
        return closing
    return Line(closing.text[: found.start()] + marks + found[2], closing.end)
