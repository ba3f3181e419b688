"""The review log: all that a learner did, in one file in the user's data folder.

Every grade is a row, stored before it is acknowledged. What is taken back stays as a row that says
so. Where each card stands follows from these rows and is kept beside them.
"""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Final

from generator.scheduling import log_rows as rows
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule, type_of
from generator.scheduling.log_file import LogFile, log_path
from generator.scheduling.log_settings import read_settings, write_settings
from generator.scheduling.state_cache import rebuild_states
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import (
    AGAIN,
    GRADES,
    LONGEST_ANSWER,
    LONGEST_ATTEMPT,
    Added,
    CardState,
    Graded,
    Marks,
    Review,
    Undone,
)

_LONGEST_TOKEN: Final = 200
_LONGEST_TOOK: Final = 600_000  # ms: who was away for longer did not study


class GradedElsewhereError(Exception):
    """The card was graded, in another window say, after it was shown."""


class ReviewLog:
    """An open log; for all threads, beside any number of other processes that have it open.

    Its methods raise ProblemsError where the file cannot be read or written. Nothing is stored
    then. `now` is the moment in ms, None for the clock's.
    """

    def __init__(self, file: LogFile, seed: str = "") -> None:
        self._file = file
        self._seed = seed
        self._made: tuple[StudySettings, FsrsSchedule] | None = None

    @classmethod
    def open(cls, path: Path | None = None, *, seed: str = "") -> ReviewLog:
        """The log at `path`, by default the user's; a new one where there is none."""
        return cls(LogFile(path or log_path()), seed)

    @property
    def path(self) -> Path:
        return self._file.path

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> ReviewLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def grade(
        self,
        key: CardKey,
        grade: int,
        *,
        token: str,
        now: int | None = None,
        took: int = 0,
        digest: str = "",
        answer: str = "",
        turn: int | None = None,
    ) -> Graded:
        """Store a grade of 1 to 4.

        A request that comes again with its `token` is not counted again. `turn` is the `last` of
        the card's state when it was shown. Raises GradedElsewhereError if that has changed since.
        """
        if grade not in GRADES:
            raise ValueError(f"a grade is 1 to 4, not {grade}")
        token = _checked(token)
        with self._file.writing() as connection:
            known = rows.review_by(connection, "token", token)
            before = rows.state_of(connection, known.key if known else key)
            if known:
                return Graded(known, before, repeated=True)
            if turn is not None and turn != before.last:
                raise GradedElsewhereError(str(key))
            settings = read_settings(connection)
            when = rows.free_moment(connection, max(_now(now), before.last + 1))
            state = self._schedule(settings).after(before, grade, when, digest)
            review = Review(
                when,
                key,
                grade,
                type_of(before),
                state.interval,
                min(max(0, took), _LONGEST_TOOK),
                step=state.step,
                digest=digest,
                answer=_text(answer, LONGEST_ANSWER),
            )
            rows.put_review(connection, rows.next_serial(connection), review, token)
            rows.put_state(connection, state)
        return Graded(review, state, leech=_leech(before, state, grade, settings.leech))

    def undo(
        self, *, token: str, of: Container[CardKey] | None = None, now: int | None = None
    ) -> Undone | None:
        """Take back the last grade or mark that was given here, of these cards if any are named;
        None where there is none. What was added from Anki stays.
        """
        token = _checked(token)
        with self._file.writing() as connection:
            done = connection.execute(
                "SELECT target FROM undos WHERE token = ?", (token,)
            ).fetchone()
            if done:
                return replace(rows.what_was(connection, done[0]), repeated=True)
            found = rows.last_action(connection, of)
            if found is None:
                return None
            target, what, key = found
            when = _now(now)
            table = "reviews" if what == "grade" else "marks"
            connection.execute(f"UPDATE {table} SET undone = ? WHERE serial = ?", (when, target))
            connection.execute(
                "INSERT INTO undos VALUES (?, ?, ?, ?)",
                (rows.next_serial(connection), when, token, target),
            )
            if what == "grade":
                self._rebuild(connection, (key,))
            return rows.what_was(connection, target)

    def mark(
        self,
        key: CardKey,
        *,
        token: str | None = None,
        suspended: bool | None = None,
        buried: int | None = None,
        flag: int | None = None,
        now: int | None = None,
    ) -> Marks:
        """Change what is not None of a card's marks: `buried` until a moment, `flag` 0 to 7."""
        if flag is not None and not 0 <= flag <= 7:
            raise ValueError(f"a flag is 0 to 7, not {flag}")
        what = "suspend" if suspended is not None else "bury" if buried is not None else "flag"
        with self._file.writing() as connection:
            before = rows.marks_of(connection, key)
            after = Marks(
                before.suspended if suspended is None else suspended,
                before.buried if buried is None else max(0, buried),
                before.flag if flag is None else flag,
            )
            if after != before:
                token = _checked(token or uuid.uuid4().hex)
                rows.put_mark(
                    connection, rows.next_serial(connection), _now(now), what, key, after, token
                )
            return rows.marks_of(connection, key)

    def add(self, reviews: Iterable[Review]) -> Added:
        """Add reviews from elsewhere. Which a review is, its moment and its card say: one that the
        log has, even one that was taken back, is not added again.
        """
        added = known = 0
        changed: set[CardKey] = set()
        with self._file.writing() as connection:
            for review in reviews:
                bounded = replace(review, answer=_text(review.answer, LONGEST_ANSWER))
                if rows.put_review(connection, rows.next_serial(connection), bounded, None):
                    added += 1
                    changed.add(review.key)
                else:
                    known += 1
            self._rebuild(connection, changed)
        return Added(added, known)

    def reviews(
        self,
        *,
        since: int = 0,
        until: int | None = None,
        keys: Container[CardKey] | None = None,
        undone: bool = False,
    ) -> Iterator[Review]:
        """Reviews by their moments, those taken back only if `undone`."""
        with self._file.reading() as connection:
            found = rows.reviews_between(connection, since, until, undone=undone)
        return (each for each in map(rows.review_of, found) if keys is None or each.key in keys)

    def states(self) -> Mapping[CardKey, CardState]:
        """Where all cards stand that were ever graded."""
        with self._file.reading() as connection:
            return rows.all_states(connection)

    def state(self, key: CardKey) -> CardState:
        with self._file.reading() as connection:
            return rows.state_of(connection, key)

    def marks(self) -> Mapping[CardKey, Marks]:
        """The marks of all cards that have or had any."""
        with self._file.reading() as connection:
            return rows.all_marks(connection)

    def settings(self) -> StudySettings:
        with self._file.reading() as connection:
            return read_settings(connection)

    def set_settings(self, settings: StudySettings) -> None:
        """Raises ValueError for parameters that FSRS cannot have."""
        FsrsSchedule(settings)
        with self._file.writing() as connection:
            other = read_settings(connection).parameters != settings.parameters
            write_settings(connection, settings)
            rows.next_serial(connection)
            if other:
                self._rebuild(connection, None)

    def attempt(self, key: CardKey) -> str:
        """The learner's last attempt at an exercise, "" if there is none."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT code FROM attempts WHERE guid = ? AND ordinal = ?", (key.guid, key.ordinal)
            ).fetchone()
        return str(row[0]) if row else ""

    def keep_attempt(self, key: CardKey, code: str, now: int | None = None) -> None:
        with self._file.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?)",
                (key.guid, key.ordinal, _now(now), _text(code, LONGEST_ATTEMPT)),
            )

    def version(self) -> int:
        """A number that goes up with every change to reviews, marks and settings."""
        with self._file.reading() as connection:
            return int(connection.execute("SELECT changes FROM counter").fetchone()[0])

    def schedule(self) -> FsrsSchedule:
        """The schedule by the settings that are stored now."""
        return self._schedule(self.settings())

    def rebuild(self) -> None:
        """Make where each card stands again from the reviews."""
        with self._file.writing() as connection:
            self._rebuild(connection, None)
            rows.next_serial(connection)

    def _rebuild(self, connection: sqlite3.Connection, keys: Iterable[CardKey] | None) -> None:
        rebuild_states(connection, self._schedule(read_settings(connection)), keys)

    def _schedule(self, settings: StudySettings) -> FsrsSchedule:
        if self._made is None or self._made[0] != settings:
            self._made = settings, FsrsSchedule(settings, self._seed)
        return self._made[1]


def _leech(before: CardState, after: CardState, grade: int, threshold: int) -> bool:
    """Whether to tell of a leech: when it becomes one, then each time half as often again."""
    if grade != AGAIN or after.lapses == before.lapses or after.lapses < threshold:
        return False
    return (after.lapses - threshold) % max(1, threshold // 2) == 0


def _now(now: int | None) -> int:
    return time.time_ns() // 1_000_000 if now is None else now


def _checked(token: str) -> str:
    if not 0 < len(token) <= _LONGEST_TOKEN:
        raise ValueError("a token has 1 to 200 characters")
    return token


def _text(text: str, longest: int) -> str:
    """Text that SQLite can store, within its bound."""
    return text[:longest].replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
