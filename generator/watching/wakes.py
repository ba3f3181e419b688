"""When to look at a folder: as soon as the file system tells of a change, and now and then."""

from __future__ import annotations

import importlib.util
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError

EXTRA: Final = "pip install 'proofdeck[live]'"
QUIET: Final = 50
_LONGEST: Final = 1_000  # milliseconds of a burst of changes
# Milliseconds to the next look where nothing was told: some file systems tell of nothing, and a
# folder that was replaced as a whole is not followed.
_EVERY: Final = 2_000


def require_watcher(path: str) -> None:
    """Raises ProblemsError where the package that watches files is not installed."""
    if importlib.util.find_spec("watchfiles") is None:
        message = "watching needs a package that is not installed here: watchfiles"
        hint = f"install it: {EXTRA}"
        raise ProblemsError(Problem(Place(path), "missing-extra", message, hint))


@contextmanager
def wakes(folder: Path, *, poll: bool) -> Iterator[Iterator[None]]:
    """The moments to look at a folder, without end. With `poll`, its files are looked at in turn
    instead of waiting to be told.

    A thread waits, so that a signal reaches its handler in this one.
    """
    told: queue.SimpleQueue[None] = queue.SimpleQueue()
    with listening(folder, lambda: told.put(None), poll=poll):
        yield _each(told)


@contextmanager
def listening(
    folder: Path, tell: Callable[[], object], *, poll: bool, quiet: int = QUIET
) -> Iterator[None]:
    """As `wakes`; in its thread, `tell` is called at each of the moments. `quiet` milliseconds
    without a change end a burst of them.
    """
    stop = threading.Event()
    thread = threading.Thread(target=_listen, args=(folder, poll, quiet, tell, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _each(told: queue.SimpleQueue[None]) -> Iterator[None]:
    while True:
        told.get()
        while not told.empty():  # one look is enough for all that was told
            told.get()
        yield


def _listen(
    folder: Path, poll: bool, quiet: int, tell: Callable[[], object], stop: threading.Event
) -> None:
    from watchfiles import watch

    while not stop.is_set():
        try:
            for _ in watch(
                folder,
                watch_filter=None,
                debounce=_LONGEST,
                step=quiet,
                stop_event=stop,
                rust_timeout=_EVERY,
                yield_on_timeout=True,
                force_polling=poll or None,
                ignore_permission_denied=True,
            ):
                tell()
        except Exception:  # the folder is gone for now, or the system watches no more files
            stop.wait(_EVERY / 1_000)
            tell()
