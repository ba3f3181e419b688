"""How far a build is, told to whoever watches."""

from __future__ import annotations

from typing import Final, Protocol


class Progress(Protocol):
    """Told of each step of a build, and of each item of the step that is done."""

    def step(self, name: str, total: int) -> None: ...

    def advance(self, label: str) -> None: ...


class _Silent:
    def step(self, name: str, total: int) -> None: ...

    def advance(self, label: str) -> None: ...


SILENT: Final[Progress] = _Silent()
