"""A place for bytes that may be lost, in the user's cache."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from generator.given import open_regular
from generator.keeping.cache_folder import cache_folder, keep, used

_VERSION: Final = 1  # of an entry's form


class Shelf:
    """Slots, each with the newest thing put there under its key.

    What is corrupt, cut off, of another version or under another key counts as missing, and a
    folder that cannot be written to is not written to. There is one slot for each thing that
    is made again and again, so that a shelf does not grow with every edit.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or cache_folder()) / "kept"

    def get(self, slot: str, key: str) -> bytes | None:
        """What was last put into `slot`, if it was under `key`."""
        try:
            header, _, data = self._path(slot).read_bytes().partition(b"\n")
        except OSError:
            return None
        if header != _header(key, data):
            return None
        used(self._path(slot))
        return data

    def has(self, slot: str, key: str) -> bool:
        """Whether `slot` seems to hold something under `key`, without reading it."""
        start = _header(key, b"").rpartition(b" ")[0]
        try:
            with self._path(slot).open("rb") as file:
                return file.read(len(start) + 1) == start + b" "
        except OSError:
            return False

    def put(self, slot: str, key: str, data: bytes) -> None:
        """Put `data` into `slot` in place of what is there."""
        keep(self._path(slot), _header(key, data) + b"\n" + data)

    def _path(self, slot: str) -> Path:
        return self._folder / digest(slot)


def digest(*parts: str | bytes) -> str:
    """32 hexadecimal digits that stand for `parts`."""
    sums = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        sums.update(len(data).to_bytes(8, "big") + data)
    return sums.hexdigest()


def file_digest(path: str) -> str | None:
    """Of a regular file's content, None where it cannot be read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except OSError:
        return None


def _header(key: str, data: bytes) -> bytes:
    sums = hashlib.blake2b(data, digest_size=16).hexdigest()
    return f"proofdeck {_VERSION} {digest(key)} {sums}".encode("ascii")
