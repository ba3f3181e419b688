"""The whole way: from a folder of Markdown to verified decks and PDFs."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from generator.authoring import Deck
from generator.building.across import deck_problems
from generator.building.built import Built
from generator.building.deck_files import DeckFiles, on_disk
from generator.building.keeper import Keeper, LostError
from generator.building.outputs import (
    PROVENANCE,
    Record,
    deck_outputs,
    make_outputs,
    publish_outputs,
    publish_with_lock,
)
from generator.building.owned import refuse_anothers
from generator.building.selection import Asked, Selection
from generator.building.session import Session, opened
from generator.building.targets import TARGETS, kinds_of_file
from generator.comparing.changes import Changes, compare
from generator.comparing.lost_lock import refuse_without_lock
from generator.comparing.warned import change_problems
from generator.keeping.exclusive import exclusive
from generator.model import DeckConfig, ProblemsError, has_errors, in_order
from generator.progress import SILENT, Progress
from generator.reading.chapter_files import ChapterFile, deck_files, with_unwritten
from generator.reading.config import read_config
from generator.reading.source import display_path, located
from generator.running.machine.scratch import scratch_folder
from generator.running.run_options import RunOptions
from generator.writing.lock import Lock, new_deck_id, stale_lock
from generator.writing.output import Staging

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter, Made
    from generator.rendering.rendered import RenderedCard
    from generator.running import Runner


def check_deck(
    deck: str | Path | Deck,
    *,
    strict: bool = False,
    locked: bool = False,
    fresh: bool = False,
    only: str | Collection[str] | None = None,
    cards: str | Collection[str] = (),
    chapters: str | Path | Collection[str | Path] = (),
    texts: Mapping[Path, str] = MappingProxyType({}),
    sides: bool = False,
    options: RunOptions | None = None,
    runner: Runner | None = None,
    session: Session | None = None,
    progress: Progress = SILENT,
) -> Built:
    """Everything that `build_deck` does except write: the files are made and thrown away.

    The arguments are those of `build_deck`. With `locked`, a lock that a build would change is
    an error. With `fresh`, no chapter is taken from an earlier build, so every card has a
    verdict. `only` names the kinds of file to try; none if it is empty. `cards` are the slugs of
    the cards to check, if not all. `texts` stand for what is in the files of chapters, by their
    paths, also where there is no such file yet. With `sides`, cards are in Markdown, too.

    Raises ProblemsError if there is no deck, ValueError for an unknown card, chapter or kind of
    file.
    """
    selection = Selection.of(cards, chapters)
    with opened(session, options, runner) as own, on_disk(deck, None, own) as where:
        unwritten = {located(path): text for path, text in texts.items()}
        asked = Asked(only, selection, strict, locked, fresh, sides, unwritten)
        return _build(where, None, asked, own, progress, time.time)


def build_deck(
    deck: str | Path | Deck,
    output: str | Path,
    *,
    strict: bool = False,
    only: str | Collection[str] | None = None,
    chapters: str | Path | Collection[str | Path] = (),
    options: RunOptions | None = None,
    runner: Runner | None = None,
    session: Session | None = None,
    progress: Progress = SILENT,
    now: Callable[[], float] = time.time,
) -> Built:
    """Check a deck and, if all of it holds, write its files to `output`.

    If there is a problem, nothing is written and existing files stay. Chapters and files whose
    inputs have not changed are not made again.

    `deck` is a folder, or a `Deck` of values. The latter's lock, which pins the ids and times of
    its cards, is `<name>.lock` in `output`: keep it, or readers lose their history.

    With `strict`, missing or diverging twins and claims that are not read are errors. `only` names
    the kinds of file to make, if not all; `chapters` the Markdown files, or folders of them, to
    build. `options` say how programs run; `runner` runs them outside this machine's pool; an open
    `session` has both, and serves many builds. `now` is the time of changed cards, since 1970.

    Raises ProblemsError if there is no deck, ValueError for an unknown chapter or kind of file.
    """
    to = Path(output)
    with opened(session, options, runner) as own, on_disk(deck, to, own) as where:
        asked = Asked(only, Selection.of((), chapters), strict=strict)
        return _build(where, to, asked, own, progress, now)


def _build(
    where: DeckFiles,
    output: Path | None,
    asked: Asked,
    session: Session,
    progress: Progress,
    now: Callable[[], float],
) -> Built:
    kinds_of_file(asked.only)  # a wrong name is told before anything runs
    config = read_config(where.folder)
    # Results of a part would replace those of the whole deck.
    # So would those of texts that are in no file.
    part = where.passing or asked.selection or asked.texts
    keeper = None if part else session.keeper(where.folder)
    build = _Build(where, config, output, asked, session, keeper, progress, int(now()))
    try:
        return build.run()
    except LostError:
        return replace(build, keeper=None).run()


@dataclass(frozen=True, slots=True)
class _Build:
    where: DeckFiles
    config: DeckConfig
    output: Path | None
    asked: Asked
    session: Session
    keeper: Keeper | None
    progress: Progress
    now: int

    def run(self) -> Built:
        started = time.perf_counter()
        folder, texts = self.where.folder, self.asked.texts
        parts = with_unwritten(deck_files(folder, self.config), folder, texts)
        files = self.asked.selection.files(parts.files)
        usable = None if self.asked.fresh or self._sides else self.keeper
        known = {file: usable.get(file) if usable else None for file in files}
        chapters, made = self._chapters(known)
        problems = in_order(deck_problems(self.config, parts, chapters, self.asked))
        cards = self._cards(files, chapters, made)
        written: tuple[Path, ...] = ()
        lock: Lock | None = None
        changes: Changes | None = None
        try:
            # Two builds that read the lock at the same time could give one card two times.
            guarded = f"deck {self.where.lock.absolute()}"
            alone = exclusive(guarded) if self.output else nullcontext()
            if has_errors(problems):
                self._read_lock()  # which may be broken, too
            else:
                with alone:
                    before, after, changes = self._lock(chapters)
                    problems = in_order((*problems, *change_problems(changes)))
                    written = self._write(chapters, cards, before, after)
                    lock = after
        except ProblemsError as error:
            problems = in_order((*problems, *error.problems))
        return Built(
            config=self.config,
            options=self.session.options,
            chapters=chapters,
            problems=self.where.told(problems),
            files=written,
            seconds=time.perf_counter() - started,
            lock=lock,
            changes=changes,
            made=tuple(made.values()),
            passed_over=parts.passed_over,
            texts={display_path(path): text for path, text in texts.items()},
            _cards=cards,
        )

    @property
    def _sides(self) -> bool:
        """Whether cards are wanted in Markdown, in which none is kept."""
        wanted = kinds_of_file(self.asked.only)
        return self.asked.sides or any(TARGETS[name].in_markdown for name in wanted)

    def _cards(
        self,
        files: Sequence[ChapterFile],
        chapters: Sequence[BuiltChapter],
        made: Mapping[ChapterFile, Made],
    ) -> Callable[[BuiltChapter], Sequence[RenderedCard]]:
        """Gives the cards of a chapter on demand: a large deck is not held in memory as a whole."""
        by_path = {chapter.path: file for chapter, file in zip(chapters, files, strict=True)}
        rendered = {file: one.rendered for file, one in made.items()}
        keeper = self.keeper

        def cards(chapter: BuiltChapter) -> Sequence[RenderedCard]:
            file = by_path[chapter.path]
            if file in rendered:
                return rendered[file]
            if keeper is None:
                raise LostError(chapter.path)
            return keeper.cards(file, chapter.content)

        return cards

    def _chapters(
        self, known: Mapping[ChapterFile, BuiltChapter | None]
    ) -> tuple[tuple[BuiltChapter, ...], dict[ChapterFile, Made]]:
        """All chapters in study order, and those that were made in this build."""
        stale = [file for file, chapter in known.items() if chapter is None]
        chapters = dict(known)
        fresh: dict[ChapterFile, Made] = {}
        if stale:
            from generator.building.making import make_chapters

            made = make_chapters(
                stale,
                self.config,
                self.session,
                self.progress,
                self.asked.selection,
                sides=self._sides,
                texts=self.asked.texts,
            )
            for file, one in zip(stale, made, strict=True):
                chapters[file] = one.chapter
                fresh[file] = one
                if self.keeper is not None and not self._sides:
                    self.keeper.put(file, one)
        found = (chapter for chapter in chapters.values() if chapter is not None)
        return tuple(each.strict() if self.asked.strict else each for each in found), fresh

    def _read_lock(self) -> Lock:
        refuse_without_lock(self.where.lock)
        return Lock.read(self.where.lock)

    def _lock(self, chapters: Sequence[BuiltChapter]) -> tuple[Lock, Lock, Changes]:
        """The lock as it is and as it is after this build, and what changed between them."""
        lock = self._read_lock()
        notes = [note for chapter in chapters for note in chapter.notes]
        whole = not self.asked.selection
        new_lock = lock.updated(notes, deck=new_deck_id(), now=self.now, whole=whole)
        return lock, new_lock, compare(lock, new_lock, notes, whole=whole)

    def _write(
        self,
        chapters: Sequence[BuiltChapter],
        cards: Callable[[BuiltChapter], Sequence[RenderedCard]],
        lock: Lock,
        new_lock: Lock,
    ) -> tuple[Path, ...]:
        """Make the missing files; checked files need no second look in another folder.

        Raises ProblemsError with everything that cannot be made or written.
        """
        path = self.where.lock
        shelf = self.keeper.shelf if self.keeper else None
        surroundings = self.keeper.surroundings if self.keeper else ""
        if self.asked.locked and (new_lock.text() != lock.text() or not path.exists()):
            raise ProblemsError(stale_lock(path, lock, new_lock))
        part = self.asked.selection.ending
        every = deck_outputs(self.config, chapters, cards, new_lock, shelf, surroundings, part)
        wanted = {*kinds_of_file(self.asked.only)}
        wanted |= set() if part else {PROVENANCE}  # which describes the whole deck
        outputs = [one for one in every if one.target in wanted]
        where = self.output.absolute() if self.output else "nowhere"
        record = (
            Record.read(shelf, f"outputs {self.where.folder.absolute()} {where}") if shelf else None
        )
        stale = record.stale(outputs, self.output) if record else outputs
        if self.output is None:
            if stale:
                with scratch_folder() as scratch:
                    make_outputs(stale, Path(scratch), self.progress)
        elif stale or new_lock.text() != lock.text():
            refuse_anothers(self.output, self.config.name, new_lock.deck)

            def publish(staged: Staging) -> None:
                publish_with_lock(staged, path, lock, new_lock)

            publish_outputs(stale, self.output, self.progress, publish)
        if stale and record is not None:
            record.write(outputs, self.output)
        if self.output is None:
            return ()
        return tuple(sorted(self.output / output.name for output in outputs))
