"""When a card comes back: FSRS-6, as the library `fsrs` has it.

What a review did to a card's memory follows from the grades alone, and is computed again from the
log where the parameters change. When the card is due was decided at the review, and is read from
the log.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Final

from generator.model import Place, Problem, ProblemsError
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import (
    AGAIN,
    DAY,
    GRADES,
    CardState,
    Phase,
    Review,
    ReviewType,
)

if TYPE_CHECKING:
    from fsrs import Card, Scheduler, State

EXTRA: Final = "pip install 'proofdeck[study]'"
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TYPES: Final[dict[Phase, ReviewType]] = {
    "new": ReviewType.LEARNING,
    "learning": ReviewType.LEARNING,
    "review": ReviewType.REVIEW,
    "relearning": ReviewType.RELEARNING,
}
# The library takes its fuzz from Python's one source of random numbers.
_dice: Final = threading.Lock()


class FsrsSchedule:
    """The schedule by one learner's settings. A card's fuzz follows from `seed`, the card and how
    often it was graded, so that a button says what it does. Raises ProblemsError where `fsrs` is
    not installed, ValueError for parameters that FSRS cannot have.
    """

    def __init__(self, settings: StudySettings, seed: str = "") -> None:
        require_fsrs()
        import fsrs

        self._fsrs = fsrs
        self._seed = seed
        self._with_fuzz = self._scheduler(settings, fuzz=True)
        self._without = self._scheduler(settings, fuzz=False)

    def after(self, state: CardState, grade: int, now: int, digest: str = "") -> CardState:
        """Where a card stands after a grade of 1 to 4 at the moment `now`."""
        with self._fuzz(state):
            return self._after(state, grade, now, digest)

    def intervals(self, state: CardState, now: int) -> tuple[int, int, int, int]:
        """The seconds until a card would be due again after each of the four grades."""
        found = []
        for grade in GRADES:
            with self._fuzz(state):
                found.append(self._after(state, grade, now, "").interval)
        again, hard, good, easy = found
        return again, hard, good, easy

    def retrievability(self, state: CardState, now: int) -> float:
        """The chance that a card is remembered now; 0 for a new one."""
        if state.stability is None:
            return 0.0
        return float(self._without.get_card_retrievability(self._card(state), moment(now)))

    def replay(self, key: CardKey, reviews: Iterable[Review]) -> CardState:
        """Where a card stands after its reviews in the log, in the order of their moments."""
        state = CardState(key)
        for _, after in self.after_each(key, reviews):
            state = after
        return state

    def after_each(
        self, key: CardKey, reviews: Iterable[Review]
    ) -> Iterator[tuple[Review, CardState]]:
        """The reviews of a card that count, each with where the card stood after it."""
        state = CardState(key)
        card = self._card(state)
        for review in reviews:
            if review.undone is not None:
                continue
            if not review.grade:
                state = _set_by_hand(state, review)
                if state.phase == "new":
                    card = self._card(state)
                    state = replace(state, stability=None, difficulty=None)
                yield review, state
                continue
            if review.crammed:
                continue
            rating = self._fsrs.Rating(review.grade)
            card, _ = self._without.review_card(card, rating, moment(review.id))
            phase = _phase(state.phase, review.interval)
            step = None if phase == "review" else review.step or 0
            card.state, card.step = self._state_of(phase), step
            state = _graded(state, review.grade, review.id, review.interval, review.digest)
            state = replace(
                state,
                phase=phase,
                step=step,
                stability=card.stability,
                difficulty=card.difficulty,
            )
            yield review, state

    def _after(self, state: CardState, grade: int, now: int, digest: str) -> CardState:
        card = self._card(state)
        card, _ = self._with_fuzz.review_card(card, self._fsrs.Rating(grade), moment(now))
        interval = round((card.due - moment(now)).total_seconds())
        phase = _phase(state.phase, interval)
        return replace(
            _graded(state, grade, now, interval, digest),
            phase=phase,
            step=None if phase == "review" else card.step or 0,
            stability=card.stability,
            difficulty=card.difficulty,
        )

    def _card(self, state: CardState) -> Card:
        if state.phase == "new" or state.stability is None:
            # The library would else wait for an id that nothing here needs.
            return self._fsrs.Card(card_id=0, due=_EPOCH)
        return self._fsrs.Card(
            card_id=0,
            state=self._state_of(state.phase),
            step=state.step,
            stability=state.stability,
            difficulty=state.difficulty,
            due=moment(state.due),
            last_review=moment(state.last),
        )

    def _state_of(self, phase: Phase) -> State:
        states = self._fsrs.State
        return {"review": states.Review, "relearning": states.Relearning}.get(
            phase, states.Learning
        )

    def _scheduler(self, settings: StudySettings, *, fuzz: bool) -> Scheduler:
        return self._fsrs.Scheduler(
            parameters=parameters_of(settings),
            desired_retention=settings.retention,
            learning_steps=[timedelta(seconds=step) for step in settings.learning_steps],
            relearning_steps=[timedelta(seconds=step) for step in settings.relearning_steps],
            enable_fuzzing=fuzz,
        )

    @contextmanager
    def _fuzz(self, state: CardState) -> Iterator[None]:
        """The fuzz that this card gets at this review, whatever is decided by chance elsewhere."""
        with _dice:
            before = random.getstate()
            random.seed(f"{self._seed}:{state.key}:{state.reviews}")
            try:
                yield
            finally:
                random.setstate(before)


def require_fsrs() -> ModuleType:
    """The library. Raises ProblemsError where it is not installed."""
    try:
        import fsrs
    except ImportError:
        message = "a schedule needs a package that is not installed here: fsrs"
        hint = f"install it: {EXTRA}"
        raise ProblemsError(Problem(Place("study"), "missing-extra", message, hint)) from None
    return fsrs


def parameters_of(settings: StudySettings) -> tuple[float, ...]:
    """The parameters of FSRS: those that fit the learner, or else the library's defaults."""
    return settings.parameters or tuple(require_fsrs().scheduler.DEFAULT_PARAMETERS)


def moment(when: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=when)


def type_of(state: CardState) -> ReviewType:
    """What a grade that is given now is to the card."""
    return _TYPES[state.phase]


def _graded(state: CardState, grade: int, when: int, interval: int, digest: str) -> CardState:
    return replace(
        state,
        due=when + interval * 1000,
        interval=interval,
        first=state.first or when,
        last=when,
        failed=when if grade == AGAIN else state.failed,
        reviews=state.reviews + 1,
        lapses=state.lapses + (grade == AGAIN and state.phase == "review"),
        digest=digest or state.digest,
    )


def _phase(before: Phase, interval: int) -> Phase:
    if interval * 1000 >= DAY:
        return "review"
    return "relearning" if before in ("review", "relearning") else "learning"


def _set_by_hand(state: CardState, review: Review) -> CardState:
    """Forgotten by its learner's wish, or due at another date."""
    if not review.interval:
        return replace(state, phase="new", due=0, interval=0, step=None, first=0)
    if state.phase == "new":
        return state  # a date alone teaches nothing
    due = review.id + review.interval * 1000
    return replace(state, phase="review", due=due, interval=review.interval, step=None)
