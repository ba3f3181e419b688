"""A program parted from what its comments claim: the code that asks, and the lines that tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from textwrap import dedent
from typing import Final

from generator.model import Blank, Claim, Fence
from generator.reading.comment_nouns import CommentClaim
from generator.reading.comments import find_claims

_MARK_ALONE: Final = re.compile(r"\s*#+.*[:：]\s*")  # such as `# Output:`


@dataclass(frozen=True, slots=True)
class Apart:
    """`code` has none of the claims, and its `blanks` are where the same text stands; `told` are
    the statements that the claims are about, with them, empty where none was taken out.
    """

    code: str
    blanks: tuple[Blank, ...]
    told: str = ""


def apart(fence: Fence, claims: Iterable[Claim], blanks: Sequence[Blank]) -> Apart:
    """Take `claims`, which are some of those stated in a fence, out of its code.

    A comment of which a part is what the card asks for stays.
    """
    code = fence.code
    wanted = {(claim.place.line - fence.place.line, claim.text) for claim in claims}
    lines = code.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    claimed = [each for each in find_claims(code) if (each.line, each.text) in wanted]
    found = [each for each in claimed if not _hides(each, claimed, lines, starts, blanks)]
    if not found:
        return Apart(code, tuple(blanks))
    gone = {line: cut for each in found for line, cut in _comment(each, lines)}
    kept: list[int] = []
    for number, line in enumerate(lines, 1):
        rest = line[: gone[number]].rstrip() if number in gone else line
        if rest or number not in gone:
            kept.extend(range(starts[number - 1], starts[number - 1] + len(rest)))
            kept.append(starts[number] - 1)  # the end of the line
    kept = kept[:-1]
    asked = "".join(code[index] if index < len(code) else "\n" for index in kept)
    return Apart(asked.rstrip("\n"), _moved(blanks, kept), _told(found, lines))


def _comment(claim: CommentClaim, lines: Sequence[str]) -> Iterable[tuple[int, int]]:
    """The lines that a claim takes up, and where its comment begins on each."""
    last = max((piece.line for piece in claim.pieces), default=claim.line)
    above = lines[claim.line - 2] if claim.line > 1 else ""
    if _MARK_ALONE.fullmatch(above):
        yield claim.line - 1, len(above) - len(above.lstrip())
    yield claim.line, claim.column - 1
    for number in range(claim.line + 1, last + 1):
        text = lines[number - 1]
        yield number, len(text) - len(text.lstrip())


def _hides(
    claim: CommentClaim,
    claims: Sequence[CommentClaim],
    lines: Sequence[str],
    starts: Sequence[int],
    blanks: Sequence[Blank],
) -> bool:
    """Whether a card asks for what a claim says: a part of it is hidden, or something in its
    comment that is hidden nowhere else.
    """

    def within(blank: Blank, spans: Iterable[tuple[int, int]]) -> bool:
        return any(blank.start < end and start < blank.end for start, end in spans)

    def comment(one: CommentClaim) -> list[tuple[int, int]]:
        return [(starts[n - 1] + cut, starts[n] - 1) for n, cut in _comment(one, lines)]

    said = [(starts[p.line - 1] + p.start, starts[p.line - 1] + p.end) for p in claim.pieces]
    every = [span for one in claims for span in comment(one)]
    outside = {number for b in blanks if not within(b, every) for number in b.numbers}
    return any(
        within(blank, said)
        or (within(blank, comment(claim)) and not outside.issuperset(blank.numbers))
        for blank in blanks
    )


def _moved(blanks: Sequence[Blank], kept: Sequence[int]) -> tuple[Blank, ...]:
    """The blanks in the code of which the characters `kept` are left."""
    at = {old: new for new, old in enumerate(kept)}
    moved = []
    for blank in blanks:
        inside = [at[index] for index in range(blank.start, blank.end) if index in at]
        if inside:
            moved.append(replace(blank, start=inside[0], end=inside[-1] + 1))
    return tuple(moved)


def _told(found: Sequence[CommentClaim], lines: Sequence[str]) -> str:
    """The lines of the claims and of what they are about."""
    wanted: set[int] = set()
    for each in found:
        wanted.update(number for number, _ in _comment(each, lines))
        for statement in (*each.before, each.about):
            wanted.update(range(statement.first, statement.last + 1))
    return dedent("\n".join(lines[number - 1] for number in sorted(wanted))).strip("\n")
