"""A running Anki is given study's reviews, and study takes what was reviewed there.

Each test runs against our AnkiConnect, and against Anki's desktop where PROOFDECK_ANKICONNECT names
the folder of the real add-on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from anki.collection import Collection

from generator.bridging.live_history import Studied
from generator.model import ProblemsError
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_day import now_ms
from generator.scheduling.study_values import DAY
from tests.support.anki_connect import AnkiConnect, HangUpError
from tests.support.anki_decks import build, deck, faces, import_package
from tests.support.anki_desktop import ADDON
from tests.support.bridged import Desk, Learner, answer, card_of, reviews_in
from tests.support.synced import Reader, history_of

NO_ADDON = "PROOFDECK_ANKICONNECT names no AnkiConnect add-on"
_NOW = 1_700_000_000_000  # ms; before the clock of any machine that runs this


@pytest.fixture(
    params=["server", pytest.param("desktop", marks=pytest.mark.skipif(not ADDON, reason=NO_ADDON))]
)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))


class Both:
    """A learner, their Anki, which has the deck's notes, and three cards: one that was learned in
    study, one that was begun there, one that is new.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        lock = build(folder, deck(faces("one"), faces("pair", kind="reversed"), faces("mine")))
        self.learner = Learner(folder, folder / "demo-en.apkg")
        self.reader = Reader(folder / "anki", kind)
        self.studied = Studied(
            frozenset(entry.guid for entry in lock.entries.values()),
            ("PyTorch & JAX",),
            lock.deck,
            {entry.guid: name for name, entry in lock.entries.items()},
        )
        with self.reader.collection() as col:
            import_package(col, self.learner.package)
            col.set_config("fsrs", True)
        self.learned, self.begun, self.new, self.other = self.learner.cards()
        for days, grade in ((0, 3), (1, 3), (9, 2)):
            self.learner.grade(self.learned, grade, _NOW - (40 - days) * DAY)
        self.learner.grade(self.begun, 3, _NOW - 60_000)

    @contextmanager
    def running(self) -> Iterator[Desk]:
        with self.reader.anki() as anki:
            yield Desk(self.learner, anki.url, self.studied)

    @contextmanager
    def collection(self) -> Iterator[Collection]:
        with self.reader.collection() as col:
            yield col

    def answers(self, key: CardKey, grade: int, at: int) -> None:
        with self.reader.collection() as col:
            answer(col, key, grade, at)


@pytest.fixture
def both(tmp_path: Path, kind: str) -> Iterator[Both]:
    made = Both(tmp_path, kind)
    yield made
    made.learner.log.close()


def test_anki_has_the_reviews_dates_and_memory_of_study(both: Both) -> None:
    with both.collection() as col:
        untouched = history_of(col)
    with both.running() as desk:
        done = desk.give()
        assert (done.faults, done.meanwhile, done.left.empty) == ((), 0, True)
        assert len(done.backups) == 1
        assert desk.offer().plan.empty
    states = both.learner.log.states()
    with both.collection() as col:
        assert reviews_in(col) == both.learner.reviews()
        for key in (both.learned, both.begun):
            card, state = col.get_card(card_of(col, key)), states[key]
            assert card.memory_state is not None
            assert card.memory_state.stability == pytest.approx(state.stability, rel=1e-3)
            assert card.memory_state.difficulty == pytest.approx(state.difficulty, abs=1e-3)
            assert (card.reps, card.last_review_time) == (state.reviews, state.last // 1000)
        card = col.get_card(card_of(col, both.learned))
        assert (card.type, card.ivl) == (
            2,
            (states[both.learned].due - card.last_review_time * 1000) // DAY,
        )
        changed = {card_of(col, both.learned), card_of(col, both.begun)}
        assert col.fix_integrity() == ("Database rebuilt and optimized.", True)  # nothing to mend
        after = history_of(col)
        assert {id_: row for id_, row in after.items() if id_ not in changed} == {
            id_: row for id_, row in untouched.items() if id_ not in changed
        }
        # What Anki would ask next is the same as if all had been answered there.
        col.get_card(card_of(col, both.learned)).start_timer()
        answer(col, both.learned, 3, _NOW + DAY)
        assert col.get_card(card_of(col, both.learned)).ivl > 9


def test_reviews_go_to_and_fro_and_none_comes_twice(both: Both) -> None:
    with both.running() as desk:
        desk.give()
    both.answers(both.learned, 3, _NOW + 1_000)
    both.answers(both.other, 4, _NOW + 2_000)
    mine = both.learner.grade(both.begun, 4, _NOW + 3_000)
    with both.running() as desk:
        taken = desk.take()
        assert [(one.id, one.grade) for one in taken.reviews] == [
            (_NOW + 1_000, 3),
            (_NOW + 2_000, 4),
        ]
        done = desk.give()
        assert (done.faults, done.left.empty) == ((), True)
        assert desk.take().empty
        assert desk.offer().plan.empty
    with both.collection() as col:
        assert reviews_in(col) == both.learner.reviews()
        assert (mine.id, 4) in reviews_in(col)[both.begun]


def test_a_card_that_was_reviewed_in_anki_waits_until_study_knows_of_it(both: Both) -> None:
    both.answers(both.learned, 1, _NOW + 1_000)
    with both.collection() as col:
        before = history_of(col)[card_of(col, both.learned)]
    with both.running() as desk:
        done = desk.give()
        assert done.left.ahead == (both.learned,)
    with both.collection() as col:
        assert history_of(col)[card_of(col, both.learned)] == before
    with both.running() as desk:
        desk.take()
        assert desk.give().left.empty
    with both.collection() as col:
        assert reviews_in(col) == both.learner.reviews()
        card = col.get_card(card_of(col, both.learned))
        assert card.due == before[7]  # the last review was Anki's, and so is the date
        state = both.learner.log.states()[both.learned]
        assert card.memory_state is not None
        assert card.memory_state.stability == pytest.approx(state.stability, rel=1e-3)


def test_a_date_set_by_hand_in_anki_is_not_overwritten(both: Both) -> None:
    with both.running() as desk:
        desk.give()
    with both.collection() as col:
        col.sched.set_due_date([card_of(col, both.learned)], "5")
        due = col.get_card(card_of(col, both.learned)).due
    with both.running() as desk:
        assert desk.offer().plan.empty
        assert desk.take().grades == 0
        assert desk.give().left.empty
    with both.collection() as col:
        assert col.get_card(card_of(col, both.learned)).due == due


def test_a_card_made_new_again_in_anki_stays_new_and_its_reviews_stay_on_record(both: Both) -> None:
    with both.collection() as col:
        col.sched.schedule_cards_as_new([card_of(col, both.learned)])
    with both.running() as desk:
        assert desk.take().grades == 0
        done = desk.give()
        assert (done.faults, done.left.empty) == ((), True)
        assert desk.take().empty
    assert both.learner.log.states()[both.learned].phase == "new"
    with both.collection() as col:
        assert reviews_in(col) == both.learner.reviews()
        assert col.get_card(card_of(col, both.learned)).type == 0


def test_a_review_undone_in_anki_is_not_given_again_unless_one_says_so(both: Both) -> None:
    with both.running() as desk:
        desk.give()
    with both.collection() as col:
        (last, _) = reviews_in(col)[both.learned][-1]
        col.db.execute("delete from revlog where id = ?", last)
    with both.running() as desk:
        offered = desk.offer().plan
        assert ([one.id for one in offered.gone], offered.empty) == ([last], True)
        assert not desk.offer(again=True).plan.empty
        assert [one.id for one in desk.take().taken_back] == [last]
        assert last in {id_ for id_, _ in both.learner.reviews()[both.learned]}
        assert desk.give(again=True).left.empty
    with both.collection() as col:
        assert reviews_in(col) == both.learner.reviews()
        col.db.execute("delete from revlog where id = ?", last)
    with both.running() as desk:
        desk.take(take_back=True)
        assert last not in {id_ for id_, _ in both.learner.reviews()[both.learned]}
        assert desk.take(take_back=True).empty
        assert desk.offer(again=True).plan.empty


def test_marks_made_in_anki_stay_and_cards_in_a_filtered_deck_wait(both: Both) -> None:
    with both.collection() as col:
        col.sched.suspend_cards([card_of(col, both.begun)])
        col.set_user_flag_for_cards(3, [card_of(col, both.begun)])
        filtered = col.decks.new_filtered("Cram")
        made = col.decks.get(filtered)
        made["terms"] = [[f"cid:{card_of(col, both.learned)}", 10, 0]]
        col.decks.save(made)
        col.sched.rebuild_filtered_deck(filtered)
        assert col.get_card(card_of(col, both.learned)).odid
    both.learner.log.mark(both.begun, flag=1)
    with both.running() as desk:
        done = desk.give()
        assert (done.faults, done.left.waiting) == ((), (both.learned,))
    with both.collection() as col:
        card = col.get_card(card_of(col, both.begun))
        assert (card.queue, card.flags, card.type) == (-1, 3, 1)
        assert both.learned not in reviews_in(col)
        col.sched.empty_filtered_deck(filtered)
    with both.running() as desk:
        assert desk.give().left.empty
    with both.collection() as col:
        assert reviews_in(col) == both.learner.reviews()


def test_a_moment_that_another_card_has_in_anki_is_no_reason_to_lose_a_review(both: Both) -> None:
    taken = both.learner.reviews()[both.learned][1][0]
    with both.collection() as col:
        col.db.execute(
            "insert into revlog values (?, 1, -1, 3, 1, 1, 2500, 1000, 1)", taken
        )  # of a card that is gone
    with both.running() as desk:
        done = desk.give()
        assert (done.faults, done.left.empty) == ((), True)
        assert desk.take().empty
        assert desk.offer().plan.empty
    with both.collection() as col:
        ids = [id_ for id_, _ in reviews_in(col)[both.learned]]
        assert ids[1] == taken + 1
        assert len(ids) == 3


def test_a_review_of_a_clock_that_ran_ahead_is_left_out_and_told_and_the_others_are_given(
    both: Both,
) -> None:
    before = both.learner.reviews()
    both.learner.grade(both.learned, 3, now_ms() + 3 * DAY)
    with both.running() as desk:
        assert desk.offer().later == 1
        done = desk.give()
        assert (done.faults, done.left.empty) == ((), True)
        assert desk.offer().plan.empty
    with both.collection() as col:
        assert reviews_in(col) == before
        last, _ = before[both.learned][-1]
        assert col.get_card(card_of(col, both.learned)).last_review_time == last // 1000


def test_cards_that_moved_are_found_and_those_that_are_gone_are_named(both: Both) -> None:
    first = both.learner.grade(both.learned, 3, _NOW)
    gone = both.learner.grade(both.other, 3, _NOW + 1_000)
    with both.collection() as col:
        col.remove_notes([col.get_card(card_of(col, both.other)).nid])
        col.set_deck([card_of(col, both.learned)], col.decks.id("Elsewhere"))
    with both.running() as desk:
        done = desk.give()
        assert (done.faults, done.left.empty, len(done.backups)) == ((), True, 2)
        assert done.left.lacking == (both.other,)
    with both.collection() as col:
        there = reviews_in(col)
        assert (first.id, 3) in there[both.learned]
        assert there == {key: own for key, own in both.learner.reviews().items() if key != gone.key}


@pytest.mark.parametrize(
    ("action", "when"),
    [
        ("insertReviews", "before"),
        ("insertReviews", "after"),
        ("setSpecificValueOfCard", "after"),  # of two cards
    ],
)
def test_anki_that_ends_at_any_step_loses_no_review_and_gets_none_twice(
    tmp_path: Path, action: str, when: str
) -> None:
    both = Both(tmp_path, "server")
    calls = itertools.count()

    def ends(name: str) -> None:
        if name == action and next(calls) == 0:
            raise HangUpError

    with both.reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)
        setattr(anki, when, ends)
        desk = Desk(both.learner, anki.url, both.studied)
        with pytest.raises(ProblemsError):
            desk.give()
        done = desk.give()
        assert (done.faults, done.left.empty) == ((), True)
        assert anki.col is not None
        assert reviews_in(anki.col) == both.learner.reviews()
        for key, state in both.learner.log.states().items():
            card = anki.col.get_card(card_of(anki.col, key))
            assert card.last_review_time == state.last // 1000
    both.learner.log.close()


def test_what_is_reviewed_between_plan_and_gift_stops_it(both: Both) -> None:
    if both.reader.kind == "desktop":
        pytest.skip("nobody answers in a window here")
    with both.reader.anki() as anki:
        assert isinstance(anki, AnkiConnect)

        def answered(action: str) -> None:
            if action == "exportPackage" and anki.calls.count(action) == 2:
                assert anki.col is not None
                answer(anki.col, both.learned, 2, _NOW + 1_000)

        anki.before = answered
        with pytest.raises(ProblemsError, match="changed in Anki since the plan was made"):
            Desk(both.learner, anki.url, both.studied).give()
        assert "insertReviews" not in anki.calls
