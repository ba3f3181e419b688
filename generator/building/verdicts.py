"""Cards → verdicts: run their programs, and hold what came out against what they claim."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from generator.building.session import Session
from generator.checking.verdict import Verdict, judge
from generator.last_net import net
from generator.model import Deck, Place, Problem, Program, Run
from generator.progress import SILENT, Progress
from generator.running.programs.program import Plan, plan_card


def judge_cards(
    deck: Deck, session: Session, progress: Progress = SILENT
) -> tuple[tuple[Verdict, ...], tuple[Problem, ...]]:
    """A verdict for each card of a deck in study order, and the problems of all.

    What is wrong with the cards' Markdown is not told. Cards with mistakes are run as far as
    they can be, so that one run shows every problem. Raises ProblemsError only where the
    programs cannot or may not run at all.
    """
    folder = Path(deck.config.folder)
    session.require_trust(folder)
    wrong: dict[int, Problem] = {}  # by the position of the card, what kept it from being judged
    plans = list(_plans(deck, session, wrong))
    programs = _programs(plans)
    runs = _run(programs, plans, session, folder, progress)
    times = session.options.times
    verdicts = tuple(
        _verdict(plan, runs.get(str(position)), times, wrong.get(position))
        for position, plan in enumerate(plans)
    )
    found = [problem for verdict in verdicts for problem in verdict.problems]
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
    """The programs under their cards' positions: slugs may still be missing or doubled."""
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
) -> dict[str, Run]:
    progress.step("running", len(programs))
    runs: dict[str, Run] = {}
    if programs:
        for run in session.runner(folder).run(programs):
            runs[run.id] = run
            progress.advance(plans[int(run.id)].card.slug)
    return runs


def _audited_cold(
    programs: Sequence[Program],
    runs: Mapping[str, Run],
    plans: Sequence[Plan],
    session: Session,
    folder: Path,
) -> Iterator[Problem]:
    """Whether a fresh interpreter of this machine agrees, asked of what ran here just now."""
    options = session.options
    # Of a program that ran once it is not known whether it varies by itself.
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
