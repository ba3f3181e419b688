"""A deck's folder → all its cards."""

from __future__ import annotations

from pathlib import Path

from generator.config import FILE_NAME, read_config
from generator.model import Chapter, Deck, DeckConfig, Place, Problem, ProblemsError
from generator.reading.chapter import read_chapter
from generator.reading.images import image_problems
from generator.reading.source import display_path, read_source


def read_deck(folder: Path) -> tuple[Deck, tuple[Problem, ...]]:
    """Read every card of a deck, in study order, and everything wrong with what was written.

    Raises ProblemsError only where there is no deck to speak of: no or bad `deck.toml`.
    """
    config = read_config(folder)
    problems: list[Problem] = []
    chapters: list[Chapter] = []
    for language in config.languages:
        chapters.extend(_read_language(folder, config, language, problems))
    deck = Deck(config, tuple(chapters))
    if not deck.cards() and not problems:
        message = "the deck has no cards"
        hint = "a card is a heading such as `## What does x print? {#what-x-prints}`"
        problems.append(Problem(Place(display_path(folder)), "empty-deck", message, hint))
    problems.extend(image_problems(deck))
    return deck, tuple(problems)


def _read_language(
    folder: Path, config: DeckConfig, language: str, problems: list[Problem]
) -> list[Chapter]:
    place = Place(display_path(folder / FILE_NAME))
    if not (folder / language).is_dir():
        message = f"the folder `{language}/` of the deck's language `{language}` is missing"
        hint = f"create {display_path(folder / language)}/ or take it from `languages`"
        problems.append(Problem(place, "missing-language", message, hint))
        return []
    chapters = []
    first_seen: dict[str, Place] = {}
    for path in sorted((folder / language).rglob("*.md"), key=lambda p: p.as_posix()):
        try:
            source = read_source(path)
        except ProblemsError as error:
            problems.extend(error.problems)
            continue
        chapter, slugs = read_chapter(source, language, problems.append)
        chapters.append(chapter)
        for slug, where in slugs:
            first = first_seen.setdefault(slug, where)
            if first is not where:
                message = f"the slug `{slug}` is taken: it is also at {first}"
                hint = "give one of the two cards another slug (the newer: the older has history)"
                problems.append(Problem(where, "duplicate-slug", message, hint, card=slug))
    return chapters
