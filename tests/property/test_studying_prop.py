"""Whatever a learner does, in whatever order: the log holds it, and the queue keeps its promises."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.scheduling.card_filter import CardFilter
from generator.scheduling.card_key import CardKey
from generator.scheduling.due_queue import AHEAD, Queue
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import day_start, next_day
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, DueCard, Review, ReviewType

NOON = round(datetime(2026, 6, 1, 12, tzinfo=UTC).timestamp() * 1000)
MINUTE = 60_000

keys = st.builds(CardKey, st.sampled_from("ab"), st.integers(0, 1))
grades = st.integers(1, 4)
pauses = st.sampled_from((1_000, MINUTE, 15 * MINUTE, DAY, 5 * DAY, 300 * DAY))
anki = st.builds(
    Review,
    st.integers(NOON - 30 * DAY, NOON + 30 * DAY),
    keys,
    st.integers(0, 4),
    st.sampled_from(ReviewType),
    st.sampled_from((0, 60, 600, 86_400, 9 * 86_400)),
    st.integers(0, 9_999),
    st.just("anki"),
    st.sampled_from((0, 500)),
)
deeds = st.one_of(
    st.tuples(st.just("grade"), keys, grades, pauses),
    st.tuples(st.just("undo")),
    st.tuples(st.just("flag"), keys, st.integers(0, 7)),
    st.tuples(st.just("add"), st.lists(anki, max_size=4)),
    st.tuples(st.just("retention"), st.sampled_from((0.8, 0.95))),
)


@contextmanager
def opened() -> Iterator[ReviewLog]:
    with (
        tempfile.TemporaryDirectory() as folder,
        ReviewLog.open(Path(folder) / "reviews.db") as log,
    ):
        # What is held here is not what a lost power supply leaves.
        log._file._connection.execute("PRAGMA synchronous = OFF")
        yield log


def do(log: ReviewLog, done: list[tuple], now: int = NOON) -> int:
    for number, (what, *how) in enumerate(done):
        match what:
            case "grade":
                now += how[2]
                log.grade(how[0], how[1], token=f"{now} {number}", now=now)
            case "undo":
                log.undo(token=f"undo {number}")
            case "flag":
                log.mark(how[0], flag=how[1])
            case "add":
                log.add(how[0])
            case _:
                log.set_settings(StudySettings(retention=how[0]))
    return now


@settings(max_examples=40, deadline=None)
@given(st.lists(deeds, max_size=14))
def test_where_cards_stand_follows_from_the_log(done: list[tuple]) -> None:
    with opened() as log:
        do(log, done)
        kept = dict(log.states())
        log.rebuild()
        assert log.states() == kept
        counted = [each for each in log.reviews() if each.grade]
        assert {key for key, state in kept.items()} <= {each.key for each in counted}
        assert len({(each.key, each.id) for each in counted}) == len(counted)


@settings(max_examples=25, deadline=None)
@given(st.lists(deeds, max_size=8), keys, grades, grades, pauses)
def test_a_grade_taken_back_leaves_no_trace_in_the_next(
    done: list[tuple], key: CardKey, wrong: int, right: int, pause: int
) -> None:
    with opened() as one, opened() as other:
        now = max(do(one, done), do(other, done), *(each.id for each in one.reviews())) + pause
        before = one.state(key)
        one.grade(key, wrong, token="wrong", now=now)
        undone = one.undo(token="no")
        assert undone is not None
        assert one.state(key) == before
        one.grade(key, right, token="right", now=now + 5)
        other.grade(key, right, token="right", now=now + 5)
        assert one.states() == other.states()
        assert list(one.reviews()) == list(other.reviews())


@settings(max_examples=25, deadline=None)
@given(st.lists(anki, max_size=12, unique_by=lambda review: (review.key, review.id)), st.data())
def test_reviews_from_anki_count_once_in_whatever_order_they_come(
    reviews: list[Review], data: st.DataObject
) -> None:
    with opened() as one, opened() as other:
        one.add(reviews)
        mixed = data.draw(st.permutations(reviews))
        cut = data.draw(st.integers(0, len(reviews)))
        assert other.add(mixed[:cut]).added == cut
        assert other.add(mixed).known == cut
        assert list(one.reviews()) == list(other.reviews())
        assert one.states() == other.states()


decks = st.lists(
    st.tuples(st.sampled_from("abcde"), st.integers(0, 3)), min_size=1, max_size=9, unique=True
).map(lambda cards: tuple(DueCard(CardKey(*card), n) for n, card in enumerate(cards)))


@settings(max_examples=40, deadline=None)
@given(
    decks,
    st.lists(st.tuples(grades, st.sampled_from((1_000, MINUTE, 12 * MINUTE))), max_size=25),
    st.booleans(),
    st.integers(0, 5),
    st.integers(0, 2),
)
def test_a_day_keeps_its_limits_and_siblings_apart(
    deck: tuple[DueCard, ...], answers: list[tuple[int, int]], apart: bool, new: int, days: int
) -> None:
    with opened() as log:
        for number, card in enumerate(deck[::2]):  # some that are due
            log.grade(card.key, 4, token=f"{number}", now=NOON - 30 * DAY)
        wanted = StudySettings(new=new, siblings=apart)
        now = NOON + days * DAY
        begun = len(log.states())
        queue = Queue(deck, log, settings=wanted, now=now, zone=UTC)
        shown: list[CardKey] = []
        for number, (grade, pause) in enumerate(answers):
            card = queue.next(now)
            again = Queue(deck, log, settings=wanted, now=now, zone=UTC)
            assert again.next(now) == card  # a window that is opened now shows the same
            assert again.counts(now) == queue.counts(now)
            if card is None:
                assert (queue.wait(now) is None) == (not queue.counts(now))
                break
            if shown and card.key.guid == shown[-1].guid and not apart:
                assert not others(deck, log, shown[-1].guid, now, new - len(log.states()) + begun)
            state = log.state(card.key)
            if apart and card.key not in shown and state.phase in ("new", "review"):
                assert card.key.guid not in {key.guid for key in shown}
            assert state.phase == "new" or state.due < next_day(now, UTC)
            shown.append(card.key)
            log.grade(card.key, grade, token=f"day {number}", now=now)
            now += pause
        assert len(log.states()) - begun <= new


def others(
    deck: tuple[DueCard, ...], log: ReviewLog, guid: str, now: int, new: int
) -> list[DueCard]:
    """The cards of other notes that could be shown, told without the queue."""
    found = []
    for card in deck:
        state = log.state(card.key)
        ready = {
            "new": new > 0,
            "review": state.due < next_day(now, UTC),
            "learning": state.due <= now + AHEAD,
            "relearning": state.due <= now + AHEAD,
        }
        if card.key.guid != guid and ready[state.phase]:
            found.append(card)
    return found


@settings(max_examples=25, deadline=None)
@given(
    decks,
    st.lists(st.tuples(st.integers(0, 8), grades), max_size=6),
    st.sampled_from(("failed", "flagged", "changed")),
)
def test_a_chosen_part_ends(
    deck: tuple[DueCard, ...], before: list[tuple[int, int]], only: str
) -> None:
    """Each card that was asked for is shown, and each once where it is known."""
    with opened() as log:
        for number, (which, grade) in enumerate(before):
            card = deck[which % len(deck)]
            log.grade(card.key, grade, token=f"{number}", now=NOON + number * MINUTE, digest="old")
            log.mark(card.key, flag=1)
        now = NOON + 30 * MINUTE
        deck = tuple(DueCard(card.key, card.order, digest="new") for card in deck)
        states = log.states()
        asked = {
            "failed": {key for key, state in states.items() if state.failed >= day_start(now, UTC)},
            "flagged": set(states),
            "changed": set(states),
        }[only]
        queue = Queue(deck, log, only=CardFilter(only=only), now=now, zone=UTC)  # type: ignore[arg-type]
        shown = []
        while (card := queue.next(now)) is not None:
            shown.append(card.key)
            log.grade(card.key, 4, token=f"then {len(shown)}", now=now, digest="new")
            now += 1_000
        assert len(shown) == len(set(shown))
        assert set(shown) == asked
