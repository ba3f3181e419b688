"""The review log: all that a learner did, in one file in the user's data folder.

Every grade is a row, stored before it is acknowledged. What is taken back stays as a row that says
so. Where each card stands follows from these rows and is kept beside them.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.scheduling import log_rows as rows
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule, type_of
from generator.scheduling.log_reader import LogReader
from generator.scheduling.log_settings import read_settings, write_settings
from generator.scheduling.state_cache import rebuild_states
from generator.scheduling.study_day import now_ms
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


class ReviewLog(LogReader):
    """An open log; for all threads, beside any number of other processes that have it open.

    Its methods raise ProblemsError where the file cannot be read or written. Nothing is stored
    then. `now` is the moment in ms, None for the clock's.
    """

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
            when = rows.free_moment(connection, key, now_ms(now))
            state = self._schedule_by(settings).after(before, grade, when, digest)
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
            when = now_ms(now)
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
                    connection, rows.next_serial(connection), now_ms(now), what, key, after, token
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

    def take_back(self, reviews: Iterable[tuple[CardKey, int]], now: int | None = None) -> int:
        """Take back reviews, each named by its card and its moment, wherever they were given. The
        number of those that counted until now.
        """
        when = now_ms(now)
        changed = []
        with self._file.writing() as connection:
            for key, moment in reviews:
                target = rows.take_back(connection, key, moment, when)
                if target is None:
                    continue
                values = (rows.next_serial(connection), when, uuid.uuid4().hex, target)
                connection.execute("INSERT INTO undos VALUES (?, ?, ?, ?)", values)
                changed.append(key)
            self._rebuild(connection, set(changed))
        return len(changed)

    def set_settings(self, settings: StudySettings) -> None:
        """Raises ValueError for parameters that FSRS cannot have."""
        FsrsSchedule(settings)
        with self._file.writing() as connection:
            other = read_settings(connection).parameters != settings.parameters
            write_settings(connection, settings)
            rows.next_serial(connection)
            if other:
                self._rebuild(connection, None)

    def keep_attempt(self, key: CardKey, code: str, now: int | None = None) -> None:
        with self._file.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?)",
                (key.guid, key.ordinal, now_ms(now), _text(code, LONGEST_ATTEMPT)),
            )

    @contextmanager
    def changing_all(self, other: Path) -> Iterator[sqlite3.Connection]:
        """Change the tables with another log of this schema at hand, which they call `backup`; all
        of it or nothing. Where each card stands is made again.
        """
        with self._file.attached(other), self._file.writing() as connection:
            yield connection
            self._rebuild(connection, None)

    def rebuild(self) -> None:
        """Make where each card stands again from the reviews."""
        with self._file.writing() as connection:
            self._rebuild(connection, None)
            rows.next_serial(connection)

    def _rebuild(self, connection: sqlite3.Connection, keys: Iterable[CardKey] | None) -> None:
        rebuild_states(connection, self._schedule_by(read_settings(connection)), keys)


def _leech(before: CardState, after: CardState, grade: int, threshold: int) -> bool:
    """Whether to tell of a leech: when it becomes one, then each time half as often again."""
    if grade != AGAIN or after.lapses == before.lapses or after.lapses < threshold:
        return False
    return (after.lapses - threshold) % max(1, threshold // 2) == 0


def _checked(token: str) -> str:
    if not 0 < len(token) <= _LONGEST_TOKEN:
        raise ValueError("a token has 1 to 200 characters")
    return token


def _text(text: str, longest: int) -> str:
    """Text that SQLite can store, within its bound."""
    return text[:longest].replace("\0", "�").encode("utf-8", "replace").decode("utf-8")
