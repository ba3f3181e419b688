"""The hosts of a pool."""

from __future__ import annotations

from collections.abc import Callable

from generator.running.host import Host
from generator.running.lanes import Lane
from generator.running.station import Station

Launch = Callable[[Lane], Host]


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

    def open(self, lane: Lane) -> Station:
        """Start a host. Raises OSError where the interpreter cannot be started."""
        station = Station(lane, self._launch(lane))
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
        is being built.
        """
        if again and lane not in self._tried:
            self._tried.add(lane)
            return True
        self._hopeless.add(lane)
        return False

    def possible(self, lane: Lane) -> Lane:
        """The lane itself, or single interpreters where its host is known to refuse."""
        return lane.alone() if lane in self._hopeless else lane
