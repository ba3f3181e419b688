"""A deck that is being imported, checked until nothing in it is wrong.

Programs are tried as they are. One that does not hold is shown and not run; a card that even then
is wrong is left out of the chapters.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.building.session import Session
from generator.importing.deck_layout import ChapterDraft, DeckLayout
from generator.importing.drafts import Draft
from generator.kinds.table import KINDS
from generator.model import Problem, ProblemsError
from generator.progress import Progress
from generator.reading.source import display_path

_MOST_ROUNDS: Final = 200
# Problems of a program that may stand at the heading of its card.
_OF_PROGRAMS: Final = frozenset({
    "crash", "wrong-exception", "no-exception", "varies", "same-world", "unconfirmed", "timeout",
    "memory", "disk", "processes", "exit", "signal", "flood", "forged", "lost", "infidelity",
    "disagreement", "false-claim", "unverifiable-claim", "unstatable-claim",
})  # fmt: skip


def try_out(
    layout: DeckLayout,
    folder: Path,
    session: Session,
    progress: Progress,
    only: Collection[str] | None = (),
) -> Built | None:
    """Write the chapters to `folder` and mend the drafts until the deck checks without an error.
    `only` are the kinds of file that are tried, None for all.

    Returns what the last check gave, None if no card is left. Raises ProblemsError for what is
    wrong with no card.
    """
    for _ in range(_MOST_ROUNDS):
        layout.write_chapters(folder)
        if all(draft.out for draft in layout.drafts):
            return None
        built = check_deck(folder, only=only, fresh=True, session=session, progress=progress)
        errors = _errors(built)
        if not errors:
            return built
        _mend_all(layout, folder, errors)
    raise ProblemsError(*errors)


def _errors(built: Built) -> tuple[Problem, ...]:
    """The errors of the cards, of which a report would show only the first, and the others."""
    verdicts = (problem for verdict in built.verdicts for problem in verdict.problems)
    every = dict.fromkeys((*verdicts, *built.problems))
    return tuple(problem for problem in every if problem.severity == "error")


def _mend_all(layout: DeckLayout, folder: Path, errors: Sequence[Problem]) -> None:
    chapters = {display_path(folder / chapter.path): chapter for chapter in layout.chapters}
    found: dict[int, tuple[Draft, list[Problem]]] = {}
    elsewhere: list[Problem] = []
    for problem in errors:
        chapter = chapters.get(problem.place.path)
        draft = _at(chapter, problem) if chapter else None
        if draft is not None:
            found.setdefault(id(draft), (draft, []))[1].append(problem)
        elif chapter is not None and chapter.setup:
            _without_setup(chapter, problem)
        else:
            elsewhere.append(problem)
    if elsewhere and not found:
        raise ProblemsError(*elsewhere)
    for draft, problems in found.values():
        _mend(draft, problems)


def _at(chapter: ChapterDraft, problem: Problem) -> Draft | None:
    """The draft that a problem of a chapter is about."""
    if problem.card:
        named = next((each for each in chapter.drafts if each.slug == problem.card), None)
        if named is not None and not (chapter.setup and problem.place.line < named.line):
            return named
    before = [d for d in chapter.drafts if not d.out and d.line <= problem.place.line]
    return before[-1] if before else None


def _without_setup(chapter: ChapterDraft, problem: Problem) -> None:
    said = f"the code that ran before it does not: {problem.message}"
    for draft in chapter.drafts:
        draft.by_hand.append(said)
    chapter.setup = ""


def _mend(draft: Draft, problems: Sequence[Problem]) -> None:
    """Change what the problems of a draft are about. Each call changes something that the next one
    does not change back.
    """
    rest = list(problems)
    for number, (first, last) in enumerate(draft.spans):
        own = [each for each in rest if first <= each.place.line - draft.line <= last]
        if own and number not in draft.plain:
            rest = [each for each in rest if each not in own]
            _set_aside(draft, number, own)
    mended = len(rest) < len(problems)
    if draft.runs and any(each.code in _OF_PROGRAMS for each in rest):
        for number in set(range(draft.programs)) - draft.plain - draft.norun:
            _set_aside(draft, number, rest)
        mended = True
    if draft.kind == "predict" and not draft.runs:
        draft.kind = ""
    if mended:
        return
    first_one = problems[0]
    if draft.kind != _plainest(draft) and first_one.code != "empty-card":
        draft.by_hand.append(f"it is a plain card now: {first_one.message}")
        if draft.kind == "predict":  # whose programs would show their output in front
            draft.norun |= set(range(draft.in_front))
        draft.kind = _plainest(draft)
    else:
        draft.out = f"{first_one.code}: {first_one.message}"


def _set_aside(draft: Draft, number: int, problems: Sequence[Problem]) -> None:
    """Show a program without running it, or as text where it has been shown so."""
    if number in draft.norun:
        draft.plain.add(number)
        return
    draft.norun.add(number)
    draft.trouble += [(each.code, each.message) for each in problems]
    said = f"its program is shown and not run: {problems[0].message}"
    if said not in draft.by_hand:
        draft.by_hand.append(said)


def _plainest(draft: Draft) -> str:
    """The simplest kind that shows what a draft has to show."""
    return "cloze" if KINDS.get(draft.kind) and KINDS[draft.kind].note == "cloze" else ""


def set_aside(drafts: Sequence[Draft]) -> None:
    """Mark all programs as not run, without trying them."""
    for draft in drafts:
        if draft.programs:
            draft.norun = set(range(draft.programs))
            draft.kind = "" if draft.kind == "predict" else draft.kind
