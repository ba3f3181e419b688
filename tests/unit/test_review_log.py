"""No grade is lost, none counts twice, and where a card stands follows from the log."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import GradedElsewhereError, ReviewLog
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, Marks, Review, ReviewType

NOW = 1_780_000_000_000
A, B = CardKey("guid-a"), CardKey("guid-b", 2)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[ReviewLog]:
    with ReviewLog.open(tmp_path / "study" / "reviews.db") as opened:
        yield opened


def test_a_grade_is_there_after_the_log_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "study" / "reviews.db"
    with ReviewLog.open(path) as log:
        graded = log.grade(A, 3, token="t", now=NOW, took=4_000, digest="d1", answer="42")
    assert (graded.review.grade, graded.state.phase, graded.repeated) == (3, "learning", False)
    with ReviewLog.open(path) as log:
        assert list(log.reviews()) == [graded.review]
        assert log.state(A) == graded.state
        assert graded.review.answer == "42"


def test_a_request_that_comes_again_is_not_counted_again(log: ReviewLog) -> None:
    first = log.grade(A, 3, token="t", now=NOW)
    again = log.grade(A, 3, token="t", now=NOW + 5_000, turn=0)
    assert again.repeated
    assert again.review == first.review
    assert len(list(log.reviews())) == 1


def test_a_card_graded_in_another_window_is_not_graded_twice(log: ReviewLog) -> None:
    shown = log.state(A).last
    log.grade(A, 3, token="one", now=NOW, turn=shown)
    with pytest.raises(GradedElsewhereError):
        log.grade(A, 1, token="two", now=NOW + 1_000, turn=shown)
    assert [review.grade for review in log.reviews()] == [3]


def test_two_grades_at_one_moment_are_two_reviews(log: ReviewLog) -> None:
    ids = [log.grade(key, 3, token=str(key), now=NOW).review.id for key in (A, B)]
    assert ids == [NOW, NOW + 1]


def test_many_windows_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "study" / "reviews.db"
    start = threading.Barrier(4)

    def window(number: int) -> None:
        start.wait()
        with ReviewLog.open(path) as log:
            for each in range(10):
                log.grade(CardKey(f"g{number}"), 3, token=f"{number}-{each}", now=NOW + each * DAY)

    with ThreadPoolExecutor(4) as windows:
        list(windows.map(window, range(4)))
    with ReviewLog.open(path) as log:
        assert len(list(log.reviews())) == 40
        assert {state.reviews for state in log.states().values()} == {10}
        assert len({review.id for review in log.reviews()}) == 40


def test_what_is_taken_back_counts_for_nothing_and_is_not_gone(log: ReviewLog) -> None:
    log.grade(A, 3, token="1", now=NOW)
    before = log.state(A)
    log.grade(A, 1, token="2", now=NOW + DAY)
    undone = log.undo(token="u", now=NOW + DAY + 9)
    assert undone is not None
    assert (undone.what, undone.key, undone.repeated) == ("grade", A, False)
    assert log.state(A) == before
    assert [review.grade for review in log.reviews()] == [3]
    assert [review.undone for review in log.reviews(undone=True)] == [None, NOW + DAY + 9]


def test_an_undo_that_comes_again_takes_back_no_second_grade(log: ReviewLog) -> None:
    log.grade(A, 3, token="1", now=NOW)
    log.grade(B, 3, token="2", now=NOW)
    log.undo(token="u")
    again = log.undo(token="u")
    assert again is not None
    assert (again.key, again.repeated) == (B, True)
    assert [review.key for review in log.reviews()] == [A]


def test_undo_leaves_the_cards_of_another_deck_alone(log: ReviewLog) -> None:
    log.grade(A, 3, token="1", now=NOW)
    log.grade(B, 3, token="2", now=NOW)
    undone = log.undo(token="u", of={A})
    assert undone is not None
    assert undone.key == A
    assert log.undo(token="v", of={A}) is None
    assert [review.key for review in log.reviews()] == [B]


def test_marks_are_kept_and_taken_back_in_turn(log: ReviewLog) -> None:
    log.mark(A, flag=3)
    log.grade(B, 3, token="1", now=NOW)
    log.mark(A, suspended=True)
    log.mark(A, suspended=True)  # changes nothing, and is nothing to take back
    assert log.marks()[A] == Marks(suspended=True, flag=3)
    done = [undone.what for token in "abc" if (undone := log.undo(token=token))]
    assert done == ["suspend", "grade", "flag"]
    assert log.marks().get(A, Marks()) == Marks()
    assert log.undo(token="d") is None


def test_a_review_from_anki_is_added_once_and_counts(log: ReviewLog) -> None:
    mine = log.grade(A, 3, token="1", now=NOW).review
    theirs = [
        Review(NOW - 40 * DAY, A, 3, ReviewType.LEARNING, 600, 5_000, "anki", 0),
        Review(NOW - 39 * DAY, A, 3, ReviewType.LEARNING, 40 * 86_400, 5_000, "anki", 500),
        Review(mine.id, A, 3, ReviewType.LEARNING, 600, 5_000, "anki", 0),  # mine, come back
    ]
    assert (log.add(theirs).added, log.add(theirs).known) == (2, 3)
    assert [review.source for review in log.reviews()] == ["anki", "anki", "study"]
    assert log.state(A).reviews == 3
    assert log.state(A).first == NOW - 40 * DAY


def test_a_review_taken_back_here_does_not_return_from_anki(log: ReviewLog) -> None:
    review = log.grade(A, 3, token="1", now=NOW).review
    log.undo(token="u")
    assert log.add([review]).added == 0
    assert list(log.reviews()) == []


def test_a_review_undone_in_anki_counts_no_more(log: ReviewLog) -> None:
    theirs = Review(NOW, A, 4, ReviewType.LEARNING, 10 * 86_400, 0, "anki", 500)
    mine = log.grade(B, 3, token="1", now=NOW + 1).review
    log.add([theirs])
    gone = [(A, theirs.id), (B, mine.id), (A, 1)]
    assert log.take_back(gone) == 2
    assert log.take_back(gone) == 0
    assert log.states() == {}
    assert len(list(log.reviews(undone=True))) == 2


def test_what_anki_forgot_is_new_and_what_it_rescheduled_is_due_then(log: ReviewLog) -> None:
    learned = [Review(NOW, A, 4, ReviewType.LEARNING, 10 * 86_400, 0, "anki", 500)]
    moved = Review(NOW + DAY, A, 0, ReviewType.MANUAL, 30 * 86_400, 0, "anki")
    log.add([*learned, moved])
    assert log.state(A).due == NOW + 31 * DAY
    log.add([Review(NOW + DAY + 1, A, 0, ReviewType.MANUAL, 60, 0, "anki")])
    assert (log.state(A).phase, log.state(A).due) == ("review", NOW + DAY + 60_001)
    log.add([Review(NOW + 2 * DAY, A, 0, ReviewType.MANUAL, 0, 0, "anki")])
    assert (log.state(A).phase, log.state(A).stability) == ("new", None)
    assert log.grade(A, 3, token="1", now=NOW + 3 * DAY).state.phase == "learning"


def test_a_grade_comes_after_what_anki_with_a_fast_clock_did(log: ReviewLog) -> None:
    log.grade(A, 4, token="1", now=NOW)
    log.add([Review(NOW + DAY, A, 0, ReviewType.MANUAL, 0, 0, "anki")])  # made new again
    graded = log.grade(A, 4, token="2", now=NOW + DAY // 2)
    assert graded.review.id == NOW + DAY + 1
    log.rebuild()
    assert log.state(A) == graded.state


def test_a_cram_in_anki_changes_no_memory(log: ReviewLog) -> None:
    log.add([Review(NOW, A, 4, ReviewType.LEARNING, 10 * 86_400, 0, "anki", 500)])
    before = log.state(A)
    log.add([Review(NOW + DAY, A, 1, ReviewType.EXTRA, 60, 0, "anki", 0)])
    assert log.state(A) == before


def test_a_leech_is_told_when_it_becomes_one(log: ReviewLog) -> None:
    log.set_settings(StudySettings(leech=2, relearning_steps=()))
    log.grade(A, 4, token="0", now=NOW)
    told = [log.grade(A, 1, token=f"{day}", now=NOW + day * DAY).leech for day in range(1, 5)]
    assert told == [False, True, True, True]


def test_the_log_holds_bounded_text(log: ReviewLog) -> None:
    log.grade(A, 3, token="1", now=NOW, answer="\0\ud800" + "x" * 10_000_000)
    (review,) = log.reviews()
    assert len(review.answer) == 4_000
    log.keep_attempt(A, "y" * 10_000_000)
    assert len(log.attempt(A)) == 100_000
    assert log.path.stat().st_size < 1 << 20


def test_settings_are_kept_and_change_when_a_card_is_due_from_then_on(log: ReviewLog) -> None:
    log.grade(A, 4, token="1", now=NOW)
    due = log.state(A).due
    wanted = StudySettings(new=3, minutes=15, retention=0.95)
    log.set_settings(wanted)
    assert log.settings() == wanted
    assert log.state(A).due == due
    sure = log.grade(A, 3, token="2", now=due).state.interval
    log.undo(token="u")
    log.set_settings(StudySettings(retention=0.8))
    assert log.grade(A, 3, token="3", now=due).state.interval > sure


def test_a_setting_that_only_another_version_knows_breaks_nothing(log: ReviewLog) -> None:
    log.set_settings(StudySettings(new=3))
    with log._file.writing() as connection:
        connection.executemany(
            "INSERT INTO settings VALUES (?, ?)",
            [("retention", "2"), ("colour", "1"), ("leech", "[]"), ("reviews", "{")],
        )
    assert log.settings() == StudySettings(new=3)


def test_another_process_sees_that_something_changed(log: ReviewLog) -> None:
    with ReviewLog.open(log.path) as other:
        before = other.version()
        log.grade(A, 3, token="1")
        assert other.version() > before


def test_a_button_says_what_its_grade_does(log: ReviewLog) -> None:
    log.grade(A, 4, token="0", now=NOW)
    when = NOW + 9 * DAY
    told = log.schedule().intervals(log.state(A), when)
    for grade in (1, 2, 3, 4):
        assert log.grade(A, grade, token=f"g{grade}", now=when).state.interval == told[grade - 1]
        log.undo(token=f"u{grade}")


def test_fuzz_spreads_the_cards_of_one_day(log: ReviewLog) -> None:
    keys = [CardKey(f"g{n}") for n in range(30)]
    for key in keys:
        log.grade(key, 4, token=f"{key}", now=NOW)
    intervals = {log.schedule().intervals(log.state(key), NOW + 9 * DAY)[2] for key in keys}
    assert len(intervals) > 3


def test_a_key_of_any_guid_is_read_again() -> None:
    for key in (A, B, CardKey("a:b/c%", 3), CardKey("牌", 499)):
        assert CardKey.parse(str(key)) == key
    for text in ("", "a", ":1", "a:", "a:-1", "a:１", "a:99999999"):
        with pytest.raises(ValueError, match="no "):
            CardKey.parse(text)
