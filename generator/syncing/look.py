"""What a running Anki holds of a deck. Nothing in the collection changes."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.syncing.anki_connect import FOREIGN_PATH, Client
from generator.syncing.data_folder import made
from generator.syncing.exported import Exported, read_exported
from generator.syncing.held import HeldCard, HeldNote, Holding, Profile
from generator.writing.notetypes import note_types

_STATE: Final = ("type", "queue", "due", "interval", "factor", "reps", "lapses", "flags")

_OWN_TYPE: Final = " ".join(f"-mid:{one.id}" for one in note_types())
_WITHOUT_ID: Final = '"note:Proofdeck*" -"Id:_*"'


@dataclass(frozen=True, slots=True)
class Sought:
    """The notes to look for: those of the deck with this id wherever they are, and those with
    these GUIDs in the trees of the decks `roots`. Version 1 of Proofdeck wrote no ids into notes,
    so that only the second way finds theirs, also in any deck that has one with one of the `slugs`.
    """

    deck: str
    guids: Collection[str]
    roots: Sequence[str]
    slugs: Collection[str] = ()

    @property
    def query(self) -> str:
        return f'"Id:{self.deck}/*"'


def who(client: Client) -> Profile:
    """The collection that is open in Anki."""
    client.greet()
    name, media = client.ask_all([("getActiveProfile", {}), ("getMediaDirPath", {})])
    return Profile(str(name), str(media))


def look(client: Client, sought: Sought, exchange: Path) -> Holding:
    """Everything that the collection holds of a deck. Anki writes its exports into `exchange`,
    from where they are removed.
    """
    folder = made(exchange)
    paths = [folder / f"look-{number}.apkg" for number, _ in enumerate(sought.roots)]
    try:
        found = client.ask_all(
            [
                ("findNotes", {"query": sought.query}),
                ("findCards", {"query": sought.query}),
                ("findCards", {"query": f"{sought.query} deck:filtered"}),
                ("findNotes", {"query": f"{sought.query} {_OWN_TYPE}"}),
                ("findNotes", {"query": _WITHOUT_ID}),
                *(export(root, path) for root, path in zip(sought.roots, paths, strict=True)),
            ]
        )
        there = [path for path, done in zip(paths, found[5:], strict=True) if done]
        exports = [read_exported(written(path)) for path in there]
    finally:
        for path in paths:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
    notes, cards, filtered, own_type = (set(map(int, ids)) for ids in found[:4])
    inside = {note.id: note for each in exports for note in each.notes}
    inner = {card.id for note in inside.values() for card in note.cards}
    nameless = sorted(set(map(int, found[4])) - inside.keys())
    for note in _without_id(client, sought, nameless, folder):
        inside.setdefault(note.id, note)
    outer = _outside(
        client, sorted(notes - inside.keys()), sorted(cards - inner), filtered, own_type
    )
    found_outside = tuple(outer)
    presets = _presets_outside(client, found_outside, exports)
    return _holding(sought, exports, inside, found_outside, presets)


def _presets_outside(
    client: Client,
    outer: Sequence[tuple[int, HeldNote | None, tuple[HeldCard, ...]]],
    exports: Sequence[Exported],
) -> Mapping[str, int]:
    """The ids of the presets of the other decks in which notes stand. Filtered ones have none."""
    known = {name for each in exports for name in each.decks}
    decks = sorted(
        {card.deck for _, _, cards in outer for card in cards if not card.filtered} - known
    )
    presets = client.ask_all([("getDeckConfig", {"deck": deck}) for deck in decks]) if decks else ()
    return {deck: int(one["id"]) for deck, one in zip(decks, presets, strict=True) if one}


def _without_id(
    client: Client, sought: Sought, notes: Sequence[int], folder: Path
) -> Iterator[HeldNote]:
    """The notes that version 1 made and that stand elsewhere: their GUIDs are only in exports."""
    infos = client.ask("notesInfo", notes=list(notes)) if notes else []
    ours = {
        int(info["noteId"]): info["cards"]
        for info in infos
        if info and info["fields"].get("Slug", {}).get("value") in sought.slugs
    }
    cards = [card for each in ours.values() for card in each]
    for deck in client.ask("getDecks", cards=cards) if cards else ():
        path = folder / "look-outside.apkg"
        try:
            if client.ask_all([export(deck, path)]) == [True]:
                yield from (note for note in read_exported(written(path)).notes if note.id in ours)
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


def export(deck: str, path: Path) -> tuple[str, dict[str, Any]]:
    """What to ask for to have a deck exported with all learning progress."""
    return "exportPackage", {"deck": deck, "path": str(path.absolute()), "includeSched": True}


def written(path: Path) -> Path:
    """A file that Anki says it has written. Raises ProblemsError if it is not there."""
    if path.is_file():
        return path
    raise ProblemsError(Problem(Place(display_path(path)), *FOREIGN_PATH))


def _outside(
    client: Client,
    notes: Sequence[int],
    cards: Sequence[int],
    filtered: Collection[int],
    own_type: Collection[int],
) -> Iterator[tuple[int, HeldNote | None, tuple[HeldCard, ...]]]:
    """By note id: what stands outside the trees of the deck, such as cards that the reader has
    moved, or that are in a filtered deck. None for a note of which some cards are inside.
    """
    if not notes and not cards:
        return
    infos, states, reviews = client.ask_all(
        [
            ("notesInfo", {"notes": list(notes)}),
            ("cardsInfo", {"cards": list(cards)}),
            ("getReviewsOfCards", {"cards": list(cards)}),
        ]
    )
    held: dict[int, list[HeldCard]] = {}
    for info in filter(None, states):
        card = HeldCard(
            id=int(info["cardId"]),
            ordinal=int(info["ord"]),
            deck=str(info["deckName"]),
            state=tuple(int(info.get(name, 0)) for name in _STATE),
            reviews=len(reviews.get(str(info["cardId"]), ())),
            filtered=int(info["cardId"]) in filtered,
        )
        held.setdefault(int(info["note"]), []).append(card)
    whole = {int(info["noteId"]): info for info in infos if info}
    for number in sorted(held.keys() | whole.keys()):
        own = tuple(sorted(held.get(number, ()), key=lambda card: card.ordinal))
        note = _note(whole[number], own, number in own_type) if number in whole else None
        yield number, note, own


def _note(info: Mapping[str, Any], cards: tuple[HeldCard, ...], own_type: bool) -> HeldNote:
    fields = {str(name): str(each["value"]) for name, each in info["fields"].items()}
    return HeldNote(
        guid=fields.get("Id", "").partition("/")[2],
        id=int(info["noteId"]),
        kind="cloze" if "Text" in fields else "basic",
        modified=int(info.get("mod", 0)),
        tags=tuple(map(str, info["tags"])),
        fields=fields,
        cards=cards,
        own_type=own_type,
    )


def _holding(
    sought: Sought,
    exports: Sequence[Exported],
    inside: Mapping[int, HeldNote],
    outer: Sequence[tuple[int, HeldNote | None, tuple[HeldCard, ...]]],
    presets: Mapping[str, int],
) -> Holding:
    by_id = dict(inside)
    copies: dict[str, int] = {}
    for number, note, cards in outer:
        if note is None and number not in by_id:  # just deleted
            continue
        if note is None:
            there = by_id[number]
            joined = sorted((*there.cards, *cards), key=lambda card: card.ordinal)
            by_id[number] = replace(there, cards=tuple(joined))
        # A copy that the reader made of a note has its Id too: the first is the note itself.
        elif copies.setdefault(note.guid, number) == number:
            by_id[number] = note
    known = {note.guid for note in inside.values()}
    notes = {
        note.guid: note
        for note in by_id.values()
        if (note.id in inside or note.guid not in known) and _sought(note, sought)
    }
    return Holding(
        MappingProxyType(notes),
        MappingProxyType({name: one for each in exports for name, one in each.types.items()}),
        MappingProxyType(
            {**presets, **{name: one for each in exports for name, one in each.decks.items()}}
        ),
        MappingProxyType({name: one for each in exports for name, one in each.presets.items()}),
    )


def _sought(note: HeldNote, sought: Sought) -> bool:
    ours = note.fields.get("Id", "") == f"{sought.deck}/{note.guid}"
    return bool(note.guid) and (ours or note.guid in sought.guids)
