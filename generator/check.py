"""The first half of a build: read a deck, run its programs, hold them against its claims."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator.checking.twins import twin_problems
from generator.checking.verdict import Status, Verdict, judge
from generator.model import Deck, Problem, Run
from generator.progress import SILENT, Progress
from generator.reading.deck import read_deck
from generator.running import Cache, CachedRunner, Facts, LocalPool, Runner
from generator.running.plan import Plan, plan_card

OpenRunner = Callable[[], AbstractContextManager[Runner]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A deck whose programs ran: a verdict for each card in study order, and all problems."""

    deck: Deck
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]

    def programs(self, *, cached: bool) -> int:
        """The number of programs that ran now, or came from the cache."""
        return sum(1 for v in self.verdicts if v.run is not None and v.run.cached is cached)

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(1 for verdict in self.verdicts if verdict.status == status)


@contextmanager
def local_runner() -> Iterator[Runner]:
    """The pool on this machine behind the user's cache; it starts at the first miss."""
    with CachedRunner(Cache(), Facts.of(), LocalPool) as runner:
        yield runner


def check_deck(
    folder: Path,
    *,
    strict: bool = False,
    runner: OpenRunner = local_runner,
    progress: Progress = SILENT,
) -> Checked:
    """Read a deck, run its programs, and judge what came out.

    With `strict`, warnings about twins are errors. Cards with mistakes are run as far as they
    can be, so that one run shows every problem. Raises ProblemsError only where there is no
    deck to speak of.
    """
    deck, problems = read_deck(folder)
    plans = [plan_card(card, deck.config) for card in deck.cards()]
    runs = _run(plans, runner, progress)
    verdicts = tuple(judge(plan, run) for plan, run in zip(plans, runs, strict=True))
    found = [*problems, *(problem for verdict in verdicts for problem in verdict.problems)]
    found += twin_problems(deck, "error" if strict else "warning")
    return Checked(deck, verdicts, in_order(found))


def in_order(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Problems by place, each said once: a broken set-up fence breaks every card of its file."""
    once = {(problem.place, problem.code, problem.message): problem for problem in problems}
    return tuple(sorted(once.values(), key=lambda problem: problem.place))


def _run(plans: Sequence[Plan], runner: OpenRunner, progress: Progress) -> list[Run | None]:
    # Slugs may still be missing or doubled here; the position keeps every card apart.
    programs = [
        dataclasses.replace(plan.program, id=str(position))
        for position, plan in enumerate(plans)
        if plan.program is not None
    ]
    progress.step("running", len(programs))
    runs: list[Run | None] = [None] * len(plans)
    if programs:
        with runner() as opened:
            for run in opened.run(programs):
                position = int(run.id)
                runs[position] = run
                progress.advance(plans[position].card.slug)
    return runs
