"""A runner over `concurrent.futures.Executor`: programs go out in batches, runs come as they do."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path

from generator.model import Program, Run
from generator.running.sandbox.confinement import Sandbox
from generator.spreading.batches import batches
from generator.spreading.deck_parts import DeckParts
from generator.spreading.described import machine_kind
from generator.spreading.engine import Engine
from generator.spreading.flight import Flight, Sent
from generator.spreading.messages import Order, modules_of


class ExecutorRunner:
    """A `Runner` whose programs, those of the deck in `folder`, run on the workers of an `engine`.

    Workers have to be like the engine's reference, which is this machine or one of theirs: they are
    sent what they have to be, and refuse otherwise. A batch that fails is run again, each of its
    programs by itself; one that has failed twice is "lost", and `detail` says how.

    Use it as a context manager, or call `close`, to have the workers end its pools.
    """

    def __init__(
        self, engine: Engine, *, sandbox: Sandbox = "auto", folder: Path | None = None
    ) -> None:
        self._engine = engine
        self._sandbox: Sandbox = sandbox
        self._deck = ""  # by which workers know it; "" until something runs
        self._parts = DeckParts(folder)

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`. Raises ProblemsError where no worker may run them."""
        if not programs:
            return
        self._deck = self._deck or secrets.token_hex(8)
        self._modules = modules_of(programs)
        self._here = self._engine.reference(self._modules)
        self._engine.prepare(self._here, self._modules)
        flight = Flight(self._send, self._engine)
        # Ids of ours: two programs may have one.
        known = {str(number): program for number, program in enumerate(programs)}
        named = [replace(program, id=number) for number, program in known.items()]
        try:
            for batch in self._batches(named):
                flight.send(Sent(batch))
            for run in flight.runs():
                yield self._told(run, known[run.id])
        finally:
            if flight.cancel():
                self.close()

    def close(self) -> None:
        """Have the workers close the pools of this deck. It may run again, in new ones."""
        gone, self._deck = self._deck, ""
        if gone:
            self._engine.let_go(gone)

    def __enter__(self) -> ExecutorRunner:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _batches(self, programs: Sequence[Program]) -> list[tuple[Program, ...]]:
        places = self._engine.places
        if not self._engine.spread:
            return batches(programs, places)
        sides = [[each for each in programs if each.world % 2 == side] for side in range(2)]
        return [batch for side in sides for batch in batches(side, max(1, places // 2))]

    def _send(self, sent: Sent) -> Future[str]:
        """Raises UnsendableError."""
        own = tuple(self._parts.below(program) for program in sent.programs)
        order = Order(
            deck=self._deck,
            here=self._here,
            modules=self._modules,
            programs=own,
            sandbox=self._sandbox,
            jobs=self._engine.jobs,
            files=self._parts.manifest(sent.programs),
            number=secrets.token_hex(8),
        )
        contents = self._parts.contents(sent.digests)
        executor = self._engine.executor(sent.programs, sent.avoid, sent.only)
        return executor.submit(self._engine.task, order.to_text(), contents)

    def _told(self, run: Run, program: Program) -> Run:
        """The run as it would be told of this machine, if it was one like it."""
        reads = tuple(
            sorted(path if path.startswith("/") else self._parts.here(path) for path in run.reads)
        )
        machine = run.environment.machine
        # A file that is the worker's own may be another here.
        foreign = any(path.startswith("/") for path in run.reads)
        if machine == machine_kind(program.needs) and not foreign:
            machine = ""
        environment = replace(run.environment, machine=machine)
        return replace(run, id=program.id, reads=reads, environment=environment)
