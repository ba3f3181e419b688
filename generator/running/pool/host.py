"""Where jobs run: what a pool may ask of a worker, and what it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from generator.running.pool.job import Job


@dataclass(frozen=True, slots=True)
class Ready:
    """It has imported what it should and takes jobs."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Its forks would not be faithful, so it ended. `again` says that another one may do better."""

    detail: str
    again: bool = False


@dataclass(frozen=True, slots=True)
class Forked:
    """The job has its process."""

    number: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The job's process ended with `status`, as `os.waitpid` gives it.

    `limit` says which bound all its processes together had exceeded, if that was why.
    """

    number: int
    status: int
    limit: str = ""


@dataclass(frozen=True, slots=True)
class Failed:
    """The job got no process."""

    number: int
    detail: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The worker itself died; so did its jobs."""

    detail: str


Event = Ready | Refused | Forked | Ended | Failed | Gone


class Host(Protocol):
    """A worker as its pool sees it. One that `keeps_time` ends a program itself when its time is
    up, and tells as its limit.
    """

    keeps_time: bool

    def fileno(self) -> int | None:
        """A descriptor that is readable when there are events, None if one has to ask."""

    def events(self) -> list[Event]:
        """What has happened since the last call; never waits."""

    def submit(self, job: Job, order: int) -> None:
        """Start a prepared job whose order can be read from the descriptor `order`."""

    def kill(self, number: int) -> None:
        """End a job at once, with all its processes."""

    def stop(self) -> None:
        """Tell it to end all jobs and itself, without waiting."""

    def close(self) -> None:
        """As `stop`; nothing is left when this returns."""
