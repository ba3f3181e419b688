"""A place in the user's cache for bytes that may be lost."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path
from typing import IO, Final

from generator.given import open_regular
from generator.keeping.cache_folder import cache_folder, keep, used

_VERSION: Final = 1  # of the format of an entry
_LARGEST: Final = 16 * 1024**3  # bytes of a file that is read to its end
_CHUNK: Final = 1024 * 1024


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
    """The digest of a regular file's content; None if it cannot be read. Of one that is no content
    to rely on it is another each time.
    """
    try:
        with open_regular(path) as file:
            return content_digest(file) or secrets.token_hex(16)
    except OSError:
        return None


def content_digest(file: IO[bytes]) -> str | None:
    """32 hexadecimal digits that stand for the content of a regular file, which is read from its
    beginning; None where it is longer than it says, as files that the kernel makes up and that
    have no end, or too long.
    """
    size = os.fstat(file.fileno()).st_size
    sums = hashlib.blake2b(digest_size=16)
    left = size if size <= _LARGEST else -1
    while left > 0 and (data := file.read(min(left, _CHUNK))):
        sums.update(data)
        left -= len(data)
    return None if left or file.read(1) else sums.hexdigest()


def _header(key: str, data: bytes) -> bytes:
    sums = hashlib.blake2b(data, digest_size=16).hexdigest()
    return f"proofdeck {_VERSION} {digest(key)} {sums}".encode("ascii")
