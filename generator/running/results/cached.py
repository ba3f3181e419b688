"""A runner that looks for earlier results first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from generator.model import Program, Run
from generator.running.machine.interpreter import Facts
from generator.running.results.key import program_key
from generator.running.results.run_cache import Cache
from generator.running.runner import Runner
from generator.running.sandbox.confinement import Sandbox
from generator.running.worker.isolation.lockdown import is_full

KEPT = ("finished", "raised")  # ways to end that are the program's alone, not the moment's


class CachedRunner:
    """Runs what the cache does not have with the runner that `factory` makes.

    The factory is called at the first miss, so a build in which nothing changed starts no process.
    `facts` describe the interpreter of that runner. Earlier results count where the program ran at
    least `times` times then, or is known to vary: give what the factory's runner does. They are
    kept apart by `sandbox`: a result from without a sandbox does not count with one, and "strict"
    takes only what came out at full strength. Use it as a context manager, or call `close`, to
    close a runner that was made.
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
        self._sandbox = sandbox
        self._times = times
        self._cache = cache
        self._facts = facts
        self._factory = factory
        self._runner: Runner | None = None

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """Hits first, then the others as they finish; equal programs are run once."""
        missing: dict[str, list[Program]] = {}
        for program in programs:
            key = program_key(program, self._facts, confined=self._sandbox != "off")
            known = None if key in missing else self._cache.get(key)
            if known is not None and self._holds(known, program):
                yield replace(known, id=program.id)
            else:
                missing.setdefault(key, []).append(program)
        if missing:
            yield from self._run(missing)

    def _holds(self, known: Run, program: Program) -> bool:
        """Whether an earlier result was obtained as one would be now, or more strictly."""
        if self._sandbox == "strict" and not is_full(known.environment.sandbox):
            return False
        return program.varies or known.times >= self._times

    def _run(self, missing: dict[str, list[Program]]) -> Iterator[Run]:
        if self._runner is None:
            self._runner = self._factory()
        wanted = [
            replace(
                group[0],
                id=key,
                timeout=max(program.timeout for program in group),
                varies=all(program.varies for program in group),
            )
            for key, group in missing.items()
        ]
        for run in self._runner.run(wanted):
            if run.ended in KEPT:
                self._cache.put(run.id, run, run.reads)
            for program in missing[run.id]:
                yield replace(run, id=program.id)

    def close(self) -> None:
        """Close the runner, if one was made and it can be closed."""
        runner, self._runner = self._runner, None
        close = getattr(runner, "close", None)
        if close is not None:
            close()

    def __enter__(self) -> CachedRunner:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
