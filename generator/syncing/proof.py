"""Before and after a sync: what is the reader's must be the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator.syncing.held import HeldCard, HeldNote, Holding
from generator.syncing.made_for import IMPORTED, OWN_FIELD
from generator.syncing.plan import TO_TAKE_OUT, Change, Plan
from generator.syncing.three_way import RETIRED_TAG, same_name

_QUEUE, _DUE = 1, 2  # of a card's state
_SHOWN = {0: "type", 1: "queue", 2: "due", 3: "interval", 4: "ease", 5: "repetitions", 6: "lapses",
          7: "flag"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proof:
    """How many notes and reviews there were, and all that is not as it was, in words.

    `meanwhile` counts the cards that were reviewed in Anki during the sync.
    """

    notes: int
    reviews: int
    faults: tuple[str, ...]
    meanwhile: int = 0


def prove(plans: Sequence[Plan], before: Holding, after: Holding) -> Proof:
    """Hold a collection after a sync against itself before, by what the plans may change."""
    changes = {
        change.guid: (change, plan) for plan in plans for change in plan.changes if change.held
    }
    faults: list[str] = []
    meanwhile = 0
    for guid, (change, plan) in changes.items():
        held = before.notes[guid]
        now = after.notes.get(guid)
        deleted = change.what in TO_TAKE_OUT and plan.prune == "delete"
        if now is None or deleted:
            faults += [f"{change.name} is gone"] if not deleted else []
            continue
        cards = {card.id: card for card in now.cards}
        for card in held.cards:
            there = cards.get(card.id)
            if there is not None and there.reviews > card.reviews:
                meanwhile += 1
                continue
            faults += (f"{change.name}: {what}" for what in _card(card, there, change, plan))
        faults += (f"{change.name}: {what}" for what in _note(held, now, change))
    faults += _presets(before, after)
    guids = changes.keys()
    return Proof(len(guids), before.of(guids).reviews, tuple(faults), meanwhile)


def _card(card: HeldCard, now: HeldCard | None, change: Change, plan: Plan) -> Iterator[str]:
    if now is None:
        yield f"card {card.ordinal + 1} is gone"
        return
    taken_out = change.what in TO_TAKE_OUT and plan.prune == "suspend"
    free = {_QUEUE} if taken_out or change.what == "back" else set()
    if taken_out and card.filtered:  # Anki takes it home
        free |= {0, _DUE}
    for index, (old, new) in enumerate(zip(card.state, now.state, strict=True)):
        if old != new and index not in free:
            yield f"its {_SHOWN[index]} was {old} and is {new}"
    if card.reviews != now.reviews:
        yield f"it had {card.reviews} reviews and has {now.reviews}"
    moved = any(one.id == card.id for one in change.moves)
    deck = change.ours.deck if moved and change.ours else card.deck
    if same_name(deck) != same_name(now.deck) and not (taken_out and card.filtered):
        yield f"it should stand in {deck} and stands in {now.deck}"


def _note(held: HeldNote, now: HeldNote, change: Change) -> Iterator[str]:
    imported = change.what in IMPORTED
    if not imported or change.keeps:
        names = [name for name in held.fields if held.fields[name] != now.fields.get(name)]
    else:
        own = (OWN_FIELD, *change.own_fields)
        names = [name for name in own if held.fields.get(name, "") != now.fields.get(name, "")]
    names = [name for name in names if name not in change.owed]
    if names:
        yield f"the fields {', '.join(names)} are not as they were"
    tags = held.tags
    if imported:
        tags = change.tags
    elif change.what in TO_TAKE_OUT:
        tags = (*held.tags, RETIRED_TAG)
    if set(map(same_name, tags)) != set(map(same_name, now.tags)):
        yield f"its tags should be {' '.join(tags)} and are {' '.join(now.tags)}"


def _presets(before: Holding, after: Holding) -> Iterator[str]:
    for name, preset in before.decks.items():
        if after.decks.get(name, preset) != preset:
            yield f"the deck {name} has another preset"
    old: Mapping[str, object] = before.presets
    for id_, content in old.items():
        if after.presets.get(id_, content) != content:
            yield f"the preset {id_} has changed"
