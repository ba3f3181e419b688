"""The days of studying: one begins at four in the morning, so that a late evening is no new day."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta, tzinfo
from datetime import time as time_of_day
from typing import Final

DAY_BEGINS: Final = 4  # o'clock, local time


def now_ms(given: int | None = None) -> int:
    """This moment, or the one that is given, in ms since 1970."""
    return time.time_ns() // 1_000_000 if given is None else given


def day_of(when: int, zone: tzinfo | None = None) -> date:
    """The day that a moment belongs to, in the local time zone or in `zone`."""
    local = datetime.fromtimestamp(when / 1000, UTC).astimezone(zone)
    return (local.replace(tzinfo=None) - timedelta(hours=DAY_BEGINS)).date()


def begin_of(day: date, zone: tzinfo | None = None) -> int:
    """The moment at which a day begins."""
    begin = datetime.combine(day, time_of_day(DAY_BEGINS), zone)
    return round(begin.timestamp() * 1000)


def day_start(when: int, zone: tzinfo | None = None) -> int:
    """The moment at which the day of `when` begins."""
    return begin_of(day_of(when, zone), zone)


def next_day(when: int, zone: tzinfo | None = None) -> int:
    """The moment at which the day after that of `when` begins: a card buried until then is back
    tomorrow.
    """
    return begin_of(day_of(when, zone) + timedelta(days=1), zone)
