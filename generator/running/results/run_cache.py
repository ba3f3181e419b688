"""Results of earlier builds, on disk, by key."""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from generator.keeping.cache_folder import cache_folder
from generator.keeping.sealed import read_sealed, write_sealed
from generator.keeping.shelf import content_digest
from generator.model import Run
from generator.running.results.serialize import from_json, to_json

VERSION = 2  # of an entry's form
KIND = f"run {VERSION}"
WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class Cache:
    """A folder of entries: a line with version and checksum, then JSON.

    An entry that is corrupt, cut off, of another version or unreadable counts as missing, and a
    folder that cannot be written to is not written to: a cache may cost time, never a build.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = (folder or cache_folder()) / "runs"
        self._digests: dict[tuple[str, int, int], str] = {}

    def get(self, key: str) -> Run | None:
        """The run stored under `key`, if every file that it read is still the same."""
        try:
            body = read_sealed(self._path(key), KIND)
            if body is None:
                return None
            entry = json.loads(body)
            reads = entry["reads"]
            if entry["key"] != key or any(self._digest(path) != was for path, was in reads):
                return None
            return from_json(entry["run"], id="", cached=True)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None

    def put(self, key: str, run: Run, reads: Iterable[str] = ()) -> None:
        """Store a run together with the contents of the files that it read."""
        known = [(path, self._digest(path)) for path in sorted(reads)]
        body = json.dumps({"key": key, "reads": known, "run": to_json(run)}).encode("ascii")
        write_sealed(self._path(key), KIND, body)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]

    def _digest(self, path: str) -> str | None:
        """A digest of a file's content, None if there is no such file; read once for all entries.
        For a file that cannot be relied on it differs each time, so that no entry holds.
        """
        try:
            # Without waiting, and only what has an end: a program chose the name.
            with open(os.open(path, os.O_RDONLY | WITHOUT_WAITING), "rb") as file:  # noqa: PTH123
                info = os.fstat(file.fileno())
                if not stat.S_ISREG(info.st_mode):
                    return None
                known = (path, info.st_size, info.st_mtime_ns)
                if known not in self._digests:
                    digest = content_digest(file)
                    if digest is None:
                        return secrets.token_hex(16)
                    self._digests[known] = digest
                return self._digests[known]
        except (OSError, ValueError):  # a name that no file can have
            return None
