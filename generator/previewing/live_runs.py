"""The programs of a live deck: each is told of after its first run, and again after all of them."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Protocol

from generator.building.session import Session
from generator.checking.determinism import differences
from generator.keeping.shelf import digest
from generator.model import Environment, ProblemsError, Program, Run
from generator.previewing.given_runner import GivenRuns
from generator.previewing.live_course import VARIANTS, LiveCourse, once, with_variants
from generator.running.pool.local_pool import LocalPool
from generator.running.results.cached import KEPT, Known, as_one
from generator.running.results.run_cache import Cache
from generator.running.twice import MOMENTARY, course
from generator.running.variants import passes

_MOST: Final = 2_000  # results that are held in memory; the cache has those that count


class Running(Protocol):
    """What runs programs as they are given: see `Standing`."""

    def add(self, programs: Sequence[Program], *, urgent: bool = False) -> None: ...

    def drop(self, names: Collection[str]) -> None: ...

    def warm(self, programs: Sequence[Program]) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Came:
    """What came of the program with a key. Unless it is `whole`, `run` is its first run alone: what
    it says is not confirmed, and must be neither kept nor called verified.
    """

    key: str
    run: Run
    whole: bool


@dataclass(frozen=True, slots=True)
class _Result:
    """All runs of a program, and the marks of the files that they read."""

    run: Run
    program: Program
    marks: tuple[object, ...]

    def holds(self, program: Program) -> bool:
        """Whether it is that of an equal program, too, which may be given another time."""
        if self.run.ended not in KEPT and self.program.timeout != program.timeout:
            return False
        return _serves(self.program, program, timeout=False) and self.marks == _marks(
            self.run.reads
        )


def _serves(one: Program, other: Program, *, timeout: bool = True) -> bool:
    """Whether the runs of a program do for an equal one: there are enough, and they take no less
    time.
    """
    enough = other.varies or not one.varies
    return enough and (not timeout or one.timeout >= other.timeout)


class LiveRuns:
    """Runs the programs of the deck in `folder` as a session does; asked from one thread.

    `post` is called, from any thread, with runs that are to be given to `take`. With `settle`, all
    runs of one program come before those of the next; else the first runs of all come first.
    """

    def __init__(
        self, session: Session, folder: Path, post: Callable[[Run], object], *, settle: bool = False
    ) -> None:
        self._session = session
        self._settle = settle
        self._folder = folder
        self._post = post
        self._known = Known(
            Cache(),
            session.facts,
            times=session.options.times,
            sandbox=session.options.sandbox,
        )
        self._results: OrderedDict[str, _Result] = OrderedDict()
        self._courses: dict[str, LiveCourse] = {}
        self._by_name: dict[str, str] = {}
        self._running: Running | None = None
        self._count = 0

    def key(self, program: Program) -> str:
        """By which the results of equal programs are known."""
        variants = "".join(map(self._known.key, program.variants))
        return "+".join([self._known.key(program), *([digest(variants)] if variants else [])])

    def result(self, key: str, program: Program) -> Run | None:
        """What came out of a program before, all of its runs."""
        held = self._results.get(key)
        if held is not None and held.holds(program):
            self._results.move_to_end(key)
            return replace(held.run, id=program.id)
        known = self._kept(program) if self._session.local else None
        if known is not None and program.variants and passes(program, known):
            runs = tuple(run for run in map(self._kept, program.variants) if run is not None)
            known = replace(known, variants=runs) if len(runs) == len(program.variants) else None
        if known is not None:
            self._hold(key, known, program)
        return known

    def first(self, key: str) -> Run | None:
        """The first run of a program whose others are under way."""
        known = self._courses.get(key)
        return known.found[known.asked[0]] if known is not None and known.told else None

    def start(self, programs: Mapping[str, Sequence[Program]], *, urgent: bool) -> None:
        """Have these programs run, equal ones by their key, the first of them first; urgent ones
        before all that were to run up to now.
        """
        wanted = [(key, as_one(equal[0].id, equal)) for key, equal in programs.items()]
        for key, program in reversed(wanted) if urgent else wanted:
            known = self._courses.get(key)
            if known is not None and not _serves(known.program, program):
                self._drop(key)
                known = None
            if known is None:
                self._start(key, program, urgent)

    def keep(self, keys: Collection[str]) -> None:
        """Leave all programs but these, and end those that run."""
        for key in [key for key in self._courses if key not in keys]:
            self._drop(key)

    def forget(self, keys: Collection[str]) -> None:
        """Run these anew the next time that they are wanted."""
        for key in keys:
            self._results.pop(key, None)
            if key in self._courses:
                self._drop(key)

    def warm(self, programs: Sequence[Program]) -> None:
        """Import ahead what these need, also for their second runs."""
        if self._session.local and programs:
            worlds = (0,) if self._session.options.once else (0, 1)
            self._opened().warm([replace(p, world=w) for p in programs for w in worlds])

    @property
    def running(self) -> int:
        """The number of programs whose first run is to come."""
        return sum(not each.told for each in self._courses.values())

    @property
    def settling(self) -> int:
        """The number of programs of whose runs only the first is there."""
        return sum(each.told for each in self._courses.values())

    def take(self, run: Run) -> Iterator[Came]:
        """A run that was posted, and what it says of a program that is still wanted."""
        name, _, world = run.id.rpartition(":")
        key = self._by_name.get(name)
        if key is None:
            return
        one = self._courses[key]
        one.found[int(world)] = run
        if not one.told:
            first = one.found[one.asked[0]]
            others = one.asked[1:]
            if first.ended in MOMENTARY:  # the others would tell nothing of it
                one.found |= dict.fromkeys(others, first)
            elif others:
                one.told = True
                yield Came(key, replace(first, id=one.program.id, times=1), whole=False)
                self._opened().add(one.runs_of(others), urgent=self._settle)
        while one.asked and all(each in one.found for each in one.asked):
            try:
                one.asked = one.steps.send([one.found[each] for each in one.asked])
            except StopIteration as end:
                tried = one.asked[0] >= VARIANTS or not passes(one.program, end.value)
                if tried or not self._try_variants(one, end.value):
                    yield self._end(key, one, end.value)
                    return
            self._opened().add(one.runs_of(one.asked), urgent=self._settle)

    def _try_variants(self, one: LiveCourse, run: Run) -> bool:
        """Go on with the variants of a program that ran; whether there are any."""
        variants = one.program.variants
        for number, variant in enumerate(variants if self._session.local else ()):
            known = self._kept(variant)
            if known is not None:
                one.found[VARIANTS + number] = known
        one.steps = with_variants(run, len(variants))
        one.asked = next(one.steps) if variants else ()
        return bool(variants)

    def _kept(self, program: Program) -> Run | None:
        """An earlier run of a program alone."""
        return self._known.get(self._known.key(program), program)

    def close(self) -> None:
        """End all that runs."""
        self._courses.clear()
        self._by_name.clear()
        running, self._running = self._running, None
        if running is not None:
            running.close()

    def _start(self, key: str, program: Program, urgent: bool) -> None:
        self._count += 1
        steps = course(program, differences)
        one = LiveCourse(str(self._count), program, steps)
        if self._session.options.once:
            one.steps = once()
        one.asked = next(one.steps)
        self._courses[key] = one
        self._by_name[one.name] = key
        try:
            self._opened().add(one.runs_of(one.asked[:1]), urgent=urgent)
        except ProblemsError as error:  # there is no interpreter, or no sandbox
            why = error.problems[0].message
            for name in one.names:
                self._post(Run(name, "lost", (), Environment(""), detail=why))

    def _drop(self, key: str) -> None:
        one = self._courses.pop(key)
        del self._by_name[one.name]
        if self._running is not None:
            self._running.drop(one.names)

    def _end(self, key: str, one: LiveCourse, run: Run) -> Came:
        del self._courses[key], self._by_name[one.name]
        run = replace(run, id=one.program.id)
        if self._session.local:
            self._known.put(self._known.key(one.program), replace(run, variants=()))
            for variant, each in zip(one.program.variants, run.variants, strict=False):
                self._known.put(self._known.key(variant), each)
        self._hold(key, run, one.program)
        return Came(key, run, whole=True)

    def _hold(self, key: str, run: Run, program: Program) -> None:
        self._results[key] = _Result(run, program, _marks(run.reads))
        if len(self._results) > _MOST:
            self._results.popitem(last=False)

    def _opened(self) -> Running:
        if self._running is None:
            self._running = self._open()
        return self._running

    def _open(self) -> Running:
        options = self._session.options
        if self._session.given is not None:
            return GivenRuns(self._session.given, self._post)
        return _OwnPool(
            LocalPool(
                python=options.python, sandbox=options.sandbox, folder=self._folder.absolute()
            ),
            self._post,
        )


class _OwnPool:
    """A pool whose programs come and go."""

    def __init__(self, pool: LocalPool, post: Callable[[Run], object]) -> None:
        self._pool = pool
        standing = pool.stand(post)
        self.add, self.drop, self.warm = standing.add, standing.drop, standing.warm

    def close(self) -> None:
        self._pool.close()


def _marks(paths: Collection[str]) -> tuple[object, ...]:
    """What changes with the files that a program read."""
    return tuple(map(_mark, paths))


def _mark(path: str) -> object:
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
