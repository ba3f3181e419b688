"""What a site consists of: its chapters and cards, and where each has its page."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from os.path import relpath
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.building.built_chapter import BuiltChapter, CardFacts, NoteFacts
    from generator.rendering.rendered import RenderedChapter

_LONGEST: Final = 100  # characters of the name of a page, of 255 bytes that a system takes
_UNSAFE: Final = re.compile(r"[^a-z0-9]+")
# Windows has no files of these names, with any ending.
_DEVICES: Final = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10)))
)


@dataclass(frozen=True, slots=True)
class SiteChapter:
    """A chapter with a page. `name` is that of its page without an ending, `number` that of its
    file, or "". `notes` are its cards in study order, and `rendered` gives the same cards whole.
    """

    title: str
    number: str
    name: str
    notes: tuple[NoteFacts, ...]
    rendered: RenderedChapter


@dataclass(frozen=True, slots=True)
class LanguageSite:
    """One language of a site. `notes` are all of its cards in study order, `facts` what is known of
    them by slug.
    """

    language: str
    title: str
    chapters: tuple[SiteChapter, ...]
    notes: tuple[NoteFacts, ...]
    facts: Mapping[str, CardFacts]


def page_name(slug: str) -> str:
    """The name of a card's page without an ending: its slug, as far as a file can have that name.
    It depends on nothing else, so that links to a card stay.
    """
    if len(slug) > _LONGEST:
        digest = hashlib.sha256(slug.encode()).hexdigest()[:12]
        return f"{slug[: _LONGEST - 13]}-{digest}"
    return f"{slug}-" if slug in _DEVICES else slug


def card_page(language: str, slug: str) -> str:
    """The path of a card's page in the site."""
    return f"{language}/card/{page_name(slug)}.html"


def language_sites(built: Built) -> tuple[LanguageSite, ...]:
    """The languages of a deck that was built, those without cards left out."""
    found = (_language_site(built, language) for language in built.config.languages)
    return tuple(site for site in found if site.chapters)


def _language_site(built: Built, language: str) -> LanguageSite:
    own = [chapter for chapter in built.chapters if chapter.language == language]
    parts = [part for chapter in own for part in _parts(chapter)]
    rendered = built.rendered(language).chapters
    names: set[str] = set()
    folder = Path(built.config.folder) / language
    chapters = [
        SiteChapter(
            title, notes[0].number, _chapter_name(notes, title, folder, names), notes, whole
        )
        for (title, notes), whole in zip(parts, rendered, strict=True)
        if notes
    ]
    facts = {card.slug: card for chapter in own for card in chapter.cards}
    notes = tuple(note for chapter in chapters for note in chapter.notes)
    return LanguageSite(language, built.config.title(language), tuple(chapters), notes, facts)


def _parts(chapter: BuiltChapter) -> Iterator[tuple[str, tuple[NoteFacts, ...]]]:
    """The titles of a chapter with their cards, as `rendered_deck` parts it."""
    if len(chapter.parts) < 2:
        yield chapter.title, chapter.notes
        return
    start = 0
    for title, count in chapter.parts:
        yield title, chapter.notes[start : start + count]
        start += count


def _chapter_name(notes: Sequence[NoteFacts], title: str, folder: Path, names: set[str]) -> str:
    """A name for the page of a chapter: that of its file and, where that has several, its title."""
    path = PurePath(relpath(notes[0].place.path, folder)).with_suffix("")
    base = _safe(path.as_posix()) or "chapter"
    wanted = base if base not in names else _safe(f"{base} {title}")
    name, number = wanted, 2
    while name in names:
        name, number = f"{wanted}-{number}", number + 1
    names.add(name)
    return name


def _safe(text: str) -> str:
    return page_name(_UNSAFE.sub("-", text.lower()).strip("-")[:_LONGEST].strip("-"))
