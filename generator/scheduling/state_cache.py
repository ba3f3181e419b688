"""Where each card stands, made again from its reviews."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterable

from generator.scheduling import log_rows as rows
from generator.scheduling.card_key import CardKey
from generator.scheduling.fsrs_schedule import FsrsSchedule


def rebuild_states(
    connection: sqlite3.Connection, schedule: FsrsSchedule, keys: Iterable[CardKey] | None
) -> None:
    """Of these cards, or of all if `keys` is None; in the transaction that is open."""
    if keys is not None:
        for key in keys:
            rows.put_state(connection, schedule.replay(key, rows.reviews_of(connection, key)))
        return
    connection.execute("DELETE FROM states")
    every = rows.reviews_by_card(connection)
    for key, reviews in itertools.groupby(every, key=lambda review: review.key):
        rows.put_state(connection, schedule.replay(key, reviews))
