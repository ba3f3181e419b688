"""An author's deck of many editions, and readers whose Anki it is synced with."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anki.collection import Collection

from generator.model import DeckConfig, Faces
from generator.rendering.rendered import RenderedDeck
from generator.syncing.anki_connect import Client
from generator.syncing.our_deck import OurDeck, our_deck
from generator.syncing.plan import Prune
from generator.syncing.reconcile import Applied, Situation, carry_out, situation
from generator.writing.apkg import ApkgWriter
from generator.writing.lock import Lock
from tests.support.anki_connect import AnkiConnect
from tests.support.anki_decks import CONFIG, deck, import_package
from tests.support.anki_desktop import AnkiDesktop
from tests.support.faced_deck import render_deck

FIRST = 1_700_000_000  # when the first edition was built
_DAY = 86_400


@dataclass(frozen=True)
class Edition:
    """A deck as a build gives it to a sync, without its Markdown."""

    config: DeckConfig
    lock: Lock
    decks: dict[str, RenderedDeck]
    past: tuple[Lock, ...]

    def rendered(self, language: str) -> RenderedDeck:
        return self.decks[language]

    def ours(self) -> list[OurDeck]:
        return [our_deck(self, language, self.past) for language in self.decks]  # type: ignore[arg-type]


@dataclass
class Author:
    """Builds one edition after the other, a day apart, with the same lock."""

    config: DeckConfig = CONFIG
    id: str = "0123456789abcdef"
    lock: Lock = field(default_factory=Lock)
    now: int = FIRST

    def edition(self, *cards: Faces) -> Edition:
        """The deck with these cards, of all languages."""
        past = (self.lock,) if self.lock.entries else ()
        languages = dict.fromkeys(one.card.language for one in cards)
        decks = {
            language: render_deck(
                deck(*(one for one in cards if one.card.language == language), config=self.config)
            )
            for language in languages
        }
        notes = [note for one in decks.values() for note in one.notes]
        self.lock = self.lock.updated(notes, deck=self.id, now=self.now)
        self.now += _DAY
        return Edition(self.config, self.lock, decks, past)


class Reader:
    """A reader's Anki: `kind` is "server" for our AnkiConnect, "desktop" for the real one."""

    def __init__(self, folder: Path, kind: str = "server") -> None:
        self.folder = folder
        self.kind = kind
        self.path = folder / "User 1" / "collection.anki2"
        self.path.parent.mkdir(parents=True, exist_ok=True)

    def copy(self, folder: Path, kind: str) -> Reader:
        """Another reader with the same collection."""
        shutil.copytree(self.folder, folder)
        return Reader(folder, kind)

    @contextmanager
    def collection(self) -> Iterator[Collection]:
        """The collection while Anki is closed."""
        opened = Collection(str(self.path))
        try:
            yield opened
        finally:
            opened.close()

    def anki(self, **options: Any) -> AnkiConnect | AnkiDesktop:
        """Anki, running once it is entered."""
        make = AnkiConnect if self.kind == "server" else AnkiDesktop
        return make(self.folder, **options)

    def imports(self, edition: Edition) -> None:
        """Import the packages of an edition by hand, as one who does not sync."""
        with self.collection() as col:
            for one in edition.decks.values():
                import_package(col, ApkgWriter(edition.lock).write(one, self.folder))

    def plans(self, edition: Edition, *, prune: Prune | None = None) -> Situation:
        with self.anki() as anki:
            return situation(Client(anki.url), edition.ours(), prune=prune)

    def syncs(self, edition: Edition, *, prune: Prune | None = None) -> tuple[Situation, Applied]:
        """What was planned, and what came of it."""
        with self.anki() as anki:
            return sync(anki.url, edition, prune=prune)

    def note(self, slug: str, language: str = "en") -> dict[str, str]:
        """The fields of a note, its tags and the deck of its first card."""
        with self.collection() as col:
            (id_,) = col.find_notes(f'"Slug:{slug}" "Language:{language}*"')
            note = col.get_note(id_)
            deck_name = col.decks.name(note.cards()[0].did)
            return {**dict(note.items()), "tags": " ".join(note.tags), "deck": deck_name}

    def history(self) -> dict[int, tuple[Any, ...]]:
        """All that Anki knows of each card that may not change: where it stands, its state with
        flags, and every review.
        """
        with self.collection() as col:
            return history_of(col)


def sync(url: str, edition: Edition, *, prune: Prune | None = None) -> tuple[Situation, Applied]:
    """Plan and apply."""
    client = Client(url)
    found = situation(client, edition.ours(), prune=prune)
    return found, carry_out(client, found, edition, prune=prune)  # type: ignore[arg-type]


def history_of(col: Collection) -> dict[int, tuple[Any, ...]]:
    columns = "id, nid, did, odid, ord, type, queue, due, odue, ivl, factor, reps, lapses, left"
    reviews: dict[int, list[list[Any]]] = {}
    for card, *review in col.db.all(
        "select cid, id, ease, ivl, lastIvl, factor, time, type from revlog order by id"
    ):
        reviews.setdefault(card, []).append(review)
    return {
        row[0]: (*row, reviews.get(row[0], []))
        for row in col.db.all(f"select {columns}, flags, data from cards")
    }


def study_for_a_year(col: Collection, cards: Sequence[int], *, times: int = 8) -> None:
    """Give cards the reviews of a year, as Anki would have stored them."""
    now = FIRST * 1000
    rows = [
        (
            now - (365 - 40 * turn) * _DAY * 1000 + number,
            card,
            -1,
            3,
            5 * 2**turn,
            2**turn,
            2300,
            4000,
            1,
        )
        for number, card in enumerate(cards)
        for turn in range(times)
    ]
    states = [
        (2, 2, 200 + number % 90, 30 + number % 300, 2300 + number % 200, times, number % 3, card)
        for number, card in enumerate(cards)
    ]

    def write() -> None:
        col.db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        col.db.executemany(
            "update cards set type = ?, queue = ?, due = ?, ivl = ?, factor = ?, reps = ?, "
            "lapses = ? where id = ?",
            states,
        )

    col.db.transact(write)


def whats(found: Situation) -> dict[str, list[str]]:
    """The slugs of each sort of change in a plan, those that stay the same left out."""
    named: dict[str, list[str]] = {}
    for plan in found.plans:
        for change in plan.changes:
            if change.what != "same":
                named.setdefault(change.what, []).append(change.name.partition("/")[2])
    return named
