"""Rows of the review log ↔ values."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable, Iterator
from typing import Any, Final

from generator.scheduling.card_key import CardKey
from generator.scheduling.study_values import CardState, Marks, Review, ReviewType, Undone

Row = tuple[Any, ...]

FROM_ANKI: Final = "anki:"  # what the token of a mark begins with that was not made here

_REVIEW: Final = (
    "guid, ordinal, id, grade, type, interval, took, source, factor, step, digest, answer, undone"
)
_STATE: Final = (
    "guid, ordinal, phase, due, interval, step, stability, difficulty, first, last, failed, "
    "reviews, lapses, digest"
)
_TYPES: Final = {each.value: each for each in ReviewType}


def next_serial(connection: sqlite3.Connection) -> int:
    """The number of the next change."""
    connection.execute("UPDATE counter SET changes = changes + 1")
    return int(connection.execute("SELECT changes FROM counter").fetchone()[0])


def free_moment(connection: sqlite3.Connection, key: CardKey, when: int) -> int:
    """The first moment from `when` on that is after all that counts of a card, and at which no card
    was graded: Anki has one review a moment.
    """
    (last,) = connection.execute(
        "SELECT max(id) FROM reviews WHERE guid = ? AND ordinal = ? AND undone IS NULL",
        (key.guid, key.ordinal),
    ).fetchone()
    when = max(when, (last or 0) + 1)
    while connection.execute("SELECT 1 FROM reviews WHERE id = ?", (when,)).fetchone():
        when += 1
    return when


def review_of(row: Row) -> Review:
    guid, ordinal, when, grade, kind, *others = row
    interval, took, source, factor, step, digest, answer, undone = others
    return Review(
        when, CardKey(guid, ordinal), grade, _TYPES[kind], interval, took, source, factor, step,
        digest, answer, undone,
    )  # fmt: skip


def reviews_between(
    connection: sqlite3.Connection, since: int, until: int | None, *, undone: bool
) -> list[Row]:
    """Rows for `review_of` of the moments from `since` to before `until`, in their order."""
    found = f"SELECT {_REVIEW} FROM reviews WHERE id >= ?"
    found += " AND id < ?" if until is not None else ""
    found += "" if undone else " AND undone IS NULL"
    values = (since,) if until is None else (since, until)
    return connection.execute(f"{found} ORDER BY id, serial", values).fetchall()


def tallies(connection: sqlite3.Connection) -> list[Row]:
    """Of each grade that counts, by their moments, what figures need: the moment, the card's GUID
    and ordinal, the grade, the type, and what it took.
    """
    return connection.execute(
        "SELECT id, guid, ordinal, grade, type, took FROM reviews "
        "WHERE undone IS NULL AND grade > 0 ORDER BY id"
    ).fetchall()


def reviews_of(connection: sqlite3.Connection, key: CardKey) -> Iterator[Review]:
    """A card's reviews by their moments, without those taken back."""
    rows = connection.execute(
        f"SELECT {_REVIEW} FROM reviews WHERE guid = ? AND ordinal = ? AND undone IS NULL "
        "ORDER BY id, serial",
        (key.guid, key.ordinal),
    )
    return map(review_of, rows)


def reviews_by_card(connection: sqlite3.Connection) -> Iterator[Review]:
    """All reviews, card by card and by their moments, without those taken back."""
    found = connection.execute(
        f"SELECT {_REVIEW} FROM reviews WHERE undone IS NULL ORDER BY guid, ordinal, id, serial"
    )
    return map(review_of, found.fetchall())


def review_by(connection: sqlite3.Connection, column: str, value: object) -> Review | None:
    """The review with this `serial` or `token`."""
    row = connection.execute(
        f"SELECT {_REVIEW} FROM reviews WHERE {column} = ?", (value,)
    ).fetchone()
    return review_of(row) if row else None


def put_review(
    connection: sqlite3.Connection, serial: int, review: Review, token: str | None
) -> bool:
    """Add a row; False where the log has this review of this card."""
    cursor = connection.execute(
        f"INSERT OR IGNORE INTO reviews (serial, token, {_REVIEW}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            serial, token, review.key.guid, review.key.ordinal, review.id, review.grade,
            int(review.type), review.interval, review.took, review.source, review.factor,
            review.step, review.digest, review.answer, review.undone,
        ),
    )  # fmt: skip
    return cursor.rowcount == 1


def state_of(connection: sqlite3.Connection, key: CardKey) -> CardState:
    row = connection.execute(
        f"SELECT {_STATE} FROM states WHERE guid = ? AND ordinal = ?", (key.guid, key.ordinal)
    ).fetchone()
    return _state(row) if row else CardState(key)


def all_states(connection: sqlite3.Connection) -> dict[CardKey, CardState]:
    rows = connection.execute(f"SELECT {_STATE} FROM states").fetchall()
    return {state.key: state for state in map(_state, rows)}


def states_of(connection: sqlite3.Connection, keys: Iterable[CardKey]) -> dict[CardKey, CardState]:
    """Where those of these cards stand that were graded; the keys are the very ones given."""
    by_name = {(key.guid, key.ordinal): key for key in keys}
    found = {}
    for guid, ordinal, *others in connection.execute(f"SELECT {_STATE} FROM states"):
        key = by_name.get((guid, ordinal))
        if key is not None:
            found[key] = CardState(key, *others)
    return found


def take_back(connection: sqlite3.Connection, key: CardKey, moment: int, when: int) -> int | None:
    """Have a review count no more; its number, None where there is none that counts."""
    named = "guid = ? AND ordinal = ? AND id = ? AND undone IS NULL"
    found = connection.execute(
        f"SELECT serial FROM reviews WHERE {named}", (key.guid, key.ordinal, moment)
    ).fetchone()
    if found is None:
        return None
    connection.execute("UPDATE reviews SET undone = ? WHERE serial = ?", (when, found[0]))
    return int(found[0])


def _state(row: Row) -> CardState:
    guid, ordinal, *others = row
    return CardState(CardKey(guid, ordinal), *others)


def put_state(connection: sqlite3.Connection, state: CardState) -> None:
    """Store where a card stands; one without reviews is not stored."""
    if not state.reviews:
        connection.execute(
            "DELETE FROM states WHERE guid = ? AND ordinal = ?", (state.key.guid, state.key.ordinal)
        )
        return
    connection.execute(
        f"INSERT OR REPLACE INTO states ({_STATE}) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            state.key.guid, state.key.ordinal, state.phase, state.due, state.interval, state.step,
            state.stability, state.difficulty, state.first, state.last, state.failed,
            state.reviews, state.lapses, state.digest,
        ),
    )  # fmt: skip


def marks_of(connection: sqlite3.Connection, key: CardKey) -> Marks:
    row = connection.execute(
        "SELECT suspended, buried, flag FROM marks WHERE guid = ? AND ordinal = ? "
        "AND undone IS NULL ORDER BY serial DESC LIMIT 1",
        (key.guid, key.ordinal),
    ).fetchone()
    return Marks(bool(row[0]), row[1], row[2]) if row else Marks()


def all_marks(connection: sqlite3.Connection) -> dict[CardKey, Marks]:
    rows = connection.execute(
        "SELECT guid, ordinal, suspended, buried, flag FROM marks WHERE undone IS NULL "
        "ORDER BY serial"
    )
    return {
        CardKey(guid, ordinal): Marks(bool(suspended), buried, flag)
        for guid, ordinal, suspended, buried, flag in rows
    }


def put_mark(
    connection: sqlite3.Connection, serial: int, at: int, what: str, key: CardKey, marks: Marks,
    token: str,
) -> None:  # fmt: skip
    """Add a row, unless the log has one of this token."""
    connection.execute(
        "INSERT OR IGNORE INTO marks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)",
        (serial, at, key.guid, key.ordinal, what, marks.suspended, marks.buried, marks.flag, token),
    )


def what_was(connection: sqlite3.Connection, serial: int) -> Undone:
    """The grade or mark of this number, which is taken back."""
    review = review_by(connection, "serial", serial)
    if review:
        return Undone("grade", review.key, review)
    what, guid, ordinal = connection.execute(
        "SELECT what, guid, ordinal FROM marks WHERE serial = ?", (serial,)
    ).fetchone()
    return Undone(what, CardKey(guid, ordinal))


def changed_since(
    connection: sqlite3.Connection, since: int, until: int
) -> frozenset[CardKey] | None:
    """The cards of the changes after one and up to another; None where a change was of all."""
    span = "serial > ? AND serial <= ?"
    found = connection.execute(
        f"SELECT guid, ordinal FROM reviews WHERE {span} "
        f"UNION ALL SELECT guid, ordinal FROM marks WHERE {span} "
        "UNION ALL SELECT guid, ordinal FROM undos JOIN reviews ON reviews.serial = target "
        f"WHERE undos.{span.replace('AND ', 'AND undos.')} "
        "UNION ALL SELECT guid, ordinal FROM undos JOIN marks ON marks.serial = target "
        f"WHERE undos.{span.replace('AND ', 'AND undos.')}",
        (since, until) * 4,
    ).fetchall()
    if len(found) != until - since:
        return None
    return frozenset(CardKey(guid, ordinal) for guid, ordinal in found)


def last_action(
    connection: sqlite3.Connection, of: Container[CardKey] | None
) -> tuple[int, str, CardKey] | None:
    """The number of the last change made here to these cards and not taken back, what it was
    ("grade", "suspend", "bury" or "flag"), and of which card.
    """
    rows: Iterable[Row] = connection.execute(
        "SELECT serial, 'grade', guid, ordinal FROM reviews "
        "WHERE undone IS NULL AND source = 'study' "
        "UNION ALL SELECT serial, what, guid, ordinal FROM marks WHERE undone IS NULL "
        "AND substr(coalesce(token, ''), 1, ?) <> ? ORDER BY serial DESC",
        (len(FROM_ANKI), FROM_ANKI),
    )
    for serial, what, guid, ordinal in rows:
        key = CardKey(guid, ordinal)
        if of is None or key in of:
            return serial, what, key
    return None
