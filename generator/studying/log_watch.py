"""Hears what other processes write to a review log: a second server, a command, an import."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from generator.model import ProblemsError
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog

_EVERY: Final = 2.0  # seconds, as often as a page hears from its server


class LogWatch:
    """Looks at the version of `log`, which is one row, every 2 s while `wanted()`, until it is
    closed. `tell` is given the cards that were graded, marked or taken back since the last look;
    None where it may be any. What was told of by `knows` is not told again.
    """

    def __init__(
        self,
        log: ReviewLog,
        tell: Callable[[frozenset[CardKey] | None], object],
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        self._log = log
        self._tell = tell
        self._wanted = wanted
        self._alone = threading.Lock()
        self._known: set[CardKey] = set()
        self._version = -1  # until it could be read
        with suppress(ProblemsError):
            self._version = log.version()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="log-watch", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Look no more; what is looked at now ends first."""
        self._ended.set()
        self._thread.join()

    def knows(self, key: CardKey) -> None:
        """Somebody has told of a change of this card."""
        with self._alone:
            self._known.add(key)

    def look(self) -> None:
        """Tell what has changed since the last look. A log that cannot be read now has its say
        when the page asks for something.
        """
        with suppress(ProblemsError):
            version = self._log.version()
            before, self._version = self._version, version
            if version == before:
                return
            changed = self._log.changes(before, version) if before >= 0 else None
            with self._alone:
                known, self._known = self._known, set()
            if changed is None or changed - known:
                self._tell(None if changed is None else changed - known)

    def _watch(self) -> None:
        while not self._ended.wait(_EVERY):
            if self._wanted():
                self.look()
