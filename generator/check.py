"""The first half of a build: read a deck, run its programs, hold them against its claims."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from generator.checking.determinism import differences
from generator.checking.twins import twin_problems
from generator.checking.verdict import Status, Verdict, judge
from generator.model import Deck, Place, Problem, Program, Run, in_order
from generator.progress import SILENT, Progress
from generator.reading.deck import read_deck
from generator.running import Cache, CachedRunner, Facts, LocalPool, Runner
from generator.running.plan import Plan, plan_card
from generator.running.trust import require_sandbox, whose
from generator.running.way import USUAL, Way

OpenRunner = Callable[[], AbstractContextManager[Runner]]


@dataclass(frozen=True, slots=True)
class Checked:
    """A deck whose programs ran: a verdict for each card in study order, and all problems."""

    deck: Deck
    verdicts: tuple[Verdict, ...]
    problems: tuple[Problem, ...]
    way: Way = USUAL

    def programs(self, *, cached: bool) -> int:
        """The number of programs that ran now, or came from the cache."""
        return sum(1 for v in self.verdicts if v.run is not None and v.run.cached is cached)

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(1 for verdict in self.verdicts if verdict.status == status)


@contextmanager
def local_runner(way: Way = USUAL, folder: Path | None = None) -> Iterator[Runner]:
    """The pool on this machine behind the user's cache; it starts at the first miss.

    Programs may read the deck's `folder`.
    """
    pool = partial(
        LocalPool,
        python=way.python,
        compare=None if way.once else differences,
        sandbox=way.sandbox,
        folder=folder,
    )
    facts, times = Facts.of(way.python), 1 if way.once else 2
    with CachedRunner(Cache(), facts, pool, times=times, sandbox=way.sandbox) as runner:
        yield runner


def check_deck(
    folder: Path,
    *,
    strict: bool = False,
    way: Way = USUAL,
    runner: OpenRunner | None = None,
    progress: Progress = SILENT,
) -> Checked:
    """Read a deck, run its programs, and judge what came out.

    With `strict`, warnings about twins are errors. Programs run on this machine in the given
    `way`, or with another `runner`. Cards with mistakes are run as far as they can be, so that
    one run shows every problem. Raises ProblemsError only where there is no deck to speak of,
    no interpreter, or no sandbox where there must be one: `way` asks for it, or the deck is
    somebody else's.
    """
    deck, problems = read_deck(folder)
    checked = check_cards(deck, way=way, runner=runner, progress=progress)
    twins = twin_problems(deck, "error" if strict else "warning")
    found = in_order((*problems, *checked.problems, *twins))
    return dataclasses.replace(checked, problems=found)


def check_cards(
    deck: Deck,
    *,
    way: Way = USUAL,
    runner: OpenRunner | None = None,
    progress: Progress = SILENT,
) -> Checked:
    """As `check_deck`, of cards that were read; what is wrong with their text is not told."""
    folder = Path(deck.config.folder)
    if runner is None:
        foreign = whose(folder)
        require_sandbox(way.python, way.sandbox, str(folder), foreign=foreign, trust=way.trust)
    plans = [plan_card(card, deck.config, way.python, way.sandbox) for card in deck.cards()]
    programs = _programs(plans)
    runs = _run(programs, plans, runner or partial(local_runner, way, folder), progress)
    verdicts = tuple(judge(plan, runs.get(str(place))) for place, plan in enumerate(plans))
    found = [problem for verdict in verdicts for problem in verdict.problems]
    if runner is None:
        found += _audited_cold(programs, runs, plans, way, folder)
    return Checked(deck, verdicts, in_order(found), way)


def _programs(plans: Sequence[Plan]) -> list[Program]:
    """The programs under their cards' positions: slugs may still be missing or doubled."""
    return [
        dataclasses.replace(plan.program, id=str(position))
        for position, plan in enumerate(plans)
        if plan.program is not None
    ]


def _run(
    programs: Sequence[Program], plans: Sequence[Plan], runner: OpenRunner, progress: Progress
) -> dict[str, Run]:
    progress.step("running", len(programs))
    runs: dict[str, Run] = {}
    if programs:
        with runner() as opened:
            for run in opened.run(programs):
                runs[run.id] = run
                progress.advance(plans[int(run.id)].card.slug)
    return runs


def _audited_cold(
    programs: Sequence[Program],
    runs: Mapping[str, Run],
    plans: Sequence[Plan],
    way: Way,
    folder: Path,
) -> Iterator[Problem]:
    """Whether a fresh interpreter agrees, asked of what ran just now."""
    # Of a program that ran once it is not known whether it varies by itself.
    if way.once or all(run.cached for run in runs.values()):
        return
    from generator.checking.fidelity import cold_audit

    facts = Facts.of(way.python)
    for problem in cold_audit(
        programs, runs.values(), facts, every=way.cold, sandbox=way.sandbox, folder=folder
    ):
        card = plans[int(problem.card)].card
        place = Place(card.place.path, problem.place.line)
        yield dataclasses.replace(problem, place=place, card=card.slug)
