"""The pictures and recordings that a note shows, found as its tool finds them."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from generator.given import MOST_RECORDING, read_regular
from generator.importing.media_book import MediaError, media_path
from generator.reading.images import media_fault

_MOST: Final = 50_000  # files of a vault that are looked at
_VAULT: Final = ".obsidian"
_ATTACHMENTS: Final = ("", "media", "attachments", "_attachments", "assets", "images", "files")


class NoteMedia:
    """Media of notes below a folder: each is told its path in the new deck."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._paths: dict[str, Path] = {}  # by the path in the deck
        self._known: dict[Path, str] = {}
        self._index: Mapping[str, Sequence[Path]] | None = None

    @property
    def files(self) -> Mapping[str, Path]:
        """The files to be copied, by their paths in the deck's folder."""
        return self._paths

    def path(self, written: str, note: Path) -> str:
        """The path in the deck's folder of what a note names so.

        Raises MediaError where it is not there, or no card can show it.
        """
        file = self.find(unquote(written.strip()), note)
        if file is None:
            raise MediaError("it is not there")
        same = self._below().get(file.name.lower(), [])
        name = file.name
        if len(same) > 1:  # notes in other folders may show another of that name
            where = file.relative_to(self._root.resolve()).as_posix()
            name = f"{file.stem}-{sha256(where.encode()).hexdigest()[:6]}{file.suffix}"
        return deck_path(file, name, self._paths, self._known)

    def find(self, written: str, note: Path) -> Path | None:
        """The file that a note names so; None where there is none."""
        name = written.replace("\\", "/").lstrip("/")
        if not name or "\0" in name or len(name) > 1000:
            return None
        for base in (note.parent, self._root):
            for part in _ATTACHMENTS:
                path = base / part / name
                if _is_file(path):
                    return path.resolve() if _is_below(path, self._root) else None
        return next(iter(self._below().get(PurePosixPath(name).name.lower(), ())), None)

    def _below(self) -> Mapping[str, Sequence[Path]]:
        if self._index is None:
            self._index = _files_below(self._root)
        return self._index


def deck_path(file: Path, name: str, paths: dict[str, Path], known: dict[Path, str]) -> str:
    """A path in the deck's folder for a file with a name, which no other has, entered with those
    that are `known`. Raises MediaError where no card can show it.
    """
    if file in known:
        return known[file]
    suffix = PurePosixPath(name).suffix.lower()
    try:
        data = read_regular(file, MOST_RECORDING)
    except OSError as error:
        raise MediaError((error.strerror or str(error)).lower()) from None
    fault = media_fault(suffix, data)
    if fault:
        raise MediaError(fault)
    first = path = media_path(name)
    number = 1
    while path in paths:
        number += 1
        path = media_path(f"{PurePosixPath(first).stem}-{number}{suffix}")
    paths[path] = file
    known[file] = path
    return path


def vault_of(note: Path) -> Path:
    """The folder in which the tool of a note looks for files: the vault, else its own."""
    home = note.resolve().parent
    return next((each for each in (home, *home.parents) if (each / _VAULT).is_dir()), home)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _is_below(path: Path, folder: Path) -> bool:
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _files_below(folder: Path) -> Mapping[str, Sequence[Path]]:
    """Files by their names in small letters, the one nearest to the top first."""
    found: dict[str, list[Path]] = {}
    number = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            number += 1
            if number > _MOST:
                return found
            path = Path(place) / name
            if not name.startswith(".") and not path.is_symlink():
                found.setdefault(name.lower(), []).append(path.resolve())
    return found
