"""Slugs written into the cards that have none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.accepting.lines import Line, joined, split_lines
from generator.accepting.replacement import changed, diff_of, read_bytes_of, replace_bytes
from generator.accepting.rewrite import BOM
from generator.building.across import locked_slugs
from generator.building.deck_files import LOCK_NAME
from generator.building.selection import Selection
from generator.model import Chapter, Problem, Unslugged
from generator.model.walking import plain_text
from generator.reading.chapter import read_chapter
from generator.reading.chapter_files import deck_files
from generator.reading.config import read_config
from generator.reading.missing_slugs import proposed_slugs, with_slug
from generator.reading.source import Source, display_path
from generator.reading.whole_deck import read_files


@dataclass(frozen=True, slots=True)
class Stamped:
    """A file with cards without slugs: its bytes, what they are to become, and the new slugs."""

    path: Path
    old: bytes
    new: bytes
    slugs: tuple[str, ...]

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff, without their ends."""
        return diff_of(self.path, self.old, self.new)


@dataclass(frozen=True, slots=True)
class Stamps:
    """The files to write, and why a card stays without a slug."""

    files: tuple[Stamped, ...]
    problems: tuple[Problem, ...]


def propose_stamps(
    folder: str | Path, *, chapters: str | Path | Collection[str | Path] = ()
) -> Stamps:
    """Read a deck and work out what its files, or only the `chapters`, would be with a slug on
    each card. Nothing is run.

    Raises ProblemsError where there is no deck to speak of, ValueError for an unknown chapter.
    """
    folder = Path(folder)
    config = read_config(folder)
    every = deck_files(folder, config).files
    selected = {display_path(file.path) for file in Selection.of((), chapters).files(every)}
    before = {display_path(path): (path, data) for path, data in read_bytes_of(folder).items()}
    read, uses, found = read_files(every, allow_html=config.allow_html)
    proposed = proposed_slugs(folder, read, uses, locked_slugs(folder / LOCK_NAME))
    problems = [each for each in found if each.place.path in selected and _keeps_out(each)]
    files = []
    for chapter in read:
        if chapter.path not in selected or not chapter.unslugged:
            continue
        path, old = before.get(chapter.path, (Path(chapter.path), b""))
        text = old.decode("utf-8")
        made = {card: proposed[card.place] for card in chapter.unslugged}
        if not _reads_as(text, chapter):
            problems.append(changed(path, "stamp"))
            continue
        new, kept = stamped(text, chapter, made)
        problems += (_unstampable(card) for card in made if card not in kept)
        if kept:
            files.append(Stamped(path, old, new.encode("utf-8"), tuple(kept.values())))
    return Stamps(tuple(files), tuple(problems))


def write_stamps(stamps: Stamps) -> Mapping[Path, Problem | None]:
    """Write each file, or say why it could not be."""
    return {
        each.path: replace_bytes(each.path, each.old, each.new, "stamp") for each in stamps.files
    }


def _keeps_out(problem: Problem) -> bool:
    """Whether a problem of a chapter is about cards that have no slug yet and get none here."""
    return problem.code in ("no-slug", "bad-slug", "foreign-format")


def stamped(
    text: str, chapter: Chapter, made: Mapping[Unslugged, str]
) -> tuple[str, Mapping[Unslugged, str]]:
    """The text with the slugs that are read from it as such, and those. `text` is that of a file
    whose `chapter` has the cards in `made`.
    """
    new = _written(text, made)
    if _reads_as(new, chapter, made):
        return new, made
    # Each by itself: a heading that ends in an open `<!--` takes no braces.
    kept = {
        card: slug
        for card, slug in made.items()
        if _reads_as(_written(text, {card: slug}), chapter, {card: slug})
    }
    new = _written(text, kept)
    return (new, kept) if _reads_as(new, chapter, kept) else (text, {})


def _written(text: str, made: Mapping[Unslugged, str]) -> str:
    mark, text = (BOM, text.removeprefix(BOM)) if text.startswith(BOM) else ("", text)
    lines = list(split_lines(text))
    for card, slug in made.items():
        index = card.place.line - 1
        lines[index] = Line(with_slug(card, slug), lines[index].end)
    return mark + joined(lines)


def _reads_as(text: str, chapter: Chapter, made: Mapping[Unslugged, str] | None = None) -> bool:
    """Whether a text reads as a chapter does, but for the slugs that were `made`."""
    source = Source.of(chapter.path, text.removeprefix(BOM))
    after, _ = read_chapter(source, chapter.language, lambda _: None, allow_html=chapter.allow_html)
    slugs = {card.place.line: slug for card, slug in (made or {}).items()}
    return _cards(after, {}) == _cards(chapter, slugs)


def _cards(chapter: Chapter, slugs: Mapping[int, str]) -> list[tuple[object, ...]]:
    """What a new slug may change of the cards: nothing but those of the `slugs` by line."""
    return [
        (
            card.place.line,
            slugs.get(card.place.line, card.slug),
            card.kind,
            card.tags,
            plain_text(card.question).split(),
            len(card.front),
            len(card.back),
        )
        for card in chapter.cards
    ]


def _unstampable(card: Unslugged) -> Problem:
    message = "no slug can be written into this heading"
    hint = "write the heading more simply, then its slug: ## Question {#slug}"
    return Problem(card.place, "no-slug", message, hint)
