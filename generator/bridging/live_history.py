"""What the collection that is open in Anki knows of the cards of a deck. Nothing in it changes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.bridging.anki_history import AnkiCard, AnkiHistory, RevlogRow
from generator.bridging.history_in_package import read_history
from generator.scheduling.card_key import CardKey
from generator.syncing.anki_connect import Client
from generator.syncing.data_folder import data_folder, made
from generator.syncing.held import Profile
from generator.syncing.look import export, who, written
from generator.syncing.memory import collection_folder

_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Studied:
    """The deck whose history is wanted: the GUIDs of its notes, and the full names in Anki of the
    decks they stand in at first. Notes of the deck with this `id` in deck.lock are found wherever
    their reader has moved them; "" is a deck that Proofdeck has not built. `names` are what the
    notes are called, by GUID.
    """

    guids: frozenset[str]
    roots: tuple[str, ...]
    id: str = ""
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def name(self, key: CardKey) -> str:
        """What a card is called for people."""
        name = self.names.get(key.guid, key.guid)
        return f"{name} (card {key.ordinal + 1})" if key.ordinal else name

    def listed(self, keys: Sequence[CardKey]) -> str:
        """What some cards are called, the first of them by name."""
        names = ", ".join(map(self.name, keys[:_NAMED]))
        return f"{names} and {len(keys) - _NAMED:,} more" if len(keys) > _NAMED else names


@dataclass(frozen=True, slots=True)
class LiveHistory:
    """The history of a deck in the collection of `profile`. `folder` is where syncs keep what
    concerns this collection; `decks` are those that hold the cards.
    """

    profile: Profile
    folder: Path
    decks: tuple[str, ...]
    history: AnkiHistory


def live_history(client: Client, studied: Studied) -> LiveHistory:
    """Look at the collection that is open. Raises ProblemsError."""
    profile = who(client)
    folder = collection_folder(data_folder(), profile)
    found: list[AnkiHistory] = []
    names = client.ask("deckNames")
    decks = _outermost(name for name in studied.roots if name in names)
    found += _exported(client, decks, folder / "exchange")
    if studied.id:
        there = {card.id for one in found for card in one.cards.values()}
        every = client.ask("findCards", query=f'"Id:{studied.id}/*"')
        outside = [int(id_) for id_ in every if id_ not in there]
        if outside:
            others = _outermost(client.ask("getDecks", cards=outside))
            found += _exported(client, others, folder / "exchange")
            decks = _outermost((*decks, *others))
    return LiveHistory(profile, folder, decks, of_guids(joined(found), studied.guids))


def of_guids(history: AnkiHistory, guids: frozenset[str]) -> AnkiHistory:
    """The history of the cards of these notes."""
    return history.of(key for key in history.cards if key.guid in guids)


def joined(histories: Iterable[AnkiHistory]) -> AnkiHistory:
    """Histories of the same collection as one."""
    created = date(1970, 1, 1)
    cards: dict[CardKey, AnkiCard] = {}
    rows: dict[CardKey, tuple[RevlogRow, ...]] = {}
    for one in histories:
        created = one.created
        cards |= one.cards
        rows |= one.rows
    return AnkiHistory(created, MappingProxyType(cards), MappingProxyType(rows))


def _exported(client: Client, decks: Sequence[str], folder: Path) -> list[AnkiHistory]:
    made(folder)
    paths = [folder / f"history-{number}.apkg" for number, _ in enumerate(decks)]
    try:
        done = client.ask_all([export(deck, path) for deck, path in zip(decks, paths, strict=True)])
        return [read_history(written(path)) for path, one in zip(paths, done, strict=True) if one]
    finally:
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def _outermost(decks: Iterable[str]) -> tuple[str, ...]:
    """Decks without those inside another of them."""
    every = sorted(set(decks))
    return tuple(
        deck for deck in every if not any(deck.startswith(f"{other}::") for other in every)
    )
