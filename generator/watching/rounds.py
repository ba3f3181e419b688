"""One check after another, each of the deck as it was saved last."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.comparing.warned import CHANGE_CODES
from generator.model import Problem
from generator.watching.deck_state import DeckState

# Checks in a row that a save may overtake before one is reported all the same: a program that
# writes into the deck's folder would otherwise keep every report from its reader.
_MOST_OVERTAKEN: Final = 3


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: all `problems`, and the number of `cards`.

    `whole` is whether the deck could be read; if not, nothing is known of its cards.
    `compared` is whether it was compared with deck.lock, as a deck without errors is.
    """

    problems: tuple[Problem, ...]
    cards: int = 0
    whole: bool = True
    compared: bool = True


@dataclass(frozen=True, slots=True)
class Round:
    """A check, and what is different since the one before.

    `new` and `stayed` are its problems, `gone` is how many there are no longer; in the `first`
    round all are new. `changed` are the paths whose change led to it. `late` are those that
    changed while it ran: it is about files that nobody has any more, and the next round follows.
    """

    checked: Checked
    new: tuple[Problem, ...]
    stayed: tuple[Problem, ...]
    gone: int
    seconds: float
    first: bool
    changed: tuple[str, ...] = ()
    late: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """A check whose findings are not reported, as these paths changed while it ran."""

    late: tuple[str, ...]


def rounds(
    check: Callable[[], Checked], look: Callable[[], DeckState], wakes: Iterable[object]
) -> Iterator[Round | Overtaken]:
    """Check once, then after each of `wakes` at which the deck is not as it was checked.

    Nothing depends on what a wake says: `look` tells what changed, also during a check. Ends with
    `wakes`.
    """
    waking = iter(wakes)
    memory = _Memory()
    changed: tuple[str, ...] = ()
    overtaken = 0
    state = look()
    while True:
        since, started = time.time_ns(), time.perf_counter()
        checked = check()
        after = look()
        late = state.changes(after, since)
        if late and overtaken < _MOST_OVERTAKEN:
            overtaken += 1
            yield Overtaken(late)
        else:
            overtaken = 0
            yield memory.round(checked, time.perf_counter() - started, changed, late)
            changed = ()
        state = after
        if not late:
            for _ in waking:
                state = look()
                if late := after.changes(state):
                    break
            else:
                return
        changed = tuple(dict.fromkeys((*changed, *late)))


class _Memory:
    """The problems that were there last."""

    def __init__(self) -> None:
        self._first = True
        self._whole: Counter[tuple[str, ...]] = Counter()  # when the deck could be read last
        self._broken: Counter[tuple[str, ...]] = Counter()  # of a deck that cannot be read

    def round(
        self, checked: Checked, seconds: float, changed: tuple[str, ...], late: tuple[str, ...]
    ) -> Round:
        left = self._whole + self._broken
        new: list[Problem] = []
        stayed: list[Problem] = []
        for problem in checked.problems:
            key = _key(problem)
            (stayed if left[key] else new).append(problem)
            left[key] -= bool(left[key])
        if checked.whole:
            unknown = Counter() if checked.compared else _of_changes(left)
            gone = left.total() - unknown.total()
            self._whole = Counter(map(_key, checked.problems)) + unknown
            self._broken = Counter()
        else:  # nobody knows whether those of the cards are still there
            gone = 0
            self._broken = Counter(map(_key, checked.problems))
        first, self._first = self._first, False
        return Round(checked, tuple(new), tuple(stayed), gone, seconds, first, changed, late)


def _of_changes(left: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """The warnings that only a comparison with deck.lock finds."""
    return Counter({key: number for key, number in left.items() if key[1] in CHANGE_CODES})


def _key(problem: Problem) -> tuple[str, ...]:
    """What a problem is known by: not by its line, which moves with what is written above it."""
    return problem.place.path, problem.code, problem.card, problem.message
