"""The cards of a deck as they are written, with what earlier checks found out. Nothing is run."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Literal

from generator.building.across import locked_slugs
from generator.building.deck_files import LOCK_NAME
from generator.building.selection import Selection
from generator.building.session import Session
from generator.model import Card, DeckConfig, Problem, has_errors, in_order
from generator.model.walking import plain_text
from generator.reading.chapter_files import ChapterFile, deck_files, doubled_slugs, no_cards
from generator.reading.config import read_config
from generator.reading.missing_slugs import no_slug_problems
from generator.reading.source import display_path
from generator.reading.whole_deck import read_files
from generator.running.run_options import RunOptions

if TYPE_CHECKING:
    from generator.building.built_chapter import CardFacts
    from generator.building.keeper import Keeper
    from generator.checking.verdict import Status

Known = Literal["verified", "not-run", "not-read", "failed", "no-code", "not-checked"]


@dataclass(frozen=True, slots=True)
class SurveyedCard:
    """A card in one language.

    `file` is the path of its chapter in the folder of the language, without its ending. `status`
    is that of its last check, "not-checked" if none is kept or the chapter has changed since;
    `reason` says why it was not run or not read. `seconds` is the wall clock of its program, None
    where that is not known.
    """

    card: Card
    file: str
    status: Known
    reason: str = ""
    seconds: float | None = None

    @property
    def title(self) -> str:
        """Its question as plain text, on one line."""
        return " ".join(plain_text(self.card.question).split())

    @property
    def has_program(self) -> bool:
        """Whether there is code on it to run."""
        return bool(self.card.values) or any(each.norun is None for each in self.card.fences)


@dataclass(frozen=True, slots=True)
class Survey:
    """The cards of a deck in study order, one language after the other, and what is wrong with
    what was written.
    """

    config: DeckConfig
    cards: tuple[SurveyedCard, ...]
    problems: tuple[Problem, ...]


def survey(
    folder: str | Path,
    *,
    chapters: str | Path | Collection[str | Path] = (),
    python: str = sys.executable,
) -> Survey:
    """Read a deck, or only the `chapters`, and look up what was found out with this `python`.

    Raises ProblemsError where there is no deck to speak of, ValueError for an unknown chapter.
    """
    folder = Path(folder)
    config = read_config(folder)
    parts = deck_files(folder, config)
    files = Selection.of((), chapters).files(parts.files)
    read, uses, found = read_files(files, allow_html=config.allow_html)
    problems = [*parts.problems, *found, *doubled_slugs(uses)]
    taken = locked_slugs(folder / LOCK_NAME)
    problems += no_slug_problems(folder, read, uses, taken)
    if not any(chapter.cards for chapter in read) and not has_errors(problems):
        problems.append(no_cards(folder, parts.passed_over))
    by_path = {display_path(file.path): file for file in files}
    cards: list[SurveyedCard] = []
    with Session(RunOptions(python)) as session:
        keeper = session.keeper(folder)
        for chapter in read:
            file = by_path[chapter.path]
            known = _facts(keeper, file)
            cards += (_surveyed(each, folder, file, known) for each in chapter.cards)
    return Survey(config, tuple(cards), in_order(problems))


def _facts(keeper: Keeper | None, file: ChapterFile) -> Mapping[str, CardFacts]:
    """What the last check of a file found out, by slug; nothing if the file has changed."""
    chapter = keeper.get(file) if keeper is not None else None
    return {card.slug: card for card in chapter.cards} if chapter is not None else {}


def _surveyed(
    card: Card, folder: Path, file: ChapterFile, known: Mapping[str, CardFacts]
) -> SurveyedCard:
    name = PurePath(file.path.relative_to(folder / file.language)).with_suffix("").as_posix()
    fact = known.get(card.slug)
    if fact is not None:
        status: Status = fact.status
        return SurveyedCard(card, name, status, fact.reason, fact.seconds if fact.ran else None)
    return SurveyedCard(card, name, "not-checked" if any(_code_of(card)) else "no-code")


def _code_of(card: Card) -> Iterator[bool]:
    """For each thing on a card that a check has to look at, that it is there."""
    yield bool(card.fences or card.values or card.unrun)
    yield any(fence.norun is not None or fence.requires for fence in card.setup)
