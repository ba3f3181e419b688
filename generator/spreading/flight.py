"""Batches on their way to workers: what comes of them, and what becomes of those that fail."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, replace
from typing import Final

from generator.counted import counted
from generator.last_net import in_short
from generator.model import Environment, Program, Run
from generator.spreading.deck_parts import UnsendableError
from generator.spreading.messages import Answer, MessageError

MOST_TRIES: Final = 2
_MOST_REFUSALS: Final = 5
_LOOK: Final = 2.0  # seconds without an answer after which the engine is asked how it is
_LATEST: Final = 120.0  # seconds beyond the longest that a batch may take


@dataclass
class Sent:
    """A batch on its way, with the contents that have these `digests`. Tries that failed count."""

    programs: tuple[Program, ...]
    digests: frozenset[str] = frozenset()
    tries: int = 0
    refusals: int = 0


class Flight:
    """The batches that are under way. `dispatch` sends one, and may raise UnsendableError."""

    def __init__(self, dispatch: Callable[[Sent], Future[str]]) -> None:
        self._dispatch = dispatch
        self._waiting: dict[Future[str], Sent] = {}
        self._suspects: deque[Sent] = deque()  # sent one after the other: one may end a worker
        self._suspect: Sent | None = None
        self._lost: list[Run] = []
        self._since = time.monotonic()

    def send(self, sent: Sent) -> None:
        """Send a batch."""
        try:
            self._waiting[self._dispatch(sent)] = sent
        except UnsendableError as error:
            if len(sent.programs) > 1:
                for program in sent.programs:
                    self.send(replace(sent, programs=(program,)))
            else:
                self._lose(sent, f"it was not sent to a worker: {error}")
        except Exception as error:  # an executor that takes nothing any more
            self._lose(sent, f"the cluster takes no more programs: {in_short(error)}")

    def runs(self, trouble: Callable[[], str]) -> Iterator[Run]:
        """The runs of all that was sent, as they come."""
        while self._waiting or self._suspects or self._lost:
            lost, self._lost = self._lost, []
            yield from lost
            self._send_suspect()
            if not self._waiting:
                continue
            done, _ = wait(self._waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
            if done:
                self._since = time.monotonic()
            else:
                self._look(trouble)
            for future in done:
                sent = self._waiting.pop(future)
                if sent is self._suspect:
                    self._suspect = None
                yield from self._came(sent, future)

    def cancel(self) -> bool:
        """Take back what is under way; whether there was any."""
        waiting, self._waiting = list(self._waiting), {}
        for future in waiting:
            future.cancel()
        return bool(waiting)

    def _send_suspect(self) -> None:
        if self._suspect is None and self._suspects:
            self._suspect = self._suspects.popleft()
            self.send(self._suspect)
            if self._suspect not in self._waiting.values():
                self._suspect = None

    def _came(self, sent: Sent, future: Future[str]) -> Iterator[Run]:
        try:
            answer = Answer.from_text(future.result())
        except CancelledError:
            self._again(sent, "the cluster took it back")
            return
        except MessageError as error:
            self._again(sent, f"a worker sent {error}")
            return
        except Exception as error:
            self._again(sent, f"its worker failed: {in_short(error)}")
            return
        match answer.outcome:
            case "runs":
                yield from self._runs(sent, answer)
            case "wanted":
                self._want(sent, answer)
            case "refused":
                self._refused(sent, answer)
            case "failed":
                self._again(sent, f"the worker on {answer.host or 'a machine'}: {answer.why}")

    def _runs(self, sent: Sent, answer: Answer) -> Iterator[Run]:
        left = {program.id: program for program in sent.programs}
        for run in answer.runs:
            if run.id in left:
                # What the pool lost as it was closed, or broke, is no result.
                if run.ended == "lost" and sent.tries + 1 < MOST_TRIES:
                    continue
                del left[run.id]
                yield run
        if left:
            rest = replace(sent, programs=tuple(left.values()))
            self._again(rest, f"the worker on {answer.host} returned no run of it")

    def _want(self, sent: Sent, answer: Answer) -> None:
        if sent.digests.issuperset(answer.wanted):
            self._again(sent, "a worker did not keep the files that it was sent")
        else:
            self.send(replace(sent, digests=sent.digests.union(answer.wanted)))

    def _refused(self, sent: Sent, answer: Answer) -> None:
        if sent.refusals + 1 < _MOST_REFUSALS:
            self.send(replace(sent, refusals=sent.refusals + 1))
        else:
            self._lose(sent, f"the worker on {answer.host or 'a machine'} refused it: {answer.why}")

    def _again(self, sent: Sent, why: str) -> None:
        """Send the programs of a batch that failed once more, each by itself."""
        tries = sent.tries + 1
        if tries >= MOST_TRIES:
            self._lose(sent, f"{why}; it was tried {counted(tries, 'time')}")
        else:
            self._suspects += (Sent((program,), tries=tries) for program in sent.programs)

    def _lose(self, sent: Sent, why: str) -> None:
        self._lost += (_lost(program.id, why) for program in sent.programs)

    def _look(self, trouble: Callable[[], str]) -> None:
        """Give up on what nobody will answer."""
        longest = max(
            sum(each.timeout for each in sent.programs) for sent in self._waiting.values()
        )
        silent = time.monotonic() - self._since > longest + _LATEST
        why = trouble()
        if not why and not silent:
            return
        waiting, self._waiting = self._waiting, {}
        for future in waiting:
            future.cancel()
        self._suspect = None
        for sent in waiting.values():
            if why:
                self._lose(sent, why)
            else:
                self._again(sent, "its worker did not answer in time")
        if why:
            while self._suspects:
                self._lose(self._suspects.popleft(), why)
        self._since = time.monotonic()


def _lost(name: str, why: str) -> Run:
    return Run(name, "lost", (), Environment(""), detail=why)
