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
from generator.spreading.described import Described, machine_kind
from generator.spreading.engine import Engine
from generator.spreading.flight import Flight, Sent
from generator.spreading.messages import Order, modules_of
from generator.spreading.worker_decks import run_batch


class ExecutorRunner:
    """A `Runner` whose programs, those of the deck in `folder`, run on the workers of an `engine`.

    Workers have to be like this machine: they are sent what they have to be, and refuse otherwise.
    A batch that fails is run again, each of its programs by itself; one that has failed twice is
    "lost", and `detail` says how.

    Use it as a context manager, or call `close`, to have the workers end its pools.
    """

    def __init__(
        self, engine: Engine, *, sandbox: Sandbox = "auto", folder: Path | None = None
    ) -> None:
        self._engine = engine
        self._sandbox: Sandbox = sandbox
        self._deck = secrets.token_hex(8)
        self._parts = DeckParts(folder)
        self._kind = machine_kind()

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`. Raises ProblemsError where no worker may run them."""
        if not programs:
            return
        modules = modules_of(programs)
        here = Described.of(modules, level=self._engine.level)
        self._engine.prepare(here, modules)
        flight = Flight(self._send)
        # Ids of ours: two programs may have one.
        known = {str(number): program for number, program in enumerate(programs)}
        named = [replace(program, id=number) for number, program in known.items()]
        for batch in batches(named, self._engine.places):
            flight.send(Sent(batch))
        try:
            for run in flight.runs(self._engine.trouble):
                yield self._told(run, known[run.id].id)
        finally:
            if flight.cancel():
                self.close()

    def close(self) -> None:
        """Have the workers close the pools of this deck."""
        self._engine.let_go(self._deck)

    def __enter__(self) -> ExecutorRunner:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _send(self, sent: Sent) -> Future[str]:
        """Raises UnsendableError."""
        own = tuple(self._parts.below(program) for program in sent.programs)
        modules = modules_of(own)
        order = Order(
            deck=self._deck,
            here=Described.of(modules, level=self._engine.level),
            modules=modules,
            programs=own,
            sandbox=self._sandbox,
            jobs=self._engine.jobs,
            files=self._parts.manifest(sent.programs),
        )
        contents = self._parts.contents(sent.digests)
        executor = self._engine.executor(sent.programs)
        return executor.submit(run_batch, order.to_text(), contents)

    def _told(self, run: Run, name: str) -> Run:
        """The run as it would be told of this machine, if it was one like it."""
        reads = tuple(
            sorted(path if path.startswith("/") else self._parts.here(path) for path in run.reads)
        )
        machine = run.environment.machine
        # A file that is the worker's own may be another here.
        like = machine == self._kind and not any(path.startswith("/") for path in run.reads)
        environment = replace(run.environment, machine="" if like else machine)
        return replace(run, id=name, reads=reads, environment=environment)
