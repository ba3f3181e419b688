"""A learner of 10,000 cards with 100,000 reviews: opening, grading, figures."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table

from generator.scheduling.card_key import CardKey
from generator.scheduling.due_queue import Queue
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_figures import study_figures
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DAY, DueCard, Review, ReviewType

CARDS: Final = 10_000
REVIEWS: Final = 10  # of each card
_ROUNDS: Final = 20
_SETTINGS: Final = StudySettings(reviews=9_999)  # all that are due


def tables(*, whole: bool) -> Iterator[Table]:
    """Milliseconds on the wall, and of them the processor's own: the median and the worst."""
    with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as folder:
        yield _table(Path(folder) / "study" / "reviews.db")


def _table(path: Path) -> Table:
    cards = [
        DueCard(CardKey(f"note {n // 2}", n % 2), n, f"chapter {n // 100}", (), "basic", "en", "d")
        for n in range(CARDS)
    ]
    with ReviewLog.open(path) as log:
        log.add(_years(cards))
    numbers = count()

    def opened() -> None:
        with ReviewLog.open(path) as log:
            queue = Queue(cards, log, settings=_SETTINGS)
            assert queue.next() is not None
            queue.counts()

    table = Table(title=f"{CARDS:,} cards with {CARDS * REVIEWS:,} reviews, milliseconds")
    for column in ("what", "median", "processor", "worst"):
        table.add_column(column, justify="left" if column == "what" else "right")
    _row(table, "the log and the queue opened, the first card", opened)
    with ReviewLog.open(path) as log:
        queue = Queue(cards, log, settings=_SETTINGS)

        def graded() -> None:
            number = next(numbers)
            log.grade(cards[number].key, 3, token=str(number), digest="d", took=5_000)

        def undone() -> None:
            log.undo(token=f"undo {next(numbers)}")

        _row(table, "a grade stored", graded, 10 * _ROUNDS)
        _row(table, "an undo stored", undone)
        queue.next()

        def following() -> None:
            graded()
            queue.next()
            queue.counts()

        _row(table, "a grade stored, the next card and the counts", following)
        _row(table, "all figures", lambda: study_figures(cards, log))
        _row(table, "a backup", log.back_up, 5)
        _row(table, "all states made again", log.rebuild, 3)
    return table


def _row(table: Table, name: str, work: Callable[[], object], rounds: int = _ROUNDS) -> None:
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        work()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    table.add_row(name, *(f"{each:,.1f}" for each in (median(walls), median(cpus), max(walls))))


def _years(cards: list[DueCard]) -> Iterator[Review]:
    """Reviews at growing intervals, a tenth of them failed; half of the cards are due now."""
    dice = random.Random(1)
    now = time.time_ns() // 1_000_000
    for number, card in enumerate(cards):
        days, history = 1, []
        for _ in range(REVIEWS):
            grade = dice.choices((1, 2, 3, 4), (10, 10, 70, 10))[0]
            history.append((grade, days))
            days = 1 if grade == 1 else min(365, 2 * days)
        ago = sum(days for _, days in history[:-1]) + dice.randrange(2 * history[-1][1])
        when, kind = now - ago * DAY - number, ReviewType.LEARNING
        for grade, days in history:
            yield Review(when, card.key, grade, kind, days * 86_400, 5_000, "anki", 500)
            when, kind = when + days * DAY, ReviewType.REVIEW
