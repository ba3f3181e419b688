"""Blocks that were tried, as the fences of a card."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from generator.auditing.document import Block, Document, Finding, JudgedClaim
from generator.importing.escaping import fenced
from generator.language import PYTHON
from generator.model import Claim
from generator.reading.source import Source

_SHOWN: Final = ("stdout", "value", "all")


def needed_fences(document: Document, numbers: Collection[int], source: Source) -> list[str]:
    """The blocks of some numbers as fences that run and are not shown."""
    blocks = [document.blocks[number - 1] for number in sorted(numbers)]
    return [fenced(plain_code(block, source), "python {.hidden}") for block in blocks]


def plain_code(block: Block, source: Source) -> str:
    """The code of a block as its author wrote it, without prompts."""
    return "\n".join(_code(piece.code, piece.line, piece.margin, source) for piece in block.pieces)


def _code(code: str, line: int, margin: int, source: Source) -> str:
    """The code of a piece; that of a session is written as it stands behind its prompts."""
    if "displayhook(" not in code:
        return code
    count = code.count("\n") + 1
    return "\n".join(source.line(number)[margin:] for number in range(line, line + count))


def session_fence(block: Block, finding: Finding, source: Source) -> str:
    """A session of several prompts as a fence, with what is true of what it states below them."""
    known = by_place(finding)
    lines: list[str] = []
    for piece in block.pieces:
        first, *more = _code(piece.code, piece.line, piece.margin, source).split("\n")
        lines += [f">>> {first}", *(f"... {line}".rstrip() for line in more)]
        for stated in piece.outputs:
            found = known.get((str(stated.claim.place), stated.claim.text))
            if found is not None and found.truth == "true":
                lines += stated.claim.text.split("\n")
    return fenced("\n".join(lines), PYTHON.session)


def without_claims(block: Block, source: Source, claims: Sequence[Claim]) -> str:
    """The code of a block without the comments that state some results."""
    lines = plain_code(block, source).split("\n")
    first = block.pieces[0]
    for claim in claims:
        at = claim.place.line - first.line
        if not 0 <= at < len(lines):
            continue
        for number in range(at, min(len(lines), at + claim.whole.count("\n") + 1)):
            line = lines[number]
            start = max(claim.place.column - 1 - first.margin, 0) if number == at else 0
            start = line.find("#", start)
            if start >= 0:
                lines[number] = line[:start].rstrip()
    return "\n".join(lines)


def comment_claims(block: Block, finding: Finding, *truths: str) -> list[Claim]:
    """The claims in comments of a block of which a trial found something."""
    known = by_place(finding)
    return [
        claim
        for piece in block.pieces
        for claim in piece.stated
        if (found := known.get((str(claim.place), claim.text))) and found.truth in truths
    ]


def by_place(finding: Finding) -> Mapping[tuple[str, str], JudgedClaim]:
    """What a trial found of each stated output, by its place and text."""
    return {(str(claim.place), claim.said): claim for claim in finding.claims}


def stated_output(block: Block, finding: Finding) -> str:
    """The whole output that a document states of a block, if all of it is text and true."""
    known = by_place(finding)
    texts = []
    for piece in block.pieces:
        for stated in piece.outputs:
            found = known.get((str(stated.claim.place), stated.claim.text))
            if found is None or found.truth != "true" or stated.part not in _SHOWN:
                return ""
            if stated.options or "..." in stated.claim.text:
                return ""
            texts.append(stated.claim.text)
    return "\n".join(texts)
