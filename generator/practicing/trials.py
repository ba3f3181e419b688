"""The program of a card with what a learner has changed, and what comes out of it."""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from signal import Signals
from typing import Final

from generator.model import Cell, Media, Program, Run, Shown
from generator.practicing.answer_words import Said, said
from generator.practicing.practice import MOST_CODE, Practice
from generator.practicing.trial_pool import RefusedError, StoppedError, TrialPool
from generator.reading.prompts import echoing
from generator.rendering.shown_outputs import shown_outputs
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.running.runner import Runner
from generator.verifying.evidence import packed_lines

_NOTHING: Final = Said()
_MOST_PICTURES: Final = 64
_MOST_PICTURED: Final = 32 * 1024**2  # bytes


@dataclass(frozen=True, slots=True)
class TriedCell:
    """What came out of a cell, as cards show it; `index` is its place in the program."""

    index: int
    outputs: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What came out of a program. It is `ended` as a run is, or "cancelled" or "refused"; where it
    was stopped or did not run, `said` says why. `seconds` is its own time.
    """

    ended: str
    cells: tuple[TriedCell, ...] = ()
    said: Said = _NOTHING
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether it ran to its end, with no exception that the card does not expect."""
        return self.ended == "finished"


class Trials:
    """Runs the programs of cards as learners change them, in the sandbox of cards and within
    their bounds. No deck is changed, and nothing is kept but the pictures of the latest.

    As `TrialPool`; closed by `close`, or as a context manager.
    """

    def __init__(
        self,
        options: RunOptions = DEFAULT_OPTIONS,
        *,
        folder: Path | None = None,
        foreign: str = "",
        runner: Runner | None = None,
    ) -> None:
        self._pool = TrialPool(options, folder, foreign, runner)
        self._pictures: OrderedDict[str, Media] = OrderedDict()
        self._lock = threading.Lock()

    def warm(self, practices: Iterable[Practice | None]) -> None:
        """Import ahead what the programs of these cards need; returns at once."""
        programs = [one.program for one in practices if one is not None and one.program is not None]
        if programs:
            self._pool.warm(programs)

    def run(self, practice: Practice, codes: Sequence[str], ticket: str = "") -> Trial:
        """Run a card's program with the code of its editable cells, in order. It can be stopped by
        its `ticket`. Raises ValueError, in words, for another number of cells.
        """
        if practice.program is None:
            return Trial("refused", said=said("no program"))
        program = changed(practice, codes)
        if sum(len(code) for code in codes) > MOST_CODE:
            return Trial("refused", said=said("too long"))
        found = self.ran(program, ticket)
        if isinstance(found, Trial):
            return found
        cells = tuple(self._shown(practice, found))
        return Trial(found.ended, cells, ending(program, found), own_seconds(found))

    def ran(self, program: Program, ticket: str = "") -> Run | Trial:
        """The run of a program, or what is to be said where there is none."""
        try:
            return self._pool.run(program, ticket)
        except StoppedError:
            return Trial("cancelled", said=said("cancelled"))
        except RefusedError as error:
            return Trial("refused", said=said("refused", why=error))

    def cancel(self, ticket: str) -> None:
        """Stop what runs under this ticket."""
        self._pool.cancel(ticket)

    def picture(self, name: str) -> Media | None:
        """A picture that one of the latest trials showed."""
        with self._lock:
            return self._pictures.get(name)

    def keep(self, shown: Iterable[Shown]) -> None:
        """Keep the pictures among these, and the latest of the others."""
        with self._lock:
            for one in shown:
                if one.media is not None:
                    self._pictures[one.media.name] = one.media
                    self._pictures.move_to_end(one.media.name)
            while self._pictures and (
                len(self._pictures) > _MOST_PICTURES
                or sum(len(one.data) for one in self._pictures.values()) > _MOST_PICTURED
            ):
                self._pictures.popitem(last=False)

    def close(self) -> None:
        """End all that runs."""
        self._pool.close()

    def __enter__(self) -> Trials:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _shown(self, practice: Practice, run: Run) -> Iterable[TriedCell]:
        """What the card shows of its cells; of the unseen ones, what ended the program."""
        for index, (cell, ran) in enumerate(zip(practice.cells, run.cells, strict=False)):
            outputs = shown_outputs(ran)
            if not cell.shown:
                unseen = ran.raised is not None and run.ended == "raised"
                outputs = outputs[-1:] if unseen and index == len(run.cells) - 1 else ()
            self.keep(outputs)
            if cell.shown or outputs:
                yield TriedCell(index, outputs)


def changed(practice: Practice, codes: Sequence[str]) -> Program:
    """A card's program with other code in its editable cells. Raises ValueError where there are
    not as many.
    """
    program, editable = practice.program, practice.editable
    if program is None or len(codes) != len(editable):
        raise ValueError(f"this card has {len(editable)} programs to change, not {len(codes)}")
    cells = list(program.cells)
    for cell, code in zip(editable, codes, strict=True):
        if code != cell.code:
            cells[cell.index] = _rewritten(cells[cell.index], code, session=cell.session)
    if tuple(cells) != program.cells:
        lines = zip(cells, packed_lines(cells), strict=True)
        cells = [replace(cell, line=line) for cell, line in lines]
    return replace(program, cells=tuple(cells), varies=True)


def _rewritten(cell: Cell, code: str, *, session: bool) -> Cell:
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    if session:
        with contextlib.suppress(ValueError):  # more expressions than a session may have
            code = echoing(code)
    return replace(cell, code=code, notes=())


def own_seconds(run: Run) -> float:
    """The time that the code of a program took, without what it takes to start and to end one."""
    if run.ended in ("finished", "raised"):
        return sum(cell.seconds for cell in run.cells)
    return run.seconds


def ending(program: Program, run: Run) -> Said:
    """Why a program did not run to its end; nothing where it did, or its traceback says it."""
    match run.ended:
        case "finished" | "raised":
            return Said()
        case "timeout":
            return said("timeout", seconds=f"{program.timeout:g}")
        case "memory":
            return said("memory", mib=f"{program.memory / 2**20:g}")
        case "exit":
            return said("exit", status=run.status)
        case "signal":
            return said("signal", signal=_signal(run.status))
        case "lost":
            return said("lost", why=run.detail.strip().split("\n")[-1])
        case "disk" | "processes" | "forged":
            return said(run.ended)


def _signal(number: int) -> str:
    try:
        return Signals(number).name
    except ValueError:
        return f"signal {number}"
