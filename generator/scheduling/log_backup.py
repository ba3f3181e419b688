"""Backups of the review log: whole copies of one moment, made while it is in use."""

from __future__ import annotations

import os
import re
import sqlite3
import uuid
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from generator.scheduling.log_faults import BrokenLogError, log_problem, told
from generator.scheduling.log_schema import version_of
from generator.syncing.data_folder import made

_DAILY: Final = "daily"
_KEPT: Final = 10  # of those that are made each day
_NAME: Final = re.compile(r"reviews-\d{8}T\d{6}-\d{6}(?:-[a-z0-9-]+)?\.db")


def backup_folder(path: Path) -> Path:
    """Where the backups of the log at `path` lie."""
    return path.parent / "backups"


def backups_of(path: Path) -> list[Path]:
    """The backups of the log at `path` that Proofdeck made, oldest first."""
    try:
        found = [each for each in backup_folder(path).iterdir() if _NAME.fullmatch(each.name)]
    except OSError:
        return []
    return sorted(found, key=lambda each: each.name)


def back_up_file(path: Path, why: str = "", *, to: Path | None = None) -> Path:
    """Copy the log at `path` into its folder of backups, or to a new file `to`.

    Raises ProblemsError, and leaves no part of a copy, where that fails.
    """
    if to is None:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S-%f")
        to = made(backup_folder(path)) / f"reviews-{stamp}{why and f'-{why}'}.db"
    part = to.parent / f".{uuid.uuid4().hex}.part"
    try:
        with told(path):
            # Without mode=rw, SQLite would make the log that is to be copied.
            uri = f"{path.absolute().as_uri()}?mode=rw"
            with closing(sqlite3.connect(uri, uri=True, timeout=15)) as connection:
                connection.execute("VACUUM INTO ?", (str(part),))
        with told(to):
            check_whole(part, path)
            _on_disk(part)
            part.replace(to)
            _on_disk(to.parent)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return to


def back_up_daily(path: Path) -> Path | None:
    """A backup of the log unless there is one of today; the oldest of many are then removed.

    Those that were asked for, or made before a change of the whole log, stay. Raises ProblemsError.
    """
    daily = [each for each in backups_of(path) if each.stem.endswith(f"-{_DAILY}")]
    today = datetime.now(UTC).strftime("reviews-%Y%m%d")
    if daily and daily[-1].name.startswith(today):
        return None
    made_now = back_up_file(path, _DAILY)
    for each in daily[: -(_KEPT - 1)]:
        with suppress(OSError):
            each.unlink()
    return made_now


def check_whole(path: Path, shown: Path | None = None) -> None:
    """Raises BrokenLogError, which names the file as `shown`, unless all of the log at `path` can
    be read.
    """
    shown = shown or path
    hint = "take another backup"
    try:
        with told(shown):
            uri = f"{path.absolute().as_uri()}?mode=ro"
            with closing(sqlite3.connect(uri, uri=True)) as connection:
                version = version_of(connection)
                (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except BrokenLogError:
        version, found = 1, "broken"
    if not version:
        message = "this file is not a review log of Proofdeck"
        raise BrokenLogError(log_problem(shown, message, hint))
    if found != "ok":
        message = "this review log is broken"
        raise BrokenLogError(log_problem(shown, message, hint))


def _on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        if path.is_file():
            raise  # some systems cannot do it for a folder
    finally:
        os.close(descriptor)
