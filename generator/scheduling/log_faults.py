"""What can be wrong with the file of the review log, in words."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path

BROKEN: Final = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")
_WORDS: Final = {
    "SQLITE_FULL": (
        "the disk is full, and nothing was stored",
        "free some space, then do it again: what was stored before is unharmed",
    ),
    "SQLITE_READONLY": (
        "the review log cannot be written to, and nothing was stored",
        "make this file and its folder writable, or set PROOFDECK_DATA to another folder",
    ),
    "SQLITE_CANTOPEN": (
        "the review log cannot be opened",
        "make this file and its folder readable and writable, or set PROOFDECK_DATA to another "
        "folder",
    ),
    "SQLITE_PERM": (
        "the review log cannot be opened",
        "make this file and its folder readable and writable",
    ),
    "SQLITE_BUSY": (
        "another program holds the review log, and nothing was stored",
        "close what has this file open, then do it again",
    ),
    "SQLITE_LOCKED": (
        "another program holds the review log, and nothing was stored",
        "close what has this file open, then do it again",
    ),
    "SQLITE_IOERR": (
        "the disk reports an error, and nothing was stored",
        "look whether the disk is full or failing, then do it again",
    ),
}


class BrokenLogError(ProblemsError):
    """The file is not a review log that can be read."""


def log_problem(path: Path, message: str, hint: str) -> Problem:
    return Problem(Place(display_path(path)), "review-log", message, hint)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise what SQLite or the system reports of the file at `path` as ProblemsError, in words."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", None) or ""
        if name.startswith(BROKEN):
            message = "the review log is broken"
            raise BrokenLogError(log_problem(path, message, _restoring(path))) from None
        for known, (message, hint) in _WORDS.items():
            if name.startswith(known):
                raise ProblemsError(log_problem(path, message, hint)) from None
        raise  # an error of this program
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"the review log cannot be used: {reason}"
        hint = "make this file and its folder readable and writable; nothing was changed"
        raise ProblemsError(log_problem(path, message, hint)) from None


def _restoring(path: Path) -> str:
    """How to mend a broken log, with the newest of its backups."""
    backups = sorted(path.parent.glob("backups/reviews-*.db"))
    newest = display_path(backups[-1]) if backups else "FILE"
    return (
        f"restore a backup: proofdeck reviews restore {newest}; the broken file is kept beside the "
        "log"
    )
