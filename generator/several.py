"""Arguments that list names: of files, cards, kinds of file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import Any, overload


@overload
def several(given: str | Iterable[str]) -> tuple[str, ...]: ...
@overload
def several(given: str | Path | Iterable[str | Path]) -> tuple[str | Path, ...]: ...
def several(given: Any) -> tuple[Any, ...]:
    """What an argument lists. A text or a path is a list of one, and not one of its letters."""
    return (given,) if isinstance(given, str | PurePath) else tuple(given)
