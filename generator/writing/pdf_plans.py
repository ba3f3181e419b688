"""The measured layout of cards in a PDF, so that the compiler need not measure them again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from generator.keeping.shelf import Shelf, digest
from generator.rendering.rendered import RenderedCard

# The layout of a card, as a template `*-measure.typ` reports it; None if unknown.
Plan = Mapping[str, Any] | None

_NOT_MEASURED: Final = ("title", "verified", "part", "imprint")


@dataclass(frozen=True, slots=True)
class Plans:
    """The plans of cards that are known by their content, made in one `setting`."""

    shelf: Shelf | None
    slot: str
    setting: str

    def known(self, cards: Sequence[str]) -> list[Plan]:
        """The plans of `cards`, in their order."""
        data = self.shelf.get(self.slot, self.setting) if self.shelf else None
        kept: dict[str, Plan] = json.loads(data) if data else {}
        return [kept.get(card) for card in cards]

    def keep(self, cards: Sequence[str], plans: Sequence[Plan]) -> None:
        """Keep the plans of `cards`, and of no others."""
        if self.shelf:
            data = json.dumps(dict(zip(cards, plans, strict=True)), ensure_ascii=False)
            self.shelf.put(self.slot, self.setting, data.encode("utf-8"))


def card_contents(
    title: str, cards: Sequence[RenderedCard], *, together: bool = False
) -> list[str]:
    """Digests of what the layout of a chapter's cards depends on: the content of each, and the
    title above the first; of all cards, if they are laid out `together`.
    """
    found = []
    for card in cards:
        media = [part for each in card.note.media for part in (each.name, each.data)]
        found.append(digest(title, card.tokens, *media))
        title = ""
    if together:
        return [digest(each, *found) for each in found]
    return found


def setting_of(data: Mapping[str, Any]) -> str:
    """The part of a deck's `data` that the layout of each card depends on."""
    words = {name: word for name, word in data["words"].items() if name != "count"}
    own = {name: value for name, value in data.items() if name not in _NOT_MEASURED}
    return json.dumps({**own, "words": words}, sort_keys=True)
