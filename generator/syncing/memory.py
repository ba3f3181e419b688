"""What syncs remember of a collection: the deck as they last left it there.

Only with this can be said who changed a note. It lies outside the deck, since each reader has
another, and is one file for each collection and language.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.keeping.cache_folder import write_whole
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.syncing.data_folder import made
from generator.syncing.held import Profile
from generator.syncing.plan import Version

_FORMAT: Final = 1
_MOST: Final = 1 << 30  # bytes, unpacked


@dataclass(frozen=True, slots=True)
class Memory:
    """By GUID: `notes` as they were last put into the collection, or found to be there already;
    `pruned` says how a note that is no longer in the deck was taken out, and `asleep` has the ids
    of those of its cards that its reader had suspended before.

    A note that is remembered and not in the collection was deleted by its reader. `owed` are texts
    in fields of its reader's own that an import is about to empty, until they stand there again.
    """

    notes: Mapping[str, Version] = field(default_factory=lambda: MappingProxyType({}))
    pruned: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    asleep: Mapping[str, tuple[int, ...]] = field(default_factory=lambda: MappingProxyType({}))
    owed: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def read(cls, path: Path) -> Memory:
        """The memory at `path`, empty if there is none. Raises ProblemsError where it is broken."""
        try:
            with gzip.open(path) as file:
                data = file.read(_MOST + 1)
            if len(data) > _MOST:
                raise ValueError
            return _memory(json.loads(data))
        except FileNotFoundError:
            return cls()
        except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError):
            message = "what the last sync remembered cannot be read"
            hint = (
                "restore this file, or delete it: cards that differ are then shown as conflicts, "
                "and what was deleted in Anki comes back"
            )
            place = Place(display_path(path))
            raise ProblemsError(Problem(place, "sync-memory", message, hint)) from None

    def write(self, path: Path) -> None:
        """Replace the file at `path` atomically. Raises ProblemsError."""
        notes = {
            guid: [dict(note.fields), list(note.tags), note.deck, note.modified]
            for guid, note in self.notes.items()
        }
        content = {
            "version": _FORMAT,
            "notes": notes,
            "pruned": dict(self.pruned),
            "asleep": {guid: list(cards) for guid, cards in self.asleep.items()},
            "owed": {guid: dict(fields) for guid, fields in self.owed.items()},
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        try:
            write_whole(
                made(path.parent) / path.name, gzip.compress(text.encode("utf-8"), 6, mtime=0)
            )
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            message = f"what this sync did cannot be written down: {reason}"
            hint = "make this folder writable, then sync again: nothing is done twice"
            place = Place(display_path(path))
            raise ProblemsError(Problem(place, "sync-memory", message, hint)) from None


def collection_folder(data: Path, profile: Profile) -> Path:
    """The folder of a collection, which its profile's name and its media folder identify."""
    name = re.sub(r"[^A-Za-z0-9]+", "-", profile.name).strip("-").lower()[:40] or "profile"
    identity = hashlib.sha256(f"{profile.name}\0{profile.media}".encode()).hexdigest()[:12]
    return data / "sync" / f"{name}-{identity}"


def memory_file(folder: Path, deck: str, language: str) -> Path:
    """The file of one language of a deck, named by the deck's id."""
    return folder / f"{deck}-{language}.json.gz"


def _memory(content: Any) -> Memory:
    if content["version"] != _FORMAT:
        raise ValueError
    notes = {
        str(guid): Version(
            MappingProxyType({str(name): str(html) for name, html in fields.items()}),
            tuple(map(str, tags)),
            str(deck),
            int(modified),
        )
        for guid, (fields, tags, deck, modified) in content["notes"].items()
    }
    pruned = {str(guid): str(how) for guid, how in content["pruned"].items()}
    asleep = {
        str(guid): tuple(map(int, cards)) for guid, cards in content.get("asleep", {}).items()
    }
    owed = {
        str(guid): MappingProxyType({str(name): str(html) for name, html in fields.items()})
        for guid, fields in content.get("owed", {}).items()
    }
    return Memory(
        MappingProxyType(notes),
        MappingProxyType(pruned),
        MappingProxyType(asleep),
        MappingProxyType(owed),
    )
