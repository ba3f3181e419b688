"""Which cards a learner has to see: those due today and those failed today, as the review log of
study has them, or packages that Anki exported.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.scheduling.log_file import log_path
from generator.scheduling.review_log import ReviewLog
from generator.scheduling.study_day import day_start, next_day, now_ms
from generator.scheduling.study_values import Marks
from generator.writing.lock import Lock

if TYPE_CHECKING:
    from generator.bridging.anki_history import AnkiHistory

_UNMARKED = Marks()
_AGAIN: Final = 1
_HINT: Final = (
    "export this deck from Anki with “Include scheduling information” (or “learning progress”) "
    "ticked"
)


def histories(packages: Sequence[Path]) -> dict[Path, AnkiHistory]:
    """What packages that Anki exported know of their cards. Raises ProblemsError."""
    if not packages:
        return {}
    from generator.bridging.history_in_package import read_history

    return {path: read_history(path) for path in packages}


def studied(
    lock: Lock,
    wanted: Collection[str],
    exported: Mapping[Path, AnkiHistory],
    now: int | None = None,
) -> frozenset[str]:
    """The names of the notes, as `en/a-slug`, with a card that is "due" today and has been studied
    before, or that was "failed" today, as far as `wanted` has these words; not those that were
    suspended or buried. Where something was `exported`, that says so, else the review log. `now` is
    in ms.

    Raises ProblemsError where the log cannot be read, or a package has no card of the deck that was
    studied.
    """
    now = now_ms(now)
    guids: set[str] = set()
    if exported:
        ours = frozenset(entry.guid for entry in lock.entries.values())
        for path, history in exported.items():
            guids.update(_in_anki(history, ours, path, wanted, now))
    elif log_path().exists():
        guids.update(_in_log(wanted, now))
    return frozenset(name for name, entry in lock.entries.items() if entry.guid in guids)


def _in_log(wanted: Collection[str], now: int) -> Iterator[str]:
    begin, end = day_start(now), next_day(now)
    with ReviewLog.open() as log:
        states, marks = log.states(), log.marks()
    for key, state in states.items():
        mark = marks.get(key, _UNMARKED)
        if mark.suspended or mark.buried > now:
            continue
        due = "due" in wanted and state.phase != "new" and state.due < end
        failed = "failed" in wanted and state.failed >= begin
        if due or failed:
            yield key.guid


def _in_anki(
    history: AnkiHistory, ours: frozenset[str], path: Path, wanted: Collection[str], now: int
) -> Iterator[str]:
    from generator.bridging.anki_history import NEW
    from generator.bridging.live_history import of_guids

    own = of_guids(history, ours)
    _hold_studied(own, path)
    begin, end = day_start(now), next_day(now)
    for key, card in own.cards.items():
        if card.suspended or card.buried:
            continue
        rows = own.rows.get(key, ())
        due = "due" in wanted and card.type != NEW and own.due_moment(card) < end
        failed = "failed" in wanted and any(
            row.graded and row.ease == _AGAIN and row.id >= begin for row in rows
        )
        if due or failed:
            yield key.guid


def _hold_studied(history: AnkiHistory, path: Path) -> None:
    """Raises ProblemsError for a package that cannot say what is due."""
    from generator.bridging.anki_history import NEW
    from generator.verifying.archive import package_problem

    if not history.cards:
        message = "no card of this deck is in this package"
        raise package_problem(path, "nothing-studied", message, _HINT)
    if not any(history.rows.values()) and all(card.type == NEW for card in history.cards.values()):
        message = "no card of this deck was studied, as this package has it"
        raise package_problem(path, "nothing-studied", message, _HINT)
