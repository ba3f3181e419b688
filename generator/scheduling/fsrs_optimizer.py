"""The parameters of FSRS that fit a learner best, found from the log by the library `fsrs`."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from generator.model import Place, Problem, ProblemsError
from generator.scheduling.fsrs_schedule import moment, parameters_of, require_fsrs
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_values import AGAIN, DAY, Review

if TYPE_CHECKING:
    from fsrs import ReviewLog as Given

EXTRA: Final = "pip install 'proofdeck[optimize]'"
FEWEST: Final = 512  # reviews a day or more after the one before; with fewer `fsrs` finds nothing
_MOST_OF_A_CARD: Final = 64  # reviews that `fsrs` looks at


@dataclass(frozen=True, slots=True)
class Optimized:
    """Parameters found from a number of `reviews`, and how far off the predictions are that follow
    from those of `before` and `after`: the mean log loss, 0 for a prophet.
    """

    parameters: tuple[float, ...]
    reviews: int
    before: float
    after: float

    @property
    def better(self) -> bool:
        return self.after < self.before


def optimized(log: ReviewLog, *, progress: bool = False) -> Optimized:
    """Find the parameters; nothing is stored. It takes 5 ms a review: ten minutes for a hundred
    thousand. With `progress`, a bar on standard error shows how far it is.

    Raises ProblemsError where there are too few reviews, or torch, pandas or tqdm is missing.
    """
    fsrs = require_fsrs()
    histories = [list(each) for each in _histories(log.reviews())]
    telling = sum(len(_telling(history)) for history in histories)
    if telling < FEWEST:
        message = (
            f"parameters need {FEWEST} reviews that were a day or more after the one before, and "
            f"the log has {telling:,}"
        )
        hint = "go on studying: until then the defaults serve well"
        raise ProblemsError(Problem(Place("reviews"), "few-reviews", message, hint))
    given: list[Given] = [
        fsrs.ReviewLog(number, fsrs.Rating(review.grade), moment(review.id), None)
        for number, history in enumerate(histories)
        for review in history
    ]
    try:
        optimizer = fsrs.Optimizer(given)
    except ImportError:
        message = "finding parameters needs torch, pandas and tqdm, and one is not installed"
        hint = f"install them: {EXTRA}"
        raise ProblemsError(Problem(Place("reviews"), "missing-extra", message, hint)) from None
    found = tuple(map(float, optimizer.compute_optimal_parameters(verbose=progress)))
    current = parameters_of(log.settings())
    return Optimized(found, telling, _loss(histories, current), _loss(histories, found))


def _histories(reviews: Iterable[Review]) -> Iterator[list[Review]]:
    """The grades of each card by their moments; one that was forgotten by hand begins again."""
    by_card = sorted(reviews, key=lambda review: (review.key, review.id))
    for _, group in itertools.groupby(by_card, key=lambda review: review.key):
        history: list[Review] = []
        for review in group:
            if not review.grade:
                if not review.interval and history:
                    yield history
                    history = []
            elif not review.crammed:
                history.append(review)
        if history:
            yield history


def _telling(history: list[Review]) -> list[Review]:
    """Those that say something of memory: a day or more after the one before."""
    few = history[:_MOST_OF_A_CARD]
    return [now for before, now in itertools.pairwise(few) if now.id - before.id >= DAY]


def _loss(histories: Iterable[list[Review]], parameters: Iterable[float]) -> float:
    fsrs = require_fsrs()
    scheduler = fsrs.Scheduler(parameters=tuple(parameters), enable_fuzzing=False)
    losses = []
    for history in histories:
        card = fsrs.Card(card_id=0, due=moment(history[0].id))
        for before, review in zip([None, *history], history, strict=False):
            when = moment(review.id)
            if before is not None and review.id - before.id >= DAY:
                chance = min(max(scheduler.get_card_retrievability(card, when), 1e-6), 1 - 1e-6)
                losses.append(-math.log(chance if review.grade > AGAIN else 1 - chance))
            card, _ = scheduler.review_card(card, fsrs.Rating(review.grade), when)
    return math.fsum(losses) / len(losses)
