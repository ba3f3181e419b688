"""A card and its run → what stands on its front and on its back.

Both kinds of output, Anki and paper, render what is decided here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from generator.checking.digests import output_digest, program_digest
from generator.checking.verdict import Verdict
from generator.model import (
    Blank,
    Card,
    CellRun,
    DeckConfig,
    Faces,
    Fence,
    Listing,
    Media,
    Node,
    Place,
    Run,
)
from generator.reading.images import image_nodes, read_image
from generator.reading.nodes import walk
from generator.rendering.media import content_named
from generator.rendering.shown import shown_outputs

Part = Literal["all", "code", "output"]


def make_faces(verdict: Verdict, config: DeckConfig) -> Faces:
    """Decide what each side of a card shows. Raises ProblemsError for an unreadable image."""
    card = verdict.plan.card
    resolver = _Resolver(verdict)
    front, back = _sides(card, resolver)
    return Faces(
        card=card,
        question=tuple(resolver.plain(node) for node in card.question),
        front=front,
        back=back,
        verified=_verified_with(verdict),
        provenance=_provenance(verdict),
        media=_images(card, config),
    )


def _sides(card: Card, resolver: _Resolver) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    match card.kind:
        case "predict":
            return _predict(card, resolver)
        case "cloze":
            front, back = (card.front, card.back) if card.split else _cloze_split(card)
            return resolver.nodes(front), resolver.nodes(back)
        case _:
            return resolver.nodes(card.front), resolver.nodes(card.back)


def _predict(card: Card, resolver: _Resolver) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """The code in front, what comes out behind, then the rest.

    Where the author drew the line, the programs above it keep their place; those below it
    show code and output together.
    """
    if card.split:
        shown, rest = card.front, card.back
    else:
        shown = (*(node for node in card.back if _programs(node)), *card.front)
        rest = tuple(node for node in card.back if not _programs(node))
    programs = tuple(program for node in shown for program in _programs(node))
    outputs = resolver.nodes(programs, "output")
    return resolver.nodes(shown, "code"), (*outputs, *resolver.nodes(rest))


def _programs(node: Node) -> tuple[Node, ...]:
    return tuple(inner for inner in walk([node]) if inner.fence is not None)


def _cloze_split(card: Card) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
    """Without a line drawn, the text ends with the last thing that it hides."""
    end = 0
    for index, node in enumerate(card.back, 1):
        if any(n.kind == "cloze" or (n.fence and n.fence.blanks) for n in walk([node])):
            end = index
    return (*card.back[:end], *card.front), card.back[end:]


class _Resolver:
    """Replaces programs and inline expressions by what came out of them."""

    def __init__(self, verdict: Verdict) -> None:
        self._skipped = verdict.plan.skipped
        cells = verdict.run.cells if verdict.run else ()
        pairs = zip(verdict.plan.origins, cells, strict=False)
        self._cells: Mapping[Place, CellRun] = {origin.place: cell for origin, cell in pairs}
        self._blanks = _number_blanks(verdict.plan.card)

    def nodes(self, nodes: tuple[Node, ...], part: Part = "all") -> tuple[Node, ...]:
        """The nodes with their programs as listings; listings that show nothing are left out."""
        resolved = (self._node(node, part) for node in nodes)
        return tuple(node for node in resolved if node is not None)

    def plain(self, node: Node) -> Node:
        """An inline node, which holds no program and so never vanishes."""
        resolved = self._node(node, "all")
        assert resolved is not None
        return resolved

    def _node(self, node: Node, part: Part) -> Node | None:
        if node.fence is not None:
            listing = self._listing(node.fence, part)
            return dataclasses.replace(node, listing=listing) if listing else None
        if node.kind == "value":
            return dataclasses.replace(node, kind="code", text=self._value(node))
        if node.children:
            return dataclasses.replace(node, children=self.nodes(node.children, part))
        return node

    def _value(self, node: Node) -> str:
        cell = self._cells.get(node.place)
        if cell is None or not cell.outputs:
            return f"{node.text} (not run)"
        return cell.outputs[-1].text

    def _listing(self, fence: Fence, part: Part) -> Listing | None:
        if fence.hidden:
            return None
        code = None if part == "output" else fence.code
        reason = self._skipped.get(fence.place)
        if reason is not None:
            return Listing(code, mark="not run", reason=reason) if code is not None else None
        cell = self._cells.get(fence.place)
        shown = shown_outputs(cell) if cell is not None and part != "code" else ()
        if code is None and not shown:
            return None
        mark: Literal["", "varies"] = "varies" if fence.varies else ""
        return Listing(code, shown, self._blanks.get(fence.place, ()) if code else (), mark)


def _number_blanks(card: Card) -> Mapping[Place, tuple[Blank, ...]]:
    """The blanks of a card's code, numbered on from the clozes of its text."""
    nodes = walk((*card.question, *card.front, *card.back))
    number = max((int(n.attrs["number"]) for n in nodes if n.kind == "cloze"), default=0)
    found: dict[Place, tuple[Blank, ...]] = {}
    for fence in card.fences:
        blanks: list[Blank] = []
        for text in fence.blanks:
            number += 1
            start = fence.code.find(text)
            while start >= 0:
                end = start + len(text)
                if all(end <= b.start or start >= b.end for b in blanks):
                    blanks.append(Blank(start, end, number))
                start = fence.code.find(text, end)
        found[fence.place] = tuple(sorted(blanks, key=lambda blank: blank.start))
    return found


def _verified_with(verdict: Verdict) -> tuple[str, ...]:
    run: Run | None = verdict.run
    if run is None or verdict.status != "verified":
        return ()
    python = ".".join(run.environment.python.split(".")[:2])
    # Not the local part of a version: who made the wheel (`+cpu`) is no news to a learner.
    packages = tuple(
        f"{name} {version.partition('+')[0]}" for name, version in run.environment.packages
    )
    return (*packages, f"Python {python}")


def _provenance(verdict: Verdict) -> tuple[str, ...]:
    run, program = verdict.run, verdict.plan.program
    if run is None or program is None or verdict.status != "verified":
        return ()
    where = run.environment
    return (
        f"{where.implementation} {where.python}",
        where.platform,
        *(f"{name} {version}" for name, version in where.packages),
        f"sandbox {where.sandbox}",
        f"program {program_digest(program)}",
        f"output {output_digest(verdict.plan, run)}",
    )


def _images(card: Card, config: DeckConfig) -> dict[str, Media]:
    images: dict[str, Media] = {}
    for node in image_nodes(card):
        suffix, data = read_image(Path(config.folder), card, node)
        images[node.attrs["src"]] = content_named(data, suffix)
    return images
