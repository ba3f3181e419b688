"""The file of the review log: opened, brought to this schema, and written in whole steps.

Each step is on the disk before it is acknowledged (WAL with synchronous=FULL), so that neither a
killed process nor a lost power supply takes a grade away. One process writes at a time, the others
wait.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from generator.model import ProblemsError
from generator.scheduling.log_backup import back_up_file, backups_of
from generator.scheduling.log_faults import BrokenLogError, log_problem, told
from generator.scheduling.log_schema import VERSION, migrate, version_of
from generator.syncing.data_folder import data_folder, made

NAME: Final = "reviews.db"
_WAIT: Final = 60.0  # seconds for another process to finish its step: a restore may take ten


def log_path() -> Path:
    """Where the user's review log lies. Raises ProblemsError."""
    return data_folder() / "study" / NAME


class LogFile:
    """An open log file, for all threads of this process. Raises ProblemsError, which names the file
    as `shown`. One that is `lost` may be begun anew though there are backups.
    """

    def __init__(self, path: Path, *, shown: Path | None = None, lost: bool = False) -> None:
        self.path = path
        self._shown = shown or path
        self._lock = threading.RLock()
        made(path.parent)
        with told(self._shown):
            if not lost:
                _look_for_lost(path)
            self._connection = _connected(path)
        try:
            with told(self._shown):
                self._prepare()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """What is read inside is of one moment."""
        with self._lock, told(self._shown):
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._leave("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """All that is done inside is stored, or none of it."""
        with self._lock, told(self._shown):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                self._leave("ROLLBACK")
                raise

    @contextmanager
    def attached(self, path: Path) -> Iterator[None]:
        """Have another log at hand, as the schema `backup`."""
        with self._lock, told(self._shown):
            self._connection.execute("ATTACH ? AS backup", (str(path),))
            try:
                yield
            finally:
                with suppress(sqlite3.Error):
                    self._connection.execute("DETACH backup")

    def _leave(self, how: str) -> None:
        with suppress(sqlite3.Error):  # SQLite may have ended the transaction by itself
            if self._connection.in_transaction:
                self._connection.execute(how)

    def _prepare(self) -> None:
        version = self._known_version()
        if version == VERSION:
            self._durable()
            return
        if version:
            back_up_file(self.path, f"before-schema-{VERSION}")
        self._durable()
        with self.writing() as connection:
            migrate(connection, self._known_version())  # another process may have done it

    def _known_version(self) -> int:
        version = version_of(self._connection)
        if version is None:
            message = "this file is not a review log of Proofdeck, and is left as it is"
            hint = "move it elsewhere, or set PROOFDECK_DATA to another folder"
            raise ProblemsError(log_problem(self._shown, message, hint))
        if version > VERSION:
            message = (
                f"this review log was written by a newer Proofdeck: it has schema {version}, and "
                f"this one knows {VERSION}"
            )
            hint = "update Proofdeck: pip install -U proofdeck; nothing was changed"
            raise ProblemsError(log_problem(self._shown, message, hint))
        return version

    def _durable(self) -> None:
        # Where there is no shared memory, as on some network drives, SQLite keeps another mode,
        # which is as safe and slower.
        _patiently(lambda: self._connection.execute("PRAGMA journal_mode = WAL").fetchone())
        self._connection.execute("PRAGMA synchronous = FULL")


def _connected(path: Path) -> sqlite3.Connection:
    existed = path.exists()
    # Statements outside a step are steps of their own.
    connection = sqlite3.connect(
        path, timeout=_WAIT, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    if not existed:
        with suppress(OSError):
            path.chmod(0o600)
    return connection


def _look_for_lost(path: Path) -> None:
    """A log that is gone, where there are backups of it, is not begun anew in silence."""
    if path.exists() and path.stat().st_size:
        return
    backups = backups_of(path)
    if backups:
        message = f"the review log is gone; there is a backup of it ({len(backups):,} in all)"
        hint = (
            f"restore one: proofdeck reviews restore {backups[-1]}; or begin anew: move the folder "
            "of the backups elsewhere"
        )
        raise BrokenLogError(log_problem(path, message, hint))


def _patiently(step: Callable[[], object]) -> None:
    """SQLite does not wait for its lock where the journal's mode changes."""
    until = time.monotonic() + _WAIT
    while True:
        try:
            step()
            return
        except sqlite3.OperationalError as error:
            busy = getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCK"))
            if not busy or time.monotonic() > until:
                raise
        time.sleep(0.01)
