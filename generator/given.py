"""Opens files from authors and strangers such that none can hang or flood a build."""

from __future__ import annotations

import contextlib
import io
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

MIB: Final = 1024**2
MOST_TEXT: Final = 4 * MIB  # of a chapter or an article
MOST_SETTINGS: Final = 64 * 1024  # of deck.toml
MOST_LOCK: Final = 32 * MIB  # about 80,000 notes
MOST_IMAGE: Final = 50_000_000
MOST_RECORDING: Final = 50_000_000

# Opening a pipe would block; a terminal must not become our controlling terminal.
_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)


class GivenFileError(OSError):
    """A file that cannot be read; `strerror` says why, `hint` what to do about it."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(0, reason)
        self.hint = hint


@contextlib.contextmanager
def open_regular(path: Path | str) -> Iterator[io.BufferedReader]:
    """A file opened for reading. Raises OSError if it is missing or not a regular file.

    Symbolic links are followed: see `leads_outside`.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except ValueError:  # a null character
        raise GivenFileError("its name is not a valid file name") from None
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        kind = "a folder" if stat.S_ISDIR(mode) else "not a regular file"
        raise GivenFileError(f"it is {kind}", "replace it with a plain file")
    with open(descriptor, "rb") as file:  # noqa: PTH123
        yield file


def read_regular(path: Path | str, most: int) -> bytes:
    """The bytes of a regular file of at most `most` bytes. Raises OSError.

    If the file grows while it is read, what was there at the end counts.
    """
    with open_regular(path) as file:
        data = file.read(most + 1)
        if len(data) > most:
            size = max(os.fstat(file.fileno()).st_size, len(data))
            reason = f"it has {size:,} bytes; the limit is {most:,}"
            raise GivenFileError(reason, "split it, or make it smaller")
    return data


def refuse_outside(path: Path, folder: Path) -> None:
    """Raises OSError if a path, or a link on its way, leads out of a folder."""
    if leads_outside(path, folder):
        hint = "replace the link with a copy of the file"
        raise GivenFileError("it is a link that leads out of the deck's folder", hint)


def leads_outside(path: Path, folder: Path) -> bool:
    """Whether a path, or a link on its way, leads out of a folder."""
    try:
        return not path.resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, an invalid name
        return True
