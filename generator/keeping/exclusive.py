"""One at a time, across processes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from generator.keeping.cache_folder import cache_folder
from generator.keeping.shelf import digest


@contextlib.contextmanager
def exclusive(name: str) -> Iterator[None]:
    """Wait until no other process is in a block of this name.

    The lock ends with the process, however that ends. Where files cannot be locked, as on
    Windows or in a read-only cache, nothing waits.
    """
    path = cache_folder() / "locks" / digest(name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
    except OSError:
        yield
        return
    try:
        lock(file, wait=True)
        yield
    finally:
        os.close(file)


def lock(descriptor: int, *, wait: bool) -> bool:
    """Lock an open file or folder for this process; False where another has it.

    Also True where nothing can be locked.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True
