"""Cards → verdicts: run their programs and check what comes out against their claims."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from generator.building.session import Session
from generator.checking.verdict import Verdict, judge
from generator.last_net import net
from generator.model import Deck, Place, Problem, Program, Run
from generator.progress import SILENT, Progress
from generator.reading.config import FILE_NAME
from generator.reading.source import display_path
from generator.running.programs.program import Plan, plan_card
from generator.running.variants import WithVariants

_HINT: Final = "let the runner return one run for each program, with the id of that program"


def judge_cards(
    deck: Deck, session: Session, progress: Progress = SILENT
) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """A verdict for each card of a deck in study order, and the problems of all.

    Problems of the Markdown are not reported here. Cards with mistakes run as far as possible, so
    that one run shows every problem. Raises ProblemsError only if the programs cannot or may not
    run at all.
    """
    folder = Path(deck.config.folder)
    session.require_trust(folder)
    wrong: dict[int, Problem] = {}  # by position, the problem that kept a card from being judged
    plans = list(_plans(deck, session, wrong))
    programs = _programs(plans)
    runs, strays = _run(programs, plans, session, folder, progress)
    times = session.options.times
    verdicts = tuple(
        _verdict(plan, runs.get(str(position)), times, wrong.get(position))
        for position, plan in enumerate(plans)
    )
    found = [problem for verdict in verdicts for problem in verdict.problems]
    found += strays
    found += _audited_cold(programs, runs, plans, session, folder)
    return verdicts, tuple(found)


def _plans(deck: Deck, session: Session, wrong: dict[int, Problem]) -> Iterator[Plan]:
    for position, card in enumerate(deck.cards()):
        plan = Plan(card, None)
        told = partial(wrong.__setitem__, position)
        with net(told, card.place, "planning the programs of this card", card.slug):
            plan = plan_card(card, deck.config, session.unmet)
        yield plan


def _verdict(plan: Plan, run: Run | None, times: int, wrong: Problem | None) -> Verdict:
    found = [] if wrong is None else [wrong]
    if not found:
        with net(found.append, plan.card.place, "judging this card", plan.card.slug):
            return judge(plan, run, times)
    return Verdict(plan, run, "failed", tuple(found))


def _programs(plans: Sequence[Plan]) -> list[Program]:
    """The programs by the positions of their cards: slugs may still be missing or duplicate."""
    return [
        dataclasses.replace(plan.program, id=str(position))
        for position, plan in enumerate(plans)
        if plan.program is not None
    ]


def _run(
    programs: Sequence[Program],
    plans: Sequence[Plan],
    session: Session,
    folder: Path,
    progress: Progress,
) -> tuple[dict[str, Run], list[Problem]]:
    """The runs by the ids of their programs, and what a runner answered for no card."""
    runs: dict[str, Run] = {}
    strays: list[str] = []
    if not programs:
        progress.step("running", 0)
    else:
        runner = session.runner(folder, strays.append)
        told = WithVariants(runner, progress, lambda name: plans[int(name)].card.slug)
        for run in told.run(programs):
            runs[run.id] = run  # a second one says that the first is not to be believed
    place = Place(display_path(folder / FILE_NAME))
    return runs, [Problem(place, "bad-runner", f"the runner: {s}", _HINT) for s in strays]


def _audited_cold(
    programs: Sequence[Program],
    runs: Mapping[str, Run],
    plans: Sequence[Plan],
    session: Session,
    folder: Path,
) -> Iterator[Problem]:
    """Whether a fresh interpreter on this machine agrees with what just ran here."""
    options = session.options
    # A program that ran only once may vary by itself.
    if not session.local or options.once or all(run.cached for run in runs.values()):
        return
    from generator.checking.fidelity import cold_audit

    for problem in cold_audit(
        programs,
        runs.values(),
        session.facts,
        every=options.cold,
        sandbox=options.sandbox,
        folder=folder,
    ):
        card = plans[int(problem.card)].card
        place = Place(card.place.path, problem.place.line)
        yield dataclasses.replace(problem, place=place, card=card.slug)
