"""One program while it runs: its folder, its pipes, its deadline, and what becomes of it."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import astuple
from pathlib import Path
from typing import Any, Literal

from generator.model import Cell, Ending, Program, Run
from generator.running.capture.cell_capture import LINES, SIZE, Stream
from generator.running.capture.credible import ForgedError, text
from generator.running.capture.locate import Locator
from generator.running.capture.marked import Marked
from generator.running.capture.program_capture import Transcript
from generator.running.capture.turns import Turns
from generator.running.capture.worker_report import EVENTS, WorkerReport
from generator.running.machine.interpreter import WORKER, Facts
from generator.running.machine.scratch import remove
from generator.running.pool.preloads import starts_again
from generator.running.programs.layout import Layout, lay_out
from generator.running.programs.scan import scan
from generator.running.programs.unclaimed import unclaimed
from generator.running.results.compiled import Entries, sound
from generator.running.sandbox.confinement import Confinement
from generator.running.worker.isolation.spent import SLOWEST
from generator.running.worker.marks import Mark
from generator.running.worker.order import CellOrder, Limits, Order, SpotOrder, write
from generator.running.worker.script.jax_cache import ENTRIES, TOTAL
from generator.running.worker.wire import Unpacker, WireError

RICH = 1024 * 1024  # bytes of a rich form
CHUNK = 256 * 1024
CHUNKS = 4  # at one go, so that a flood leaves time for the others
LAST_CHUNKS = 64  # once the process is dead; survivors may go on writing for ever
# Seconds beyond the longest that its worker waits: the worker itself may have failed.
LATEST = 60.0
DETAIL = 300  # characters of a detail that a program may have made up

Pipe = Literal["result", "stdout", "stderr"]
PIPES: tuple[Pipe, ...] = ("result", "stdout", "stderr")


class Job:
    """A program about to run, running, or done. `number` names it to its worker.

    Its folder is made in `root`. `fonts` is where Matplotlib keeps those it found. `compiled`
    is what was compiled for the program before, None where it is not to be given any; what it
    compiles is in `made`. With `weigh` it is asked for the memory that it takes.
    """

    def __init__(
        self,
        program: Program,
        number: int,
        root: Path,
        facts: Facts,
        confinement: Confinement,
        fonts: Path,
        compiled: Entries | None = None,
        weigh: bool = False,
    ) -> None:
        self.program = unclaimed(program)
        self.made: dict[str, str] = {}
        self.number = number
        self.deadline: float | None = None
        self.timed_out = False
        self._facts = facts
        self.folder = root / str(number)
        layout = lay_out(self.program)
        self._order = Order(
            token=secrets.token_hex(8),
            root=str(root),
            folder=str(self.folder),
            path=layout.path,
            text=layout.text,
            cells=tuple(map(_ordered, self.program.cells, layout.starts)),
            env=dict(self.program.env),
            again=starts_again(self.program),
            world=self.program.world,
            fonts=str(fonts),
            sandbox=confinement.sandbox,
            readable=confinement.readable,
            without=confinement.left_out,
            timeout=self.program.timeout,
            memory=self.program.memory,
            compiled=compiled,
            weigh=weigh,
            limits=Limits(LINES, SIZE, RICH),
            files=self.program.files,
        )
        self._transcript = Transcript(self._locator(layout), self.program.cells)
        self._unpacker = Unpacker()
        cells = len(self.program.cells)
        self._streams: dict[Stream, Marked] = {
            "stdout": Marked(self._order.token, cells),
            "stderr": Marked(self._order.token, cells),
        }
        self._started = time.monotonic()
        self._report = WorkerReport(confinement.level, confinement.folders)
        self._turns = Turns(cells)
        self._compiling = TOTAL  # characters of what it compiles that are still taken
        self._broken = ""  # why nothing more can be read from it
        self._forged = ""  # what no worker would send, so that the program must have
        self._ends: dict[Pipe, int] = {}
        self.readers: dict[Pipe, int] = {}
        # Called with each reader that has come to its end.
        self.forget: Callable[[int], object] = lambda descriptor: None

    @property
    def weight(self) -> int:
        """Bytes of memory that the program took at its end; 0 where nobody knows."""
        return min(max(self._report.weight, 0), self.program.memory)

    # --- before -----------------------------------------------------------------------

    def open(self) -> int:
        """Make the pipes. Returns a descriptor of the order. Files are the worker's to make:
        it may have a disk of its own.
        """
        self._started = time.monotonic()
        for name in PIPES:
            reader, writer = os.pipe()
            os.set_blocking(reader, False)
            self.readers[name] = reader
            self._ends[name] = writer
        # Nameless once it can be read.
        with tempfile.NamedTemporaryFile(dir=self._order.root) as file:
            file.write(write(self._order))
            file.flush()
            return os.open(file.name, os.O_RDONLY | os.O_CLOEXEC)

    def ends(self) -> tuple[int, int, int]:
        """The descriptors for the worker: stdout, stderr, result."""
        return self._ends["stdout"], self._ends["stderr"], self._ends["result"]

    def handed_over(self) -> None:
        """The worker has its own copies of the pipes' ends now."""
        for end in self._ends.values():
            os.close(end)
        self._ends.clear()

    def started(self, *, kept: bool) -> None:
        """The process exists and its time runs; with `kept`, its worker keeps that time."""
        longest = SLOWEST * self.program.timeout + LATEST if kept else self.program.timeout
        self.deadline = time.monotonic() + longest

    # --- while it runs ----------------------------------------------------------------

    def read(self, chunks: int = CHUNKS) -> None:
        """Take what stands in the pipes, in any order: marks in it tell what came when."""
        for _ in range(chunks):
            got = [self._read(name) for name in PIPES]
            if not any(got):
                return

    def _read(self, name: Pipe) -> bool:
        descriptor = self.readers.get(name)
        if descriptor is None:
            return False
        try:
            data = os.read(descriptor, CHUNK)
        except BlockingIOError:
            return False
        except OSError as error:
            self._broken = self._broken or str(error)
            return False
        now = time.monotonic()
        if not data:
            self._finished_pipe(name)
        elif name == "result":
            self._messages(data, now)
        else:
            self._printed(name, self._streams[name].feed(data), now)
        return bool(data)

    def _read_last(self) -> None:
        self.read(LAST_CHUNKS)
        for name, stream in self._streams.items():
            self._printed(name, stream.finish(), time.monotonic())

    def _finished_pipe(self, name: Pipe) -> None:
        descriptor = self.readers.pop(name)
        self.forget(descriptor)
        os.close(descriptor)

    def _printed(self, name: Stream, pieces: Iterable[tuple[Mark, bytes]], now: float) -> None:
        try:
            for mark, data in pieces:
                self._transcript.text(name, data, mark, now)
        except ForgedError as error:
            self._forge(str(error))

    def _messages(self, data: bytes, now: float) -> None:
        if self._forged:
            return
        try:
            for message in self._unpacker.feed(data):
                if message.get("token") != self._order.token:
                    raise ForgedError("a message without its token")
                self._turns.take(message)
                self._message(message, now)
        except (ForgedError, WireError) as error:
            self._forge(str(error))
        except KeyError as error:
            self._forge(f"a message without {error}")

    def _forge(self, why: str) -> None:
        self._forged = self._forged or why[:DETAIL]
        self.made.clear()

    def _message(self, message: dict[str, Any], now: float) -> None:
        event = message["event"]
        if event == "compiled":
            self._keep(message["name"], message["data"])
        elif event in EVENTS:
            self._report.message(message)
        else:
            self._transcript.message(message, now)

    def _keep(self, name: Any, data: Any) -> None:
        entry = sound({text(name): text(data)})
        self._compiling -= sum(len(each) * 3 // 4 - 2 for each in entry.values())
        wanted = self._order.compiled is not None and name not in self.made and self._compiling >= 0
        if not entry or not wanted:
            raise ForgedError("invalid compiled code")
        if len(self.made) < ENTRIES:
            self.made |= entry

    # --- after ------------------------------------------------------------------------

    def finish(self, status: int, limit: str = "") -> Run:
        """The run of a process that ended with `status`, as `os.waitpid` gives it, or because
        all its processes exceeded a `limit`.
        """
        self._read_last()
        return self._run(*self._ending(status, limit))

    def lose(self, detail: str) -> Run:
        """The run of a process whose end nobody saw."""
        self._read_last()
        return self._run("timeout" if self.timed_out else "lost", 0, detail)

    def discard(self) -> None:
        """Close everything and delete the folder."""
        for name in tuple(self.readers):
            self._finished_pipe(name)
        self.handed_over()
        remove(self.folder)

    def _ending(self, status: int, limit: str) -> tuple[Ending, int, str]:
        if self.timed_out and not limit:
            return "timeout", 0, ""
        why: tuple[Ending, str] = (
            ("forged", self._forged) if self._forged else ("lost", self._broken)
        )
        if why[1] and os.WIFEXITED(status) and not limit:
            return why[0], os.WEXITSTATUS(status), why[1]
        return self._report.ending(status, limit, self._transcript, len(self.program.cells))

    def _run(self, ended: Ending, status: int, detail: str) -> Run:
        now = time.monotonic()
        cells = self._transcript.finish(now)
        if ended == "signal":
            with contextlib.suppress(ValueError):
                detail = signal.Signals(status).name
        return Run(
            id=self.program.id,
            ended=ended,
            cells=cells,
            environment=self._facts.environment(scan(self.program).imports, self._report.sandbox),
            status=status,
            detail=detail,
            seconds=now - self._started,
            reads=self._report.reads,
            drawn=self._report.drawn,
            computed=self._report.computed,
        )

    def _locator(self, layout: Layout) -> Locator:
        return Locator(
            layout,
            work=self._order.work,
            home=self._order.home,
            temporary=self._order.temporary,
            usual=self.program.world == 0,
            worker=str(WORKER),
            libraries=self._facts.folders,
        )


def _ordered(cell: Cell, line: int) -> CellOrder:
    notes = [SpotOrder(*astuple(spot)) for spot in sorted(cell.notes)]
    return CellOrder(cell.code, line, cell.mode, cell.raises, notes)
