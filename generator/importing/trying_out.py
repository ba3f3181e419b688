"""A deck that is being imported, checked until nothing in it is wrong.

Programs are tried as they are. One that does not hold is shown and not run; a card that even then
is wrong is left out of the chapters.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.building.built import Built
from generator.building.deck import check_deck
from generator.building.session import Session
from generator.importing.deck_layout import ChapterDraft, DeckLayout
from generator.importing.drafts import Draft, with_fences
from generator.kinds.table import KINDS
from generator.model import Problem, ProblemsError
from generator.progress import Progress
from generator.reading.fence_names import read_info
from generator.reading.source import display_path

_MOST_ROUNDS: Final = 40


def try_out(layout: DeckLayout, folder: Path, session: Session, progress: Progress) -> Built | None:
    """Write the chapters to `folder` and mend the drafts until the deck checks without an error.

    Returns what the last check gave, None if no card is left. Raises ProblemsError for what is
    wrong with no card.
    """
    for _ in range(_MOST_ROUNDS):
        layout.write_chapters(folder)
        if all(draft.out for draft in layout.drafts):
            return None
        built = check_deck(folder, only=(), fresh=True, session=session, progress=progress)
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
    """Change what the problems of a draft are about: its programs first."""
    first = problems[0]
    if draft.runs:
        if draft.kind == "predict" and all(each.code == "empty-card" for each in problems):
            draft.kind = ""
            return
        draft.trouble += [(each.code, each.message) for each in problems]
        draft.norun |= _fences_of(draft, problems) or set(range(draft.programs))
        if draft.kind == "predict" and not draft.runs:
            draft.kind = ""
        draft.by_hand.append(f"its program is shown and not run: {first.message}")
    elif draft.programs and not draft.plain:
        draft.plain = True
        draft.kind = _plainest(draft)
    elif draft.kind != _plainest(draft):
        draft.by_hand.append(f"it is a plain card now: {first.message}")
        draft.kind = _plainest(draft)
    elif not draft.out:
        draft.out = f"{first.code}: {first.message}"


def _plainest(draft: Draft) -> str:
    """The simplest kind that shows what a draft has to show."""
    return "cloze" if KINDS.get(draft.kind) and KINDS[draft.kind].note == "cloze" else ""


def _fences_of(draft: Draft, problems: Sequence[Problem]) -> set[int]:
    """The numbers of the programs in which the problems lie."""
    lines = [problem.place.line - draft.line for problem in problems]
    return {
        number
        for number, first, last in _programs(draft)
        if any(first <= line <= last for line in lines)
    }


def _programs(draft: Draft) -> Iterator[tuple[int, int, int]]:
    """The number of each program, and its first and last line in the card, from 0: those of the
    fence of its output belong to it.
    """
    opened = [
        (at, read_info(info))
        for at, (_, info) in enumerate(with_fences(draft.text().split("\n")))
        if info is not None
    ]
    number = -1
    for index, (at, info) in enumerate(opened):
        if info.language is None:
            continue
        number += 1
        after = [each for each in opened[index + 1 :] if not each[1].is_output]
        yield number, at, (after[0][0] if after else 1 << 30) - 1


def set_aside(drafts: Sequence[Draft]) -> None:
    """Mark all programs as not run, without trying them."""
    for draft in drafts:
        if draft.programs:
            draft.norun = set(range(draft.programs))
            draft.kind = "" if draft.kind == "predict" else draft.kind


def statuses(built: Built) -> Mapping[str, str]:
    """What is known of each card after the last check, by slug."""
    return {verdict.plan.card.slug: verdict.status for verdict in built.verdicts}
