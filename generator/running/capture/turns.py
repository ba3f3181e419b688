"""The order in which a worker speaks of a program, from its start to the last word."""

from __future__ import annotations

from typing import Any, Final

from generator.running.capture.credible import ForgedError, whole

# Once a cell began: what it shows may come late, from a thread or an exit handler, as may notes.
_LATE: Final = ("note", "value", "html", "svg", "png")
_AFTERWARDS: Final = ("compiled", "weight")  # between the verdict and the last word


class Turns:
    """What has been said of a program of so many `cells`, and what can come next.

    A worker says "start"; of each cell "begin", "raised" at most once, and "end"; then "verdict"
    and "done", after which it says nothing more.
    """

    def __init__(self, cells: int) -> None:
        self._cells = cells
        self._begun = 0
        self._open = False  # whether a cell began that has not ended
        self._said: set[str] = set()  # what is said once, of the program or of the open cell

    def take(self, message: dict[str, Any]) -> None:
        """A message has come. Raises ForgedError where it is not the turn of its event."""
        event = message.get("event")
        if not isinstance(event, str) or not self._may(event, message):
            raise ForgedError("an event out of order")

    def _may(self, event: str, message: dict[str, Any]) -> bool:
        if "done" in self._said or ("start" in self._said) is (event == "start"):
            return False
        over = "verdict" in self._said
        if event == "begin":
            cell = whole(message.get("cell"), most=self._cells - 1)
            if over or self._open or cell != self._begun:
                return False
            self._begun, self._open = cell + 1, True
            self._said.discard("raised")
            return True
        if event == "end":
            was, self._open = self._open, False
            return was
        if event == "raised":
            return self._open and self._once(event)
        if event == "verdict":
            return not self._open and self._once(event)
        if event in _AFTERWARDS:
            return over and (event == "compiled" or self._once(event))
        if event in ("start", "done"):
            return (event == "start" or over) and self._once(event)
        return event in _LATE and self._begun > 0

    def _once(self, event: str) -> bool:
        new = event not in self._said
        self._said.add(event)
        return new
