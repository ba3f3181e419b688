"""A deck of one language → an Anki package."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from generator.rendering.anki_notes import AnkiNote
from generator.rendering.rendered import RenderedDeck
from generator.writing.anki_collection import collection_database
from generator.writing.description import description
from generator.writing.lock import Lock

_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the first that a ZIP archive can hold
_UNIX: Final = 3
_MODE: Final = 0o644 << 16


class ApkgWriter:
    """Writes `.apkg` files with the GUIDs and times of `lock`.

    The lock must be that of this build: `Lock.updated` with the notes of all languages.
    """

    def __init__(self, lock: Lock) -> None:
        self._lock = lock

    def write(self, deck: RenderedDeck, folder: Path) -> Path:
        """Write `<name>-<language>.apkg` into `folder` and return its path.

        Equal decks and locks give equal files. Raises OSError.
        """
        path = folder / f"{deck.config.name}-{deck.language}.apkg"
        write_package(deck.notes, self._lock, path, description(deck, self._lock))
        return path


def write_package(notes: Sequence[AnkiNote], lock: Lock, path: Path, described: str = "") -> None:
    """Write a package of `notes` in study order to `path`, atomically. `described` is what Anki
    shows of the deck where it is opened.
    """
    write_archive(collection_database(notes, lock, described), media_files(notes), path)


def write_archive(database: bytes, media: Mapping[str, bytes], path: Path) -> None:
    """Write a package of a collection and its media files to `path`, atomically. Raises OSError."""
    unfinished = path.with_name(f"{path.name}.part")
    try:
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as package:
            zipped(package, "collection.anki2", database)
            names = {str(number): name for number, name in enumerate(media)}
            zipped(package, "media", json.dumps(names).encode("ascii"))
            for number, data in enumerate(media.values()):
                zipped(package, str(number), data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def media_files(notes: Iterable[AnkiNote]) -> Mapping[str, bytes]:
    """The files that `notes` show, by name, in name order."""
    files: dict[str, bytes] = {}
    for note in notes:
        for media in note.media:
            if files.setdefault(media.name, media.data) != media.data:
                raise ValueError(f"two different files are named {media.name}")
    return dict(sorted(files.items()))


def zipped(package: ZipFile, name: str, data: bytes) -> None:
    """Add a file to an archive, so that equal files give equal archives."""
    entry = ZipInfo(name, _DATE)
    entry.compress_type = ZIP_DEFLATED
    entry.create_system = _UNIX
    entry.external_attr = _MODE
    package.writestr(entry, data)
