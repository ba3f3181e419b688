"""What is due, in a few lines for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, tzinfo
from typing import Final

from generator.counted import counted
from generator.scheduling.due_queue import Queue
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import now_ms
from generator.scheduling.study_figures import study_figures, today_figures
from generator.scheduling.study_settings import StudySettings
from generator.scheduling.study_values import DueCard

_DAYS: Final = 7  # of the forecast
_WIDTH: Final = 30  # characters of the longest bar
_LIMITS: Final = {
    "new": "the day's limit of new cards is reached",
    "reviews": "the day's limit of reviews is reached",
    "minutes": "the day's minutes are used up",
}


def status_lines(
    cards: Sequence[DueCard],
    log: ReviewLog,
    settings: StudySettings | None = None,
    now: int | None = None,
    zone: tzinfo | None = None,
) -> list[str]:
    """What is left today, what was done, and how many cards come back on the next days."""
    now = now_ms(now)
    queue = Queue(cards, log, settings=settings, now=now, zone=zone)
    left, limited = queue.counts(now), queue.limited(now)
    done = today_figures(cards, log, now, zone)
    figures = study_figures(cards, log, now, zone)
    lines = [f"due today: {left.new:,} new, {left.learning:,} learning, {left.review:,} to review"]
    if limited:
        lines.append(_LIMITS[limited])
    said = f"done today: {counted(done['reviews'], 'review')} in {_minutes(done['seconds'])}"
    lines.append(f"{said}, {done['again']:,} failed" if done["reviews"] else said)
    held = figures["retention"]["all"]
    if held["of"]:
        right, of = held["right"], held["of"]
        lines.append(f"remembered: {right / of:.0%} of {counted(of, 'review')} in 90 days")
    stages = figures["cards"]
    lines.append("cards: " + ", ".join(f"{number:,} {name}" for name, number in stages.items()))
    if figures["streak"] > 1:
        lines.append(f"studied {figures['streak']:,} days in succession")
    lines.append("forecast:")
    days = figures["forecast"][:_DAYS]
    most = max(each["due"] for each in days) or 1
    for each in days:
        day, due = date.fromisoformat(each["day"]), each["due"]
        bar = "#" * -(-due * _WIDTH // most)
        lines.append(f"  {day:%a} {day.isoformat()}  {due:>6,}  {bar}".rstrip())
    return lines


def _minutes(seconds: int) -> str:
    return counted(seconds, "second") if seconds < 90 else counted(round(seconds / 60), "minute")
