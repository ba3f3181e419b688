"""The bound on the cache's size, and what is evicted beyond it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.keeping.cache_folder import (
    ENVIRONMENT_MARKER,
    EVICTED,
    OTHERS,
    cache_folder,
    take_written,
)

VARIABLE: Final = "PROOFDECK_CACHE_SIZE"
DEFAULT_SIZE: Final = 2 * 1024**3  # bytes
_ROOM: Final = 0.9  # of the bound that eviction leaves filled, so that not every build evicts
_SIZE: Final = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\s*(B|[KMGT](?:iB|B)?)?", re.ASCII)
_POWERS: Final = {"B": 0, "K": 1, "M": 2, "G": 3, "T": 4}
# By the folder and its bound, how much this process may write before it looks again: a look takes
# time for each entry.
_room_left: Final[dict[tuple[Path, int], int]] = {}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in the cache: a file, or an environment, which is evicted as a whole."""

    path: Path
    size: int  # bytes
    used: float  # seconds since 1970


def bound() -> int:
    """The largest size of the cache in bytes: PROOFDECK_CACHE_SIZE, by default 2 GiB.

    Raises ValueError if the variable is not a size.
    """
    said = os.environ.get(VARIABLE, "").strip()
    if not said:
        return DEFAULT_SIZE
    found = _SIZE.fullmatch(said)
    if found is None:
        raise ValueError(f"{VARIABLE} is {said!r}: set a size such as 500MB or 2GiB")
    unit = found[2] or "B"
    base = 1000 if len(unit) == 2 else 1024
    return int(float(found[1]) * base ** _POWERS[unit[0]])


def entries(folder: Path | None = None) -> tuple[Entry, ...]:
    """Everything that may be evicted, in no order."""
    root = folder or cache_folder()
    return tuple(entry for name in EVICTED for entry in _entries(root / name))


def trim_if_full() -> None:
    """Keep the cache within its bound after what this process wrote to it. Never fails."""
    written, key = take_written(), (cache_folder(), _bound())
    if not written:
        return
    left = _room_left.get(key, -1) - written
    if left < 0:
        size, gone = _trim(None, key[1])
        left = key[1] - size + gone
    _room_left[key] = left


def trim(folder: Path | None = None) -> int:
    """Evict the least recently used entries until the cache is within its bound.

    Returns the number of bytes freed. Never fails; an invalid bound counts as the default.
    """
    return _trim(folder, _bound())[1]


def _trim(folder: Path | None, most: int) -> tuple[int, int]:
    """The size that there was, and how much of it is gone."""
    found = sorted(entries(folder), key=lambda entry: entry.used)
    size = sum(entry.size for entry in found)
    gone = 0
    for entry in found if size > most else ():
        if size - gone <= most * _ROOM:
            break
        gone += entry.size if _remove(entry.path) else 0
    return size, gone


def _bound() -> int:
    try:
        return bound()
    except ValueError:
        return DEFAULT_SIZE


def clear(folder: Path | None = None) -> int:
    """Remove everything from the cache that Proofdeck made there, and nothing else.

    Returns the number of bytes freed. Locks stay: a build may hold one.
    """
    root = folder or cache_folder()
    size = sum(entry.size for entry in entries(root))
    for name in (*EVICTED, *OTHERS):
        if name != "locks":
            _remove(root / name)
    return size - sum(entry.size for entry in entries(root))


def _entries(folder: Path) -> Iterator[Entry]:
    whole = folder.name == "environments"
    waiting = [folder]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for each in found:
                    info = each.stat(follow_symlinks=False)
                    if whole and each.is_dir(follow_symlinks=False):
                        yield Entry(Path(each.path), _size(each.path), info.st_mtime)
                    elif whole:
                        continue  # the lock of one, which a process may hold
                    elif each.is_dir(follow_symlinks=False):
                        waiting.append(Path(each.path))
                    else:
                        yield Entry(Path(each.path), info.st_size, info.st_mtime)
        except OSError:
            continue  # it is gone, or never existed


def _size(folder: str) -> int:
    size = 0
    for path, _, files in os.walk(folder):
        for name in files:
            try:
                size += os.lstat(os.path.join(path, name)).st_size  # noqa: PTH118
            except OSError:
                continue
    return size


def _remove(path: Path) -> bool:
    try:
        if path.is_dir() and not path.is_symlink():
            # The marker of a complete environment goes first.
            (path / ENVIRONMENT_MARKER).unlink(missing_ok=True)
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()
    except OSError:
        return False
    return not path.exists()
