"""Which cards a learner's review log means: those due, and those failed today."""

from __future__ import annotations

import time
from collections.abc import Collection

from generator.scheduling.log_file import log_path
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import day_start, next_day
from generator.scheduling.study_values import Marks
from generator.writing.lock import Lock

_UNMARKED = Marks()


def studied(lock: Lock, wanted: Collection[str], now: int | None = None) -> frozenset[str]:
    """The names of the notes, as `en/a-slug`, with a card that is "due" today and has been studied
    before, or that was "failed" today, as far as `wanted` has these words; not those that were
    suspended or buried. `now` is in ms. Raises ProblemsError where the log cannot be read.
    """
    now = time.time_ns() // 1_000_000 if now is None else now
    if not log_path().exists():
        return frozenset()
    begin, end = day_start(now), next_day(now)
    with ReviewLog.open() as log:
        states, marks = log.states(), log.marks()
    guids = set()
    for key, state in states.items():
        mark = marks.get(key, _UNMARKED)
        if mark.suspended or mark.buried > now:
            continue
        due = "due" in wanted and state.phase != "new" and state.due < end
        failed = "failed" in wanted and state.failed >= begin
        if due or failed:
            guids.add(key.guid)
    return frozenset(name for name, entry in lock.entries.items() if entry.guid in guids)
