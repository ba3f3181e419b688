"""A plan that was carried out → what the next sync has to know."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from generator.syncing.held import Holding
from generator.syncing.made_for import IMPORTED
from generator.syncing.memory import Memory
from generator.syncing.our_deck import counted_fields
from generator.syncing.plan import TO_TAKE_OUT, Change, Plan, Version
from generator.syncing.three_way import same_fields


def remembered(memory: Memory, plan: Plan, after: Holding) -> Memory:
    """The memory of one language after `plan`, which has left the collection as `after`."""
    notes, pruned, asleep = dict(memory.notes), dict(memory.pruned), dict(memory.asleep)
    for change in plan.changes:
        if change.ours is None:
            if change.what in TO_TAKE_OUT:
                pruned[change.guid] = plan.prune
                asleep.setdefault(change.guid, _asleep(change))
                if change.guid not in after.notes:
                    notes.pop(change.guid, None)
            continue
        if change.guid not in after.notes:
            continue  # its reader has deleted it, or it did not arrive
        pruned.pop(change.guid, None)
        asleep.pop(change.guid, None)
        version = _version(change, change.ours, after)
        if version is not None:
            notes[change.guid] = version
    asleep = {guid: cards for guid, cards in asleep.items() if cards and guid in pruned}
    owed = {guid: fields for guid in memory.owed if (fields := still_owed(memory, guid, after))}
    return Memory(
        MappingProxyType(notes),
        MappingProxyType(pruned),
        MappingProxyType(asleep),
        MappingProxyType(owed),
    )


def owing(memory: Memory, plan: Plan) -> Memory:
    """The memory before `plan` is carried out: with what its import will empty, so that the next
    sync can fill it again if this one is ended in between.
    """
    owed = {change.guid: change.own_fields for change in plan.of(*IMPORTED) if change.own_fields}
    return replace(memory, owed=MappingProxyType({**memory.owed, **owed}))


def reminded(plan: Plan, memory: Memory) -> Plan:
    """The plan with what an earlier sync that was ended still owes to its reader's own fields."""
    changes = (
        replace(change, owed=still_owed(memory, change.guid, plan.holding))
        for change in plan.changes
    )
    return replace(plan, changes=tuple(changes)) if memory.owed else plan


def still_owed(memory: Memory, guid: str, holding: Holding) -> Mapping[str, str]:
    """What is owed to fields of a note that are there and empty."""
    held = holding.notes.get(guid)
    owed = memory.owed.get(guid, {})
    return {name: html for name, html in owed.items() if held and held.fields.get(name) == ""}


def _asleep(change: Change) -> tuple[int, ...]:
    """The cards of a note that were suspended before it was taken out."""
    return tuple(card.id for card in change.held.cards if card.suspended) if change.held else ()


def _version(change: Change, ours: Version, after: Holding) -> Version | None:
    """A note as it was put into the collection last; None where that is not known."""
    base = change.base
    if not change.importable:
        return base
    deck = ours.deck
    if change.waiting:
        deck = base.deck if base else ""
    names = counted_fields(change.kind)
    if change.what == "conflict":
        return base and Version(base.fields, base.tags, deck, base.modified)
    if same_fields(names, ours.fields, after.notes[change.guid].fields):
        fields = ours.fields
    elif change.keeps:
        if base is None:
            return None
        fields = base.fields
    elif change.what in ("same", "moved", "elsewhere") and change.theirs:
        fields = change.theirs.fields  # another run's output that varies
    else:
        return base
    counted = {name: fields.get(name, "") for name in names}
    return Version(MappingProxyType(counted), ours.tags, deck, ours.modified)
