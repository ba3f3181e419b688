"""What a reader decides about single notes, put into the plans of a sync."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from generator.syncing.plan import Change, Plan, What

Decision = Literal["ours", "theirs", "both", "restore"]
_EDITED: Final[frozenset[What]] = frozenset({"conflict", "edited"})
_KEPT: Final[frozenset[What]] = frozenset({"changed", "back", "moved"})


@dataclass(frozen=True, slots=True)
class Decided:
    """The plans, and the names of cards about which there was nothing to decide as was asked."""

    plans: tuple[Plan, ...]
    unmet: tuple[tuple[str, Decision], ...]


def decide(plans: Sequence[Plan], decisions: Mapping[str, Decision]) -> Decided:
    """The plans with decisions about cards, by slug or `language/slug`, carried into them.

    The deck's version of a note (`ours`) replaces the reader's; the reader's (`theirs`) stays until
    the author changes the note again; with `both` the deck's replaces the reader's, which becomes a
    note of its own; `restore` brings back what the reader has deleted.
    """
    met: set[str] = set()

    def changed(change: Change) -> Change:
        for name in (change.name, change.name.partition("/")[2]):
            decision = decisions.get(name)
            if decision is not None and _is_about(decision, change):
                met.add(name)
                return _decided(change, decision)
        return change

    made = tuple(
        dataclasses.replace(plan, changes=tuple(map(changed, plan.changes))) for plan in plans
    )
    return Decided(made, tuple(item for item in decisions.items() if item[0] not in met))


def undecided(plans: Sequence[Plan]) -> Iterator[Change]:
    """The notes that both sides changed."""
    return (change for plan in plans for change in plan.of("conflict"))


def _is_about(decision: Decision, change: Change) -> bool:
    if decision == "restore":
        return change.what == "deleted"
    if change.held is None or not change.importable:
        return False  # its reader has given it another note type, which no import changes
    return change.what in _EDITED or (change.keeps and change.what in _KEPT)


def _decided(change: Change, decision: Decision) -> Change:
    match decision:
        case "theirs" if change.what != "conflict":
            return change
        case "theirs":
            # As if the deck's version had been put into the collection and then edited there.
            return dataclasses.replace(
                change, what="edited", keeps=True, base=change.ours, blocked=False
            )
        case "restore":
            return dataclasses.replace(change, what="new", base=None)
        case _:
            blocked = (
                change.held is not None
                and change.ours is not None
                and change.held.modified >= change.ours.modified
            )
            return dataclasses.replace(
                change, what="changed", keeps=False, blocked=blocked, copied=decision == "both"
            )
