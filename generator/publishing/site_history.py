"""What has changed in a deck since its site was published, and before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from generator.comparing.changes import Change, Changes, compare
from generator.publishing.site_record import Published, SiteRecord
from generator.writing.lock import Entry, Lock

if TYPE_CHECKING:
    from generator.building.built_chapter import NoteFacts

MOST_PUBLISHED: Final = 40  # that are remembered
MOST_CARDS: Final = 250  # of each language that are named at once

# What a card can be told to be; of several the first.
_WHAT: Final = ("new", "back", "retired", "gone", "renamed", "changed")


def history_of(
    record: SiteRecord, lock: Lock, notes: Sequence[NoteFacts]
) -> tuple[tuple[Published, ...], Mapping[str, str]]:
    """The history with what has changed from an earlier site to a deck with `notes`, the latest
    first, and the present names of all cards that were renamed.

    Without an earlier site the lock tells: it has the time at which each card last changed.
    """
    if not record.deck:
        return _from_lock(lock, notes), {}
    changes = compare(_lock_of(record, lock), lock, notes)
    renamed = _renamed(record.renamed, changes)
    away = _away(record.history)
    told = [found for each in changes.cards if (found := _told(each, away)) is not None]
    if not told:
        return record.history, renamed
    times = [_time(each) for each in changes.cards]
    when = max(times) or max((one.modified for one in lock.entries.values()), default=0)
    if record.history:  # each has a time of its own, which is its name in the feed
        when = max(when, record.history[0].when + 1)
    return (_published(when, told), *record.history)[:MOST_PUBLISHED], renamed


def _lock_of(record: SiteRecord, lock: Lock) -> Lock:
    """The cards of the earlier site as a lock has them."""
    titles = {each.guid: each.title for each in lock.entries.values()}
    entries = {
        name: Entry(guid, "basic", known, 0, title=titles.get(guid, ""))
        for name, (guid, known) in record.cards.items()
    }
    return Lock(entries, {}, record.deck)


def _away(history: Sequence[Published]) -> Set[str]:
    """The cards of which the last that readers were told is that they are not there any more."""
    last: dict[str, str] = {}
    for published in reversed(history):
        last |= {name: what for what, name, _ in published.cards}
    return {name for name, what in last.items() if what in ("retired", "gone")}


def _told(change: Change, away: Set[str]) -> tuple[str, str, str] | None:
    what = next((each for each in _WHAT if each in change.what), None)
    if what == "new" and change.name in away:
        what = "back"
    if "reidentified" in change.what:
        what = "changed"
    return None if what is None else (what, change.name, change.title)


def _time(change: Change) -> int:
    after = change.after
    if after is None:
        return 0
    return after.retired or (after.modified if {"new", "changed"} & {*change.what} else 0)


def _renamed(known: Mapping[str, str], changes: Changes) -> dict[str, str]:
    now = {each.was: each.name for each in changes.cards if "renamed" in each.what}
    found = {old: now.get(new, new) for old, new in known.items()} | now
    return {old: new for old, new in found.items() if old != new}


def _from_lock(lock: Lock, notes: Sequence[NoteFacts]) -> tuple[Published, ...]:
    """What has changed since the first build, as far as the lock tells."""
    by_time: dict[int, list[tuple[str, str, str]]] = {}
    for note in notes:
        entry = lock.entries[note.id]
        by_time.setdefault(entry.modified, []).append(("updated", note.id, note.title or note.slug))
    first = min(by_time, default=0)
    by_time.pop(first, None)
    for name, entry in lock.entries.items():
        if entry.retired is not None:
            title = entry.title or name.partition("/")[2]
            by_time.setdefault(entry.retired, []).append(("retired", name, title))
    latest = sorted(by_time, reverse=True)[:MOST_PUBLISHED]
    return tuple(_published(when, by_time[when]) for when in latest)


def _published(when: int, told: Iterable[tuple[str, str, str]]) -> Published:
    named: list[tuple[str, str, str]] = []
    count: Counter[str] = Counter()
    for each in told:
        language = each[1].partition("/")[0]
        count[language] += 1
        if count[language] <= MOST_CARDS:
            named.append(each)
    more = {each: many - MOST_CARDS for each, many in count.items() if many > MOST_CARDS}
    return Published(when, tuple(named), more)


def history_in(history: Sequence[Published], language: str) -> tuple[Published, ...]:
    """What of the history is about one language."""
    own = (
        replace(
            each,
            cards=tuple(card for card in each.cards if card[1].startswith(f"{language}/")),
            more={code: count for code, count in each.more.items() if code == language},
        )
        for each in history
    )
    return tuple(each for each in own if each.cards)
