"""The workers of a Dask cluster that are like this machine, or like one of them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from generator.counted import counted
from generator.model import Place, Problem, ProblemsError, Program
from generator.running.sandbox.confinement import Sandbox
from generator.spreading.dask_connection import DaskConnection
from generator.spreading.dask_plugin import run_batch_once
from generator.spreading.described import Described, strength, unlike
from generator.spreading.engine import AwayError, Task
from generator.spreading.machines_apart import LEAST_APART, apart

GPU: Final = "GPU"  # the resource of workers that have one: `dask worker --resources GPU=1`
_PATIENCE: Final = 60.0  # seconds without a scheduler or workers: others may be starting
_MOST_FAILURES: Final = 2  # of a worker that answers, but runs nothing
_SILENT: Final = 30.0  # seconds that a worker may send no sign of life, as it does twice a second
_SHOWN: Final = 8  # workers that are left out, in an error
_INSTALL: Final = "install Proofdeck with the deck's packages there, in the versions of here"


class DaskEngine:
    """An `Engine` of those workers of a cluster that are like this machine; or with `like`, an
    address, of those that are like that one, on the same kind of machine.

    The others are left out, and so are those whose sandbox is weaker than that of others: `said` is
    told of each in words. `level` is the sandbox that programs get.

    With `spread`, runs of a program that are compared come from different workers: from two kinds
    of machines, or else two machines, if there are any.

    Raises ProblemsError if no worker is like that.
    """

    jobs = None

    def __init__(
        self,
        connection: DaskConnection,
        *,
        spread: bool = False,
        like: str = "",
        said: Callable[[str], object] = lambda words: None,
    ) -> None:
        self.level = ""
        self.spread = spread
        self.connection = connection
        self._like = like
        self._said = said
        self._told: set[tuple[str, str]] = set()
        self._good: tuple[str, ...] = ()
        self._refused: dict[str, str] = {}
        self._kinds: dict[str, tuple[str, str]] = {}  # by address: kind and name of the machine
        self._failures: Counter[str] = Counter()
        self._idle_since: float | None = None
        self._asked: tuple[Described, tuple[str, ...]] | None = None
        self._relied: set[str] = set()  # workers that something was sent to, and to nobody else
        self._unlike = ""  # why a cluster that came again is of no use
        self.level = self._found_level()
        self.prepare(self.reference(()), ())

    @property
    def devices(self) -> frozenset[str]:
        """Of these workers: "cuda" where one has the resource GPU."""
        known = self.connection.workers()
        found = any(_has_gpu(known[each]) for each in self._usable(known))
        return frozenset(["cuda"] if found else [])

    @property
    def places(self) -> int:
        """The threads of all workers that are like this machine."""
        known = self.connection.workers()
        return max(1, sum(int(known[each]["nthreads"]) for each in self._usable(known)))

    def reference(self, modules: tuple[str, ...]) -> Described:
        """As `Engine.reference`."""
        if not self._like:
            return Described.of(modules, level=self.level)
        there = self.connection.described(modules, [self._like])[self._like]
        if isinstance(there, str):
            message = f"the worker at {self._like}: {there}"
            raise ProblemsError(Problem(Place("--on"), "cluster", message))
        return there

    def prepare(self, here: Described, modules: tuple[str, ...]) -> None:
        """As `Engine.prepare`."""
        self._asked = here, modules
        self._failures.clear()
        found = self.connection.described(modules)
        self._refused = {
            address: why for address, there in found.items() if (why := self._wrong(here, there))
        }
        self._good = tuple(address for address in found if address not in self._refused)
        self._kinds = {
            address: (there.kind, there.host)
            for address, there in found.items()
            if isinstance(there, Described)
        }
        if not self._good:
            raise ProblemsError(*self._problems())
        if self.spread and len(self._good) < LEAST_APART:
            message = f"{self.connection.address} has only one worker like this machine"
            hint = "start one on another kind of machine, if there is one; or leave out --spread"
            raise ProblemsError(Problem(Place("--spread"), "cluster", message, hint))
        for address, why in self._refused.items():
            self._tell(address, why)

    @property
    def task(self) -> Task:
        """As `Engine.task`."""
        return run_batch_once

    def executor(
        self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
    ) -> Executor:
        """As `Engine.executor`."""
        settings: dict[str, Any] = {}
        known = self.connection.workers()
        able = self._usable(known)
        if any("cuda" in each.needs for each in programs):
            settings["resources"] = {GPU: 1}  # so that each has one for itself
            able = [each for each in able if _has_gpu(known[each])]
            self._relied.update(able)
            if not able:
                raise AwayError("no worker has a CUDA device any more")
        good = self._elsewhere(able, avoid)
        if only in good:
            settings["workers"] = [only]
            self._relied.add(only)
        elif self.spread:
            if len(able) < LEAST_APART:
                raise AwayError("--spread needs two workers that can run it, and there is one")
            side = apart(able, self._kinds)[programs[0].world % 2]
            settings["workers"] = [each for each in side if each in good] or side
            self._relied.update(side)
        elif good and len(good) < len(known):
            # The others only once none of these is left, and those of another kind never.
            settings |= {"workers": good, "allow_other_workers": not self._like}
            self._relied.update(good if self._like else ())
        return self.connection.executor(**settings)

    def failed(self, worker: str, why: str) -> None:
        """As `Engine.failed`. One that fails again and again is left out, unless it is the last."""
        self._failures[worker] += 1
        others = [each for each in self._usable(self.connection.workers()) if each != worker]
        if self._failures[worker] >= _MOST_FAILURES and others and worker not in self._refused:
            self._refused[worker] = why
            self._tell(worker, why)

    def ready(self) -> bool:
        """As `Engine.ready`: a scheduler that was restarted is connected with, and its workers are
        asked what they are like.
        """
        before = self.connection.scheduler
        if not self.connection.ready():
            return False
        if self.connection.scheduler != before and self._asked is not None:
            try:
                self.prepare(*self._asked)
            except ProblemsError as error:
                self._unlike = error.problems[0].message
        # What only a worker may run that is gone waits for ever, if it is not sent anew.
        gone = self._relied - self.connection.workers().keys()
        self._relied -= gone
        return not gone and not self._unlike

    def trouble(self) -> str:
        """As `Engine.trouble`."""
        if self._unlike:
            return self._unlike
        alive = self.connection.client.status == "running"
        if alive and self.connection.workers():
            self._idle_since = None
            return ""
        self._idle_since = self._idle_since or time.monotonic()
        if time.monotonic() - self._idle_since <= _PATIENCE:
            return ""
        if alive:
            return f"the cluster at {self.connection.address} has no workers any more"
        return f"the scheduler at {self.connection.address} is gone"

    def let_go(self, deck: str) -> None:
        """As `Engine.let_go`."""
        self.connection.let_go(deck)

    def _tell(self, worker: str, why: str) -> None:
        if not self._like and (worker, why) not in self._told:
            self._told.add((worker, why))
            self._said(f"the worker at {worker} is left out: {why}")

    def _elsewhere(self, workers: Sequence[str], avoid: Collection[str]) -> list[str]:
        """Of `workers` those on other machines than those to avoid, or at least others, if there
        are any.
        """
        hosts = {self._kinds[each][1] for each in avoid if each in self._kinds}
        others = [each for each in workers if each not in avoid]
        apart = [each for each in others if self._kinds.get(each, ("", ""))[1] not in hosts]
        return apart or others or list(workers)

    def _usable(self, known: Mapping[str, Any]) -> list[str]:
        """Workers that were not left out, also those that have come meanwhile: each looks at itself
        before it runs anything.
        """
        return [each for each in known if each not in self._refused and not _silent(each, known)]

    def _found_level(self) -> str:
        """The weakest of the sandboxes that close as much as any worker's that is like this one."""
        if self._like:
            return self.reference(()).level
        here = Described.of()
        found = [
            there.level
            for there in self.connection.described().values()
            if isinstance(there, Described) and not unlike(here, there)
        ]
        best = max(map(strength, found), default=0)
        return min((each for each in found if strength(each) == best), key=_rank, default="")

    def _wrong(self, here: Described, there: Described | str) -> str:
        if isinstance(there, str):
            return there
        if self._like and here.kind != there.kind:
            return "it is another kind of machine"
        return unlike(here, there)

    def _problems(self) -> list[Problem]:
        message = f"no worker of the cluster at {self.connection.address} is like this machine"
        problems = [Problem(Place("--on"), "cluster", message, _INSTALL)]
        more = len(self._refused) - _SHOWN
        for address, why in list(self._refused.items())[:_SHOWN]:
            said = f"the worker at {address}: {why}"
            problems.append(Problem(Place("--on"), "cluster", said))
        if more > 0:
            last = problems[-1]
            problems[-1] = replace(
                last, message=f"{last.message}; and so with {counted(more, 'other')}"
            )
        return problems


def _has_gpu(worker: Mapping[str, Any]) -> bool:
    return bool(worker["resources"].get(GPU, 0) >= 1)


def _silent(address: str, known: Mapping[str, Any]) -> bool:
    """Whether a worker has sent no sign of life while others did."""
    latest = max(float(each["last_seen"]) for each in known.values())
    return latest - float(known[address]["last_seen"]) > _SILENT


def _rank(level: str) -> tuple[int, str]:
    return len(level), level


@contextmanager
def dask_engine(
    address: str,
    *,
    sandbox: Sandbox = "auto",
    spread: bool = False,
    workers: int | None = None,
    said: Callable[[str], object] = lambda words: None,
) -> Iterator[DaskEngine]:
    """The workers at an address that are like this machine, as `DaskConnection` and `DaskEngine`
    say. Raises ProblemsError as they do.
    """
    with DaskConnection(address, sandbox=sandbox, workers=workers) as connection:
        yield DaskEngine(connection, spread=spread, said=said)
