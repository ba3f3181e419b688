"""The hosts of a pool."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from generator.running.pool.host import Host
from generator.running.pool.preloads import Lane, base_of
from generator.running.pool.task import Station

Launch = Callable[[Lane, Station | None], Host]  # from which to branch


class Stations:
    """Opens and closes hosts; those of shared lanes are kept for later programs."""

    def __init__(self, launch: Launch) -> None:
        self._launch = launch
        self._open: list[Station] = []
        self._tried: set[Lane] = set()
        self._hopeless: set[Lane] = set()

    def all(self) -> list[Station]:
        """Those that are open."""
        return list(self._open)

    def find(self, lane: Lane) -> Station | None:
        """The station of a shared lane."""
        if not lane.shared:
            return None
        return next((station for station in self._open if station.lane == lane), None)

    def missing(self, lane: Lane, waiting: Iterable[Lane]) -> tuple[Lane, Station | None] | None:
        """What to open next so that a shared lane gets its host: which lane, and the station to
        branch from. None where nothing is to be opened, or not before another is ready.

        What several lanes import is imported once, for the shortest of those `waiting`. One whose
        first host failed is tried again with an interpreter of its own.
        """
        if self.find(lane) is not None:
            return None
        shared = [*waiting, *(station.lane for station in self._open)]
        base = base_of(lane, shared) if lane not in self._tried else None
        if base is None:
            return lane, None
        station = self.find(base)
        if station is None:
            return self.missing(base, waiting)
        return (lane, station) if station.ready else None

    def open(self, lane: Lane, base: Station | None = None) -> Station:
        """Start a host, as a branch of another where there is one. Raises OSError where the
        interpreter cannot be started.
        """
        station = Station(lane, self._launch(lane, base), branched=base is not None)
        self._open.append(station)
        return station

    def close(self, station: Station) -> None:
        """Close one."""
        station.closed = True
        self._open.remove(station)
        station.host.close()

    def close_all(self) -> None:
        """Close all, side by side."""
        stations, self._open = self._open, []
        for station in stations:
            station.closed = True
            station.host.stop()
        for station in stations:
            station.host.close()

    def refused(self, lane: Lane, *, again: bool) -> bool:
        """Note that a shared lane's host would not serve; whether to try once more.

        `again` says that it may have been a notice printed only once, such as that a font cache
        is being built; or that what it had branched from is gone.
        """
        if again and lane not in self._tried:
            self._tried.add(lane)
            return True
        self._hopeless.add(lane)
        return False

    def possible(self, lane: Lane) -> Lane:
        """The lane itself, or single interpreters where its host is known to refuse."""
        return lane.alone() if lane in self._hopeless else lane
