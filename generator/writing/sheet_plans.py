"""The chapters of a deck → in which form each is set, and where its cards stand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from generator.writing.compiler import Compiler
from generator.writing.sheet_forms import Form, Layout, Sheet, foretold_layouts, layout_of, tighter
from generator.writing.sheet_packing import Taken

TEMPLATE: Final = "chapters.typ"
_HEIGHTS: Final = "chapters-heights.typ"

_MOST_SIZES: Final = 3  # of type that are measured in one form
_MOST_ROUNDS: Final = 10


def plan_sheets(compiler: Compiler) -> dict[str, Any] | None:
    """Complete `plans.json`; None on success, else the report of the compiler. Raises as
    `Compiler.run` does.
    """
    data = json.loads((compiler.root / "deck.json").read_bytes())
    plans = json.loads(compiler.plans.read_bytes())
    sheet, at = Sheet.of(data["sheet"]), 0
    chapters = []
    for chapter in data["chapters"]:
        own = slice(at, at + len(chapter["cards"]))
        at = own.stop
        chapters.append(None if all(plans[own]) else _Chapter(own, sheet))
    for left in reversed(range(_MOST_ROUNDS)):
        asked = [chapter.asks(last=left == 0) if chapter else None for chapter in chapters]
        if not any(asked):
            break
        (compiler.root / "asked.json").write_text(json.dumps(asked), encoding="utf-8")
        report, answer = compiler.query(_HEIGHTS)
        if report is not None:
            return report
        for each, found in zip(chapters, answer, strict=True):
            if each and found:
                each.learns(found)
    for each in filter(None, chapters):
        plans[each.own] = each.plans()
    compiler.plans.write_text(json.dumps(plans), encoding="utf-8")
    return None


@dataclass(slots=True)
class _Chapter:
    """What is known of a chapter. Its cards are measured in the usual form, then in those that they
    should fill, until they do.
    """

    own: slice  # its cards among those of the deck
    sheet: Sheet
    _foretold: Iterator[Layout] | None = None
    _form: Form | None = None  # what is asked
    _tried: int = 0
    _layouts: list[Layout] = field(default_factory=list)
    _flowing: Sequence[Mapping[str, Any]] | None = None
    _flows: bool = False  # as a card is longer than a column, or no form holds

    def asks(self, *, last: bool) -> dict[str, Any] | None:
        """What to measure next; None where enough is known. The last answer has to be enough."""
        if self._flowing is not None:
            return None
        if self._foretold is None and not self._flows:
            self._form = self.sheet.usual
        elif not self._flows:
            self._form = self._next()
            holds = self._best() is not None
            if self._form is None and holds:
                return None
            self._flows = (last or self._form is None) and not holds
        form = self._form or self.sheet.usual
        asked = {"zoom": form.zoom, "columns": form.columns, "flow": self._flows}
        return {**asked, "grow": self._foretold is not None}

    def learns(self, found: Sequence[Mapping[str, Any]]) -> None:
        """What was asked."""
        if self._flows:
            self._flowing = found
            return
        cards = [Taken(each["wide"], each["height"], each["grow"]) for each in found]
        if self._foretold is None:
            self._flows = max(card.height for card in cards) > self.sheet.height
            self._foretold = foretold_layouts(cards, self.sheet)
        elif self._form is not None:
            self._layouts.append(layout_of(cards, self._form, self.sheet))

    def plans(self) -> list[Mapping[str, Any]]:
        """The plan of each of its cards."""
        best = self._best()
        if best is None:
            return list(self._flowing or ())
        form = best.form
        return [
            {
                "wide": card.wide,
                "zoom": form.zoom,
                "columns": form.columns,
                "pages": form.pages,
                "page": spot.page,
                "column": spot.column,
                "y": round(spot.y, 3),
                "loose": spot.loose,
                "order": spot.order,
            }
            for card, spot in zip(best.cards, best.spots, strict=True)
        ]

    def _best(self) -> Layout | None:
        found = [each for each in self._layouts if each.holds]
        return max(found, key=lambda layout: layout.rank, default=None)

    def _next(self) -> Form | None:
        """The last form in type of another size, if that should fill it, or another form."""
        best = self._best()
        if best and best.is_full:
            return None
        if self._layouts and self._tried < _MOST_SIZES:
            last = self._layouts[-1]
            form = tighter(last, self.sheet)
            sizes = [each.form.zoom for each in self._layouts[-self._tried :]]
            if not last.is_full and all(abs(form.zoom - size) > 0.004 for size in sizes):
                self._tried += 1
                return form
        assert self._foretold is not None
        for other in self._foretold:
            if best and other.form.pages > best.form.pages:
                return None
            if best is None or other.rank > best.rank:
                self._tried = 1
                return other.form
        return None
