"""Programs and inline expressions → what came out of them."""

from __future__ import annotations

import dataclasses
from typing import Literal

from generator.checking.verdict import Verdict
from generator.kinds.gaps import blanks_of
from generator.kinds.kind import Part
from generator.model import Fence, Listing, Node
from generator.rendering.shown_outputs import shown_outputs, shown_value


class Resolver:
    """Replaces programs and inline expressions by what came out of them."""

    def __init__(self, verdict: Verdict) -> None:
        self._skipped = verdict.plan.skipped
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
        code = None if part == "output" else fence.code
        reason = self._skipped.get(fence.place)
        if reason is not None:
            if code is None:
                return None
            return Listing(code, mark="not run", reason=reason, language=fence.language)
        cell = self._cells.get(fence.place)
        shown = shown_outputs(cell) if cell is not None and part != "code" else ()
        if code is None and not shown:
            return None
        mark: Literal["", "varies", "in part"] = "varies" if fence.varies else ""
        if fence.place in self._in_part:
            mark = "in part"
        blanks = self._blanks.get(fence.place, ()) if code else ()
        return Listing(code, shown, blanks, mark, language=fence.language)
