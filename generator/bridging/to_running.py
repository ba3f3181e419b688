"""Gives study's reviews to a running Anki, and proves that nothing else has changed there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from generator.bridging.anki_history import AnkiCard, RevlogRow, latest_moment
from generator.bridging.handover import Given, Handover, handover
from generator.bridging.history_in_package import read_history
from generator.bridging.live_history import (
    LiveHistory,
    Studied,
    joined,
    live_history,
    of_guids,
)
from generator.bridging.log_side import Studying, until
from generator.bridging.same_reviews import LATEST
from generator.bridging.seen_rows import read_seen, write_seen
from generator.model import Place, Problem, ProblemsError
from generator.syncing.anki_connect import Ask, Client
from generator.syncing.apply import back_up_decks
from generator.syncing.look import who
from generator.syncing.meanwhile import same_profile

_ROWS_AT_ONCE: Final = 2_000
_CARDS_AT_ONCE: Final = 1_000
_CLOSE: Final = 0.01  # by which what Anki keeps of FSRS is rounded
_One = TypeVar("_One")


@dataclass(frozen=True, slots=True)
class Offered:
    """What a collection would be given of `mine`. `later` reviews are left out, since they are of a
    moment to come.
    """

    studied: Studied
    mine: Studying
    live: LiveHistory
    plan: Handover
    later: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was given: the backups made before, what is still to be given, what is not as it was,
    in words, and how many cards were reviewed in Anki meanwhile.
    """

    backups: tuple[Path, ...]
    left: Handover
    faults: tuple[str, ...]
    meanwhile: int = 0


def offer(client: Client, studied: Studied, log: Studying, *, again: bool = False) -> Offered:
    """What the collection that is open lacks of the log. Nothing changes. Raises ProblemsError."""
    mine, later = until(log, latest_moment())
    live = live_history(client, studied)
    plan = handover(live.history, mine, read_seen(live.folder), again=again)
    return Offered(studied, mine, live, plan, later)


def deliver(
    client: Client,
    offered: Offered,
    *,
    backed_up: Callable[[tuple[Path, ...]], None] = lambda paths: None,
) -> Delivered:
    """Give what was offered, after a backup. `backed_up` is told the files before anything is
    changed. Raises ProblemsError at the first step that fails; a second time does the rest.
    """
    live, plan = offered.live, offered.plan
    seen = read_seen(live.folder)
    backups: tuple[Path, ...] = ()
    if not plan.empty:
        same_profile(client.url, live.profile, who(client))
        backups = back_up_decks(client, live.folder, live.decks, time.time())
        backed_up(backups)
        same_profile(client.url, live.profile, who(client))
        _unchanged(client, offered, backups)
        client.ask("guiDeckBrowser")  # a reviewer that shows a card has its old date
        _insert(client, [row for one in plan.given for row in one.rows])
        _set(client, offered)
        client.ask("reloadCollection")
    after = live_history(client, offered.studied)
    write_seen(after.folder, seen, after.history)
    faults, meanwhile = _proved(offered, after)
    # What was given again has been seen before.
    left = handover(after.history, offered.mine, seen)
    return Delivered(backups, left, tuple(faults), meanwhile)


def _unchanged(client: Client, offered: Offered, backups: Sequence[Path]) -> None:
    """Raises ProblemsError if a card that is given something is not as it was when that was
    planned.
    """
    before = offered.live.history
    now = of_guids(joined(map(read_history, backups)), offered.studied.guids)
    keys = [one.card.key for one in offered.plan.given]
    changed = [
        key
        for key in keys
        if now.cards.get(key) != before.cards[key] or now.rows.get(key) != before.rows.get(key)
    ]
    if changed:
        names = offered.studied.listed(changed)
        message = f"changed in Anki since the plan was made: {names}"
        hint = "run this again: nothing was changed"
        raise ProblemsError(Problem(Place(client.url), "sync-meanwhile", message, hint))


def _insert(client: Client, rows: Sequence[RevlogRow]) -> None:
    """Insert rows: those of one request all or not at all."""
    for some in _some(rows, _ROWS_AT_ONCE):
        _insert_some(client, some)


def _insert_some(client: Client, rows: Sequence[RevlogRow]) -> None:
    try:
        client.ask("insertReviews", reviews=[_values(row, row.id) for row in rows])
        return
    except ProblemsError as error:
        if "UNIQUE" not in error.problems[0].message:
            raise
        if len(rows) == 1:
            _insert_later(client, rows[0], error)
            return
    half = len(rows) // 2
    _insert_some(client, rows[:half])
    _insert_some(client, rows[half:])


def _insert_later(client: Client, row: RevlogRow, error: ProblemsError) -> None:
    """Insert a row whose moment is taken by a review of another card, at the next that is free."""
    there = client.ask("getReviewsOfCards", cards=[row.card])[str(row.card)]
    if any(int(one["id"]) == row.id for one in there):
        return
    for moment in range(row.id + 1, row.id + LATEST + 1):
        try:
            client.ask("insertReviews", reviews=[_values(row, moment)])
            return
        except ProblemsError as again:
            if "UNIQUE" not in again.problems[0].message:
                raise
    raise error


def _values(row: RevlogRow, moment: int) -> list[int]:
    """A row as AnkiConnect takes it; -1 is for what no server has."""
    return [
        moment, row.card, -1, row.ease, row.interval, row.last, row.factor, row.took, row.type
    ]  # fmt: skip


def _set(client: Client, offered: Offered) -> None:
    for some in _some([one for one in offered.plan.given if one.values], _CARDS_AT_ONCE):
        answers = client.ask_all([_ask_to_set(one) for one in some])
        for one, answer in zip(some, answers, strict=True):
            if answer != [True]:
                name = offered.studied.name(one.card.key)
                message = f"Anki did not take the date of `{name}`: {_said(answer)}"
                hint = "update Anki and AnkiConnect, then do it again: no review comes twice"
                raise ProblemsError(Problem(Place(client.url), "anki-failed", message, hint))


def _ask_to_set(one: Given) -> Ask:
    params = {
        "card": one.card.id,
        "keys": list(one.values),
        "newValues": list(one.values.values()),
        "warning_check": True,
    }
    return "setSpecificValueOfCard", params


def _said(answer: Any) -> str:
    refused = isinstance(answer, list) and answer and isinstance(answer[0], list)
    return " ".join(str(answer[0][-1] if refused else answer).split())


def _proved(offered: Offered, after: LiveHistory) -> tuple[list[str], int]:
    """All that is not as it should be, in words, and how many cards were reviewed meanwhile."""
    before = offered.live.history
    given = {one.card.key: one for one in offered.plan.given}
    faults: list[str] = []
    meanwhile = 0
    for key, card in before.cards.items():
        name = offered.studied.name(key)
        now = after.history.cards.get(key)
        if now is None:
            faults.append(f"{name} is gone")
            continue
        one = given.get(key)
        rows = (*before.rows.get(key, ()), *(one.rows if one else ()))
        there = after.history.rows.get(key, ())
        lost = [row for row in rows if not any(0 <= each.id - row.id <= LATEST for each in there)]
        if len(there) > len(rows):
            meanwhile += 1
        elif lost:
            faults.append(f"{name}: it should have {len(rows):,} reviews and has {len(there):,}")
        else:
            faults += (f"{name}: {what}" for what in _differences(card, one, now))
    return faults, meanwhile


def _differences(card: AnkiCard, one: Given | None, now: AnkiCard) -> Iterator[str]:
    expected = _expected(card, one)
    for what, (wanted, found) in {
        "date": ((expected.type, expected.queue, expected.due), (now.type, now.queue, now.due)),
        "interval": (expected.interval, now.interval),
        "ease": (expected.factor, now.factor),
        "repetitions": ((expected.reps, expected.lapses), (now.reps, now.lapses)),
        "flag": (expected.flag, now.flag),
    }.items():
        if wanted != found:
            yield f"its {what} should be {wanted} and is {found}"
    for what, real, is_ in (
        ("stability", expected.stability, now.stability),
        ("difficulty", expected.difficulty, now.difficulty),
    ):
        if (real is None) != (is_ is None) or abs((real or 0) - (is_ or 0)) > _CLOSE:
            yield f"its {what} should be {real} and is {is_}"


def _expected(card: AnkiCard, one: Given | None) -> AnkiCard:
    """A card as it should be after it was given something."""
    if one is None or one.columns is None:
        return card
    names = {"ivl": "interval", "flags": "flag", "last_review_time": "last"}
    given = {names.get(name, name): value for name, value in one.values.items()}
    given |= {"stability": one.columns.stability, "difficulty": one.columns.difficulty}
    return replace(
        card, **{each.name: given[each.name] for each in fields(card) if each.name in given}
    )


def _some(items: Sequence[_One], most: int) -> Iterator[Sequence[_One]]:
    for start in range(0, len(items), most):
        yield items[start : start + most]
