"""What a worker keeps: a pool for each deck that it runs programs of, and the deck's files.

`run_batch` is what is sent to workers, by its name: it and its arguments are text and bytes, so
nothing of Proofdeck's is pickled.
"""

from __future__ import annotations

import atexit
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import cache
from multiprocessing.util import Finalize
from typing import Final

from generator.last_net import caught, in_short
from generator.model import ProblemsError, Run
from generator.running.machine.scratch import Scratch
from generator.running.pool.local_pool import LocalPool
from generator.running.sandbox.confinement import Confinement, Sandbox
from generator.spreading.deck_parts import SetUpDeck
from generator.spreading.described import Described, machine_kind, unlike
from generator.spreading.messages import Answer, MessageError, Order
from generator.spreading.sharing_pool import SharingPool

MOST_DECKS: Final = 4
MOST_GONE: Final = 1000  # decks that are known to have been let go
IDLE: Final = 600.0  # seconds after which a pool that nobody uses is closed


# An order's number → a time in which nobody else runs that order; it yields whether nobody ran it.
Claim = Callable[[str], AbstractContextManager[bool]]


class GoneError(Exception):
    """Nobody waits for the programs of this deck any more."""


def run_batch(
    order: str,
    contents: Mapping[str, bytes],
    claim: Claim = lambda number: nullcontext(True),
    worker: str = "",
) -> str:
    """The answer to an order, both as text; `contents` are what files contain, by digest. Only what
    it can `claim` is run. A `worker` is told by its address.
    """
    try:
        asked = Order.from_text(order)
        with claim(asked.number) as mine:
            if not mine:
                return Answer("failed", why="the one that ran it first is gone").to_text()
            return replace(_answer(asked, contents), worker=worker).to_text()
    except MessageError as error:
        return Answer("refused", why=f"it was sent {error}").to_text()
    except GoneError:  # it had been on its way
        return Answer("failed", why="its command has ended").to_text()
    except ProblemsError as error:
        return Answer("refused", why=error.problems[0].message).to_text()
    except OSError as error:  # a full disk, or no more processes: of this machine, not of the deck
        return _failed(in_short(error), worker)
    except Exception as error:
        return _failed(caught(error), worker)


def _failed(why: str, worker: str) -> str:
    return Answer("failed", why=why, host=socket.gethostname(), worker=worker).to_text()


def describe(modules: tuple[str, ...], sandbox: Sandbox) -> dict[str, object]:
    """This worker, as `Described.to_json` has it."""
    return Described.of(modules, level=level_of(sandbox)).to_json()


def move_in(places: int) -> None:
    """Note that a worker with so many places is in this process, whose pools run as many programs
    at a time as all of its workers have places.
    """
    _DECKS.resize(places)


def move_out(places: int) -> None:
    """Note that a worker has gone. With the last, the pools are closed."""
    _DECKS.resize(-places)


def let_go(deck: str) -> None:
    """Close the pool of a deck for good; what runs there is lost."""
    _DECKS.close(deck)


def let_all_go() -> None:
    """Close every pool of this process."""
    _DECKS.close_all()


def level_of(sandbox: Sandbox) -> str:
    """The sandbox that programs get on this machine."""
    asked: Sandbox = "auto" if sandbox == "strict" else sandbox
    return Confinement.of(sys.executable, asked).level


def _answer(order: Order, contents: Mapping[str, bytes]) -> Answer:
    there = Described.of(order.modules, level=level_of(order.sandbox))
    why = unlike(order.here, there)
    if why:
        return Answer("refused", why=why, host=there.host, kind=there.kind)
    with _DECKS.used(order) as deck:
        missing = deck.set_up(order, contents)
        if missing:
            return Answer("wanted", wanted=missing, host=there.host)
        runs = deck.run_all(order)
    return Answer("runs", runs=runs, host=there.host, kind=there.kind)


class _WorkerDeck:
    """A deck's files and its pool, made at its first use."""

    def __init__(self, sandbox: Sandbox, jobs: int) -> None:
        self._scratch = Scratch()
        folder = self._scratch.path / "deck"
        folder.mkdir()
        self.files = SetUpDeck(folder)
        self.users = 0
        self._lock = threading.Lock()
        self._files_lock = threading.Lock()
        self._closed = False
        try:
            pool = LocalPool(sandbox=sandbox, jobs=jobs, folder=folder)
            self._pool = SharingPool(pool)
        except BaseException:
            self._scratch.close()
            raise

    def set_up(self, order: Order, contents: Mapping[str, bytes]) -> tuple[str, ...]:
        """Have the files of an order there; the digests of what is missing for that."""
        with self._files_lock:
            missing = tuple(self.files.missing(order.files, contents))
            if not missing:
                self.files.set_up(order.files, contents)
        return missing

    def run_all(self, order: Order) -> tuple[Run, ...]:
        programs = [self.files.local(program) for program in order.programs]
        kinds = {each.id: machine_kind(each.needs) for each in programs}
        return tuple(self._told(run, kinds[run.id]) for run in self._pool.run_all(programs))

    def close(self) -> None:
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._pool.close()
        self._scratch.close()

    def _told(self, run: Run, kind: str) -> Run:
        """The run as it is told elsewhere: with files by their names, and with its machine."""
        reads = tuple(self.files.below(path) or path for path in run.reads)
        return replace(run, reads=reads, environment=replace(run.environment, machine=kind))


class _Use:
    """The time in which a deck is used, and therefore stays."""

    def __init__(self, decks: _Decks, order: Order) -> None:
        self._decks = decks
        self._order = order

    def __enter__(self) -> _WorkerDeck:
        self._deck = self._decks.open(self._order)
        return self._deck

    def __exit__(self, *error: object) -> None:
        self._decks.leave(self._deck)


class _Decks:
    """The decks of this process, those used last at the end; a few of them, for a while."""

    def __init__(self) -> None:
        self._decks: dict[str, _WorkerDeck] = {}
        self._lock = threading.RLock()
        self._timer: threading.Timer | None = None
        self._places = 0
        self._gone: deque[str] = deque(maxlen=MOST_GONE)

    def resize(self, more: int) -> None:
        with self._lock:
            self._places += more
            last = self._places <= 0
        if last:
            self.close_all()

    def used(self, order: Order) -> _Use:
        return _Use(self, order)

    def open(self, order: Order) -> _WorkerDeck:
        _close_at_exit()
        with self._lock:
            if order.deck in self._gone:
                raise GoneError
            self._rest()
            jobs = order.jobs or self._places or 1  # of a worker that nothing is known of
            deck = self._decks.pop(order.deck, None) or _WorkerDeck(order.sandbox, jobs)
            self._decks[order.deck] = deck
            deck.users += 1
            idle = [name for name, each in self._decks.items() if not each.users]
            over = max(0, len(self._decks) - MOST_DECKS)
            gone = [self._decks.pop(name) for name in idle[:over]]
        for each in gone:
            each.close()
        return deck

    def leave(self, deck: _WorkerDeck) -> None:
        with self._lock:
            deck.users -= 1
            if not any(each.users for each in self._decks.values()):
                # Whoever sent programs may be gone without a word.
                self._timer = threading.Timer(IDLE, self.close_all)
                self._timer.daemon = True
                self._timer.start()

    def close(self, name: str) -> None:
        with self._lock:
            self._gone.append(name)
            deck = self._decks.pop(name, None)
        if deck is not None:
            deck.close()

    def close_all(self) -> None:
        with self._lock:
            self._rest()
            decks, self._decks = list(self._decks.values()), {}
        for deck in decks:
            deck.close()

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


@cache
def _close_at_exit() -> None:
    """Close the pools when this process ends, also as one of `multiprocessing`, whose processes
    leave without what `atexit` knows of.
    """
    atexit.register(let_all_go)
    Finalize(None, let_all_go, exitpriority=10)


_DECKS: Final = _Decks()
