"""Where a card stands in study → the columns that Anki has of a card."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from generator.bridging.anki_history import (
    IN_LEARNING,
    IN_REVIEW,
    LEARNING,
    RELEARNING,
    REVIEW,
    SUSPENDED,
    day_of,
)
from generator.scheduling.fsrs_schedule import parameters_of
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import CardState, Marks

EASE: Final = 2_500  # thousandths: what Anki begins with where it does not schedule with FSRS
_DECAY_AT: Final = 20  # among the parameters of FSRS-6


@dataclass(frozen=True, slots=True)
class CardColumns:
    """The columns of Anki's cards that say when one comes up. `due` is a day, counted from the
    day on which the collection was made, or seconds since 1970. `stability` is in days, `last`
    in seconds since 1970, `retention` the chance to remember that is wanted.
    """

    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    left: int
    stability: float
    difficulty: float
    retention: float
    decay: float
    last: int
    flag: int = 0

    @property
    def data(self) -> str:
        """What Anki keeps of FSRS, rounded as it does."""
        memory: dict[str, Any] = {
            "s": round(self.stability, 4),
            "d": round(self.difficulty, 3),
            "dr": round(self.retention, 2),
            "decay": round(self.decay, 3),
            "lrt": self.last,
        }
        return json.dumps(memory, separators=(",", ":"))


def columns_of(
    state: CardState, marks: Marks, settings: StudySettings, created: date
) -> CardColumns | None:
    """The columns of a card in a collection that counts its days from `created`; None for one
    that was never graded.
    """
    if state.stability is None or state.difficulty is None or state.phase == "new":
        return None
    last, due = day_of(created, state.last), day_of(created, state.due)
    learned = state.phase == "review"
    kind = {"learning": LEARNING, "review": REVIEW, "relearning": RELEARNING}[state.phase]
    steps = settings.learning_steps if kind == LEARNING else settings.relearning_steps
    days = max(due - last, 1) if learned else max(round(state.stability), 1)
    return CardColumns(
        type=kind,
        queue=SUSPENDED if marks.suspended else IN_REVIEW if learned else IN_LEARNING,
        due=due if learned else state.due // 1000,
        interval=0 if kind == LEARNING else days,
        factor=0 if kind == LEARNING else EASE,
        reps=state.reviews,
        lapses=state.lapses,
        left=0 if learned else max(len(steps) - (state.step or 0), 1),
        stability=state.stability,
        difficulty=state.difficulty,
        retention=settings.retention,
        decay=parameters_of(settings)[_DECAY_AT],
        last=state.last // 1000,
        flag=marks.flag,
    )
