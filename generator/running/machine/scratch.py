"""Scratch folders with an owner, and the removal of those whose owner is gone.

An owner holds a lock on its folder, which the kernel takes back however the process ends: a process
id says nothing, since another process may have it by now. No program can open the folder, so none
can hold the lock.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.running.worker.isolation.trees import remove_tree

PREFIX: Final = "proofdeck-run-"
_UNLOCKED: Final = ".new-"  # before the name of a folder that its owner has yet to lock
_NEW: Final = 60.0  # seconds that this takes at most


class Scratch:
    """A folder of this process in `parent`, by default the one for temporary files.

    Making one removes those there of the same `prefix` whose owner is gone. Raises OSError.
    """

    def __init__(self, parent: Path | None = None, prefix: str = PREFIX) -> None:
        parent = parent or Path(tempfile.gettempdir())
        sweep(parent, prefix)
        new = Path(tempfile.mkdtemp(prefix=_UNLOCKED + prefix, dir=parent)).resolve()
        self.path = new.with_name(new.name.removeprefix(_UNLOCKED))
        self._lock = -1
        try:
            if os.name != "nt":  # Windows cannot lock a folder, so none is swept there
                self._lock = os.open(new, os.O_RDONLY | os.O_CLOEXEC)
                _locked(self._lock)
            new.rename(self.path)
        except OSError:
            self.close()
            remove(new)
            raise

    def close(self) -> None:
        """Remove the folder."""
        remove(self.path)
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1


@contextlib.contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for temporary files, gone when the block ends. Raises OSError."""
    made = Scratch()
    try:
        yield made.path
    finally:
        made.close()


def sweep(parent: Path, prefix: str) -> None:
    """Remove the folders of this user whose names start with `prefix` and which nobody owns."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        for path in parent.iterdir():
            if path.name.startswith((prefix, _UNLOCKED + prefix)):
                _remove_if_left(path, fresh=path.name.startswith(_UNLOCKED))


def _remove_if_left(path: Path, *, fresh: bool) -> None:
    try:
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return
    try:
        known = os.fstat(folder)
        if known.st_uid != os.geteuid() or (fresh and time.time() - known.st_mtime < _NEW):
            return
        if _locked(folder):
            remove(path)
    finally:
        os.close(folder)


def _locked(folder: int) -> bool:
    """Lock an open folder for this process; False where another has it, or nothing can be."""
    import fcntl

    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def remove(folder: Path) -> None:
    """Delete a scratch folder, whatever a program has made of it. Never fails."""
    if os.scandir in os.supports_fd:
        remove_tree(str(folder))
    else:  # Windows
        shutil.rmtree(folder, ignore_errors=True)


def empty(folder: Path) -> None:
    """Delete all that is in a folder of ours, and leave the folder. Raises OSError."""
    for path in folder.iterdir():
        if path.is_dir() and not path.is_symlink():
            remove(path)
        else:
            path.unlink()
