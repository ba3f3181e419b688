"""The whole way: from a folder of Markdown to verified decks and PDFs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.building.files import deck_outputs
from generator.building.keeper import Keeper, LostError
from generator.building.outputs import Kind, Output, Record, make_outputs, publish_outputs
from generator.checking.twins import differing_twins
from generator.config import read_config
from generator.keeping.exclusive import exclusive
from generator.keeping.shelf import Shelf
from generator.model import DeckConfig, Problem, ProblemsError, Severity, in_order
from generator.progress import SILENT, Progress
from generator.reading.files import ChapterFile, deck_files, doubled_slugs, no_cards
from generator.running.way import USUAL, Way
from generator.writing.lock import Lock
from generator.writing.output import Staging, write_atomically

if TYPE_CHECKING:
    from generator.building.chapter import BuiltChapter
    from generator.check import OpenRunner
    from generator.checking.verdict import Status
    from generator.rendering.rendered import RenderedCard

LOCK_NAME: Final = "deck.lock"


@dataclass(frozen=True, slots=True)
class Built:
    """A deck that was built or could have been: its chapters and all problems.

    `files` are those of the deck, in the output folder; empty where there were problems.
    `seconds` is wall clock, all told.
    """

    config: DeckConfig
    way: Way
    chapters: tuple[BuiltChapter, ...]
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)

    @property
    def cards(self) -> int:
        """The number of cards of all languages."""
        return sum(len(chapter.cards) for chapter in self.chapters)

    @property
    def sandboxes(self) -> frozenset[str]:
        """The levels at which programs ran."""
        cards = (card for chapter in self.chapters for card in chapter.cards)
        return frozenset(card.environment.sandbox for card in cards if card.environment)

    def programs(self, *, cached: bool) -> int:
        """The number of programs that ran now, or whose result is an earlier one."""
        wanted = "cached" if cached else "now"
        return sum(card.ran == wanted for chapter in self.chapters for card in chapter.cards)

    def count(self, status: Status) -> int:
        """The number of cards with a status."""
        return sum(card.status == status for chapter in self.chapters for card in chapter.cards)


def preview_deck(
    folder: Path,
    *,
    strict: bool = False,
    way: Way = USUAL,
    runner: OpenRunner | None = None,
    progress: Progress = SILENT,
    now: Callable[[], float] = time.time,
) -> Built:
    """Everything that building does but writing: the files are made, and thrown away.

    Raises ProblemsError where there is no deck.
    """
    return _build(folder, None, (), strict, way, runner, progress, now)


def build_deck(
    folder: Path,
    output: Path,
    *,
    only: Collection[Kind] = (),
    strict: bool = False,
    way: Way = USUAL,
    runner: OpenRunner | None = None,
    progress: Progress = SILENT,
    now: Callable[[], float] = time.time,
) -> Built:
    """Check a deck and, where all of it holds, write its files to `output`.

    Nothing is written when there is a problem, and what was there before stays. Chapters and
    files that nothing has changed for are not made again. `only` names the kinds of file to make,
    if not all. Raises ProblemsError where there is no deck.
    """
    return _build(folder, output, only, strict, way, runner, progress, now)


def _build(
    folder: Path,
    output: Path | None,
    only: Collection[Kind],
    strict: bool,
    way: Way,
    runner: OpenRunner | None,
    progress: Progress,
    now: Callable[[], float],
) -> Built:
    started = time.perf_counter()
    config = read_config(folder)
    # Another runner may answer otherwise than this machine: nothing of its is kept.
    keeper = Keeper(Shelf(), folder, way) if runner is None else None
    build = _Build(folder, config, output, only, way, runner, keeper, progress, int(now()))
    try:
        chapters, problems, files = build.run(strict)
    except LostError:
        build = _Build(folder, config, output, only, way, runner, None, progress, int(now()))
        chapters, problems, files = build.run(strict)
    return Built(config, way, chapters, problems, files, time.perf_counter() - started)


@dataclass(frozen=True, slots=True)
class _Build:
    folder: Path
    config: DeckConfig
    output: Path | None
    only: Collection[Kind]
    way: Way
    runner: OpenRunner | None
    keeper: Keeper | None
    progress: Progress
    now: int

    def run(
        self, strict: bool
    ) -> tuple[tuple[BuiltChapter, ...], tuple[Problem, ...], tuple[Path, ...]]:
        files, missing = deck_files(self.folder, self.config)
        known = {file: self.keeper.get(file) if self.keeper else None for file in files}
        fresh: dict[ChapterFile, Sequence[RenderedCard]] = {}
        chapters = self._chapters(known, fresh)
        problems = in_order((*missing, *self._whole(chapters, bool(missing), strict)))
        if any(problem.severity == "error" for problem in problems):
            return chapters, problems, ()
        by_path = {chapter.path: file for chapter, file in zip(chapters, files, strict=True)}

        def cards(chapter: BuiltChapter) -> Sequence[RenderedCard]:
            file = by_path[chapter.path]
            if file in fresh:
                return fresh[file]
            assert self.keeper is not None
            return self.keeper.cards(file, chapter.content)

        # Two builds that read the lock file at once would give one card two times.
        alone = exclusive(f"deck {self.folder.resolve()}") if self.output else nullcontext()
        try:
            with alone:
                return chapters, problems, self._write(chapters, cards)
        except ProblemsError as error:
            return chapters, in_order((*problems, *error.problems)), ()

    def _chapters(
        self,
        known: Mapping[ChapterFile, BuiltChapter | None],
        fresh: dict[ChapterFile, Sequence[RenderedCard]],
    ) -> tuple[BuiltChapter, ...]:
        """All chapters in study order; the cards of those made now go into `fresh`."""
        stale = [file for file, chapter in known.items() if chapter is None]
        chapters = dict(known)
        if stale:
            from generator.building.making import make_chapters

            made = make_chapters(stale, self.config, self.way, self.runner, self.progress)
            for file, one in zip(stale, made, strict=True):
                chapters[file] = one.chapter
                fresh[file] = one.rendered
                if self.keeper is not None:
                    self.keeper.put(file, one)
        return tuple(chapter for chapter in chapters.values() if chapter is not None)

    def _whole(
        self, chapters: Sequence[BuiltChapter], missing: bool, strict: bool
    ) -> tuple[Problem, ...]:
        """The problems of all chapters, and those that concern several."""
        found = [problem for chapter in chapters for problem in chapter.problems]
        found += doubled_slugs(use for chapter in chapters for use in chapter.slugs)
        if not found and not missing and not any(chapter.cards for chapter in chapters):
            found.append(no_cards(self.folder))
        twins = {
            language: [
                card.twin
                for chapter in chapters
                if chapter.language == language
                for card in chapter.cards
            ]
            for language in self.config.languages
        }
        severity: Severity = "error" if strict else "warning"
        found += differing_twins(self.config.languages, twins, severity)
        return tuple(found)

    def _write(
        self,
        chapters: Sequence[BuiltChapter],
        cards: Callable[[BuiltChapter], Sequence[RenderedCard]],
    ) -> tuple[Path, ...]:
        """Make what is not there yet; what has been made for another folder need not be looked
        at again. Raises ProblemsError with all that cannot be made or written.
        """
        path = Path(self.config.folder) / LOCK_NAME
        lock = Lock.read(path)
        notes = (note for chapter in chapters for note in chapter.notes)
        new_lock = lock.updated(notes, deck=self.config.name, now=self.now)
        shelf = self.keeper.shelf if self.keeper else None
        surroundings = self.keeper.surroundings if self.keeper else ""
        every = deck_outputs(self.config, chapters, cards, new_lock, shelf, surroundings)
        wanted = {*self.only, "provenance"}
        outputs = [one for one in every if not self.only or one.kind in wanted]
        where = self.output.absolute() if self.output else "nowhere"
        record = Record.read(shelf, f"outputs {self.folder.absolute()} {where}") if shelf else None
        stale = record.stale(outputs, self.output) if record else outputs
        if self.output is None:
            self._preview(stale)
        elif stale or new_lock.text() != lock.text():

            def publish(staged: Staging) -> None:
                _publish(staged, path, lock, new_lock)

            publish_outputs(stale, self.output, self.progress, publish)
        if stale and record is not None:
            record.write(outputs, self.output)
        if self.output is None:
            return ()
        return tuple(sorted(self.output / output.name for output in outputs))

    def _preview(self, outputs: Sequence[Output]) -> None:
        if outputs:
            with tempfile.TemporaryDirectory(prefix="proofdeck-") as scratch:
                make_outputs(outputs, Path(scratch), self.progress)


def _publish(staged: Staging, path: Path, old: Lock, new: Lock) -> None:
    """Put lock and files into place.

    The lock goes first: a package can be made again from it, but not the times in it from a
    package. Where the files cannot follow, it goes back to what it was.
    """
    existed = path.exists()
    changed = new.text() != old.text() or not existed
    if changed:
        write_atomically(path, new.text())
    try:
        staged.publish()
    except BaseException:
        if changed and existed:
            write_atomically(path, old.text())
        elif changed:
            path.unlink()
        raise
