"""Sub-decks whose cards were moved: the preset goes along, and what is left empty goes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from generator.syncing.anki_connect import Ask, Client
from generator.syncing.made_for import IMPORTED
from generator.syncing.plan import Plan
from generator.syncing.three_way import same_name

_DEFAULT: Final = 1  # the preset of every new deck


def preset_calls(plan: Plan) -> Iterator[Ask]:
    """Give each sub-deck that a sync makes the preset of the one that most of its cards come from,
    or else of the deck it is in: its reader chose it for these cards.
    """
    presets = {same_name(name): preset for name, preset in plan.holding.decks.items()}
    sources: dict[str, Counter[int]] = {}
    for change in plan.changes:
        ours = change.ours
        if ours is None or not (change.moves or change.what in IMPORTED):
            continue
        if same_name(ours.deck) in presets:
            continue
        came = (presets.get(same_name(card.deck), _DEFAULT) for card in change.moves)
        sources.setdefault(ours.deck, Counter()).update(came)
    for deck, counted in sources.items():
        preset = counted.most_common(1)[0][0] if counted else _above(deck, presets)
        if preset != _DEFAULT:
            yield "setDeckConfigId", {"decks": [deck], "configId": preset}


def _above(deck: str, presets: Mapping[str, int]) -> int:
    parts = deck.split("::")
    names = ("::".join(parts[:end]) for end in range(len(parts) - 1, 0, -1))
    return next((presets[one] for name in names if (one := same_name(name)) in presets), _DEFAULT)


def remove_emptied(client: Client, plans: Sequence[Plan]) -> None:
    """Remove the sub-decks of ours from which a sync has moved the last card. One with a card, a
    deck in it, or a card that is in a filtered deck for now, stays.
    """
    left = [deck for plan in plans for deck in _left(plan)]
    if not left:
        return
    names = {str(name): int(id_) for name, id_ in client.ask("deckNamesAndIds").items()}
    bare = [
        deck
        for deck in left
        if deck in names and not any(name.startswith(f"{deck}::") for name in names)
    ]
    # By id: names would have to be quoted, and a name that is misread finds no card.
    held = client.ask_all([("findCards", {"query": f"did:{names[deck]}"}) for deck in bare])
    empty = [deck for deck, cards in zip(bare, held, strict=True) if cards == []]
    if empty:
        client.ask("deleteDecks", decks=empty, cardsToo=True)


def _left(plan: Plan) -> Iterator[str]:
    ours = {same_name(change.ours.deck) for change in plan.changes if change.ours}
    root = same_name(plan.deck)
    for deck in sorted({card.deck for change in plan.changes for card in change.moves}):
        name = same_name(deck)
        if name.startswith(f"{root}::") and not any(
            each == name or each.startswith(f"{name}::") for each in ours
        ):
            yield deck
