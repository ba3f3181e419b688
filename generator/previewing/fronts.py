"""The fronts of a chapter that give answers away, looked at again only where something changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from generator.model import Faces, Problem
from generator.previewing.shown_card import ShownCard, lower
from generator.rendering.giveaways import giveaways


class Fronts:
    """Remembers what was found on each card and the next."""

    def __init__(self) -> None:
        # With the cards themselves, so that no other gets the id of one.
        self._known: dict[tuple[int, ...], tuple[tuple[Faces, ...], tuple[Problem, ...]]] = {}

    def problems(self, cards: Sequence[ShownCard]) -> Iterator[Problem]:
        """As `giveaways`, of the cards of a chapter that are rendered."""
        faces: list[Faces] = []
        down: dict[str, int] = {}  # lines by which a card has moved since
        for one in cards:
            if one.result is not None and one.result.faces is not None:
                faces.append(one.result.faces)
                down[one.slug] = one.place.line - one.result.faces.card.place.line
        known, self._known = self._known, {}
        groups: list[tuple[Faces, ...]] = [*pairwise(faces)] if len(faces) > 1 else [tuple(faces)]
        for group in groups:
            key = tuple(map(id, group))
            found = known[key] if key in known else (group, tuple(giveaways(group)))
            self._known[key] = found
            yield from (lower(each, down.get(each.card, 0)) for each in found[1])
