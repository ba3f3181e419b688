"""A backup becomes the review log again, or is added to it."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Literal

from generator.scheduling.log_backup import back_up_file, check_whole
from generator.scheduling.log_faults import BrokenLogError, told
from generator.scheduling.log_file import LogFile
from generator.scheduling.log_rows import next_serial
from generator.scheduling.review_log import ReviewLog
from generator.syncing.data_folder import made

_ROWS: Final = ("reviews", "marks", "undos", "settings", "attempts")
_COLUMNS: Final = (
    "id, guid, ordinal, grade, type, interval, took, source, factor, step, digest, answer, token, "
    "undone"
)


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: the number of `reviews` that it added or, replacing, that there are now;
    `kept` is the backup of the log as it was before, or the broken file, None if there was none.
    """

    reviews: int
    kept: Path | None


def restore(backup: Path, path: Path, how: Literal["replace", "merge"]) -> Restored:
    """Replace the log at `path` by a backup, or add what it lacks of it.

    The log as it was before is kept. Other processes may have it open meanwhile. Raises
    ProblemsError, and leaves the log alone, where the backup cannot be read.
    """
    made(path.parent)
    with _copy_of(backup, path) as copy:
        kept = _kept(path)
        log = ReviewLog(LogFile(path, lost=True))
        with log:
            before = _count(log)
            with log.changing_all(copy) as connection:
                if how == "replace":
                    _replace(connection)
                else:
                    _merge(connection)
            after = _count(log)
    return Restored(after if how == "replace" else after - before, kept)


@contextmanager
def _copy_of(backup: Path, path: Path) -> Iterator[Path]:
    """A copy of a backup, whole and of this schema: the backup itself is not touched."""
    with told(backup), tempfile.TemporaryDirectory(prefix=".restore-", dir=path.parent) as folder:
        copy = Path(folder) / path.name
        for suffix in ("", "-wal"):  # what a log that is in use has not in its file yet
            source = backup.with_name(backup.name + suffix)
            if not suffix or source.is_file():
                shutil.copyfile(source, copy.with_name(copy.name + suffix))
        check_whole(copy, backup)
        LogFile(copy, shown=backup).close()
        yield copy


def _kept(path: Path) -> Path | None:
    """The log as it is, or its broken file, out of the way of what replaces it."""
    if not path.exists() or not path.stat().st_size:
        return None
    try:
        check_whole(path)
        return back_up_file(path, "before-restore")
    except BrokenLogError:
        stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S-%f")
        aside = path.with_name(f"broken-{stamp}-{path.name}")
        with told(path):
            for suffix in ("-wal", "-shm", ""):
                part = path.with_name(path.name + suffix)
                if part.exists():
                    part.rename(aside.with_name(aside.name + suffix))
        return aside


def _replace(connection: sqlite3.Connection) -> None:
    changes = next_serial(connection)
    for table in _ROWS:
        connection.execute(f"DELETE FROM main.{table}")
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM backup.{table}")
    # No number of a change that another process knows may come again.
    connection.execute(
        "UPDATE main.counter SET changes = max(?, (SELECT changes FROM backup.counter)) + 1",
        (changes,),
    )


def _merge(connection: sqlite3.Connection) -> None:
    """What is in either; of marks, settings and attempts those that are here stay."""
    changes = next_serial(connection)
    connection.execute(
        f"INSERT OR IGNORE INTO main.reviews (serial, {_COLUMNS}) "
        f"SELECT ? + row_number() OVER (ORDER BY serial), {_COLUMNS} FROM backup.reviews",
        (changes,),
    )
    connection.execute(
        "UPDATE main.reviews SET undone = (SELECT undone FROM backup.reviews theirs WHERE "
        "theirs.guid = reviews.guid AND theirs.ordinal = reviews.ordinal "
        "AND theirs.id = reviews.id) WHERE undone IS NULL"
    )
    (changes,) = connection.execute(
        "SELECT max(changes, (SELECT coalesce(max(serial), 0) FROM main.reviews)) FROM main.counter"
    ).fetchone()
    connection.execute(
        "INSERT INTO main.marks SELECT ? + row_number() OVER (ORDER BY serial), at, guid, ordinal, "
        "what, suspended, buried, flag, NULL, undone FROM backup.marks theirs WHERE NOT EXISTS "
        "(SELECT 1 FROM main.marks ours WHERE ours.guid = theirs.guid "
        "AND ours.ordinal = theirs.ordinal)",
        (changes,),
    )
    for table in ("settings", "attempts"):
        connection.execute(f"INSERT OR IGNORE INTO main.{table} SELECT * FROM backup.{table}")
    connection.execute(
        "UPDATE main.counter SET changes = max(changes, (SELECT coalesce(max(serial), 0) "
        "FROM main.reviews), (SELECT coalesce(max(serial), 0) FROM main.marks)) + 1"
    )


def _count(log: ReviewLog) -> int:
    return sum(1 for _ in log.reviews())
