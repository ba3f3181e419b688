"""`proofdeck reviews` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
from tests.support.cli import Result, proofdeck


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def reviews(data: Path, *arguments: str | Path) -> Result:
    return proofdeck("reviews", *arguments, cwd=data.parent, env={"PROOFDECK_DATA": str(data)})


def study(data: Path, grades: int) -> None:
    with ReviewLog.open(data / "study" / "reviews.db") as log:
        for number in range(grades):
            log.grade(CardKey(f"g{number}"), 3, token=str(number))


def test_who_has_not_studied_is_told(data: Path) -> None:
    for command in (["export"], ["backup"], ["optimize"]):
        said = reviews(data, *command)
        assert (said.code, said.out) == (1, "")
        assert "there is no review log yet" in said.err
    assert not data.exists()


def test_reviews_are_exported_backed_up_and_restored(data: Path) -> None:
    study(data, 2)
    jsonl = reviews(data, "export", "--format", "jsonl")
    assert [json.loads(line)["guid"] for line in jsonl.out.splitlines()] == ["g0", "g1"]
    copy = data.parent / "copy.db"
    assert reviews(data, "backup", copy).out == "copy.db\n"
    assert reviews(data, "backup", copy).code == 2  # nothing is written over
    study(data, 3)
    csv = data.parent / "reviews.csv"
    assert reviews(data, "export", "-o", csv).out == ""
    assert len(csv.read_text("utf-8").splitlines()) == 4
    assert reviews(data, "restore", "--merge", copy).out.startswith("0 reviews added\nbefore: ")
    assert reviews(data, "restore", copy).out.startswith("the log has 2 reviews now\nbefore: ")


def test_a_broken_log_is_told_with_its_mend(data: Path) -> None:
    study(data, 1)
    copy = data.parent / "copy.db"
    reviews(data, "backup", copy)
    (data / "study" / "reviews.db").write_bytes(b"broken" * 999)
    said = reviews(data, "export")
    assert said.code == 1
    assert "the review log is broken" in said.err
    assert "hint: restore a backup: proofdeck reviews restore FILE" in " ".join(said.err.split())
    assert reviews(data, "restore", copy).code == 0
    assert "g0" in reviews(data, "export").out


def test_too_few_reviews_fit_no_parameters(data: Path) -> None:
    study(data, 3)
    said = reviews(data, "optimize")
    assert said.code == 1
    assert "the log has 0" in said.err
    assert reviews(data, "optimize", "--reset").code == 0
