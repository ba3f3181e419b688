"""What a claim would have to say to be true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, assert_never

from generator.checking.claims import false_claims
from generator.checking.match_dtype import dtype_of
from generator.checking.match_shape import shape_of
from generator.checking.stated import passes_of
from generator.checking.stated_values import rounded
from generator.checking.transcript import transcript
from generator.model import CellRun, Claim, Fence, Structure
from generator.reading.printed import is_error_line

_TRACEBACK: Final = "Traceback (most recent call last):"
# How several passes of a line are put into one claim; what the claim used is tried first.
_JOINTS: Final = (", ", "; ", " ", "\n")


def came_out(claim: Claim, fence: Fence, cell: CellRun) -> str | None:
    """The text that a claim of `fence` would hold with; None where an author has to choose.

    A claim states a part (`contains`, `ellipsis`) for a reason that only its author knows. An
    exception keeps the form that it was given: with the traceback, or without.
    """
    texts = _of_line(claim, cell) if claim.source == "comment" else _of_cell(claim, fence, cell)
    return next((text for text in texts if _holds(claim, text, fence, cell)), None)


def _holds(claim: Claim, text: str, fence: Fence, cell: CellRun) -> bool:
    """Whether a claim with this text would be true of what came out of its fence."""
    stated = replace(claim, text=text, whole=claim.whole.replace(claim.text, text, 1))
    if claim.source == "comment":
        if claim.says == "result" and is_error_line(text):  # as it will be read
            stated = replace(stated, says="error")
        alone = replace(fence, claim=None, stated=(stated,))
    else:
        alone = replace(fence, claim=stated, stated=())
    return not any(false_claims(alone, cell))


def tidy(text: str) -> str:
    """Text without spaces at the ends of lines and empty lines at its end: no match sees them,
    and editors take them away.
    """
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines)


def _of_cell(claim: Claim, fence: Fence, cell: CellRun) -> Iterator[str]:
    text = tidy(transcript(cell, traceback=_TRACEBACK in claim.text.split("\n")))
    match fence.match:
        case "exact" | "close":
            yield text
        case "shape" | "dtype":
            printed = [note.structure for note in cell.notes if note.kind == "print"]
            yield from _of_structure(claim, fence.match, cell.value or next(iter(printed), None))
            yield text
        case "contains" | "ellipsis":
            return
        case _:
            assert_never(fence.match)


def _of_line(claim: Claim, cell: CellRun) -> Iterator[str]:
    passes = passes_of(claim, cell)
    texts = [tidy(each.got.text) for each in passes]
    if claim.match in _SPELLINGS:
        yield from _of_structure(claim, claim.match, passes[0].got.structure if passes else None)
    elif claim.says == "rounded":
        yield from (rounded(claim.text, each.got) for each in passes)
    elif claim.says == "error":
        errors = [text for text, each in zip(texts, passes, strict=True) if each.kind == "error"]
        yield from (text if ":" in claim.text else text.partition(":")[0] for text in errors)
    elif claim.says == "result" and texts:
        above = [
            tidy(note.text)
            for note in cell.notes
            if (note.line, note.column) in claim.before and note.kind == "print"
        ]
        if claim.before:
            yield "\n".join((*above, *texts))
        yield texts[0]
        for joint in sorted(_JOINTS, key=lambda joint: joint not in claim.text):
            yield joint.join(texts)


def _of_structure(claim: Claim, match: str, structure: Structure | None) -> Iterator[str]:
    """A value's shape or dtype, spelt as the claim spells it where that is possible."""
    plain = None if structure is None else _spelt(structure, _SPELLINGS[match])
    if structure is None or plain is None:
        return
    said = claim.text.strip()
    if match == "shape" and said.startswith("torch.Size"):
        yield f"torch.Size({list(shape_of(structure) or ())})"
    library = re.fullmatch(r"([\w.]+\.)\w+", said)
    yield (library[1] if library else "") + plain
    yield plain


def _spelt(structure: Structure, leaf: Callable[[Structure], object]) -> str | None:
    """What `leaf` says of a value, or of each member of a container."""
    own = leaf(structure)
    if own is not None:
        return str(own)
    members = [(key, _spelt(item, leaf)) for key, item in structure.items]
    if not members or any(text is None for _, text in members):
        return None
    if structure.kind == "mapping":
        return "{" + ", ".join(f"{key!r}: {text}" for key, text in members) + "}"
    return "[" + ", ".join(str(text) for _, text in members) + "]"


_SPELLINGS: Final[dict[str, Callable[[Structure], object]]] = {
    "shape": shape_of,
    "dtype": dtype_of,
}
