"""A runner that looks for earlier results first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from generator.model import Program, Run
from generator.running.machine.interpreter import Facts
from generator.running.results.key import program_key
from generator.running.results.run_cache import Cache
from generator.running.runner import ClosedError, Runner
from generator.running.sandbox.confinement import Sandbox
from generator.running.worker.isolation.lockdown import is_full

KEPT = ("finished", "raised")  # ways to end that are the program's alone, not the moment's


class Known:
    """The results in a cache that count for programs, where they ran at least `times` times then,
    or are known to vary: give what runs them now. They are kept apart by `sandbox`: a result from
    without a sandbox does not count with one, and "strict" takes only what came out at full
    strength. `facts` describe the interpreter that runs them.
    """

    def __init__(self, cache: Cache, facts: Facts, *, times: int, sandbox: Sandbox) -> None:
        self._cache = cache
        self._facts = facts
        self._times = times
        self._sandbox = sandbox

    def key(self, program: Program) -> str:
        """By which the results of equal programs are known."""
        return program_key(program, self._facts, confined=self._sandbox != "off")

    def get(self, key: str, program: Program) -> Run | None:
        """The earlier result of a program with that key."""
        known = self._cache.get(key)
        if known is None or not self._holds(known, program):
            return None
        return replace(known, id=program.id)

    def put(self, key: str, run: Run) -> None:
        """Keep a result, if it is the program's alone, and not that of a moment or of another kind
        of machine. It has to have run as often as is asked, as `Twice` sees to.
        """
        if run.ended in KEPT and not run.environment.machine:
            self._cache.put(key, run, run.reads)

    def _holds(self, known: Run, program: Program) -> bool:
        """Whether an earlier result was obtained as one would be now, or more strictly."""
        if self._sandbox == "strict" and not is_full(known.environment.sandbox):
            return False
        return program.varies or known.times >= self._times


class CachedRunner:
    """Runs what the cache does not have with the runner that `factory` makes.

    The factory is called at the first miss, so a build in which nothing changed starts no process.
    `Known` says which earlier results count. Use it as a context manager, or call `close`, from any
    thread, to close a runner that was made; from then on none is made.
    """

    def __init__(
        self,
        cache: Cache,
        facts: Facts,
        factory: Callable[[], Runner],
        *,
        times: int = 1,
        sandbox: Sandbox = "auto",
    ) -> None:
        self._known = Known(cache, facts, times=times, sandbox=sandbox)
        self._factory = factory
        self._runner: Runner | None = None
        self._closed = False
        self._making = threading.Lock()  # a runner, or the decision that none is made any more

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """Hits first, then the others as they finish; equal programs are run once."""
        missing: dict[str, list[Program]] = {}
        for program in programs:
            key = self._known.key(program)
            known = None if key in missing else self._known.get(key, program)
            if known is not None:
                yield known
            else:
                missing.setdefault(key, []).append(program)
        if missing:
            yield from self._run(missing)

    def _run(self, missing: dict[str, list[Program]]) -> Iterator[Run]:
        with self._making:
            if self._closed:
                raise ClosedError("this runner is closed")
            runner = self._runner = self._runner or self._factory()
        wanted = [as_one(key, group) for key, group in missing.items()]
        for run in runner.run(wanted):
            self._known.put(run.id, run)
            for program in missing[run.id]:
                yield replace(run, id=program.id)

    def close(self) -> None:
        """Close the runner, if one was made and it can be closed."""
        with self._making:
            self._closed = True
            runner, self._runner = self._runner, None
        close = getattr(runner, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> CachedRunner:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def as_one(name: str, programs: Sequence[Program]) -> Program:
    """What to run for equal programs, under one `name`."""
    return replace(
        programs[0],
        id=name,
        timeout=max(program.timeout for program in programs),
        varies=all(program.varies for program in programs),
    )
