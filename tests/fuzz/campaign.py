"""Runs many inputs, and says which fail: by an exception, by time, or by a problem of ours."""

from __future__ import annotations

import os
import signal
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from generator.last_net import COUNTED
from tests.fuzz.targets import FailedError, choose

SECONDS = 2.0  # of processor time that an input may take


class TooSlow(BaseException):
    """No `Exception`, so that nothing that is fuzzed can catch it."""


@dataclass
class Found:
    """What a campaign has found, and how many inputs of each kind there were."""

    inputs: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)  # by seed
    slowest: float = 0.0


def fuzz(seeds: range, *, limit: float = SECONDS, keep: Path | None = None) -> Found:
    """Make and read an input for each seed. The same seed always makes the same input.

    With `keep`, the files of inputs that fail are left in that folder.
    """
    found = Found()
    before = os.environ.pop(COUNTED, None)  # what is caught is counted here
    previous = signal.signal(signal.SIGVTALRM, _slow)
    try:
        with tempfile.TemporaryDirectory(prefix="proofdeck-fuzz-") as folder:
            for seed in seeds:
                _one(seed, Path(folder), found, limit, keep)
    finally:
        signal.signal(signal.SIGVTALRM, previous)
        if before is not None:
            os.environ[COUNTED] = before
    return found


def _one(seed: int, folder: Path, found: Found, limit: float, keep: Path | None) -> None:
    random = Random(seed)
    target = choose(random)
    if target.__name__ == "package":  # what it starts from is made once
        from tests.fuzz.targets import _package

        _package(folder)
    start = time.process_time()
    signal.setitimer(signal.ITIMER_VIRTUAL, 4 * limit)
    try:
        found.inputs[target(random, folder)] += 1
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        taken = time.process_time() - start
        found.slowest = max(found.slowest, taken)
        if taken > limit:
            raise FailedError(f"{taken:.1f} s of processor time")
    except (Exception, TooSlow) as error:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        found.failures[seed] = f"{target.__name__}: {_told(error)}"
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            for path in (folder / "deck" / "en" / "01.md", folder / "article.md", folder / "deck.lock",
                         folder / "deck" / "deck.toml", folder / "deck.apkg"):  # fmt: skip
                if path.exists():
                    (keep / f"{seed}-{target.__name__}-{path.name}").write_bytes(path.read_bytes())


def _told(error: BaseException) -> str:
    frames = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in traceback.extract_tb(error.__traceback__)
        if "generator" in frame.filename
    ]
    return f"{type(error).__name__}: {error!s:.300} ({' < '.join(reversed(frames[-4:]))})"


def _slow(number: int, frame: FrameType | None) -> Any:
    raise TooSlow("stopped after four times the limit")
