"""A card as shown, and the plan that was run → the evidence that the note carries."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from generator.model import Card, Faces, Fence, Node, Place, Program
from generator.model.walking import walk
from generator.running.programs.program import Plan
from generator.verifying.evidence import ANY_PATH, Evidence, packed_lines
from generator.verifying.outcome import Piece, Pieces, pieces


def evidence_of(faces: Faces, plan: Plan) -> Evidence | None:
    """The evidence of a card; None if the card was not verified."""
    if not faces.verified or plan.program is None:
        return None
    shown = _shown(faces)
    compared = compared_cells(plan)
    said = tuple(
        shown.get(origin.place, ()) if counts else None
        for origin, counts in zip(plan.origins, compared, strict=True)
        if not _is_bound(origin)
    )
    # An exercise travels as it is written: what it may take is not asked on another machine.
    program = _anywhere(plan.alone or plan.program, said)
    return Evidence(_name(faces.card), program, said, faces.provenance, plan.exercise)


def _is_bound(origin: Fence | Node) -> bool:
    return isinstance(origin, Fence) and origin.role == "bound"


# What a program may look at to know where in its file it stands.
_LOOKS: Final = re.compile(r"lineno|sourcelines|_getframe|f_back|inspect|traceback|__file__")


def _anywhere(program: Program, said: tuple[Pieces | None, ...]) -> Program:
    """The program as if it stood alone, so that a card may move in its deck and keep its evidence;
    where its place could show, only without the folder that the build started in.
    """
    name = PurePosixPath(program.path).name
    told = any(name in piece.text for pieces in said for piece in pieces or ())
    if told or any(_LOOKS.search(cell.code) for cell in program.cells):
        return replace(program, path=name)
    lines = zip(program.cells, packed_lines(program.cells), strict=True)
    return replace(
        program, path=ANY_PATH, cells=tuple(replace(cell, line=line) for cell, line in lines)
    )


def compared_cells(plan: Plan) -> tuple[bool, ...]:
    """For each cell, whether its output is shown and must stay the same."""
    return tuple(
        isinstance(origin, Node)
        or not (origin.hidden or origin.varies or origin in plan.card.setup)
        for origin in plan.origins
    )


def _name(card: Card) -> str:
    return f"{card.language}/{card.slug}"


def _shown(faces: Faces) -> dict[Place, Pieces | None]:
    """By the place of a fence or inline expression; None where a part of it varies. A card that
    asks for the output has the code of a fence on one side and its output on the other.
    """
    values = {node.place for node in faces.card.values}
    found: dict[Place, Pieces | None] = {}
    for node in walk((*faces.question, *faces.front, *faces.back)):
        if node.fence is not None and node.listing is not None and node.listing.shown:
            free = node.listing.mark == "in part"
            found[node.fence.place] = None if free else pieces(node.listing.shown)
        elif node.kind == "code" and node.place in values:
            found[node.place] = (Piece("value", node.text),)
    return found
