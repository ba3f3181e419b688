"""A deck of one language → a folder that the add-on CrowdAnki imports: deck.json and media/."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from generator.rendering.anki_notes import AnkiNote
from generator.rendering.html_escape import escape
from generator.rendering.rendered import RenderedDeck
from generator.writing.apkg import media_files
from generator.writing.description import description
from generator.writing.lock import Lock
from generator.writing.notetypes import NoteType, note_type, note_types
from generator.writing.subdecks import numbered_decks

_SPACE: Final = uuid.UUID("6f1a8b52-9f0c-5d1e-8a57-3c2b1d0e4f90")  # of the names of Proofdeck
_OWN: Final = ("id", "mod", "usn", "did")  # of a collection, which CrowdAnki gives itself


def write_crowdanki(deck: RenderedDeck, lock: Lock, folder: Path) -> Path:
    """Write the folder `<name>-<language>-crowdanki` into `folder` and return its path. `lock`
    must know every note. Raises OSError.
    """
    root = folder / f"{deck.config.name}-{deck.language}-crowdanki"
    root.mkdir()
    text = json.dumps(crowdanki_deck(deck, lock), ensure_ascii=False, indent=4, sort_keys=True)
    (root / "deck.json").write_text(text + "\n", "utf-8", newline="\n")
    media = media_files(deck.notes)
    if media:
        (root / "media").mkdir()
    for name, data in media.items():
        (root / "media" / name).write_bytes(data)
    return root


def crowdanki_deck(deck: RenderedDeck, lock: Lock) -> dict[str, Any]:
    """The value of deck.json."""
    notes = deck.notes
    names = numbered_decks(notes)
    tree = _Tree(lock, deck.language)
    for note in notes:
        tree.add(note, names[note.deck, note.number])
    root = tree.root(deck.config.title(deck.language))
    kinds = dict.fromkeys(note.notetype for note in notes)
    preset = tree.uuid("preset")
    root |= {
        "desc": description(deck, lock),
        "md": True,  # it is Markdown
        "deck_configurations": [
            # The name alone: all else stays as Anki begins with it, or as its reader has set it.
            {"__type__": "DeckConfig", "crowdanki_uuid": preset, "name": root["name"]}
        ],
        "note_models": [_model(note_type(kind), lock) for kind in kinds],
    }
    return root


class _Tree:
    """Decks within decks. Their ids are made of the names that authors write, without numbers: a
    chapter that gets another number is the same deck.
    """

    def __init__(self, lock: Lock, language: str) -> None:
        self._lock = lock
        self._language = language
        self._decks: dict[tuple[str, ...], dict[str, Any]] = {}

    def uuid(self, *parts: str) -> str:
        name = "\0".join((self._lock.deck, self._language, *parts))
        return str(uuid.uuid5(_SPACE, name))

    def root(self, title: str) -> dict[str, Any]:
        return self._deck((title,), (title,))

    def add(self, note: AnkiNote, name: str) -> None:
        path, shown = tuple(note.deck.split("::")), tuple(name.split("::"))
        deck = self._deck(path, shown)
        entry = self._lock.entries[note.id]
        values = {**note.fields, "Id": escape(f"{self._lock.deck}/{entry.guid}")}
        kind = note_type(note.notetype)
        deck["notes"].append(
            {
                "__type__": "Note",
                "fields": [values[field.name] for _, field in kind.fields],
                "guid": entry.guid,
                "note_model_uuid": model_uuid(kind),
                "tags": list(note.tags),
            }
        )
        files = {media.name for media in note.media}
        deck["media_files"] = sorted({*deck["media_files"], *files})

    def _deck(self, path: tuple[str, ...], shown: tuple[str, ...]) -> dict[str, Any]:
        if path in self._decks:
            return self._decks[path]
        made: dict[str, Any] = {
            "__type__": "Deck",
            "children": [],
            # The first part is the title, by which no deck is known.
            "crowdanki_uuid": self.uuid("deck", *path[1:]),
            "deck_config_uuid": self.uuid("preset"),
            "desc": "",
            "dyn": 0,
            "extendNew": 10,
            "extendRev": 50,
            "media_files": [],
            "name": shown[-1],
            "notes": [],
        }
        self._decks[path] = made
        if len(path) > 1:
            self._deck(path[:-1], shown[:-1])["children"].append(made)
        return made


def model_uuid(kind: NoteType) -> str:
    """By which CrowdAnki knows a note type, the same for all decks."""
    return str(uuid.uuid5(_SPACE, str(kind.id)))


def _model(kind: NoteType, lock: Lock) -> Mapping[str, Any]:
    model = kind.to_json(lock.notetypes[kind.name].modified)
    kept = {name: value for name, value in model.items() if name not in _OWN}
    return {**kept, "__type__": "NoteModel", "crowdanki_uuid": model_uuid(kind)}


def crowdanki_lacks(deck: RenderedDeck) -> Iterator[str]:
    """What the folder cannot carry."""
    names = " and ".join(f"`{one.name}`" for one in note_types())
    yield f"it is not for collections with {names} from a package, which are others to CrowdAnki"
