"""What several builds or checks share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.keeper import Keeper
from generator.keeping.eviction import trim_if_full
from generator.keeping.shelf import Shelf
from generator.running.machine.scratch import Scratch, empty
from generator.running.programs.requires import DEVICES
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.running.runner import KnowsMachine

if TYPE_CHECKING:
    from generator.running import Facts, Runner
    from generator.spreading.engine import Engine

MOST_POOLS: Final = 4


class Session:
    """Options, a runner, whom to trust, and what is kept between builds.

    Programs run on a pool of this machine, which starts with the first program of a deck that has
    to run and serves every build of that deck until the session is closed. A deck of values is
    known by its name. Of many decks only those used last keep their pools.

    With a `runner`, programs run there instead: it is given each as often as the options ask, and
    is not closed here. Results from other machines are not cached.

    With an `engine`, what is not known from before runs on its workers, which are like this machine
    and whose results are cached. It is not closed here.

    Use it as a context manager, or call `close`.
    """

    def __init__(
        self,
        options: RunOptions = DEFAULT_OPTIONS,
        *,
        runner: Runner | None = None,
        engine: Engine | None = None,
    ) -> None:
        self.options = options
        self._given = runner
        self._engine = engine
        self._pools: dict[Path, Runner] = {}  # by the folders of decks, those used last at the end
        self._scratch: Scratch | None = None

    @property
    def given(self) -> Runner | None:
        """The runner that it was given, if any."""
        return self._given

    @property
    def local(self) -> bool:
        """Whether programs run on this machine's pool."""
        return self._given is None and self._engine is None

    @cached_property
    def facts(self) -> Facts:
        """What is known of the interpreter that runs programs."""
        if isinstance(self._given, KnowsMachine):
            return self._given.facts
        from generator.running.machine.interpreter import Facts

        return Facts.of(self.options.python)

    @cached_property
    def level(self) -> str:
        """The sandbox that programs get."""
        if isinstance(self._given, KnowsMachine):
            return self._given.level
        if self._given is not None:
            return "none"
        if self._engine is not None:
            return self._engine.level
        from generator.running.sandbox.confinement import Confinement

        return Confinement.of(self.options.python, self.options.sandbox).level

    def unmet(self, requirement: str) -> str | None:
        """Why a requirement does not hold where programs run; None if it holds."""
        if self._engine is not None and requirement in DEVICES:
            there = requirement in self._engine.devices
            return None if there else f"needs {DEVICES[requirement]}, which no worker has"
        from generator.running.programs.requires import unmet

        return unmet(requirement, self.facts, self.level if requirement == "loopback" else "")

    def require_trust(self, folder: Path) -> None:
        """Return if the programs of a deck may run. Raises ProblemsError if they may not: the deck
        is not the user's, or the sandbox is weaker than the options ask for.
        """
        from generator.running.sandbox.trust import require_level, require_sandbox, whose

        options, foreign = self.options, whose(folder)
        if self.local:
            require_sandbox(
                options.python, options.sandbox, str(folder), foreign=foreign, trust=options.trust
            )
        else:
            strict = options.sandbox == "strict"
            untrusted = "" if options.trust else foreign
            require_level(self.level, str(folder), foreign=untrusted, strict=strict)

    def runner(self, folder: Path, told: Callable[[str], object] = lambda words: None) -> Runner:
        """What runs the programs of the deck in `folder`, as often as the options ask.

        What a given runner answers for no program of the deck is `told` in words.
        """
        from generator.checking.runners import as_often_as_asked

        if self._given is not None:
            from generator.running.sound import SoundRunner

            return as_often_as_asked(SoundRunner(self._given, told), self.options)
        folder = folder.absolute()
        known = self._pools.pop(folder, None)
        for gone in [each for each in self._pools if not each.is_dir()]:
            self._end(gone)
        while len(self._pools) >= MOST_POOLS:
            self._end(next(iter(self._pools)))
        self._pools[folder] = known if known is not None else self._open(folder)
        return self._pools[folder]

    def _open(self, folder: Path) -> Runner:
        if self._engine is not None:
            from generator.spreading.cached_engine import open_engine

            return open_engine(self._engine, self.options, folder)
        from generator.checking.runners import open_runner

        return open_runner(self.options, folder)

    def pools(self) -> tuple[Runner, ...]:
        """The pools that are kept, the one used last at the end."""
        return tuple(self._pools.values())

    def folders(self) -> tuple[Path, ...]:
        """The folders of the decks whose pools are kept, in the order of `pools`."""
        return tuple(self._pools)

    def folder_for(self, name: str) -> Path:
        """An empty folder for a deck of values, the same each time: its pool may read no other.

        It is there until the session is closed. Raises OSError.
        """
        if self._scratch is None:
            self._scratch = Scratch()
        folder = self._scratch.path / name
        folder.mkdir(exist_ok=True)
        empty(folder)
        return folder

    def keeper(self, folder: Path) -> Keeper | None:
        """The keeper of chapters for the deck in `folder`; None if nothing is kept."""
        if not self.local:
            return None
        return Keeper(Shelf(), folder, self.options, self.unmet)

    def drop(self, folder: Path) -> None:
        """End the pool of the deck in `folder`, if it has one, from any thread. What runs there
        ends as "lost", so a check that is under way comes to an end and is good for nothing.
        """
        pool = self._pools.pop(folder.absolute(), None)
        if pool is not None:
            _close(pool)

    def close(self) -> None:
        """End the pools, and keep the cache within its bound."""
        while self._pools:
            self._end(next(iter(self._pools)))
        if self._scratch is not None:
            self._scratch.close()
            self._scratch = None
        trim_if_full()

    def _end(self, folder: Path) -> None:
        _close(self._pools.pop(folder))

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _close(runner: Runner) -> None:
    close = getattr(runner, "close", None)
    if close is not None:
        close()


@contextmanager
def opened(
    session: Session | None, options: RunOptions | None, runner: Runner | None
) -> Iterator[Session]:
    """The given session, or one for this block only."""
    if session is None:
        with Session(options or DEFAULT_OPTIONS, runner=runner) as own:
            yield own
    elif options is not None or runner is not None:
        raise TypeError("pass either a session, or options and a runner: a session has its own")
    else:
        yield session
