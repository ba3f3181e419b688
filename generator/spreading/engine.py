"""Workers somewhere, as the runner sees them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor
from typing import Protocol

from generator.model import Program
from generator.spreading.described import Described
from generator.spreading.worker_decks import run_batch

# What workers do with an order, as text, and with contents by their digests; its answer, as text.
Task = Callable[[str, Mapping[str, bytes]], str]


class AwayError(Exception):
    """The workers that may run something are not there now; the message says which, in words."""


class Engine(Protocol):
    """Workers, and the executor that reaches them."""

    @property
    def level(self) -> str:
        """The sandbox that programs get there at least, as `Environment.sandbox` names it."""
        ...

    @property
    def devices(self) -> frozenset[str]:
        """The devices that a worker has, as `Program.needs` names them."""
        ...

    @property
    def places(self) -> int:
        """How many batches run at the same time."""
        ...

    @property
    def jobs(self) -> int | None:
        """How many programs a worker runs at a time; None for as many as it has places."""
        ...

    def reference(self, modules: tuple[str, ...]) -> Described:
        """What workers have to be like, with the versions behind these modules. Raises
        ProblemsError where that is not known.
        """
        ...

    def prepare(self, here: Described, modules: tuple[str, ...]) -> None:
        """Told before programs are sent what workers have to be like, and what is imported.

        Raises ProblemsError if no worker is.
        """
        ...

    @property
    def spread(self) -> bool:
        """Whether runs of a program that are compared come from different workers."""
        ...

    @property
    def task(self) -> Task:
        """What to have the executor do, which workers find by its name."""
        ...

    def executor(
        self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
    ) -> Executor:
        """What reaches the workers that may run these programs, if possible others than those to
        `avoid`, by address, and `only` this one as long as it is there. Where runs are `spread`,
        those in even worlds and those in odd ones are never together, and go to different workers.

        Raises AwayError.
        """
        ...

    def failed(self, worker: str, why: str) -> None:
        """Told that a worker could not run what it was sent, and why."""
        ...

    def ready(self) -> bool:
        """Whether workers can be reached. Asked again and again after what was sent came back, it
        mends what it can.
        """
        ...

    def trouble(self) -> str:
        """Why nothing sent will ever be answered, in words; "" while all may be well."""
        ...

    def let_go(self, deck: str) -> None:
        """Have all workers close their pools of a deck, and end what runs there."""
        ...


class PlainEngine:
    """The workers of any `executor`, of which nothing is known but how many there are. They are to
    have a sandbox of a `level`, by default any.
    """

    def __init__(
        self, executor: Executor, places: int, *, level: str = "", jobs: int | None = 1
    ) -> None:
        self._executor = executor
        self.places = places
        self.level = level
        self.devices: frozenset[str] = frozenset()
        self.spread = False
        self.jobs = jobs

    def reference(self, modules: tuple[str, ...]) -> Described:
        """This machine."""
        return Described.of(modules, level=self.level)

    def prepare(self, here: Described, modules: tuple[str, ...]) -> None:
        """Nothing: each worker looks at itself with each batch."""

    @property
    def task(self) -> Task:
        """To run a batch, as often as the executor likes."""
        return run_batch

    def executor(
        self, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
    ) -> Executor:
        """The executor."""
        return self._executor

    def failed(self, worker: str, why: str) -> None:
        """Nothing: workers are not known apart."""

    def ready(self) -> bool:
        """Always."""
        return True

    def trouble(self) -> str:
        """Nothing is known."""
        return ""

    def let_go(self, deck: str) -> None:
        """Nothing: pools close with their processes, or when nobody has used them for a while."""
