"""The steps of a sync: look, compare, and where it is asked for, apply, look again, prove."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.model import Place, Problem
from generator.syncing.anki_connect import Client
from generator.syncing.apply import Applier
from generator.syncing.data_folder import data_folder
from generator.syncing.held import Holding, Profile
from generator.syncing.look import Sought, look, who
from generator.syncing.meanwhile import same_profile, unchanged
from generator.syncing.memory import Memory, collection_folder, memory_file
from generator.syncing.our_deck import OurDeck
from generator.syncing.plan import Plan, Prune
from generator.syncing.proof import Proof, prove
from generator.syncing.remembering import owing, remembered, reminded
from generator.syncing.three_way import compare

if TYPE_CHECKING:
    from generator.building.built import Built

_NAMED: Final = 10  # cards of a message
# An import that gives a note type new fields, as in collections with a deck of version 1, leaves
# its notes newer than any package: the next brings them.
_ROUNDS: Final = 2


@dataclass(frozen=True, slots=True)
class Situation:
    """A deck and the collection that is open in Anki, as they stand, with a plan and a memory for
    each language in the order of `decks`. `folder` is where syncs keep what concerns this
    collection. `left_out` are the languages that it holds nothing of.
    """

    profile: Profile
    folder: Path
    decks: tuple[OurDeck, ...]
    memories: tuple[Memory, ...]
    holding: Holding
    plans: tuple[Plan, ...]
    left_out: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do, and nothing to decide."""
        return all(plan.empty for plan in self.plans)


@dataclass(frozen=True, slots=True)
class Applied:
    """What an applied sync has left: the backups it made, the plans that are made now, which are
    empty if all went well, and what is proved of the collection.
    """

    backups: tuple[Path, ...]
    left: tuple[Plan, ...]
    proof: Proof


def situation(
    client: Client, decks: Sequence[OurDeck], *, prune: Prune | None = None, all_of: bool = False
) -> Situation:
    """Compare the languages of a deck with the collection. Nothing in it changes.

    A reader who has some of the languages is not given the others, unless `all_of` them are asked
    for. Raises ProblemsError.
    """
    profile = who(client)
    folder = collection_folder(data_folder(), profile)
    holding = look(client, _sought(decks), folder / "exchange")
    there = [deck for deck in decks if any(guid in holding.notes for guid in deck.guids)]
    chosen = tuple(there if there and not all_of else decks)
    memories = tuple(Memory.read(memory_file(folder, deck.id, deck.language)) for deck in chosen)
    plans = tuple(
        reminded(compare(deck, holding, memory, prune=prune), memory)
        for deck, memory in zip(chosen, memories, strict=True)
    )
    left_out = tuple(deck.language for deck in decks if deck not in chosen)
    return Situation(profile, folder, chosen, memories, holding, plans, left_out)


def carry_out(
    client: Client,
    found: Situation,
    built: Built,
    *,
    prune: Prune | None = None,
    backed_up: Callable[[tuple[Path, ...]], None] = lambda paths: None,
) -> Applied:
    """Apply the plans of `found`. `backed_up` is told the backups before anything is changed.

    Raises ProblemsError at the first step that fails; a second sync does the rest.
    """
    applier = Applier(client, found.folder)
    backups: tuple[Path, ...] = ()
    plans, memories = found.plans, found.memories
    if any(plan.doable for plan in plans):
        same_profile(client.url, found.profile, who(client))
        backups = applier.back_up(plans)
        backed_up(backups)
        same_profile(client.url, found.profile, who(client))
        unchanged(client.url, plans, backups)
    for _ in range(_ROUNDS):
        if any(plan.doable for plan in plans):
            memories = tuple(map(owing, memories, plans))
            _write(found, memories)
            applier.apply(plans, built)
        after = look(client, _sought(found.decks), found.folder / "exchange")
        memories = tuple(map(remembered, memories, plans, [after] * len(plans)))
        _write(found, memories)
        plans = tuple(
            reminded(compare(deck, after, memory, prune=prune), memory)
            for deck, memory in zip(found.decks, memories, strict=True)
        )
        if not any(plan.doable for plan in plans):
            break
    return Applied(backups, plans, prove(found.plans, found.holding, after))


def _write(found: Situation, memories: Sequence[Memory]) -> None:
    for deck, memory in zip(found.decks, memories, strict=True):
        memory.write(memory_file(found.folder, deck.id, deck.language))


def _sought(decks: Sequence[OurDeck]) -> Sought:
    guids = frozenset(guid for deck in decks for guid in deck.guids)
    names = {note.name for deck in decks for note in deck.notes}
    names |= {name for deck in decks for name, _ in deck.former.values()}
    slugs = frozenset(name.partition("/")[2] for name in names)
    return Sought(decks[0].id, guids, tuple(dict.fromkeys(deck.root for deck in decks)), slugs)


def left_problems(applied: Applied, url: str) -> Iterator[Problem]:
    """What is not as it should be after a sync with the Anki at `url`."""
    place = Place(url)
    for plan in applied.left:
        left = [change.name for change in plan.to_do()]
        conflicts = len(plan.of("conflict"))
        if not plan.empty:
            names = ", ".join(f"`{name}`" for name in left[:_NAMED])
            more = f" and {len(left) - _NAMED:,} more" if len(left) > _NAMED else ""
            what = f"{names}{more}" if left else f"the look of {', '.join(plan.looks)}"
            hint = "sync again; if it stays, look at these notes in Anki"
            if conflicts and conflicts == len(left):
                hint = "decide with --ours SLUG, --theirs SLUG or --both SLUG, and sync again"
            message = f"after this sync there is still something to do: {what}"
            yield Problem(place, "sync-left", message, hint)
    for fault in applied.proof.faults:
        message = f"this is not as it was before the sync: {fault}"
        hint = "look at it in Anki; the backup has it as it was"
        yield Problem(place, "sync-changed", message, hint)
