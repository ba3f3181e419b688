"""A deck's chapters → the outputs that are made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from generator.building.outputs import Output
from generator.keeping.shelf import Shelf, digest
from generator.model import DeckConfig

if TYPE_CHECKING:
    from generator.building.chapter import BuiltChapter
    from generator.rendering.rendered import RenderedCard, RenderedDeck
    from generator.writing.lock import Lock

    Cards = Callable[[BuiltChapter], Sequence[RenderedCard]]


def deck_outputs(
    config: DeckConfig,
    chapters: Sequence[BuiltChapter],
    cards: Cards,
    lock: Lock,
    shelf: Shelf | None,
    surroundings: str,
) -> tuple[Output, ...]:
    """The packages and PDFs of every language, and provenance.json.

    `cards` gives the rendered cards of a chapter, `lock` is that of this build, `surroundings`
    what all recipes depend on.
    """
    outputs: list[Output] = []
    for language in config.languages:
        own = tuple(chapter for chapter in chapters if chapter.language == language)
        recipe = digest(surroundings, language, *(chapter.content for chapter in own))
        outputs += _Language(config, language, own, cards, recipe).outputs(lock, shelf)

    def provenance(folder: Path) -> None:
        from generator.writing.provenance import FILE_NAME, provenance_json

        text = provenance_json(config, chapters)
        (folder / FILE_NAME).write_text(text, "utf-8", newline="\n")

    everything = digest(surroundings, *(chapter.content for chapter in chapters))
    return (*outputs, Output("provenance", "provenance.json", everything, provenance))


@dataclass(frozen=True, slots=True)
class _Language:
    config: DeckConfig
    language: str
    chapters: tuple[BuiltChapter, ...]
    cards: Cards
    recipe: str

    def outputs(self, lock: Lock, shelf: Shelf | None) -> Iterator[Output]:
        def apkg(folder: Path) -> None:
            from generator.writing.apkg import ApkgWriter

            ApkgWriter(lock).write(self.deck(), folder)

        def sheet(folder: Path) -> None:
            from generator.writing.pdf import CheatSheetWriter

            CheatSheetWriter(shelf=shelf).write(self.deck(), folder)

        def cut(folder: Path) -> None:
            from generator.writing.pdf import CutCardsWriter

            CutCardsWriter(shelf=shelf).write(self.deck(), folder)

        stem = f"{self.config.name}-{self.language}"
        yield Output("apkg", f"{stem}.apkg", digest(self.recipe, *self._times(lock)), apkg)
        yield Output("cheatsheet", f"{stem}-cheatsheet.pdf", self.recipe, sheet)
        yield Output("cards", f"{stem}-cards.pdf", self.recipe, cut)

    def deck(self) -> RenderedDeck:
        from generator.rendering.rendered import RenderedChapter, RenderedDeck

        def rendered(chapter: BuiltChapter) -> RenderedChapter:
            return RenderedChapter(chapter.title, lambda: self.cards(chapter), len(chapter.notes))

        return RenderedDeck(self.config, self.language, tuple(map(rendered, self.chapters)))

    def _times(self, lock: Lock) -> Iterator[str]:
        """What a package takes from the lock."""
        for chapter in self.chapters:
            for note in chapter.notes:
                entry = lock.entries[note.id]
                yield f"{entry.guid} {entry.modified}"
        for name, kept in sorted(lock.notetypes.items()):
            yield f"{name} {kept.digest} {kept.modified}"
