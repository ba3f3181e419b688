"""Finds out how far each block of a document runs: alone, after the blocks it needs, after all."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from generator.auditing.block_claims import judge_claims
from generator.auditing.block_programs import RunAll, block_program, cells_before
from generator.auditing.document import Block, Document, Outcome
from generator.auditing.fate import (
    crash_of,
    fails_as_shown,
    is_as_shown,
    is_sound,
    summary,
    unlike_shown,
)
from generator.auditing.whole import run_whole
from generator.model import Program

_UNDEFINED: Final = re.compile(r"name '(\w+)' is not defined")
_QUOTED: Final = re.compile(r"'([^'\n]+)'")
# No earlier block helps a program that cannot start, or a package that is not installed.
HOPELESS: Final = frozenset({"SyntaxError", "IndentationError", "TabError", "ModuleNotFoundError"})


@dataclass(frozen=True, slots=True)
class Settled:
    """How a block fares `first`, alone or after what it needs, and after the `whole` document
    above it, where that was tried.
    """

    first: Outcome
    whole: Outcome | None = None


def settle(document: Document, run_all: RunAll, timeout: float) -> tuple[Settled, ...]:
    """How each block of a document fares, in order.

    A block that fails alone is tried after the earlier blocks that define what it lacks. Those must
    be sound themselves: what stands below a crash was never seen to run. Where a block still fails,
    or a claim is false or holds only after some of the blocks above, the document is run from top
    to bottom. What may agree twice by chance is run more often.
    """
    settler = _Settler(document, run_all, timeout)
    if document.kind == "notebook":
        return settler.notebook()
    return settler.outcomes()


class _Settler:
    def __init__(self, document: Document, run_all: RunAll, timeout: float) -> None:
        self._document = document
        self._run_all = run_all
        self._timeout = timeout
        self._blocks = {block.number: block for block in document.blocks}
        self._found: dict[int, Outcome] = {}
        self._tried: set[tuple[int, tuple[int, ...]]] = set()
        self._sound: set[int] = set()  # the numbers of blocks that others may go on from
        self._stars: dict[int, list[int]] = {}  # blocks with `import *`, by scope
        for block in document.blocks:
            if block.names.star:
                self._stars.setdefault(block.scope, []).append(block.number)

    def notebook(self) -> tuple[Settled, ...]:
        """Each cell after all those above it; once more in the order in which the cells were run
        last, where that is another one.
        """
        blocks = [block for block in self._document.blocks if block.pieces]
        order = sorted(blocks, key=lambda block: (block.count is None, block.count or 0))
        found = run_whole(blocks, self._document, self._run_all, self._timeout, keep=True)
        other: Mapping[int, Outcome] = {}
        if [each.number for each in order] != [each.number for each in blocks]:
            other = run_whole(order, self._document, self._run_all, self._timeout, keep=True)
        none = {
            number: Outcome(block, None, reading="all") for number, block in self._blocks.items()
        }
        return tuple(
            Settled(_with_missing(found.get(number, outcome)), other.get(number))
            for number, outcome in none.items()
        )

    def outcomes(self) -> tuple[Settled, ...]:
        blocks = [block for block in self._document.blocks if block.pieces]
        self._found = {number: Outcome(block, None) for number, block in self._blocks.items()}
        for outcome in self._run([(block, ()) for block in blocks]):
            self._found[outcome.block.number] = outcome
        while batch := self._next():
            for outcome in self._run(batch):
                if self._is_better(outcome):
                    self._found[outcome.block.number] = outcome
        self._explain()
        whole = self._whole() if self._document.kind == "page" else {}
        return tuple(Settled(outcome, whole.get(number)) for number, outcome in self._found.items())

    def _whole(self) -> Mapping[int, Outcome]:
        """The outcomes of the document run from top to bottom, as far as they are wanted."""
        wanted = [number for number, outcome in self._found.items() if _is_open(outcome)]
        last = max((self._blocks[number].place.line for number in wanted), default=0)
        blocks = [each.block for each in self._found.values() if _may_take_part(each)]
        blocks = [block for block in blocks if block.place.line <= last]
        blocks.sort(key=lambda block: block.place.line)
        if len(blocks) < 2:
            return {}
        seconds = sum(each.run.seconds for each in self._found.values() if each.run is not None)
        return run_whole(blocks, self._document, self._run_all, self._timeout + 3 * seconds)

    def _run(self, tries: Sequence[tuple[Block, tuple[int, ...]]]) -> Iterator[Outcome]:
        """Each block after those before it, which must all come to their end."""
        programs = [self._program(block, needed) for block, needed in tries]
        for (block, needed), run in zip(tries, self._run_all(programs), strict=True):
            offset = cells_before(block, self._needed(needed))
            yield Outcome(block, run, needed, offset, reading="needed" if needed else "alone")

    def _needed(self, numbers: Sequence[int]) -> list[Block]:
        return [self._blocks[number] for number in numbers]

    def _program(self, block: Block, needed: Sequence[int], *, lenient: bool = False) -> Program:
        """With `lenient`, the needed blocks may raise: what they did until then is kept. That
        shows how far the block comes, and runs once.
        """
        before = [
            (self._blocks[number], lenient or fails_as_shown(self._found[number]))
            for number in needed
        ]
        program = block_program(self._document.path, block, before, self._timeout)
        return replace(program, varies=lenient)

    def _is_better(self, outcome: Outcome) -> bool:
        """Whether a try is better than the one before, or tells more: another error."""
        known = self._found[outcome.block.number]
        if is_as_shown(outcome) or (is_sound(outcome) and not is_sound(known)):
            return True
        raised, before = crash_of(outcome), crash_of(known)
        if raised is None or before is None or not outcome.cells:
            return False
        return raised.text != before.text

    # --- what to try next -------------------------------------------------------------

    def _next(self) -> list[tuple[Block, tuple[int, ...]]]:
        """The tries that are worth making now, one for each block, with all that is known."""
        batch = []
        self._sound = {number for number, found in self._found.items() if is_sound(found)}
        for number, outcome in self._found.items():
            new = (each for each in self._givers(outcome) if (number, each) not in self._tried)
            givers = next(new, None)
            if givers is not None:
                self._tried.add((number, givers))
                batch.append((outcome.block, givers))
        return batch

    def _givers(self, outcome: Outcome) -> Iterator[tuple[int, ...]]:
        """Sets of earlier blocks after which a block that crashed might run, likeliest first."""
        raised = crash_of(outcome) or unlike_shown(outcome)
        if is_as_shown(outcome) or raised is None or raised.name in HOPELESS:
            return
        named = {giver for name in _missing(outcome) for giver in self._giver(outcome, name)}
        if named:
            yield self._closed(named)
        words = _QUOTED.findall(summary(raised))[-1:] if raised.name != "NameError" else []
        earlier = reversed(self._earlier(outcome) if words else [])
        hidden = next((block.number for block in earlier if words[0] in block.code), None)
        if hidden is not None:
            yield self._closed(named | {hidden})

    def _giver(self, outcome: Outcome, name: str) -> tuple[int, ...]:
        """The last earlier block that defines a name, if it is sound.

        An import may come from further up: it gives the same wherever it stands.
        """
        for number in reversed(self._definers(outcome, name)):
            if number in self._sound:
                return (number,)
            if name not in self._blocks[number].names.imported:
                return ()
        own = outcome.block
        stars = [
            number
            for number in self._stars.get(own.scope, ())
            if number < own.number and number in self._sound
        ]
        return tuple(stars[-1:])

    def _earlier(self, outcome: Outcome) -> list[Block]:
        """The sound blocks above one."""
        own = outcome.block
        earlier = (self._blocks[number] for number in sorted(self._sound) if number < own.number)
        return [block for block in earlier if block.scope == own.scope]

    def _closed(self, numbers: set[int]) -> tuple[int, ...]:
        needed = {more for number in numbers for more in self._found[number].needed}
        return tuple(sorted(numbers | needed))

    def _definers(self, outcome: Outcome, name: str) -> Sequence[int]:
        """The earlier blocks that define a name, in order."""
        numbers = self._document.definers.get((outcome.block.scope, name), ())
        return numbers[: bisect_left(numbers, outcome.block.number)]

    # --- afterwards -------------------------------------------------------------------

    def _explain(self) -> None:
        """Which crashing blocks a later one needs, and how far it gets after what they do."""
        late: dict[int, tuple[int, ...]] = {}
        chains = self._chains()
        for number, outcome in self._found.items():
            if is_sound(outcome) or outcome.run is None:
                continue
            given = {name for n in outcome.needed for name in self._blocks[n].names.bound}
            missing = tuple(name for name in _missing(outcome) if name not in given)
            behind = tuple(sorted(chains[number]))
            crashing = tuple(n for n in behind if not is_sound(self._found[n]))
            self._found[number] = replace(outcome, missing=missing, crashing=crashing)
            if crashing and crash_of(outcome) is not None:
                late[number] = behind
        programs = [
            self._program(self._blocks[n], behind, lenient=True) for n, behind in late.items()
        ]
        for number, run in zip(late, self._run_all(programs), strict=True):
            block = self._blocks[number]
            if len(run.cells) > cells_before(block, self._needed(late[number])):
                self._found[number] = replace(self._found[number], beyond=run)

    def _chains(self) -> Mapping[int, frozenset[int]]:
        """For each block the last definers of what it misses, and of what those miss in turn."""
        found: dict[int, frozenset[int]] = {}
        for number, outcome in self._found.items():  # whose definers all stand above it
            definers = (self._definers(outcome, name)[-1:] for name in _missing(outcome))
            direct = frozenset(chain.from_iterable(definers))
            found[number] = direct.union(*(found[each] for each in direct))
        return found


def _with_missing(outcome: Outcome) -> Outcome:
    return outcome if is_sound(outcome) else replace(outcome, missing=_missing(outcome))


def _is_open(outcome: Outcome) -> bool:
    """Whether the document above a block may change its outcome."""
    if outcome.block.broken or outcome.block.left_out:
        return False
    if not is_as_shown(outcome) or outcome.differences:
        return True
    claims = list(judge_claims(outcome))
    return any(each.truth != "true" or outcome.reading != "alone" for each in claims)


def _may_take_part(outcome: Outcome) -> bool:
    """Whether a block can be part of a program of the whole document."""
    run = outcome.run
    if run is None or run.ended not in ("finished", "raised"):
        return False
    raised = crash_of(outcome)
    return raised is None or raised.name not in HOPELESS


def _missing(outcome: Outcome) -> tuple[str, ...]:
    """The names a block lacks: first the one that it failed at, then those it only mentions."""
    raised = crash_of(outcome) or unlike_shown(outcome)
    met = _UNDEFINED.findall(raised.text) if raised is not None else []
    return tuple(dict.fromkeys([*met, *sorted(outcome.block.names.missing)]))
