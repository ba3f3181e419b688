"""The workers of a Dask cluster that are like this machine, or like one of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from generator.counted import counted
from generator.model import Place, Problem, ProblemsError, Program
from generator.running.sandbox.confinement import Sandbox
from generator.spreading.dask_connection import DaskConnection
from generator.spreading.described import Described, strength, unlike
from generator.spreading.machines_apart import LEAST_APART, apart

GPU: Final = "GPU"  # the resource of workers that have one: `dask worker --resources GPU=1`
_EMPTY: Final = 30.0  # seconds that a cluster may be without workers: others may be starting
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
        self._empty_since: float | None = None
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
            if not self._like and (address, why) not in self._told:
                self._told.add((address, why))
                self._said(f"the worker at {address} is left out: {why}")

    def executor(self, programs: Sequence[Program]) -> Executor:
        """As `Engine.executor`."""
        settings: dict[str, Any] = {}
        known = self.connection.workers()
        good = self._usable(known)
        if any("cuda" in each.needs for each in programs):
            settings["resources"] = {GPU: 1}  # so that each has one for itself
            good = [each for each in good if _has_gpu(known[each])]
        if self.spread and len(good) >= LEAST_APART:
            settings["workers"] = apart(good, self._kinds)[programs[0].world % 2]
        elif good and len(good) < len(known):
            # The others only once none of these is left, and those of another kind never.
            settings |= {"workers": good, "allow_other_workers": not self._like}
        return self.connection.executor(**settings)

    def trouble(self) -> str:
        """As `Engine.trouble`."""
        if self.connection.client.status == "closed":
            return f"the scheduler at {self.connection.address} is gone"
        if self.connection.workers():
            self._empty_since = None
            return ""
        self._empty_since = self._empty_since or time.monotonic()
        waited = time.monotonic() - self._empty_since
        return "the cluster has no workers any more" if waited > _EMPTY else ""

    def let_go(self, deck: str) -> None:
        """As `Engine.let_go`."""
        self.connection.let_go(deck)

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
