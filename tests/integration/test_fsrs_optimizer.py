"""Parameters are found from the log, and only better ones are stored."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from generator.cli.reviews import reviews
from generator.model import ProblemsError
from generator.scheduling import fsrs_optimizer
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_optimizer import optimized
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, Review, ReviewType

NOW = 1_780_000_000_000


def forgetful(cards: int) -> list[Review]:
    """The reviews of who forgets much sooner than FSRS expects, and answers good or again."""
    dice = random.Random(3)
    found = []
    for number in range(cards):
        when, key = NOW + number * 1_000, CardKey(f"g{number}")
        kind = ReviewType.LEARNING
        for days in (2, 4, 8, 0):
            grade = 3 if kind is ReviewType.LEARNING or dice.random() < 0.5 else 1
            found.append(Review(when, key, grade, kind, max(1, days) * 86_400, 0, "anki", 500))
            when, kind = when + days * DAY, ReviewType.REVIEW
    return found


def test_parameters_that_fit_the_learner_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    optimizer = pytest.importorskip("fsrs.optimizer")
    if not hasattr(optimizer, "num_epochs"):
        pytest.skip("needs torch, pandas and tqdm")
    assert optimizer.mini_batch_size == fsrs_optimizer.FEWEST
    assert optimizer.max_seq_len == fsrs_optimizer._MOST_OF_A_CARD
    monkeypatch.setattr(optimizer, "mini_batch_size", 60)  # or the test takes long
    monkeypatch.setattr(fsrs_optimizer, "FEWEST", 60)
    with ReviewLog.open(tmp_path / "study" / "reviews.db") as log:
        log.add(forgetful(25))
        found = optimized(log)
        assert found.reviews == 25 * 3
        assert found.better
        assert log.settings() == StudySettings()  # nothing is stored until that is asked for
        before = dict(log.states())
        log.set_settings(StudySettings(parameters=found.parameters))
        after = dict(log.states())
        assert {key: state.due for key, state in after.items()} == {
            key: state.due for key, state in before.items()
        }
        assert all(after[key].stability != state.stability for key, state in before.items())
        log.set_settings(StudySettings(new=7))
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path))
    shown = CliRunner().invoke(reviews, ["optimize", "--dry-run"])
    assert shown.exit_code == 0
    assert shown.output.splitlines()[-1].count(",") == 20
    done = CliRunner().invoke(reviews, ["optimize"])
    assert done.output.endswith("the better parameters are stored\n")
    with ReviewLog.open(tmp_path / "study" / "reviews.db") as log:
        assert log.settings() == StudySettings(new=7, parameters=found.parameters)


def test_few_reviews_are_told(tmp_path: Path) -> None:
    with ReviewLog.open(tmp_path / "study" / "reviews.db") as log:
        log.add(forgetful(2))
        with pytest.raises(ProblemsError) as raised:
            optimized(log)
    assert "and the log has 6" in raised.value.problems[0].message
