"""The files of a deck that programs name: found here, told by content, set up on a worker."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from generator.counted import counted
from generator.keeping.shelf import digest
from generator.model import Program

MOST_FILES: Final = 10_000
MOST_BYTES: Final = 512 * 1024**2  # of all files of a deck that travel
FOLDER: Final = ""  # stands for the content of a folder, which is sent even if it is empty


class UnsendableError(Exception):
    """What a program names cannot be sent; the message says why, in words."""


@dataclass(frozen=True, slots=True)
class Part:
    """A file that travels: its content's `digest`, and where it is here."""

    digest: str
    path: Path


class DeckParts:
    """The files and folders that programs of the deck in `folder` name, by their paths below it.

    Each is read once, and again where it has changed. Contents are told apart by digest, so that
    equal ones travel once.
    """

    def __init__(self, folder: Path | None) -> None:
        self._root = Path(os.path.realpath(folder)) if folder is not None else None
        self._known: dict[tuple[Path, int, int], Part] = {}

    def manifest(self, programs: Iterable[Program]) -> dict[str, str]:
        """The digest of each file, by its path below the deck; `FOLDER` for a folder.

        Raises UnsendableError.
        """
        found: dict[str, str] = {}
        for program in programs:
            for _, path in program.files:
                for name, part in self._walk(Path(path)):
                    found[name] = part.digest if part else FOLDER
        parts = self._known.items()
        size = sum(size for (_, size, _), part in parts if part.digest in found.values())
        if len(found) > MOST_FILES or size > MOST_BYTES:
            limit = f"{counted(MOST_FILES, 'file')} and {MOST_BYTES // 1024**2} MiB"
            raise UnsendableError(f"the files of the deck that it names are over {limit}")
        return found

    def contents(self, digests: Iterable[str]) -> dict[str, bytes]:
        """The contents that have these digests. Raises UnsendableError where one has changed."""
        wanted = set(digests)
        found: dict[str, bytes] = {}
        changed: list[str] = []
        for part in self._known.values():
            if part.digest in wanted - found.keys():
                data = _content(part.path)
                if digest(data) == part.digest:
                    found[part.digest] = data
                else:
                    changed.append(part.path.name)
        if wanted - found.keys():
            raise UnsendableError(f"`{', '.join(changed)}` changed meanwhile")
        return found

    def below(self, program: Program) -> Program:
        """The program with the paths of its files below the deck, as `manifest` names them."""
        if not program.files:
            return program
        files = tuple((name, self._name(Path(path))) for name, path in program.files)
        return replace(program, files=files)

    def here(self, name: str) -> str:
        """The path here of what a worker calls by its path below the deck."""
        return str(self._root / name) if self._root is not None else name

    def _walk(self, path: Path) -> Iterator[tuple[str, Part | None]]:
        if not path.is_dir():
            yield self._name(path), self._part(path)
            return
        for parent, folders, files in os.walk(path):
            folders.sort()
            yield self._name(Path(parent)), None
            for name in sorted(files):
                each = Path(os.path.realpath(Path(parent) / name))
                # As where programs run here: what leads out of the deck is not to be read.
                if each.is_relative_to(self._root or path) and each.is_file():
                    yield self._name(Path(parent) / name), self._part(each)

    def _part(self, path: Path) -> Part:
        try:
            info = path.stat()
        except OSError as error:
            raise UnsendableError(f"`{path.name}` cannot be read: {error.strerror}") from None
        key = (path, info.st_size, info.st_mtime_ns)
        if key not in self._known:
            self._known[key] = Part(digest(_content(path)), path)
        return self._known[key]

    def _name(self, path: Path) -> str:
        if self._root is None or not path.is_relative_to(self._root):
            raise UnsendableError(f"`{path.name}` is not inside the deck")
        return path.relative_to(self._root).as_posix()


class SetUpDeck:
    """The files of a deck as they were sent, in a `folder` of this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._there: dict[str, str] = {}
        self._contents: dict[str, str] = {}  # digest → the path below the folder that has it

    def missing(self, manifest: Mapping[str, str], contents: Mapping[str, bytes]) -> list[str]:
        """The digests of contents that were never sent."""
        wanted = {each for each in manifest.values() if each != FOLDER}
        return sorted(wanted - contents.keys() - self._contents.keys())

    def set_up(self, manifest: Mapping[str, str], contents: Mapping[str, bytes]) -> None:
        """Have the files and folders of a manifest there, none of whose contents is missing.

        Raises OSError, and ValueError for a path that leads out of the folder.
        """
        for name, found in manifest.items():
            if self._there.get(name) == found:
                continue
            path = self._path(name)
            if found == FOLDER:
                path.mkdir(parents=True, exist_ok=True)
            else:
                path.parent.mkdir(parents=True, exist_ok=True)
                data = contents.get(found)
                if data is None:
                    data = self._path(self._contents[found]).read_bytes()
                # Whole or not at all: a program may be reading what was there.
                new = path.with_name(f".{secrets.token_hex(8)}")
                new.write_bytes(data)
                new.replace(path)
                for other in [each for each, at in self._contents.items() if at == name]:
                    del self._contents[other]
                self._contents[found] = name
            self._there[name] = found
        folders = tuple(f"{name}/" for name, found in manifest.items() if found == FOLDER)
        # Files before the folders that they are in.
        for name in sorted((n for n in self._there if n.startswith(folders)), reverse=True):
            if name not in manifest:
                self._remove(name)

    def local(self, program: Program) -> Program:
        """The program with its files where they are on this machine."""
        files = tuple((name, str(self._path(path))) for name, path in program.files)
        return replace(program, files=files)

    def below(self, path: str) -> str | None:
        """The path below the deck of a file on this machine; None for one that is not of it."""
        with contextlib.suppress(ValueError):
            return Path(path).relative_to(self.folder).as_posix()
        return None

    def _remove(self, name: str) -> None:
        """What is no longer in its folder."""
        found, path = self._there.pop(name), self._path(name)
        if found != FOLDER:
            self._contents = {key: at for key, at in self._contents.items() if at != name}
            path.unlink(missing_ok=True)
        elif not any(path.iterdir()):
            path.rmdir()

    def _path(self, name: str) -> Path:
        pure = PurePosixPath(name)
        if pure.is_absolute() or ".." in pure.parts or "\0" in name:
            raise ValueError(f"the path {name!r} leads out of the deck")
        return self.folder / pure


def _content(path: Path) -> bytes:
    try:
        info = path.stat()
        if not stat.S_ISREG(info.st_mode):
            raise UnsendableError(f"`{path.name}` is not a file")
        if info.st_size > MOST_BYTES:
            raise UnsendableError(f"`{path.name}` is larger than {MOST_BYTES // 1024**2} MiB")
        return path.read_bytes()
    except OSError as error:
        raise UnsendableError(f"`{path.name}` cannot be read: {error.strerror}") from None
