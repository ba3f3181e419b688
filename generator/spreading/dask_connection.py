"""A Dask cluster, or one that is started here: its workers, and what they say they are."""

from __future__ import annotations

import logging
import secrets
import threading
import time
import warnings
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Executor, Future, wait
from typing import Any, Final

import dask
from distributed import Client, LocalCluster
from distributed.comm.addressing import parse_address
from distributed.comm.registry import get_backend
from distributed.security import Security
from distributed.versions import VersionMismatchWarning

from generator.last_net import in_short
from generator.model import Place, Problem, ProblemsError
from generator.running.machine.capacity import usable_cores
from generator.running.sandbox.confinement import Sandbox
from generator.spreading.dask_plugin import PoolPlugin
from generator.spreading.described import Described
from generator.spreading.worker_decks import describe, let_go

LOCAL: Final = "local"
_ENCRYPTED: Final = frozenset(["tls", "wss"])
_PAGES: Final = "127.0.0.1:0"
_CONNECT: Final = 10.0  # seconds to wait for a scheduler
_FRESH: Final = 1.0  # seconds for which what the scheduler said is good
_AGAIN: Final = 3.0  # seconds to wait for one that was there before
_ANSWER: Final = 60.0  # seconds to wait for what each worker says of itself
_RESTART: Final = 120.0  # seconds that a worker that was killed may take to start again
_FIRST: Final = 1000  # priority of questions, which are answered at once


class DaskConnection:
    """The cluster whose scheduler is at `address`, or "local" workers, one for each core of this
    machine or as many as `workers` says. They confine programs as `sandbox` says.

    Use it as a context manager, or call `close`. Raises ProblemsError where no scheduler answers,
    or it has no workers.
    """

    def __init__(
        self, address: str, *, sandbox: Sandbox = "auto", workers: int | None = None
    ) -> None:
        self.address = address
        self.sandbox: Sandbox = sandbox
        self._plugin = f"proofdeck-{secrets.token_hex(8)}"
        self._cluster: LocalCluster | None = None
        self._client: Client | None = None
        self.scheduler = ""  # by the id that it gives itself
        self._said: Mapping[str, Any] = {"id": "", "workers": {}}
        self._old = 0.0
        # For good, since it comes from a thread of Dask's, also as a client connects again. Workers
        # with other versions are left out in words of ours, or are a column of a matrix.
        warnings.filterwarnings("ignore", category=VersionMismatchWarning)
        try:
            self._connect(workers)
        except BaseException:
            self.close()
            raise

    @property
    def client(self) -> Client:
        """What speaks to the scheduler."""
        assert self._client is not None
        return self._client

    def ready(self) -> bool:
        """Whether a scheduler and workers answer. One that was started anew, or after it had been
        gone for a while, is connected with.
        """
        if self._cluster is None and self.client.status == "closed":
            try:
                self._client = self._new_client(_AGAIN)
            except (OSError, ValueError):
                return False
        if self.client.status != "running":
            return False
        if self.scheduler != self._identity(new=True)["id"]:
            if not self.workers():
                return False
            self._plug_in()
        return True

    def workers(self) -> Mapping[str, Any]:
        """What the scheduler knows of each worker, by its address; or knew when it was there, or
        a second ago.
        """
        known: Mapping[str, Any] = self._identity()["workers"]
        return known

    def executor(self, **settings: Any) -> Executor:
        """What reaches workers; `settings` are those of Dask's `submit`."""
        # What failed once is to be run again, and not to be looked up.
        executor: Executor = self.client.get_executor(pure=False, **settings)
        return executor

    def described(
        self, modules: tuple[str, ...] = (), only: Collection[str] | None = None
    ) -> dict[str, Described | str]:
        """Each worker as it says it is, with the versions behind `modules`; or in words why it says
        nothing. By address, of all or `only` some.
        """
        executor: Any = self.executor()  # whose `submit` takes Dask's settings, too
        asked: dict[str, Future[Any]] = {
            address: executor.submit(
                describe, modules, self.sandbox, workers=[address], priority=_FIRST
            )
            for address in sorted(self._identity(new=True)["workers"] if only is None else only)
        }
        end = time.monotonic() + _ANSWER
        waiting = set(asked.values())
        while waiting and time.monotonic() < end:
            waiting = wait(waiting, timeout=_FRESH).not_done
            there = self._identity(new=True)["workers"] if waiting else {}
            waiting -= {future for address, future in asked.items() if address not in there}
        found = {address: _answer(future) for address, future in asked.items()}
        for future in asked.values():
            future.cancel()
        return found

    def let_go(self, deck: str) -> None:
        """Have all workers close their pools of a deck."""
        client = self._client
        if client is not None and client.status == "running":
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

    def __enter__(self) -> DaskConnection:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _connect(self, workers: int | None) -> None:
        local = self.address == LOCAL
        try:
            self._cluster = _local_cluster(workers or usable_cores()) if local else None
            self._client = self._new_client(_CONNECT)
        except RuntimeError as error:
            message = f"no workers start at {self.address}: {in_short(error)}"
            raise ProblemsError(Problem(Place("--on"), "cluster", message)) from None
        except (OSError, ValueError, ImportError, TypeError) as error:
            message = f"no Dask scheduler answers at {self.address}: {in_short(error)}"
            hint = "name the address that `dask scheduler` prints, such as tcp://host:8786"
            raise ProblemsError(Problem(Place("--on"), "cluster", message, hint)) from None
        if not self.workers():
            message = f"the cluster at {self.address} has no workers"
            hint = f"start some: `dask worker {self.address}`"
            raise ProblemsError(Problem(Place("--on"), "cluster", message, hint))
        self._plug_in()

    def _new_client(self, seconds: float) -> Client:
        if self._cluster is not None:
            return Client(self._cluster, timeout=seconds, set_as_default=False)
        # Both raise before there is a client, which would wait for a while as it is thrown away.
        scheme = parse_address(self.address)[0]
        get_backend(scheme).get_connector()
        _require_certificates(scheme)
        return Client(self.address, timeout=seconds, set_as_default=False)

    def _identity(self, *, new: bool = False) -> Mapping[str, Any]:
        """What the scheduler says of itself, which grows with its workers."""
        client, now = self.client, time.monotonic()
        if client.status == "running" and (new or now > self._old):
            try:
                scheduler: Any = client.scheduler
                self._said = client.sync(
                    scheduler.identity, n_workers=-1, callback_timeout=_CONNECT
                )
            except (OSError, ValueError) as error:
                logging.getLogger(__name__).debug("the scheduler does not answer: %s", error)
            self._old = time.monotonic() + _FRESH
        return self._said

    def _plug_in(self) -> None:
        plugin = PoolPlugin(deaf=self._cluster is not None)
        try:
            self.client.register_plugin(plugin, name=self._plugin)
        except Exception as error:  # of a worker without Proofdeck, which then says so itself
            logging.getLogger(__name__).debug("not every worker took the plugin: %s", error)
        self.scheduler = str(self._identity(new=True)["id"])


def _require_certificates(scheme: str) -> None:
    """Raise ValueError for a scheme whose certificates Dask's configuration does not name."""
    loader = dask.config.get("distributed.client.security-loader", None)
    if scheme not in _ENCRYPTED or loader:
        return
    if Security().get_connection_args("client").get("ssl_context") is None:
        raise ValueError(
            f"{scheme}:// needs certificates: name them in distributed.comm.tls of Dask's "
            "configuration"
        )


def _local_cluster(workers: int) -> LocalCluster:
    # For good, since it is looked up as a worker ends: one that starts again on a busy machine
    # takes a while, and would be given up.
    dask.config.set({"distributed.deploy.lost-worker-timeout": f"{_RESTART:g}s"})
    return LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        memory_limit=0,  # of the worker alone: programs have limits of their own
        host="127.0.0.1",
        # Pages about the cluster are on for everybody's network if nothing is said.
        dashboard_address=_PAGES,
        worker_dashboard_address=_PAGES,
        silence_logs=logging.CRITICAL,
    )


def _answer(future: Future[Any]) -> Described | str:
    if not future.done() or future.cancelled():
        return f"it did not answer within {_ANSWER:g} seconds, or is gone"
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
