"""Carries out a plan in a running Anki."""

from __future__ import annotations

import contextlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.syncing.anki_connect import Ask, Client
from generator.syncing.data_folder import made
from generator.syncing.look import export, written
from generator.syncing.made_for import IMPORTED, wanted, write_for
from generator.syncing.plan import TO_TAKE_OUT, Plan
from generator.syncing.subdecks_kept import preset_calls, remove_emptied
from generator.syncing.three_way import RETIRED_TAG
from generator.writing.description import description

if TYPE_CHECKING:
    from generator.building.built import Built

_AT_ONCE: Final = 5_000  # ids in one action


@dataclass(frozen=True, slots=True)
class Applier:
    """Applies plans for a deck to the collection of `client`. Packages and backups are written
    into `folder`, which is that of the collection.
    """

    client: Client
    folder: Path
    now: Callable[[], float] = time.time

    def back_up(self, plans: Sequence[Plan]) -> tuple[Path, ...]:
        """Export everything that the plans can touch, with all learning progress, and return the
        files, which stay. Raises ProblemsError; then nothing must be applied.
        """
        return back_up_decks(self.client, self.folder, _decks_of(plans), self.now())

    def apply(self, plans: Sequence[Plan], built: Built) -> None:
        """Do all that the plans say, conflicts aside. Raises ProblemsError at the first step that
        fails; doing it again does the rest.
        """
        self.client.ask("guiDeckBrowser")  # a reviewer that shows a card would lose it
        for plan in plans:
            self._import(plan, built)
        asks = [ask for plan in plans for ask in (*_calls(plan), *preset_calls(plan))]
        self.client.ask_all(asks)
        remove_emptied(self.client, plans)
        self.client.ask("reloadCollection")

    def _import(self, plan: Plan, built: Built) -> None:
        notes = wanted(plan.to_do())
        lock = built.lock
        if lock is None or not (notes or plan.looks):
            return
        deck = built.rendered(plan.language)
        path = made(self.folder / "exchange") / f"{deck.config.name}-{plan.language}.apkg"
        try:
            write_for(path, deck.notes, lock, notes, description(deck, lock))
            if self.client.ask("importPackage", path=str(path.absolute())) is not True:
                message = "Anki did not import this package"
                hint = "look at Anki's window, then try again: nothing was changed"
                raise ProblemsError(
                    Problem(Place(display_path(path)), "anki-failed", message, hint)
                )
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"the package for Anki cannot be written: {reason}"
            hint = "free some space, then try again: nothing was changed"
            place = Place(display_path(path))
            raise ProblemsError(Problem(place, "sync-folder", message, hint)) from None
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def back_up_decks(
    client: Client, folder: Path, decks: Sequence[str], now: float
) -> tuple[Path, ...]:
    """Export decks with all learning progress into `folder`, that of their collection, and return
    the files, which stay; `now` is in seconds since 1970. Raises ProblemsError; then nothing must
    be applied.
    """
    if not decks:
        return ()
    folder = made(folder / "backups")
    stamp = time.strftime("%Y-%m-%d-%H%M%S", time.localtime(now))
    paths = [_free(folder, f"{stamp}-{_file_name(deck)}") for deck in decks]
    done = client.ask_all([export(deck, path) for deck, path in zip(decks, paths, strict=True)])
    for deck, path, answer in zip(decks, paths, done, strict=True):
        if answer is not True:
            message = f"Anki made no backup of the deck {deck}"
            hint = "export it in Anki to see why; nothing was changed"
            raise ProblemsError(Problem(Place(display_path(path)), "anki-failed", message, hint))
    return tuple(map(written, paths))


def _calls(plan: Plan) -> Iterator[Ask]:
    """What an import cannot do."""
    for change in plan.changes:
        own = change.own_fields if change.what in IMPORTED else change.owed
        if own and change.held is not None:  # the import has emptied them
            yield "updateNoteFields", {"note": {"id": change.held.id, "fields": dict(own)}}
    moves: dict[str, list[int]] = {}
    for change in plan.changes:
        if change.moves and change.ours:
            moves.setdefault(change.ours.deck, []).extend(card.id for card in change.moves)
    for deck, cards in moves.items():
        for some in _some(cards):
            yield "changeDeck", {"cards": some, "deck": deck}
    back = [card.id for change in plan.of("back") if change.held for card in change.held.cards
            if card.suspended and card.id not in change.asleep]  # fmt: skip
    for some in _some(back):
        yield "unsuspend", {"cards": some}
    apart = [change.held.id for change in plan.of("back") if change.held and not change.importable]
    for some in _some(apart):
        yield "removeTags", {"notes": some, "tags": RETIRED_TAG}
    out = [change.held for change in plan.of(*TO_TAKE_OUT) if change.held]
    for some in _some([note.id for note in out]):
        if plan.prune == "delete":
            yield "deleteNotes", {"notes": some}
        else:
            yield "addTags", {"notes": some, "tags": RETIRED_TAG}
    if plan.prune == "suspend":
        # AnkiConnect skips cards if some of them are suspended already.
        awake = [card.id for note in out for card in note.cards if not card.suspended]
        for some in _some(awake):
            yield "suspend", {"cards": some}


def _some(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield list(ids[start : start + _AT_ONCE])


def _decks_of(plans: Sequence[Plan]) -> tuple[str, ...]:
    """The decks in which notes of the plans stand, without those inside another of them."""
    every = {
        card.deck for plan in plans for note in plan.holding.notes.values() for card in note.cards
    }
    every |= {plan.deck for plan in plans if any(
        f"{deck}::".casefold().startswith(f"{plan.deck}::".casefold()) for deck in every
    )}  # fmt: skip
    return tuple(
        deck
        for deck in sorted(every)
        if not any(deck != other and deck.startswith(f"{other}::") for other in every)
    )


def _file_name(deck: str) -> str:
    return re.sub(r"[^\w]+", "-", deck).strip("-")[:60] or "deck"


def _free(folder: Path, stem: str) -> Path:
    """A file in `folder` that does not exist."""
    path, number = folder / f"{stem}.apkg", 1
    while path.exists():
        number += 1
        path = folder / f"{stem}-{number}.apkg"
    return path
