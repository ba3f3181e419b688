"""Finds out how far each block of a document runs: alone, else after the blocks it needs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final

from generator.auditing.document import Block, Document, Outcome
from generator.auditing.fate import fails_as_shown, has_run, is_sound, last_raised, summary
from generator.auditing.luck import relies_on_luck
from generator.checking.determinism import differences
from generator.model import Cell, Program, Raised, Run

RunAll = Callable[[Sequence[Program]], Sequence[Run]]

_UNDEFINED: Final = re.compile(r"name '(\w+)' is not defined")
_QUOTED: Final = re.compile(r"'([^'\n]+)'")
# No earlier block helps a program that cannot start, or a package that is not installed.
HOPELESS: Final = frozenset({"SyntaxError", "IndentationError", "TabError", "ModuleNotFoundError"})
# Of hashes, by which sets of text go. With the first two, seven runs miss a shuffle of three
# things one time in 46656.
_OTHER_WORLDS: Final = (2, 3, 4, 5, 6)


def settle(document: Document, run_all: RunAll, timeout: float) -> tuple[Outcome, ...]:
    """How each block of a document fares, in order.

    A block that fails alone is tried after the earlier blocks that define what it lacks. Those
    must be sound themselves: what stands below a crash was never seen to run. What may agree
    twice by chance is run more often.
    """
    return _Settler(document, run_all, timeout).outcomes()


class _Settler:
    def __init__(self, document: Document, run_all: RunAll, timeout: float) -> None:
        self._document = document
        self._run_all = run_all
        self._timeout = timeout
        self._blocks = {block.number: block for block in document.blocks}
        self._found: dict[int, Outcome] = {}
        self._tried: set[tuple[int, tuple[int, ...]]] = set()

    def outcomes(self) -> tuple[Outcome, ...]:
        blocks = [block for block in self._document.blocks if block.pieces]
        self._found = {number: Outcome(block, None) for number, block in self._blocks.items()}
        for outcome in self._run([(block, ()) for block in blocks]):
            self._found[outcome.block.number] = outcome
        while batch := self._next():
            for outcome in self._run(batch):
                if is_sound(outcome) or self._further(outcome):
                    self._found[outcome.block.number] = outcome
        self._explain()
        self._repeat()
        return tuple(self._found.values())

    def _run(self, tries: Sequence[tuple[Block, tuple[int, ...]]]) -> Iterator[Outcome]:
        """Each block after those before it, which must all come to their end."""
        programs = [self._program(block, needed) for block, needed in tries]
        for (block, needed), run in zip(tries, self._run_all(programs), strict=True):
            yield Outcome(block, run, needed, self._offset(needed))

    def _program(
        self, block: Block, needed: Sequence[int], *, lenient: bool = False, times: int = 2
    ) -> Program:
        """With `lenient`, the needed blocks may raise: what they did until then is kept."""
        cells = [
            cell
            for number in needed
            for cell in _cells(
                self._blocks[number], lenient=lenient or fails_as_shown(self._found[number])
            )
        ]
        own = _cells(block, lenient=False)
        path = self._document.path
        return Program(
            str(block.number),
            path,
            (*cells, *own),
            timeout=self._timeout,
            varies=times == 1,
        )

    def _offset(self, needed: Sequence[int]) -> int:
        return sum(len(self._blocks[number].pieces) for number in needed)

    def _further(self, outcome: Outcome) -> bool:
        """Whether a failed try tells more than the one before: another error of the block."""
        raised, before = _raised(outcome), _raised(self._found[outcome.block.number])
        if raised is None or before is None or not outcome.cells:
            return False
        return raised.text != before.text

    # --- what to try next -------------------------------------------------------------

    def _next(self) -> list[tuple[Block, tuple[int, ...]]]:
        """The tries that are worth making now, one for each block, with all that is known."""
        batch = []
        for outcome in self._found.values():
            number = outcome.block.number
            new = (each for each in self._givers(outcome) if (number, each) not in self._tried)
            givers = next(new, None)
            if givers is not None:
                self._tried.add((number, givers))
                batch.append((outcome.block, givers))
        return batch

    def _givers(self, outcome: Outcome) -> Iterator[tuple[int, ...]]:
        """Sets of earlier blocks after which a block that crashed might run, likeliest first."""
        raised = _raised(outcome)
        if is_sound(outcome) or raised is None or raised.name in HOPELESS:
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
            if is_sound(self._found[number]):
                return (number,)
            if name not in self._blocks[number].names.imported:
                return ()
        stars = [block.number for block in self._earlier(outcome) if block.names.star]
        return tuple(stars[-1:])

    def _earlier(self, outcome: Outcome) -> list[Block]:
        """The sound blocks above one."""
        number = outcome.block.number
        earlier = [found for found in self._found.values() if found.block.number < number]
        return [found.block for found in earlier if is_sound(found)]

    def _closed(self, numbers: set[int]) -> tuple[int, ...]:
        needed = {more for number in numbers for more in self._found[number].needed}
        return tuple(sorted(numbers | needed))

    def _definers(self, outcome: Outcome, name: str) -> Sequence[int]:
        """The earlier blocks that define a name, in order."""
        numbers = self._document.definers.get(name, ())
        return numbers[: bisect_left(numbers, outcome.block.number)]

    # --- afterwards -------------------------------------------------------------------

    def _explain(self) -> None:
        """What of blocks that crash a later one needs, and how far it would come with it."""
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
            if crashing and _raised(outcome) is not None:
                late[number] = behind
        programs = [
            self._program(self._blocks[n], behind, lenient=True, times=1)
            for n, behind in late.items()
        ]
        for number, run in zip(late, self._run_all(programs), strict=True):
            if len(run.cells) > self._offset(late[number]):
                self._found[number] = replace(self._found[number], beyond=run)

    def _chains(self) -> Mapping[int, frozenset[int]]:
        """For each block the last definers of what it misses, and of what those miss in turn."""
        found: dict[int, frozenset[int]] = {}
        for number, outcome in self._found.items():  # whose definers all stand above it
            definers = (self._definers(outcome, name)[-1:] for name in _missing(outcome))
            direct = frozenset(chain.from_iterable(definers))
            found[number] = direct.union(*(found[each] for each in direct))
        return found

    def _repeat(self) -> None:
        """Run again what two runs may have agreed on by chance."""
        for world in _OTHER_WORLDS:
            ran = [outcome for outcome in self._found.values() if self._open_to_doubt(outcome)]
            programs = [
                replace(self._program(each.block, each.needed, times=1), world=world)
                for each in ran
            ]
            for outcome, again in zip(ran, self._run_all(programs), strict=True):
                assert outcome.run is not None
                later = differences(outcome.run, again, "\n".join(self._codes(outcome)))
                self._found[outcome.block.number] = replace(outcome, later=later)

    def _open_to_doubt(self, outcome: Outcome) -> bool:
        """Whether another run may come out otherwise, as far as is known."""
        if not has_run(outcome) or outcome.differences:
            return False
        return relies_on_luck(*self._codes(outcome))

    def _codes(self, outcome: Outcome) -> Iterator[str]:
        return (self._blocks[number].code for number in (*outcome.needed, outcome.block.number))


def _cells(block: Block, *, lenient: bool) -> Iterator[Cell]:
    for piece in block.pieces:
        notes = tuple(sorted({claim.about for claim in piece.stated}))
        raises = "Exception" if lenient or piece.failing else None
        yield Cell(piece.code, piece.line, raises=raises, notes=notes)


def _missing(outcome: Outcome) -> tuple[str, ...]:
    """The names a block lacks: first the one that it failed at, then those it only mentions."""
    raised = _raised(outcome)
    met = _UNDEFINED.findall(raised.text) if raised is not None else []
    return tuple(dict.fromkeys([*met, *sorted(outcome.block.names.missing)]))


def _raised(outcome: Outcome) -> Raised | None:
    run = outcome.run
    return last_raised(run) if run is not None and run.ended == "raised" else None
