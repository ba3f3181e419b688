"""Which files a program reads beyond its own: a stored result holds only while they last."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/lib64", "/bin", "/System", "/Library")
MOST = 1000  # files
LONGEST = 4096  # characters of a path, more than systems take


class Reads:
    """An audit hook that notes the files opened for reading outside `ignored` folders. What
    stands for other files or folders in these is noted as those.
    """

    def __init__(self, ignored: list[str], standing: Mapping[str, str]) -> None:
        self._standing = standing
        installed = [sys.prefix, sys.base_prefix, sys.exec_prefix, *sys.path]
        folders = [*SYSTEM, *ignored, *(entry for entry in installed if entry)]
        self._ignored = tuple(
            {os.path.join(os.path.abspath(folder), "") for folder in folders}  # noqa: PTH100, PTH118
            | {os.path.join(os.path.realpath(folder), "") for folder in folders}  # noqa: PTH118
        )
        self.paths: set[str] = set()

    def watch(self) -> None:
        """From now on, until the process ends: an audit hook cannot be taken away."""
        sys.addaudithook(self._hear)

    def _meant(self, full: str) -> str:
        for name, path in self._standing.items():
            if full == name or full.startswith(name + "/"):
                return path + full[len(name) :]
        return full

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event != "open":
            return
        try:
            path, _, flags = arguments
            if isinstance(path, int) or flags & os.O_ACCMODE == os.O_WRONLY:
                return
            full = self._meant(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100
            if full.startswith(self._ignored) or len(self.paths) >= MOST:
                return
            # Else there is no such file, nor can anybody be asked about it later.
            if b"\0" not in os.fsencode(full) and len(full) <= LONGEST:
                self.paths.add(full)
        except Exception:  # a hook that raises would make the program's own `open` fail
            return
