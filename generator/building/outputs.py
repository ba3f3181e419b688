"""The files of a deck: which must be made, and how they get into place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.building.owned import provenance_name
from generator.building.targets import TARGETS, Target
from generator.keeping.shelf import Shelf, digest, file_digest
from generator.model import DeckConfig, Problem, ProblemsError
from generator.progress import Progress
from generator.writing.output import Staging, staging, write_atomically

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter
    from generator.rendering.rendered import RenderedCard, RenderedDeck
    from generator.writing.lock import Lock

    Cards = Callable[[BuiltChapter], Sequence[RenderedCard]]

PROVENANCE: Final = "provenance"  # made with every build, whatever else is asked for
_AT_ONCE: Final = 2  # PDFs are compiled in processes of their own


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file that a build makes for a `target`. Equal recipes make equal files; `make` writes it to
    a folder and raises ProblemsError if it cannot be made.
    """

    target: str
    name: str
    recipe: str
    make: Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Record:
    """What the last build made in a folder, and from which recipes.

    A check, which makes files only to try, records no digests of files. A folder has none, and is
    made again each time.
    """

    shelf: Shelf
    slot: str
    made: Mapping[str, tuple[str, str | None]]

    @classmethod
    def read(cls, shelf: Shelf, slot: str) -> Record:
        data = shelf.get(slot, slot)
        made: dict[str, Any] = json.loads(data) if data else {}
        return cls(shelf, slot, {name: (recipe, was) for name, (recipe, was) in made.items()})

    def stale(self, outputs: Sequence[OutputFile], folder: Path | None) -> tuple[OutputFile, ...]:
        """The outputs that are missing or out of date in `folder`; without a folder, those that
        have not been tried yet.
        """
        return tuple(output for output in outputs if not self._current(output, folder))

    def _current(self, output: OutputFile, folder: Path | None) -> bool:
        recipe, was = self.made.get(output.name, ("", ""))
        if recipe != output.recipe or was is None:
            return False
        return folder is None or file_digest(str(folder / output.name)) == was

    def write(self, outputs: Sequence[OutputFile], folder: Path | None) -> None:
        """Record that `outputs` are made; the others are unchanged."""
        now = {
            output.name: (
                output.recipe,
                file_digest(str(folder / output.name)) if folder is not None else "",
            )
            for output in outputs
        }
        known = json.dumps({**self.made, **now}).encode("ascii")
        self.shelf.put(self.slot, self.slot, known)


def make_outputs(outputs: Sequence[OutputFile], folder: Path, progress: Progress) -> None:
    """Make files in `folder`. Raises ProblemsError with everything that cannot be made."""
    progress.step("writing", len(outputs))

    def make(output: OutputFile) -> tuple[Problem, ...]:
        try:
            output.make(folder)
        except ProblemsError as error:
            return error.problems
        progress.advance(output.name)
        return ()

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        problems = [problem for found in threads.map(make, outputs) for problem in found]
    if problems:
        raise ProblemsError(*problems)


def publish_outputs(
    outputs: Sequence[OutputFile],
    folder: Path,
    progress: Progress,
    publish: Callable[[Staging], object],
) -> None:
    """Make files beside `folder`, then call `publish` to put all of them, or none, into place."""
    with staging(folder) as staged:
        make_outputs(outputs, staged.folder, progress)
        publish(staged)


def deck_outputs(
    config: DeckConfig,
    chapters: Sequence[BuiltChapter],
    cards: Cards,
    lock: Lock,
    shelf: Shelf | None,
    surroundings: str,
    part: str = "",
) -> tuple[OutputFile, ...]:
    """The packages and PDFs of every language, and the file of provenance.

    `cards` gives the rendered cards of a chapter, `lock` is that of this build, `surroundings`
    what all recipes depend on, `part` what the names of files of a part of the deck end with.
    """
    outputs: list[OutputFile] = []
    for language in config.languages:
        own = tuple(chapter for chapter in chapters if chapter.language == language)
        if part and not own:
            continue
        recipe = digest(surroundings, language, *(chapter.content for chapter in own))
        printed = digest(recipe, *_fonts(own))
        for name, target in TARGETS.items():
            made_from = printed if target.on_paper else recipe
            made_from = digest(made_from, *_times(own, lock)) if target.dated else made_from
            file = f"{config.name}-{language}{part}{target.ending}"
            deck = partial(rendered_deck, config, language, own, cards)
            make = partial(_write, target, deck, lock, shelf, file)
            outputs.append(OutputFile(name, file, made_from, make))

    described = provenance_name(config.name)

    def provenance(folder: Path) -> None:
        from generator.building.provenance import provenance_json

        text = provenance_json(config, lock.deck, chapters)
        (folder / described).write_text(text, "utf-8", newline="\n")

    everything = digest(surroundings, lock.deck, *(chapter.content for chapter in chapters))
    return (*outputs, OutputFile(PROVENANCE, described, everything, provenance))


def _write(
    target: Target,
    deck: Callable[[], RenderedDeck],
    lock: Lock,
    shelf: Shelf | None,
    name: str,
    folder: Path,
) -> object:
    made = target.write(deck(), folder, lock, shelf)
    return made if made == folder / name else made.replace(folder / name)


def rendered_deck(
    config: DeckConfig, language: str, chapters: Sequence[BuiltChapter], cards: Cards
) -> RenderedDeck:
    """One language of a deck, whose cards are read when they are asked for."""
    from generator.rendering.rendered import RenderedChapter, RenderedDeck

    def cards_of(chapter: BuiltChapter, start: int, count: int) -> Sequence[RenderedCard]:
        return cards(chapter)[start : start + count]

    def parts(chapter: BuiltChapter) -> Iterator[RenderedChapter]:
        if len(chapter.parts) < 2:
            yield RenderedChapter(chapter.title, lambda: cards(chapter), len(chapter.notes))
            return
        start = 0
        for title, count in chapter.parts:
            yield RenderedChapter(title, partial(cards_of, chapter, start, count), count)
            start += count

    every = (part for chapter in chapters for part in parts(chapter))
    return RenderedDeck(config, language, tuple(every))


def _fonts(chapters: Sequence[BuiltChapter]) -> Iterator[str]:
    """What a printed file takes from the fonts of the system."""
    rare = {char for chapter in chapters for each in chapter.rare for char in each.chars}
    if rare:
        from generator.writing.system_fonts import marks_of, system_fonts

        yield from marks_of(system_fonts(rare).values())


def _times(chapters: Sequence[BuiltChapter], lock: Lock) -> Iterator[str]:
    """What a file with GUIDs and times takes from the lock."""
    yield lock.deck
    for chapter in chapters:
        for note in chapter.notes:
            entry = lock.entries[note.id]
            yield f"{entry.guid} {entry.modified}"
    for name, kept in sorted(lock.notetypes.items()):
        yield f"{name} {kept.digest} {kept.modified}"


def publish_with_lock(staged: Staging, path: Path, old: Lock, new: Lock) -> None:
    """Put lock and files into place.

    The lock goes first: a package can be made again from it, but not the times in it from a
    package. If the files cannot follow, the old lock is restored.
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
