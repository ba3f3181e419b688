"""What was stored in the review log is never lost: not to a bad file, a full disk or an upgrade."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest

from generator.model import ProblemsError
from generator.scheduling import log_schema
from generator.scheduling.card_key import CardKey
from generator.scheduling.log_backup import back_up_daily, back_up_file, backups_of
from generator.scheduling.log_export import exported
from generator.scheduling.log_faults import BrokenLogError
from generator.scheduling.log_file import LogFile
from generator.scheduling.log_restore import restore
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, Marks

NOW = 1_780_000_000_000
A, B = CardKey("guid-a"), CardKey("guid-b")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "study" / "reviews.db"


def study(path: Path, *keys: CardKey, token: str = "t") -> None:
    with ReviewLog.open(path) as log:
        for n, key in enumerate(keys):
            log.grade(key, 3, token=f"{token}{n}", now=NOW + n * DAY)


def grades(path: Path) -> list[str]:
    with ReviewLog.open(path) as log:
        return [review.key.guid for review in log.reviews()]


def message(error: pytest.ExceptionInfo[ProblemsError]) -> str:
    (problem,) = error.value.problems
    assert problem.code == "review-log"
    assert problem.hint
    return problem.message


def old_log(path: Path) -> None:
    """A log of the first schema, with a review."""
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        for statement in log_schema.MIGRATIONS[0]:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {log_schema.APPLICATION}")
        connection.execute("PRAGMA user_version = 1")
        connection.execute(
            "INSERT INTO reviews VALUES (1, ?, 'guid-a', 0, 4, 0, 864000, 5, 'study', 0, NULL, "
            "'', '', 't0', NULL)", (NOW,)
        )  # fmt: skip
        connection.execute("UPDATE counter SET changes = 1")
        connection.commit()


def test_a_log_of_an_earlier_proofdeck_is_brought_along(path: Path) -> None:
    old_log(path)
    study(path, A, B)  # the first is the review of then, sent again
    assert grades(path) == ["guid-a", "guid-b"]
    with ReviewLog.open(path) as log:
        log.keep_attempt(A, "x = 1")
        assert log.attempt(A) == "x = 1"
    (kept,) = backups_of(path)
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_two_windows_upgrade_one_log(path: Path) -> None:
    old_log(path)
    start = threading.Barrier(3)

    def window() -> None:
        start.wait()
        ReviewLog.open(path).close()

    windows = [threading.Thread(target=window) for _ in range(3)]
    for each in windows:
        each.start()
    for each in windows:
        each.join()
    assert grades(path) == ["guid-a"]


def test_an_upgrade_that_fails_leaves_the_log_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_log(path)
    broken = (
        *log_schema.MIGRATIONS[:1],
        ("CREATE TABLE half (a)", "INSERT INTO nothing VALUES (1)"),
    )
    with monkeypatch.context() as patch:
        patch.setattr(log_schema, "MIGRATIONS", broken)
        with pytest.raises(sqlite3.OperationalError):
            ReviewLog.open(path)
    assert grades(path) == ["guid-a"]


def test_a_log_of_a_newer_proofdeck_is_left_alone(path: Path) -> None:
    study(path, A)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(ProblemsError) as raised:
        ReviewLog.open(path)
    assert "newer Proofdeck" in message(raised)
    assert path.read_bytes() == before


def test_another_database_is_not_taken_for_a_log(path: Path) -> None:
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (a)")
    before = path.read_bytes()
    with pytest.raises(ProblemsError) as raised:
        ReviewLog.open(path)
    assert "not a review log" in message(raised)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database" * 99, b"SQLite format 3\0" + b"\xff" * 8192])
def test_a_broken_file_is_told_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(BrokenLogError) as raised:
        ReviewLog.open(path)
    assert "broken" in message(raised)
    assert "proofdeck reviews restore" in raised.value.problems[0].hint
    assert path.read_bytes() == content


def test_the_newest_backup_is_named_where_the_log_is_broken(path: Path) -> None:
    study(path, A)
    back_up_file(path)
    newest = back_up_file(path, "by-hand")
    path.write_bytes(b"broken" * 999)
    with pytest.raises(BrokenLogError) as raised:
        ReviewLog.open(path)
    assert f"restore {newest.as_posix()};" in raised.value.problems[0].hint


def test_a_page_that_was_overwritten_is_told(path: Path) -> None:
    study(path, *[CardKey(f"{n}" * 150) for n in range(9)])
    content = bytearray(path.read_bytes())
    content[8192:] = os.urandom(len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(BrokenLogError), ReviewLog.open(path) as log:
        list(log.reviews())
        log.states()
    with pytest.raises(BrokenLogError):
        back_up_file(path)
    assert backups_of(path) == []


@pytest.mark.parametrize("left", [None, b""])
def test_a_log_that_is_gone_is_not_begun_anew_in_silence(path: Path, left: bytes | None) -> None:
    study(path, A)
    kept = back_up_file(path)
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(BrokenLogError) as raised:
        ReviewLog.open(path)
    assert "gone" in message(raised)
    assert kept.name in raised.value.problems[0].hint
    assert restore(kept, path, "replace").reviews == 1
    assert grades(path) == ["guid-a"]


def test_a_full_disk_stores_nothing_and_harms_nothing(path: Path) -> None:
    study(path, A)
    file = LogFile(path)
    with ReviewLog(file) as log:
        with file.reading() as connection:
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
        file._connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(ProblemsError) as raised:
            for n in range(99):
                log.grade(CardKey(f"{n}" * 99), 3, token=f"full {n}", answer="x" * 4_000)
        assert "disk is full" in message(raised)
        stored = list(log.reviews())
        assert log.states().keys() == {review.key for review in stored}
        file._connection.execute("PRAGMA max_page_count = 1073741823")
        assert not log.grade(B, 3, token="after").repeated
    assert grades(path) == [*[review.key.guid for review in stored], "guid-b"]


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere"
)
def test_a_folder_that_is_read_only_is_told(path: Path) -> None:
    study(path, A)
    path.parent.chmod(0o500)
    try:
        with pytest.raises(ProblemsError) as raised:
            study(path, B)
        assert "cannot be" in message(raised)
    finally:
        path.parent.chmod(0o700)
    assert grades(path) == ["guid-a"]


def test_a_log_that_cannot_be_written_is_told(path: Path) -> None:
    study(path, A)
    file = LogFile(path)
    file._connection.execute("PRAGMA query_only = ON")
    with ReviewLog(file) as log, pytest.raises(ProblemsError) as raised:
        log.grade(B, 3, token="b")
    assert "cannot be written to" in message(raised)
    assert grades(path) == ["guid-a"]


def test_a_folder_in_the_place_of_the_log_is_told(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(ProblemsError) as raised:
        ReviewLog.open(path)
    assert "cannot be opened" in message(raised)


@pytest.mark.skipif(os.name == "nt", reason="has other rights")
def test_the_log_is_its_users_alone(path: Path) -> None:
    study(path, A)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_backup_has_what_another_window_has_just_stored(path: Path) -> None:
    with ReviewLog.open(path) as log:
        log.grade(A, 3, token="a")
        kept = log.back_up("by-hand")
        log.grade(B, 3, token="b")
    assert grades(kept) == ["guid-a"]
    assert kept.name.endswith("-by-hand.db")


def test_a_day_has_one_backup_and_old_ones_go(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    study(path, A)
    asked = back_up_file(path)
    assert back_up_daily(path) is not None
    assert back_up_daily(path) is None
    first = backups_of(path)[-1]
    for day in range(12):
        first.with_name(f"reviews-202501{day + 10}T000000-000000-daily.db").write_bytes(b"")
    first.unlink()
    assert back_up_daily(path) is not None
    daily = [each for each in backups_of(path) if each.stem.endswith("daily")]
    assert len(daily) == 10
    assert asked in backups_of(path)


def test_restoring_replaces_the_log_and_keeps_what_was_there(path: Path) -> None:
    study(path, A)
    with ReviewLog.open(path) as log:
        log.set_settings(StudySettings(new=5))
        log.mark(A, flag=2)
        kept = log.back_up()
        log.grade(B, 3, token="b")
        log.mark(A, flag=3)
        log.set_settings(StudySettings(new=6))
        before, seen = dict(log.states()), log.version()
        done = restore(kept, path, "replace")  # while a window is open
        assert log.version() > seen
        assert (log.settings().new, log.marks()[A], done.reviews) == (5, Marks(flag=2), 1)
        assert log.states().keys() == {A}
        log.grade(B, 3, token="again")
    assert done.kept is not None
    with ReviewLog.open(done.kept) as log:
        assert log.states() == before


def test_merging_adds_what_the_log_lacks_and_takes_nothing_away(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "laptop" / "reviews.db"
    study(path, A, A)
    restore(path, other, "replace")
    study(path, A, A, A, token="here")
    study(other, B, B, token="there")
    with ReviewLog.open(other) as log:
        log.mark(B, suspended=True)
        log.keep_attempt(B, "x")
    assert restore(other, path, "merge").reviews == 2
    assert restore(other, path, "merge").reviews == 0
    assert sorted(grades(path)) == ["guid-a"] * 5 + ["guid-b"] * 2
    with ReviewLog.open(path) as log:
        assert log.marks()[B].suspended
        assert log.attempt(B) == "x"
        assert log.state(A).reviews == 5
        states = dict(log.states())
        log.rebuild()
        assert log.states() == states
        assert log.undo(token="u") is not None


def test_what_was_taken_back_in_a_merged_log_counts_no_more(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "laptop" / "reviews.db"
    study(path, A)
    restore(path, other, "replace")
    with ReviewLog.open(other) as log:
        log.undo(token="u")
    restore(other, path, "merge")
    assert grades(path) == []


def test_a_broken_log_is_put_aside_by_a_restore(path: Path) -> None:
    study(path, A)
    kept = back_up_file(path)
    path.write_bytes(b"broken" * 999)
    done = restore(kept, path, "merge")
    assert grades(path) == ["guid-a"]
    assert done.kept is not None
    assert done.kept.read_bytes() == b"broken" * 999


@pytest.mark.parametrize("content", [b"", b"no backup" * 999])
def test_what_is_no_backup_restores_nothing(path: Path, tmp_path: Path, content: bytes) -> None:
    study(path, A)
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    with pytest.raises(ProblemsError) as raised:
        restore(bad, path, "replace")
    assert raised.value.problems[0].place.path.endswith("bad.db")
    assert grades(path) == ["guid-a"]
    assert [each.name for each in path.parent.iterdir()] == ["reviews.db"]


def test_a_backup_of_an_earlier_schema_can_be_restored(path: Path, tmp_path: Path) -> None:
    old = tmp_path / "old" / "reviews.db"
    old_log(old)
    before = old.read_bytes()
    restore(old, path, "replace")
    assert grades(path) == ["guid-a"]
    assert old.read_bytes() == before


def test_an_export_has_every_review_as_a_row(path: Path) -> None:
    with ReviewLog.open(path) as log:
        log.grade(A, 3, token="a", now=NOW, took=5, answer='two\nlines, "quoted"')
        log.grade(B, 1, token="b", now=NOW)
        log.undo(token="u", now=NOW + 1)
        csv = "".join(exported(log.reviews(undone=True), "csv"))
        jsonl = list(exported(log.reviews(), "jsonl"))
    assert csv.splitlines()[1].startswith(
        f"{NOW},2026-05-28T20:26:40.000Z,guid-a,0,3,learning,600,5,"
    )
    assert csv.endswith(f"study,0,,{NOW + 1}\n")
    assert '"two\nlines, ""quoted"""' in csv
    assert len(jsonl) == 1
    assert '"grade": 3' in jsonl[0]
