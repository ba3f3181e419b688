"""What its reader has done in Anki since a plan was made: a sync must not overwrite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.syncing.exported import read_exported
from generator.syncing.held import HeldNote, Profile
from generator.syncing.plan import Change, Plan

_NAMED: Final = 5  # notes of a message
_HINT: Final = "sync again: nothing was changed"


def same_profile(url: str, planned: Profile, now: Profile) -> None:
    """Raises ProblemsError if another collection is open in Anki than the one that was planned
    for.
    """
    if now != planned:
        message = f"Anki has the profile {now.name} open now, and the plan is for {planned.name}"
        raise ProblemsError(Problem(Place(url), "sync-meanwhile", message, _HINT))


def unchanged(url: str, plans: Sequence[Plan], backups: Sequence[Path]) -> None:
    """Raises ProblemsError if a note that `plans` change is not in `backups`, which were just
    made, as it was when they were planned. Reviews may have come.
    """
    there = {note.id: note for path in backups for note in read_exported(path).notes}
    names = [change.name for plan in plans for change in _changed(plan, there)]
    if names:
        named = ", ".join(f"`{name}`" for name in names[:_NAMED])
        more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
        message = f"changed in Anki since the plan was made: {named}{more}"
        raise ProblemsError(Problem(Place(url), "sync-meanwhile", message, _HINT))


def _changed(plan: Plan, there: Mapping[int, HeldNote]) -> Iterator[Change]:
    for change in plan.to_do():
        if change.held is not None and _seen(change, change.held) != _seen(
            change, there.get(change.held.id)
        ):
            yield change


def _seen(change: Change, note: HeldNote | None) -> object:
    """Of a note in the collection all that a plan is made of and may overwrite."""
    if note is None:
        return None
    moved = {card.id for card in change.moves}
    decks = {card.id: card.deck for card in note.cards if card.id in moved}
    return dict(note.fields), set(note.tags), decks
