"""The review log as the bridge reads it, and what is written into it."""

from __future__ import annotations

import uuid
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from generator.bridging.intake import Intake
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule
from generator.scheduling.log_backup import back_up_file
from generator.scheduling.log_rows import FROM_ANKI
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import Marks, Review


@dataclass(frozen=True, slots=True)
class Studying:
    """What the log has of some cards: by card the `reviews` in the order of time, those taken back
    among them, and the `marks` of cards that were ever marked.
    """

    reviews: MappingProxyType[CardKey, Sequence[Review]]
    marks: MappingProxyType[CardKey, Marks]
    settings: StudySettings
    schedule: FsrsSchedule


def studying(log: ReviewLog, guids: Container[str] | None = None) -> Studying:
    """What the log has of the cards of these notes, or of all. Raises ProblemsError."""
    reviews: dict[CardKey, list[Review]] = {}
    for review in log.reviews(undone=True):
        if guids is None or review.key.guid in guids:
            reviews.setdefault(review.key, []).append(review)
    marks = {key: one for key, one in log.marks().items() if guids is None or key.guid in guids}
    settings = log.settings()
    return Studying(
        MappingProxyType({key: tuple(own) for key, own in reviews.items()}),
        MappingProxyType(marks),
        settings,
        log.schedule(),
    )


def until(mine: Studying, latest: int) -> tuple[Studying, int]:
    """The same as if nothing had been reviewed after the moment `latest`, in ms since 1970, and how
    many reviews are left out by that. Cards then stand where the other reviews leave them.
    """
    left_out = 0
    reviews: dict[CardKey, Sequence[Review]] = {}
    for key, own in mine.reviews.items():
        reviews[key] = [review for review in own if review.id <= latest]
        left_out += sum(review.undone is None for review in own if review.id > latest)
    return replace(mine, reviews=MappingProxyType(reviews)), left_out


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What was stored: reviews and dates, marks, and reviews that were taken back. `backup` is the
    log as it was before; None where nothing was stored.
    """

    reviews: int = 0
    marks: int = 0
    taken_back: int = 0
    backup: Path | None = None


def take_in(log: ReviewLog, plan: Intake, *, take_back: bool = False) -> TakenIn:
    """Store what is new, after a backup of the log. `take_back` takes back the reviews that Anki
    has no more. Raises ProblemsError.
    """
    gone = [(one.key, one.id) for one in plan.taken_back] if take_back else []
    if not (plan.reviews or plan.marks or gone):
        return TakenIn()
    backup = back_up_file(log.path, "before-anki")
    added = log.add(plan.reviews).added
    for key, marks in plan.marks.items():
        token = f"{FROM_ANKI}{uuid.uuid4().hex}"
        log.mark(key, token=token, suspended=marks.suspended, flag=marks.flag)
    return TakenIn(added, len(plan.marks), log.take_back(gone) if gone else 0, backup)
