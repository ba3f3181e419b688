"""The workers of a Dask cluster, or of one that is started on this machine."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future, wait
from dataclasses import replace
from typing import Any, Final

import dask
from distributed import Client, LocalCluster

from generator.counted import counted
from generator.last_net import in_short
from generator.model import Place, Problem, ProblemsError, Program
from generator.running.machine.capacity import usable_cores
from generator.running.sandbox.confinement import Sandbox
from generator.spreading.dask_plugin import PoolPlugin
from generator.spreading.described import Described, strength, unlike
from generator.spreading.worker_decks import describe, let_go

LOCAL: Final = "local"
_CONNECT: Final = 10.0  # seconds to wait for a scheduler
_ANSWER: Final = 60.0  # seconds to wait for what each worker says of itself
_EMPTY: Final = 30.0  # seconds that a cluster may be without workers: others may be starting
_FIRST: Final = 1000  # priority of questions, which are answered at once
_INSTALL: Final = "install Proofdeck with the deck's packages there, in the versions of here"


class DaskEngine:
    """An `Engine` of the Dask cluster whose scheduler is at `address`, or of "local" workers, one
    for each core of this machine or as many as `workers` says.

    Workers that are not like this machine are left out, and so are those whose sandbox is weaker
    than that of others: `said` is told of each in words. `level` is the sandbox that programs get,
    with `sandbox` as `RunOptions` has it.

    Use it as a context manager, or call `close`. Raises ProblemsError where no scheduler answers,
    or no worker is like this machine.
    """

    jobs = None

    def __init__(
        self,
        address: str,
        *,
        sandbox: Sandbox = "auto",
        workers: int | None = None,
        said: Callable[[str], object] = lambda words: None,
    ) -> None:
        self.level = ""
        self._address = address
        self._sandbox: Sandbox = sandbox
        self._said = said
        self._told: set[tuple[str, str]] = set()
        self._good: tuple[str, ...] = ()
        self._refused: dict[str, str] = {}
        self._empty_since: float | None = None
        self._plugin = f"proofdeck-{secrets.token_hex(8)}"
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None
        try:
            self._connect(workers)
            self.prepare(Described.of(level=self._best_level()), ())
        except BaseException:
            self.close()
            raise

    @property
    def client(self) -> Client:
        """What speaks to the scheduler."""
        assert self._client is not None
        return self._client

    @property
    def places(self) -> int:
        """The threads of all workers that are like this machine."""
        known = self._workers()
        return max(1, sum(int(known[each]["nthreads"]) for each in self._good if each in known))

    def prepare(self, here: Described, modules: tuple[str, ...]) -> None:
        """As `Engine.prepare`."""
        found = self._described(modules)
        self._refused = {
            address: why
            for address, there in found.items()
            if (why := there if isinstance(there, str) else unlike(here, there))
        }
        self._good = tuple(address for address in found if address not in self._refused)
        if not self._good:
            raise ProblemsError(*self._problems())
        for address, why in self._refused.items():
            if (address, why) not in self._told:
                self._told.add((address, why))
                self._said(f"the worker at {address} is left out: {why}")

    def executor(self, programs: Sequence[Program]) -> Executor:
        """As `Engine.executor`."""
        settings: dict[str, Any] = {"pure": False}  # what failed once is to be run again
        if self._refused:
            # The others only once none of these is left: each looks at itself, too.
            settings |= {"workers": list(self._good), "allow_other_workers": True}
        executor: Executor = self.client.get_executor(**settings)
        return executor

    def trouble(self) -> str:
        """As `Engine.trouble`."""
        if self.client.status == "closed":
            return f"the scheduler at {self._address} is gone"
        if self._workers():
            self._empty_since = None
            return ""
        self._empty_since = self._empty_since or time.monotonic()
        waited = time.monotonic() - self._empty_since
        return "the cluster has no workers any more" if waited > _EMPTY else ""

    def let_go(self, deck: str) -> None:
        """As `Engine.let_go`."""
        if self._client is not None and self._client.status == "running":
            client = self._client
            _within(_CONNECT, lambda: client.run(let_go, deck, on_error="ignore"))

    def close(self) -> None:
        """Leave the cluster, and end the workers that were started."""
        client, self._client = self._client, None
        cluster, self._cluster = self._cluster, None
        if client is not None:
            if client.status == "running":
                _within(_CONNECT, lambda: client.unregister_worker_plugin(self._plugin))
            client.close(timeout=_CONNECT)
        if cluster is not None:
            cluster.close(timeout=_CONNECT)

    def __enter__(self) -> DaskEngine:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _connect(self, workers: int | None) -> None:
        try:
            if self._address == LOCAL:
                self._cluster = _local_cluster(workers or usable_cores())
            target = self._cluster if self._cluster is not None else self._address
            self._client = Client(target, timeout=_CONNECT, set_as_default=False)
        except (OSError, ValueError, ImportError) as error:
            message = f"no Dask scheduler answers at {self._address}: {in_short(error)}"
            hint = "name the address that `dask scheduler` prints, such as tcp://host:8786"
            raise ProblemsError(Problem(Place("--on"), "cluster", message, hint)) from None
        if not self._workers():
            message = f"the cluster at {self._address} has no workers"
            hint = f"start some: `dask worker {self._address}`"
            raise ProblemsError(Problem(Place("--on"), "cluster", message, hint))
        try:
            self._client.register_plugin(PoolPlugin(), name=self._plugin)
        except Exception as error:  # of a worker without Proofdeck, which then says so itself
            logging.getLogger(__name__).debug("not every worker took the plugin: %s", error)

    def _best_level(self) -> str:
        """The weakest of the sandboxes that close as much as any worker's that is like this one."""
        here = Described.of()
        found = [
            there.level
            for there in self._described(()).values()
            if isinstance(there, Described) and not unlike(here, there)
        ]
        best = max(map(strength, found), default=0)
        self.level = min((each for each in found if strength(each) == best), key=_rank, default="")
        return self.level

    def _workers(self) -> Mapping[str, Any]:
        known: Mapping[str, Any] = self.client.scheduler_info(n_workers=-1)["workers"]
        return known

    def _described(self, modules: tuple[str, ...]) -> dict[str, Described | str]:
        """Each worker as it says it is, or in words why it says nothing, by its address."""
        executor = self.client.get_executor(pure=False)
        asked: dict[str, Future[Any]] = {
            address: executor.submit(
                describe, modules, self._sandbox, workers=[address], priority=_FIRST
            )
            for address in sorted(self._workers())
        }
        wait(asked.values(), timeout=_ANSWER)
        found = {address: _answer(future) for address, future in asked.items()}
        for future in asked.values():
            future.cancel()
        return found

    def _problems(self) -> list[Problem]:
        message = f"no worker of the cluster at {self._address} is like this machine"
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


_SHOWN: Final = 8  # workers that are left out, in an error


def _rank(level: str) -> tuple[int, str]:
    return len(level), level


def _local_cluster(workers: int) -> LocalCluster:
    with dask.config.set({"distributed.scheduler.allowed-failures": 1}):
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            processes=True,
            memory_limit=0,  # of the worker alone: programs have limits of their own
            dashboard_address=None,
            host="127.0.0.1",
            silence_logs=logging.CRITICAL,
        )


def _answer(future: Future[Any]) -> Described | str:
    if not future.done() or future.cancelled():
        return f"it did not answer within {_ANSWER:g} seconds"
    try:
        return Described.from_json(future.result())
    except (KeyError, TypeError, AttributeError):
        return "it describes itself in a way that this Proofdeck does not know"
    except ImportError as error:
        return f"Proofdeck is not installed there, or not whole: {in_short(error)}"
    except Exception as error:
        return f"it does not describe itself: {in_short(error)}"


def _within(seconds: float, work: Callable[[], object]) -> None:
    """Do what may take for ever, and wait no longer than so many seconds."""

    def quietly() -> None:
        try:
            work()
        except Exception as error:
            logging.getLogger(__name__).debug("%s", error)

    thread = threading.Thread(target=quietly, daemon=True)
    thread.start()
    thread.join(seconds)
