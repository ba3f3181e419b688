"""Packages carry reviews from study to the real Anki and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.bridging.anki_history import latest_moment
from generator.bridging.history_in_package import read_history
from generator.bridging.log_side import studying, until
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_day import now_ms
from generator.scheduling.study_values import DAY, Marks, Review, ReviewType
from tests.support.anki_decks import build, deck, faces
from tests.support.bridged import (
    Learner,
    answer,
    card_of,
    export,
    history_of_log,
    import_history,
    reviews_in,
)

_NOW = 1_700_000_000_000  # ms; before the clock of any machine that runs this


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    build(tmp_path, deck(faces("one"), faces("pair", kind="reversed"), faces("new")))
    made = Learner(tmp_path, tmp_path / "demo-en.apkg")
    yield made
    made.log.close()


@pytest.fixture
def col(tmp_path: Path) -> Iterator[Collection]:
    opened = Collection(str(tmp_path / "collection.anki2"))
    opened.set_config("fsrs", True)
    yield opened
    opened.close()


def studied(learner: Learner) -> list[CardKey]:
    """Four cards: one learned, one still learning, one forgotten, one never seen."""
    learned, learning, forgotten, new = learner.cards()
    for days, grade in ((0, 3), (1, 3), (9, 2)):
        learner.grade(learned, grade, _NOW - (40 - days) * DAY)
    learner.grade(learning, 3, _NOW - 60_000)
    for days, grade in ((0, 4), (20, 1)):
        learner.grade(forgotten, grade, _NOW - (20 - days) * DAY - 30_000)
    return [learned, learning, forgotten, new]


def test_a_studied_deck_comes_into_anki_with_its_dates_memory_and_reviews(
    learner: Learner, col: Collection
) -> None:
    learned, learning, forgotten, new = studied(learner)
    import_history(col, learner.to_package())
    assert reviews_in(col) == learner.reviews()
    assert col.fix_integrity() == ("Database rebuilt and optimized.", True)  # nothing to mend
    states = learner.log.states()
    for key in (learned, learning, forgotten):
        card = col.get_card(card_of(col, key))
        assert card.memory_state is not None
        assert card.memory_state.stability == pytest.approx(states[key].stability, rel=1e-3)
        assert card.memory_state.difficulty == pytest.approx(states[key].difficulty, abs=1e-3)
        assert (card.reps, card.lapses) == (states[key].reviews, states[key].lapses)
        assert card.last_review_time == states[key].last // 1000
    kinds = [col.get_card(card_of(col, key)).type for key in (new, learning, learned, forgotten)]
    assert kinds == [0, 1, 2, 3]
    assert col.get_card(card_of(col, learning)).due == states[learning].due // 1000
    card = col.get_card(card_of(col, learned))
    days = (states[learned].due - states[learned].last) // DAY
    assert card.ivl == days
    # Anki says of itself when the card is due, whatever day it counts from.
    overdue = (int(col.sched.day_cutoff) * 1000 - states[learned].due) // DAY
    assert col.find_cards(f"cid:{card.id} prop:due=-{overdue}") == [card.id]


def test_a_review_of_a_clock_that_ran_ahead_leaves_the_others_their_way_to_anki(
    learner: Learner, col: Collection
) -> None:
    learned, _, forgotten, new = studied(learner)
    before = learner.reviews()
    later = now_ms() + 3 * DAY
    ahead = [
        Review(later, key, 3, ReviewType.REVIEW, 5 * DAY // 1000)
        for key in (learned, forgotten, new)
    ]
    assert learner.log.add(ahead).added == 3
    assert learner.log.take_back([(forgotten, later)]) == 1
    import_history(col, learner.to_package())
    assert reviews_in(col) == before
    assert col.get_card(card_of(col, new)).type == 0
    assert until(studying(learner.log), latest_moment())[1] == 2  # are told


def test_anki_computes_the_same_memory_from_the_reviews_that_it_is_given(
    learner: Learner, col: Collection
) -> None:
    learned, *_ = studied(learner)
    import_history(col, learner.to_package())
    theirs = col.compute_memory_state(card_of(col, learned))
    mine = learner.log.states()[learned]
    assert theirs.stability == pytest.approx(mine.stability, rel=0.02)  # Anki counts whole days
    assert theirs.difficulty == pytest.approx(mine.difficulty, rel=0.02)


@pytest.mark.parametrize("legacy", [True, False])
def test_no_review_is_lost_or_doubled_on_the_way_to_anki_and_back(
    learner: Learner, col: Collection, tmp_path: Path, legacy: bool
) -> None:
    learned, learning, _, new = studied(learner)
    import_history(col, learner.to_package())
    answer(col, learned, 3, _NOW + 1_000)
    answer(col, new, 2, _NOW + 2_000)
    mine = learner.grade(learning, 4, _NOW + 3_000)  # meanwhile, here
    package = export(col, tmp_path / "out.apkg", legacy=legacy)
    plan = learner.from_package(package)
    assert [(one.key, one.grade) for one in plan.reviews] == [(learned, 3), (new, 2)]
    assert plan.known == 6
    every = learner.reviews()
    assert every[learned] == reviews_in(col)[learned]
    assert every[new] == [(_NOW + 2_000, 2)]
    assert every[learning] == [*reviews_in(col)[learning], (mine.id, 4)]
    assert learner.from_package(package).empty  # a second time
    states = learner.log.states()
    assert states[learned].last == _NOW + 1_000
    learner.log.rebuild()
    assert learner.log.states() == states
    again = Collection(str(tmp_path / "other.anki2"))
    import_history(again, learner.to_package("again.apkg"))
    assert reviews_in(again) == every
    back = export(again, tmp_path / "back.apkg", legacy=legacy)
    again.close()
    assert learner.from_package(back).empty


def test_what_anki_makes_of_its_dates_and_marks_is_told_apart_from_reviews(
    learner: Learner, col: Collection, tmp_path: Path
) -> None:
    learned, learning, forgotten, new = studied(learner)
    import_history(col, learner.to_package())
    ids = {key: card_of(col, key) for key in learner.cards()}
    col.sched.set_due_date([ids[learned]], "12")
    col.sched.schedule_cards_as_new([ids[forgotten]])
    col.sched.suspend_cards([ids[learning]])
    col.sched.bury_cards([ids[new]])
    col.set_user_flag_for_cards(4, [ids[new]])
    history = read_history(export(col, tmp_path / "out.apkg"))
    plan = learner.from_package(tmp_path / "out.apkg")
    assert plan.grades == 0
    assert {one.key: one.interval > 0 for one in plan.reviews} == {learned: True, forgotten: False}
    assert (plan.buried, plan.kept, plan.unexplained) == (1, 0, 0)
    assert dict(plan.marks) == {learning: Marks(suspended=True), new: Marks(flag=4)}
    states = learner.log.states()
    due = history.due_moment(history.cards[learned])
    assert abs(states[learned].due - due) < DAY // 2
    assert states[forgotten].phase == "new"
    assert learner.from_package(tmp_path / "out.apkg").empty
    forgiven = history_of_log(learner.log)[forgotten]
    assert (forgiven.columns, len(forgiven.rows)) == (None, 3)


def test_marks_set_in_study_are_never_overwritten(
    learner: Learner, col: Collection, tmp_path: Path
) -> None:
    learned, learning, *_ = studied(learner)
    import_history(col, learner.to_package())
    learner.log.mark(learned, flag=2)
    learner.log.mark(learned, flag=0)
    learner.log.mark(learning, suspended=True)
    col.set_user_flag_for_cards(4, [card_of(col, learned)])
    plan = learner.from_package(export(col, tmp_path / "out.apkg"))
    assert plan.kept == 2
    assert not plan.marks
    assert learner.log.marks()[learned] == Marks()
    assert learner.log.marks()[learning] == Marks(suspended=True)


def test_undo_takes_back_a_step_of_the_learner_not_a_mark_from_anki(
    learner: Learner, col: Collection, tmp_path: Path
) -> None:
    learned, *_ = studied(learner)
    import_history(col, learner.to_package())
    col.sched.suspend_cards([card_of(col, learned)])
    learner.from_package(export(col, tmp_path / "out.apkg"))
    undone = learner.log.undo(token="undo")
    assert undone is not None
    assert undone.what == "grade"
    assert learner.log.marks()[learned].suspended


def test_an_answer_in_a_filtered_deck_without_dates_counts_for_nothing(
    learner: Learner, col: Collection, tmp_path: Path
) -> None:
    learned, *_ = studied(learner)
    import_history(col, learner.to_package())
    before = learner.log.states()[learned]
    filtered = col.decks.new_filtered("Cram")
    made = col.decks.get(filtered)
    made["terms"] = [[f"cid:{card_of(col, learned)}", 10, 0]]
    made["resched"] = False
    col.decks.save(made)
    col.sched.rebuild_filtered_deck(filtered)
    card = col.get_card(card_of(col, learned))
    assert card.odid
    card.start_timer()
    col.sched.answerCard(card, 1)
    plan = learner.from_package(export(col, tmp_path / "out.apkg"))
    after = learner.log.states()[learned]
    assert (after.due, after.stability, after.lapses) == (
        before.due, before.stability, before.lapses
    )  # fmt: skip
    assert not [one for one in plan.reviews if one.factor]


def test_a_review_taken_back_in_study_does_not_come_back_from_anki(
    learner: Learner, col: Collection, tmp_path: Path
) -> None:
    learned, *_ = studied(learner)
    taken_back = learner.grade(learned, 1, _NOW + 5_000)
    import_history(col, learner.to_package())
    learner.log.undo(token="undo")
    plan = learner.from_package(export(col, tmp_path / "out.apkg"))
    assert (plan.undone, len(plan.reviews)) == (1, 0)
    assert taken_back.id not in {id_ for id_, _ in learner.reviews()[learned]}


def test_a_package_with_history_is_the_same_to_the_byte(learner: Learner) -> None:
    studied(learner)
    first = learner.to_package("first.apkg").read_bytes()
    assert learner.to_package("second.apkg").read_bytes() == first
