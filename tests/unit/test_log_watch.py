"""A page hears of what another process writes to the review log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_settings import StudySettings
from generator.studying.log_watch import LogWatch

pytest.importorskip("fsrs")
FIRST, SECOND = CardKey("first", 0), CardKey("second", 1)
Told = list[frozenset[CardKey] | None]


@pytest.fixture
def logs(tmp_path: Path) -> Iterator[tuple[ReviewLog, ReviewLog]]:
    """One file, opened as two processes do."""
    path = tmp_path / "reviews.db"
    with ReviewLog.open(path) as here, ReviewLog.open(path) as elsewhere:
        yield here, elsewhere


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def watch(logs: tuple[ReviewLog, ReviewLog], told: Told) -> Iterator[LogWatch]:
    watch = LogWatch(logs[0], told.append, wanted=lambda: False)
    yield watch
    watch.close()


def test_what_is_graded_marked_and_taken_back_elsewhere_is_told_once(
    logs: tuple[ReviewLog, ReviewLog], told: Told, watch: LogWatch
) -> None:
    elsewhere = logs[1]
    elsewhere.grade(FIRST, 3, token="1")
    elsewhere.mark(SECOND, token="2", flag=1)
    watch.look()
    watch.look()
    assert told == [{FIRST, SECOND}]
    elsewhere.undo(token="3")
    watch.look()
    assert told[1:] == [{SECOND}]


def test_settings_that_were_changed_elsewhere_may_change_any_card(
    logs: tuple[ReviewLog, ReviewLog], told: Told, watch: LogWatch
) -> None:
    elsewhere = logs[1]
    elsewhere.grade(FIRST, 3, token="1")
    elsewhere.set_settings(StudySettings(new=5))
    watch.look()
    assert told == [None]


def test_what_was_told_already_is_not_told_again(
    logs: tuple[ReviewLog, ReviewLog], told: Told, watch: LogWatch
) -> None:
    here, elsewhere = logs
    here.grade(FIRST, 3, token="1")
    watch.knows(FIRST)
    watch.look()
    assert told == []
    elsewhere.grade(FIRST, 3, token="2")
    watch.look()
    assert told == [{FIRST}]
