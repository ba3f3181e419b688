"""How far a check is, shown by the editor where it takes a while."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol

_PATIENCE: Final = 0.5  # seconds after which an author wants to know


class Indicator(Protocol):
    """Shows an author that something goes on."""

    def begin(self, title: str) -> None: ...

    def report(self, message: str, percentage: int) -> None: ...

    def end(self) -> None: ...


class StoppedError(BaseException):
    """A check is to end, as nobody wants its findings any more. The last net lets it through."""


class CheckProgress:
    """The `Progress` of a check with a `title`. What is shown begins after half a second; `stopped`
    says whether to go on. Use it as a context manager.
    """

    def __init__(self, title: str, indicator: Indicator, stopped: Callable[[], bool]) -> None:
        self._title = title
        self._indicator = indicator
        self._stopped = stopped
        self._alone = threading.Lock()
        self._timer = threading.Timer(_PATIENCE, self._begin)
        self._timer.daemon = True
        self._begun = self._over = False
        self._doing, self._done, self._total = "reading", 0, 0

    def step(self, name: str, total: int) -> None:
        """The next step begins. Raises StoppedError."""
        self._doing, self._done, self._total = name, 0, total
        self._report()

    def advance(self, label: str) -> None:
        """One more item is done. Raises StoppedError."""
        self._done += 1
        self._report()

    def _begin(self) -> None:
        with self._alone:
            if not self._over:
                self._indicator.begin(self._title)
                self._begun = True
                self._show()

    def _report(self) -> None:
        if self._stopped():
            raise StoppedError
        with self._alone:
            if self._begun:
                self._show()

    def _show(self) -> None:
        if self._total:
            message = f"{self._doing}: {self._done:,} of {self._total:,}"
            self._indicator.report(message, 100 * self._done // self._total)

    def __enter__(self) -> CheckProgress:
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        with self._alone:
            self._over = True
            if self._begun:
                self._indicator.end()
