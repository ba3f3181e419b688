"""A place in the user's cache for bytes that may be lost."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from generator.given import open_regular
from generator.keeping.cache_folder import cache_folder, keep, used

_VERSION: Final = 1  # of the format of an entry


class Shelf:
    """Slots, each of which holds the last value put there, with its key.

    An entry that is corrupt, cut off, of another version or under another key counts as missing.
    A read-only folder is not written to. Each thing that is made repeatedly has one slot, so that
    a shelf does not grow with every edit.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or cache_folder()) / "kept"

    def get(self, slot: str, key: str) -> bytes | None:
        """The last value put into `slot`, if it was under `key`."""
        try:
            header, _, data = self._path(slot).read_bytes().partition(b"\n")
        except OSError:
            return None
        if header != _header(key, data):
            return None
        used(self._path(slot))
        return data

    def has(self, slot: str, key: str) -> bool:
        """Whether `slot` seems to hold a value under `key`, without reading it."""
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
    """The digest of a regular file's content; None if it cannot be read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "blake2b").hexdigest()[:32]
    except OSError:
        return None


def _header(key: str, data: bytes) -> bytes:
    sums = hashlib.blake2b(data, digest_size=16).hexdigest()
    return f"proofdeck {_VERSION} {digest(key)} {sums}".encode("ascii")
