"""Batches on their way to workers: what comes of them, and what becomes of those that fail."""

from __future__ import annotations

import time
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from dataclasses import dataclass, replace
from typing import Final

from generator.counted import counted
from generator.last_net import in_short
from generator.model import Environment, Program, Run
from generator.spreading.deck_parts import UnsendableError
from generator.spreading.engine import AwayError, Engine
from generator.spreading.messages import Answer, MessageError

MOST_TRIES: Final = 2
_MOST_REFUSALS: Final = 5
_MOST_RETURNS: Final = 10
_MOST_WANTS: Final = 20
_LOOK: Final = 2.0  # seconds without an answer after which the engine is asked how it is
_LATEST: Final = 120.0  # seconds beyond the longest that a batch may take


@dataclass
class Sent:
    """A batch on its way, with the contents that have these `digests`. Tries that failed count.

    It is not to go to the workers to `avoid`, which could not run it; and with contents that a
    worker wanted, to this one `only`. It `returns` as often as the cluster gave it back, or had
    nobody to run it, and `wants` as often as contents were on their way to its worker.
    """

    programs: tuple[Program, ...]
    digests: frozenset[str] = frozenset()
    tries: int = 0
    refusals: int = 0
    returns: int = 0
    wants: int = 0
    avoid: frozenset[str] = frozenset()
    only: str = ""


class Flight:
    """The batches that are under way to the workers of an engine. `dispatch` sends one, and may
    raise UnsendableError.
    """

    def __init__(self, dispatch: Callable[[Sent], Future[str]], engine: Engine) -> None:
        self._dispatch = dispatch
        self._engine = engine
        self._waiting: dict[Future[str], Sent] = {}
        self._returned: list[Sent] = []  # sent once the engine is ready again
        self._suspects: deque[Sent] = deque()  # sent one after the other: one may end a worker
        self._suspect: Sent | None = None
        self._lost: list[Run] = []
        self._there: defaultdict[str, set[str]] = defaultdict(set)  # contents that workers have
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
        except AwayError as error:
            if sent.returns < _MOST_RETURNS:
                self._returned.append(replace(sent, returns=sent.returns + 1))
            else:
                self._lose(sent, f"it was not sent to a worker: {error}")
        except Exception as error:
            if self._engine.ready():
                self._lose(sent, f"the cluster takes no more programs: {in_short(error)}")
            else:
                self._return(sent)

    def runs(self) -> Iterator[Run]:
        """The runs of all that was sent, as they come."""
        while self._waiting or self._returned or self._suspects or self._lost:
            lost, self._lost = self._lost, []
            yield from lost
            if self._returned and not self._send_returned():
                time.sleep(_LOOK)
                self._look()
                continue
            self._send_suspect()
            if not self._waiting:
                continue
            done, _ = wait(self._waiting, timeout=_LOOK, return_when=FIRST_COMPLETED)
            if done:
                self._since = time.monotonic()
            else:
                self._look()
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
        return bool(waiting or self._returned)

    def _send_returned(self) -> bool:
        """Whether what came back is under way again."""
        if not self._engine.ready():
            return False
        returned, self._returned = self._returned, []
        for sent in returned:
            self.send(sent)
        self._since = time.monotonic()
        return not self._returned

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
            self._return(sent)
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
                self._failed(sent, answer)

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
            rest = replace(sent, programs=tuple(left.values()), avoid=_with(sent, answer))
            self._again(rest, f"the worker on {answer.host} returned no run of it")

    def _want(self, sent: Sent, answer: Answer) -> None:
        there = self._there[answer.worker]
        if sent.digests.issuperset(answer.wanted):
            self._again(sent, "a worker did not keep the files that it was sent")
        elif answer.worker and there.issuperset(answer.wanted) and sent.wants < _MOST_WANTS:
            # They went there with another batch meanwhile: no content travels there twice.
            self.send(replace(sent, wants=sent.wants + 1))
        else:
            there.update(answer.wanted)
            digests = sent.digests.union(answer.wanted)
            self.send(replace(sent, digests=digests, only=answer.worker))

    def _refused(self, sent: Sent, answer: Answer) -> None:
        if sent.refusals + 1 < _MOST_REFUSALS:
            self.send(replace(sent, refusals=sent.refusals + 1, avoid=_with(sent, answer)))
        else:
            self._lose(sent, f"the worker on {answer.host or 'a machine'} refused it: {answer.why}")

    def _failed(self, sent: Sent, answer: Answer) -> None:
        why = f"the worker on {answer.host or 'a machine'}: {answer.why}"
        known = sent.avoid
        sent = replace(sent, avoid=_with(sent, answer))
        if answer.worker:
            self._there.pop(answer.worker, None)  # who knows what it kept
            self._engine.failed(answer.worker, answer.why)
        if answer.worker and not known:
            self.send(sent)  # whole: what says why it failed was not ended by a program
        else:
            self._again(sent, why)

    def _return(self, sent: Sent) -> None:
        """What the cluster gave back, as it does where its scheduler is gone, was not run."""
        if sent.returns < _MOST_RETURNS:
            self._returned.append(replace(sent, returns=sent.returns + 1))
        else:
            self._again(sent, "the cluster took it back")

    def _again(self, sent: Sent, why: str) -> None:
        """Send the programs of a batch that failed once more, each by itself."""
        tries = sent.tries + 1
        if tries >= MOST_TRIES:
            self._lose(sent, f"{why}; it was tried {counted(tries, 'time')}")
        else:
            self._suspects += (
                Sent((program,), tries=tries, avoid=sent.avoid) for program in sent.programs
            )

    def _lose(self, sent: Sent, why: str) -> None:
        # Nothing ran, so nobody is told that it ran without a sandbox.
        nowhere = Environment("", sandbox=self._engine.level or "none")
        self._lost += (Run(each.id, "lost", (), nowhere, detail=why) for each in sent.programs)

    def _look(self) -> None:
        """Give up on what nobody will answer."""
        longest = max(
            (sum(each.timeout for each in sent.programs) for sent in self._waiting.values()),
            default=0.0,
        )
        silent = self._waiting and time.monotonic() - self._since > longest + _LATEST
        why = self._engine.trouble()
        gone = bool(self._waiting) and not self._engine.ready()
        if not why and not silent and not gone:
            return
        waiting, self._waiting = self._waiting, {}
        for future in waiting:
            future.cancel()
        self._suspect = None
        for sent in (*waiting.values(), *(self._taken() if why else ())):
            if why:
                self._lose(sent, why)
            elif gone:
                self._return(sent)
            else:
                self._again(sent, "its worker did not answer in time")
        self._since = time.monotonic()

    def _taken(self) -> list[Sent]:
        """All that is to be sent yet."""
        found = [*self._returned, *self._suspects]
        self._returned, self._suspects = [], deque()
        return found


def _with(sent: Sent, answer: Answer) -> frozenset[str]:
    """The workers that a batch is to avoid, with the one that answered."""
    return sent.avoid | {answer.worker} if answer.worker else sent.avoid
