"""A card as shown, and the plan that was run → the evidence that the note carries."""

from __future__ import annotations

import dataclasses
from pathlib import PurePosixPath

from generator.model import Card, Faces, Node, Place
from generator.model.walking import walk
from generator.running.programs.program import Plan
from generator.verifying.evidence import Evidence
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
    )
    # Only the name: the rest of the path depends on the folder that the build started in.
    program = dataclasses.replace(plan.program, path=PurePosixPath(plan.program.path).name)
    return Evidence(_name(faces.card), program, said, faces.provenance)


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
