"""However reviews are given, taken back and carried, none is lost and none comes twice."""

from __future__ import annotations

import dataclasses
import itertools
import tempfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.bridging.anki_history import AnkiCard, AnkiHistory, RevlogRow
from generator.bridging.handover import Given, handover
from generator.bridging.intake import intake
from generator.bridging.log_side import studying, take_in
from generator.bridging.same_reviews import LATEST
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog

_KEYS = [CardKey("one", 0), CardKey("two", 0), CardKey("two", 1)]
_START = 1_700_000_000_000
_NAMES = {"ivl": "interval", "flags": "flag", "last_review_time": "last"}


@dataclass
class Anki:
    """What a collection does with its rows and cards: one row for each moment."""

    cards: dict[CardKey, AnkiCard] = field(default_factory=dict)
    rows: dict[CardKey, list[RevlogRow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, key in enumerate(_KEYS):
            self.cards[key] = AnkiCard(number, key, 0, 0, 0, 0, 0, 0, 0, 0, 0)
            self.rows[key] = []

    def _put(self, key: CardKey, row: RevlogRow) -> None:
        taken = {one.id for own in self.rows.values() for one in own}
        moment = row.id
        while moment in taken:
            moment += 1
        self.rows[key].append(dataclasses.replace(row, id=moment))

    def grade(self, key: CardKey, grade: int, at: int) -> None:
        card = self.cards[key]
        self._put(key, RevlogRow(at, card.id, grade, 3, 1, 500, 2_000, 1))
        self.cards[key] = dataclasses.replace(
            card, type=2, queue=2, due=5, reps=card.reps + 1, last=at // 1000
        )

    def by_hand(self, key: CardKey, factor: int, at: int) -> None:
        """A date set by hand, or with a factor of 0 the card made new again."""
        self._put(key, RevlogRow(at, self.cards[key].id, 0, 9, 3, factor, 0, 4))

    def receive(self, one: Given) -> None:
        for row in one.rows:
            self._put(one.card.key, row)
        values: dict[str, Any] = {_NAMES.get(name, name): each for name, each in one.values.items()}
        memory = values.pop("memory_state", {})
        known = {name: each for name, each in values.items() if hasattr(one.card, name)}
        self.cards[one.card.key] = dataclasses.replace(one.card, **known, **memory)

    def history(self) -> AnkiHistory:
        rows = {key: tuple(sorted(own, key=lambda row: row.id)) for key, own in self.rows.items()}
        return AnkiHistory(
            date(2023, 11, 1), MappingProxyType(dict(self.cards)), MappingProxyType(rows)
        )


def give(log: ReviewLog, anki: Anki) -> bool:
    """Whether there was something to give."""
    plan = handover(anki.history(), studying(log))
    for one in plan.given:
        anki.receive(one)
    return not plan.empty


def take(log: ReviewLog, anki: Anki) -> bool:
    """Whether there was something to take."""
    mine = studying(log)
    plan = intake(anki.history(), mine.reviews, mine.marks, mine.settings)
    take_in(log, plan)
    return not plan.empty


_KEY = st.sampled_from(_KEYS)
_GRADE = st.integers(1, 4)
_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("study"), _KEY, _GRADE),
        st.tuples(st.just("anki"), _KEY, _GRADE),
        st.tuples(st.just("by hand"), _KEY, st.sampled_from([0, 2500])),
        st.tuples(st.sampled_from(["undo", "give", "take"]), _KEY, st.just(0)),
    ),
    min_size=2,
    max_size=14,
)
_PAUSES = st.lists(st.sampled_from([0, 60_000, 90_000_000]), min_size=14, max_size=14)


@given(steps=_STEPS, pauses=_PAUSES)
@example(  # one moment on both sides, of two cards
    steps=[("study", _KEYS[0], 3), ("anki", _KEYS[1], 4), ("give", _KEYS[0], 0)], pauses=[0] * 14
)
@settings(max_examples=25, deadline=None)
def test_no_review_is_lost_or_doubled_in_any_order_of_transfers(
    steps: list[tuple[str, CardKey, int]], pauses: list[int]
) -> None:
    tokens = itertools.count()
    anki = Anki()
    expected: dict[CardKey, list[tuple[int, int]]] = {key: [] for key in _KEYS}
    latest = dict.fromkeys(_KEYS, 0)
    with tempfile.TemporaryDirectory() as folder, ReviewLog.open(Path(folder) / "log.db") as log:
        clock = _START
        for (what, key, value), pause in zip(steps, pauses, strict=False):
            clock += pause
            at = max(clock, latest[key] + 1_000)  # nobody answers a card twice in a second
            latest[key] = at if what in ("study", "anki", "by hand") else latest[key]
            if what == "study":
                done = log.grade(key, value, token=f"{next(tokens)}", now=at).review
                expected[key].append((done.id, value))
            elif what == "anki":
                anki.grade(key, value, at)
                expected[key].append((at, value))
            elif what == "by hand":
                anki.by_hand(key, value, at)
            elif what == "undo":
                undone = log.undo(token=f"{next(tokens)}")
                if undone is not None and undone.review is not None:
                    expected[undone.key].remove((undone.review.id, undone.review.grade))
            elif what == "give":
                give(log, anki)
            else:
                take(log, anki)
        take(log, anki)
        give(log, anki)
        assert not take(log, anki)
        assert not give(log, anki)
        reviews = studying(log).reviews
        states = log.states()
        log.rebuild()
        assert log.states() == states
    for key, own in expected.items():
        counted = [one for one in reviews.get(key, ()) if one.undone is None and one.grade]
        taken_back = [one.id for one in reviews.get(key, ()) if one.undone is not None]
        there = [
            row for row in anki.rows[key]
            if row.graded and not any(0 <= row.id - each <= LATEST for each in taken_back)
        ]  # fmt: skip
        for found in (counted, sorted(there, key=lambda row: row.id)):
            assert len(found) == len(own)
            for one, (moment, grade) in zip(found, sorted(own), strict=True):
                assert 0 <= one.id - moment <= LATEST
                assert getattr(one, "grade", getattr(one, "ease", 0)) == grade
