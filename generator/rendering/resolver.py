"""Programs and inline expressions → what came out of them."""

from __future__ import annotations

import dataclasses
from typing import Literal

from generator.checking.claims import judged_comments, unwatched_lines
from generator.checking.verdict import Verdict
from generator.kinds.gaps import blanks_of
from generator.kinds.kind import Part
from generator.model import Blank, Fence, Listing, Node
from generator.reading.claims_apart import Apart, apart
from generator.rendering.shown_outputs import shown_outputs, shown_value


class Resolver:
    """Replaces programs and inline expressions by what came out of them."""

    def __init__(self, verdict: Verdict) -> None:
        self._skipped = verdict.plan.skipped
        self._program = verdict.plan.program
        ran = verdict.ran
        self._cells, self._in_part = ran.cells, ran.in_part
        self._blanks = blanks_of(verdict.plan.card)

    def nodes(self, nodes: tuple[Node, ...], part: Part = "all") -> tuple[Node, ...]:
        """The nodes with their programs as listings; listings that show nothing are left out."""
        resolved = (self._node(node, part) for node in nodes)
        return tuple(node for node in resolved if node is not None)

    def plain(self, node: Node) -> Node:
        """An inline node, which holds no program and so is never left out."""
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
        return shown_value(cell)

    def _listing(self, fence: Fence, part: Part) -> Listing | None:
        if fence.hidden:
            return None
        blanks = self._blanks.get(fence.place, ())
        parts = self._apart(fence, blanks)
        whole = (fence.code, tuple(blanks))
        told = parts.told or None
        reason = self._skipped.get(fence.place)
        if part == "all":
            listing = Listing(fence.code, blanks=blanks, language=fence.language)
        elif part in ("asked", "code"):
            own = whole if told else None
            listing = Listing(parts.code, blanks=parts.blanks, language=fence.language, whole=own)
        else:
            listing = Listing(told, language=fence.language, whole=whole if told else None)
        if reason is not None:
            if listing.code is None or part == "told":
                return listing if told else None
            return dataclasses.replace(listing, mark="not run", reason=reason)
        cell = self._cells.get(fence.place)
        with_output = cell is not None and part in ("all", "asked", "output")
        shown = shown_outputs(cell) if cell is not None and with_output else ()
        if listing.code is None and not shown:
            return None
        mark: Literal["", "varies", "in part"] = "varies" if fence.varies else ""
        if fence.place in self._in_part:
            mark = "in part"
        return dataclasses.replace(listing, shown=shown, mark=mark)

    def _apart(self, fence: Fence, blanks: tuple[Blank, ...]) -> Apart:
        """The program without the claims that were held against what it did."""
        cell = self._cells.get(fence.place)
        if cell is None:
            claims = [claim for claim in fence.stated if claim.sure == "firm"]
        else:
            judged = judged_comments(fence, cell, self._unwatched(fence))
            claims = [each.claim for each in judged if each.truth != "none"]
        return apart(fence, claims, blanks)

    def _unwatched(self, fence: Fence) -> frozenset[int]:
        return unwatched_lines(fence, self._program) if self._program is not None else frozenset()
