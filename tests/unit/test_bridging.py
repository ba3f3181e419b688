"""What the bridge to Anki makes of rows, dates and packages, without Anki."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from generator.bridging.anki_history import (
    AnkiCard,
    AnkiHistory,
    RevlogRow,
    date_of_creation,
    day_of,
)
from generator.bridging.history_in_package import read_history
from generator.bridging.intake import intake
from generator.bridging.same_reviews import matched
from generator.bridging.scheduled_package import keys_in, write_scheduled
from generator.bridging.seen_rows import read_seen, write_seen
from generator.model import ProblemsError
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, Marks, Review, ReviewType
from tests.support.anki_decks import build, deck, faces

_KEY = CardKey("guid", 0)
_AT = 1_700_000_000_000


def row(id_: int, ease: int = 3, type_: int = 1, factor: int = 500, interval: int = 4) -> RevlogRow:
    return RevlogRow(id_, 1, ease, interval, 0, factor, 2_000, type_)


def review(id_: int, grade: int = 3, undone: int | None = None) -> Review:
    return Review(id_, _KEY, grade, ReviewType.REVIEW, 4 * 86_400, undone=undone)


def card(**columns: int) -> AnkiCard:
    values = {"type": 2, "queue": 2, "due": 10, "interval": 4, "factor": 2500, "reps": 1,
              "lapses": 0, "left": 0, "flag": 0} | columns  # fmt: skip
    return AnkiCard(id=1, key=_KEY, **values)


def history(*rows: RevlogRow, **columns: int) -> AnkiHistory:
    return AnkiHistory(date(2023, 11, 1), {_KEY: card(**columns)}, {_KEY: rows})


def test_a_review_that_had_to_give_way_by_a_moment_is_not_taken_for_another() -> None:
    found = matched([row(_AT + 2), row(_AT + 9)], [review(_AT), review(_AT + 9)])
    assert [(one.id, other.id) for one, other in found.both] == [(_AT + 2, _AT), (_AT + 9, _AT + 9)]
    assert (found.anki, found.study) == ((), ())


def test_reviews_a_moment_apart_stay_two_reviews() -> None:
    found = matched([row(_AT), row(_AT + 9)], [review(_AT)])
    assert [one.id for one in found.anki] == [_AT + 9]
    other_grade = matched([row(_AT + 1, ease=4)], [review(_AT, grade=1)])
    assert (len(other_grade.anki), len(other_grade.study)) == (1, 1)


@pytest.mark.parametrize(
    ("one", "what"),
    [
        (row(1), "graded"),
        (row(1, type_=3), "graded"),  # in a filtered deck that sets dates
        (row(1, type_=3, factor=0), "crammed"),
        (row(1, ease=0, type_=4), "redated"),
        (row(1, ease=0, type_=5), "redated"),
        (row(1, ease=0, type_=4, factor=0), "reset"),
        (row(1, ease=0, type_=1), ""),  # as some versions and add-ons left
        (row(1, ease=7), ""),
        (row(1, type_=-1), ""),
        (row(1, ease=0, type_=9), ""),
    ],
)
def test_a_row_is_a_review_or_a_date_set_by_hand_or_nothing(one: RevlogRow, what: str) -> None:
    names = ("graded", "crammed", "redated", "reset")
    assert [name for name in names if getattr(one, name)] == ([what] if what else [])
    plan = intake(history(one), {}, {}, StudySettings())
    assert len(plan.reviews) == bool(what)


def test_a_date_set_by_hand_counts_only_after_the_last_review() -> None:
    by_hand = row(_AT + DAY, ease=0, type_=4, interval=9)
    there = history(row(_AT), by_hand, due=20)
    last = intake(there, {}, {}, StudySettings()).reviews[-1]
    due = there.due_moment(card(due=20))
    assert abs(last.id + last.interval * 1000 - due) < 1000
    before = intake(history(by_hand, row(_AT + 2 * DAY)), {}, {}, StudySettings()).reviews[0]
    assert before.interval == 9 * 86_400


def test_the_step_of_a_card_that_is_learning_is_carried_over() -> None:
    begun = history(row(_AT, type_=0, interval=-600), type=1, queue=1, left=1)
    (one,) = intake(begun, {}, {}, StudySettings()).reviews
    assert (one.step, one.interval) == (1, 600)


def test_marks_are_taken_only_where_the_learner_has_set_none() -> None:
    there = history(queue=-1, flag=3)
    assert intake(there, {}, {}, StudySettings()).marks == {_KEY: Marks(suspended=True, flag=3)}
    plan = intake(there, {}, {_KEY: Marks()}, StudySettings())
    assert (dict(plan.marks), plan.kept) == ({}, 1)


def test_a_review_that_anki_has_no_more_is_told_only_where_it_was_seen() -> None:
    log = {_KEY: (review(_AT), review(_AT + DAY))}
    assert not intake(history(row(_AT)), log, {}, StudySettings()).taken_back
    plan = intake(history(row(_AT)), log, {}, StudySettings(), {_KEY: (_AT, _AT + DAY)})
    assert [one.id for one in plan.taken_back] == [_AT + DAY]
    assert plan.nothing_new


def test_a_day_begins_at_four_in_the_morning() -> None:
    noon = history().due_moment(card(due=3))
    assert day_of(date(2023, 11, 1), noon) == 3
    assert day_of(date(2023, 11, 1), noon + 15 * 3_600_000) == 3  # 3 o'clock in the night
    assert day_of(date(2023, 11, 1), noon + 17 * 3_600_000) == 4


def test_the_first_day_of_a_collection_is_where_it_was_made() -> None:
    midnight = 1_700_000_000 - 1_700_000_000 % 86_400
    assert date_of_creation(midnight, 0) == date(2023, 11, 14)
    assert date_of_creation(midnight, 60) == date(2023, 11, 13)
    assert date_of_creation(midnight, -(10**9)) == date(2023, 11, 14)


def test_what_was_seen_is_remembered_by_card_and_a_broken_memory_is_told(tmp_path: Path) -> None:
    other = CardKey("other:guid", 1)
    write_seen(tmp_path, {other: [5], _KEY: [1, 2]}, history(row(7)))
    assert read_seen(tmp_path) == {other: {5}, _KEY: {7}}
    (tmp_path / "reviews.json.gz").write_bytes(b"\x1f\x8b")
    with pytest.raises(ProblemsError, match="cannot be read"):
        read_seen(tmp_path)


def collection(path: Path, *statements: str, settings: str = '{"schedVer": 2}') -> Path:
    """A package of one note with one card, changed by some SQL."""
    build(path, deck(faces("one")))
    with zipfile.ZipFile(path / "demo-en.apkg") as package:
        data = package.read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(data)
        db.execute("UPDATE col SET conf = ?", (settings,))
        for statement in statements:
            db.execute(statement)
        db.commit()
        data = db.serialize()
    made = path / "made.apkg"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("collection.anki2", data)
        package.writestr("media", "{}")
    return made


_REVIEW = "INSERT INTO revlog SELECT {}, id, -1, {}, 3, -600, 2500, 4000, {} FROM cards"


def test_grades_of_ankis_first_scheduler_are_read_as_they_were_meant(tmp_path: Path) -> None:
    rows = [_REVIEW.format(_AT + number, 2, type_) for number, type_ in enumerate((0, 1, 2))]
    for settings, grades in (("{}", [3, 2, 3]), ('{"schedVer": 2}', [2, 2, 2])):
        folder = tmp_path / str(len(settings))
        folder.mkdir()
        found = read_history(collection(folder, *rows, settings=settings))
        assert [[one.ease for one in own] for own in found.rows.values()] == [grades]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cards SET due = 1e300, ivl = 'x', data = '{\"s\":1e400,\"d\":[]}'",
        "UPDATE cards SET data = x'ff', left = 9223372036854775807, flags = -1",
        "UPDATE notes SET guid = printf('%1000s', 'x')",
        "UPDATE notes SET guid = ''",
        "UPDATE revlog SET id = 9223372036854775807",
        "UPDATE revlog SET id = 4102444800000",  # in 2100
        "UPDATE revlog SET ivl = -9223372036854775807, time = -5, factor = 1e18",
        "UPDATE revlog SET type = 77, ease = 'again'",
        "UPDATE cards SET type = 2, queue = 2, due = 9000000000000000",
        "UPDATE col SET conf = '[]', crt = -9223372036854775807",
    ],
)
def test_values_that_cannot_be_neither_end_the_reading_nor_reach_the_log(
    tmp_path: Path, statement: str
) -> None:
    path = collection(tmp_path, _REVIEW.format(_AT, 3, 1), statement)
    try:
        found = read_history(path)
    except ProblemsError:
        return
    for one in intake(found, {}, {}, StudySettings()).reviews:
        assert 0 < one.id < 2**42
        assert 0 <= one.interval < 2**33
        assert one.grade in range(5)
        assert 0 <= one.took < 2**31
        assert 0 <= one.factor < 2**31


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE revlog",
        "ALTER TABLE cards RENAME TO c2",
        "UPDATE col SET conf = '{'",
    ],
)
def test_a_broken_collection_is_told_and_nothing_is_read_of_it(
    tmp_path: Path, statement: str
) -> None:
    with pytest.raises(ProblemsError, match="broken"):
        read_history(collection(tmp_path, statement))


def test_what_is_no_package_is_told(tmp_path: Path) -> None:
    (tmp_path / "text.apkg").write_text("no package")
    for read in (read_history, keys_in):
        with pytest.raises(ProblemsError, match="not an Anki package"):
            read(tmp_path / "text.apkg")
        with pytest.raises(ProblemsError, match="cannot be read"):
            read(tmp_path / "none.apkg")


def test_a_package_with_a_broken_list_of_media_leaves_no_half_file(tmp_path: Path) -> None:
    source = collection(tmp_path)
    with zipfile.ZipFile(source) as package:
        data = package.read("collection.anki2")
    for media in (b"{", b"3", json.dumps({"0": "x.png"}).encode()):
        with zipfile.ZipFile(source, "w") as package:
            package.writestr("collection.anki2", data)
            package.writestr("media", media)
        target = tmp_path / "target.apkg"
        try:
            write_scheduled(source, {}, target)
        except ProblemsError:
            assert not target.exists()
        assert not list(tmp_path.glob("*.part"))
