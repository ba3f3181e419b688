"""How far a build has come."""

from __future__ import annotations

from typing import Final, Protocol


class Progress(Protocol):
    """Receives each step of a build, and each finished item of a step."""

    def step(self, name: str, total: int) -> None: ...

    def advance(self, label: str) -> None: ...


class _Silent:
    def step(self, name: str, total: int) -> None: ...

    def advance(self, label: str) -> None: ...


SILENT: Final[Progress] = _Silent()
