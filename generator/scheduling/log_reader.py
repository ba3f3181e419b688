"""What can be asked of the review log."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from generator.scheduling import log_rows as rows
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule
from generator.scheduling.log_backup import back_up_file
from generator.scheduling.log_file import LogFile, log_path
from generator.scheduling.log_settings import read_settings
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import CardState, Marks, Review


class LogReader:
    """The part of `ReviewLog` that reads."""

    def __init__(self, file: LogFile, seed: str = "") -> None:
        self._file = file
        self._seed = seed
        self._made: tuple[StudySettings, FsrsSchedule] | None = None

    @classmethod
    def open(cls, path: Path | None = None, *, seed: str = "") -> Self:
        """The log at `path`, by default the user's; a new one where there is none."""
        return cls(LogFile(path or log_path()), seed)

    @property
    def path(self) -> Path:
        return self._file.path

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

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

    def reviews_of(self, key: CardKey) -> tuple[Review, ...]:
        """A card's reviews by their moments, without those taken back."""
        with self._file.reading() as connection:
            return tuple(rows.reviews_of(connection, key))

    def tallies(self) -> list[tuple[int, str, int, int, int, int]]:
        """Of each grade: the moment, the card's GUID and ordinal, the grade, the `ReviewType`, and
        the ms it took; by their moments. Much faster than `reviews`.
        """
        with self._file.reading() as connection:
            return rows.tallies(connection)

    def states(self, keys: Iterable[CardKey] | None = None) -> Mapping[CardKey, CardState]:
        """Where all cards stand that were ever graded, or those of them that are named."""
        with self._file.reading() as connection:
            if keys is None:
                return rows.all_states(connection)
            return rows.states_of(connection, keys)

    def state(self, key: CardKey) -> CardState:
        with self._file.reading() as connection:
            return rows.state_of(connection, key)

    def marks(self) -> Mapping[CardKey, Marks]:
        """The marks of all cards that have or had any."""
        with self._file.reading() as connection:
            return rows.all_marks(connection)

    def mark_of(self, key: CardKey) -> Marks:
        with self._file.reading() as connection:
            return rows.marks_of(connection, key)

    def settings(self) -> StudySettings:
        with self._file.reading() as connection:
            return read_settings(connection)

    def attempt(self, key: CardKey) -> str:
        """The learner's last attempt at an exercise, "" if there is none."""
        with self._file.reading() as connection:
            row = connection.execute(
                "SELECT code FROM attempts WHERE guid = ? AND ordinal = ?", (key.guid, key.ordinal)
            ).fetchone()
        return str(row[0]) if row else ""

    def version(self) -> int:
        """A number that goes up with every change to reviews, marks and settings."""
        with self._file.reading() as connection:
            return int(connection.execute("SELECT changes FROM counter").fetchone()[0])

    def changes(self, since: int, until: int) -> frozenset[CardKey] | None:
        """The cards that were changed between two versions; None where it may be any."""
        with self._file.reading() as connection:
            return rows.changed_since(connection, since, until)

    def back_up(self, why: str = "") -> Path:
        """A copy in the folder of backups, named by the moment and `why` (a-z, 0-9, -)."""
        return back_up_file(self.path, why)

    def schedule(self) -> FsrsSchedule:
        """The schedule by the settings that are stored now."""
        return self._schedule_by(self.settings())

    def _schedule_by(self, settings: StudySettings) -> FsrsSchedule:
        if self._made is None or self._made[0] != settings:
            self._made = settings, FsrsSchedule(settings, self._seed)
        return self._made[1]
