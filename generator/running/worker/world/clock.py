"""Another time of another day, on a slower machine.

Durations grow by the processor time that a program takes, as on a slower machine: what it works
takes longer, and what it sleeps does not.
"""

from __future__ import annotations

import _datetime  # type: ignore[import-not-found]
import sys
import time
import warnings
from bisect import bisect_right
from typing import Any, Optional

from .builtin_functions import Function, members, modified, redirect

SECOND = 10**9  # nanoseconds
# From world to world another year, season, weekday, day of the month, half of the day and minute:
# of five worlds one is at a weekend and one is not, one is in the morning and one is not.
AHEAD = (((438 * 24 + 7) * 60 + 43) * 60 + 21) * SECOND
SLOWER = 1  # seconds more for each that the processor worked
GRAIN = SECOND // 10_000  # what the wall clock notices of that
BEFORE, AFTER = 60 * SECOND, 24 * 3600 * SECOND  # around the start: what is the present
STEADY = ("MONOTONIC", "MONOTONIC_RAW", "MONOTONIC_COARSE", "BOOTTIME", "UPTIME_RAW", "HIGHRES")
WALL = ("REALTIME", "REALTIME_COARSE", "TAI")
WORKED = ("PROCESS_CPUTIME_ID", "THREAD_CPUTIME_ID", "PROF")
DEPRECATED = (3, 12)  # utcnow


class Clock:
    """The clock of a world, which `time` and `datetime` show once it is `set`."""

    def __init__(self, world: int) -> None:
        self._ahead = world * AHEAD
        self._real: Function = time.time_ns
        self._worked: Function = time.process_time_ns
        self._begun = self._worked()
        self._start = self._real()
        # When the wall clock had been slowed down by how much: files are as old as it says.
        self._moments = [0]
        self._lags = [0]

    def set(self) -> None:
        """Show this time from now on."""
        self._set_wall_clock()
        self._set_stopwatches()
        self._set_clocks()
        self._set_calendar()
        self._set_datetime()

    def now(self) -> int:
        """Nanoseconds since the epoch."""
        real, lag = int(self._real()), self._lag()
        if lag - self._lags[-1] >= GRAIN:
            self._moments.append(real)
            self._lags.append(lag)
        return real + self._ahead + self._lags[-1]

    def file_time(self, real: int) -> int:
        """What this clock showed when that of the system showed `real`, in nanoseconds since the
        epoch; `real` itself where that is not in the program's time.
        """
        if not self._start - BEFORE <= real < self._start + AFTER:
            return real
        return real + self._ahead + self._lags[bisect_right(self._moments, real) - 1]

    def _lag(self) -> int:
        return SLOWER * int(self._worked() - self._begun)

    def _set_wall_clock(self) -> None:
        def nanoseconds(real: Function) -> Function:
            self._real = real
            return lambda *a, **k: real(*a, **k) if a or k else self.now()

        def seconds(real: Function) -> Function:
            return lambda *a, **k: real(*a, **k) if a or k else self.now() / SECOND

        redirect(time, "time_ns", nanoseconds)
        redirect(time, "time", seconds)

    def _set_stopwatches(self) -> None:
        def works(real: Function) -> Function:
            return lambda *a, **k: real(*a, **k) * (1 + SLOWER)

        def works_ns(real: Function) -> Function:
            self._worked = real
            return works(real)

        def runs(real: Function) -> Function:
            return lambda *a, **k: real(*a, **k) + self._lag() / SECOND

        def runs_ns(real: Function) -> Function:
            return lambda *a, **k: real(*a, **k) + self._lag()

        redirect(time, "process_time_ns", works_ns)
        for name in ("process_time", "thread_time", "thread_time_ns"):
            redirect(time, name, works)
        for name in ("perf_counter", "monotonic"):
            redirect(time, name, runs)
            redirect(time, name + "_ns", runs_ns)

    def _set_clocks(self) -> None:
        """Those that are asked for by number."""
        kinds = {
            getattr(time, f"CLOCK_{name}"): names
            for names in (STEADY, WALL, WORKED)
            for name in names
            if hasattr(time, f"CLOCK_{name}")
        }

        def more(number: Any, found: float) -> float:
            kind = kinds.get(number)
            if kind is WALL:
                return self.now() - int(self._real())
            return self._lag() if kind is STEADY else SLOWER * found if kind is WORKED else 0

        def seconds(real: Function) -> Function:
            def read(*arguments: Any, **named: Any) -> Any:
                found = real(*arguments, **named)
                return found + more(arguments[0], found * SECOND) / SECOND

            return read

        def nanoseconds(real: Function) -> Function:
            def read(*arguments: Any, **named: Any) -> Any:
                found = real(*arguments, **named)
                return found + more(arguments[0], found)

            return read

        redirect(time, "clock_gettime", seconds)
        redirect(time, "clock_gettime_ns", nanoseconds)

    def _set_calendar(self) -> None:
        def of_seconds(real: Function) -> Function:
            def told(*arguments: Any, **named: Any) -> Any:
                if not named and arguments in ((), (None,)):
                    arguments = (self.now() / SECOND,)
                return real(*arguments, **named)

            return told

        def of_parts(real: Function, given: int) -> Function:
            def told(*arguments: Any, **named: Any) -> Any:
                if not named and len(arguments) == given:
                    arguments = (*arguments, time.localtime())
                return real(*arguments, **named)

            return told

        for name in ("localtime", "gmtime", "ctime"):
            redirect(time, name, of_seconds)
        redirect(time, "asctime", lambda real: of_parts(real, 0))
        redirect(time, "strftime", lambda real: of_parts(real, 1))

    def _set_datetime(self) -> None:
        """`today` asks `time.time`."""
        kind = _datetime.datetime
        own = members(kind)
        at = own["fromtimestamp"]
        deprecated = notice(kind)

        def moment(cls: type, zone: Any) -> Any:
            return at.__get__(None, cls)(self.now() // 1000 / 10**6, zone)

        def now(cls: type, tz: Any = None) -> Any:
            return moment(cls, tz)

        def utcnow(cls: type) -> Any:
            if deprecated is not None:
                warnings.warn(deprecated, stacklevel=2)
            return moment(cls, _datetime.timezone.utc).replace(tzinfo=None)

        own["now"] = classmethod(now)
        own["utcnow"] = classmethod(utcnow)
        modified(kind)


def notice(kind: Any) -> Optional[Warning]:  # noqa: UP045 (3.9)
    """What Python says to whoever calls `utcnow`, if this version says anything."""
    if sys.version_info < DEPRECATED:
        return None
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        kind.utcnow()
    return next((each.message for each in caught if isinstance(each.message, Warning)), None)
