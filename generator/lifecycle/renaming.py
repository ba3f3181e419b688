"""A card gets another slug, in all languages, and stays the same note in Anki."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from types import MappingProxyType

from generator.accepting.lines import Line, joined, split_lines
from generator.keeping.exclusive import exclusive
from generator.lifecycle.all_or_none import FileChange, amount, write_all
from generator.lifecycle.slug_links import CardNames, link_places, with_slug_at
from generator.lifecycle.whole_text import ChapterText, DeckText, read_deck_text, twice
from generator.model import Chapter, Place, Problem, ProblemsError
from generator.nearest import did_you_mean
from generator.reading.chapter_files import SlugUse
from generator.reading.slugs import SLUG, suggest_slug
from generator.writing.lock import Entry, Lock

COMMAND = "rename"


class NoSuchSlugError(ValueError):
    """A slug that cannot be one, or that no card has; the message says which."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """The files to write, the lock last: a deck that was renamed by half can be renamed again.

    `languages` are those that have the card in the Markdown or in the lock, `unlocked` those whose
    card is in no lock yet.
    """

    files: tuple[FileChange, ...]
    languages: tuple[str, ...]
    unlocked: tuple[str, ...]
    lock: Path


def propose_rename(folder: str | Path, old: str, new: str) -> Renaming:
    """Work out what a deck would be with the slug `new` in place of `old`. Nothing is run.

    Where the Markdown has `new` already and the lock still has `old`, only the lock changes.

    Raises NoSuchSlugError for a slug that is none or that no card has, ProblemsError where there
    is no deck, it cannot be read as a whole, or `new` is taken.
    """
    if not SLUG.fullmatch(new):
        hint = f"use lower-case letters, digits and hyphens, for example `{suggest_slug(new)}`"
        raise NoSuchSlugError(f"`{new}` cannot be a slug: {hint}")
    if old == new:
        raise NoSuchSlugError(f"`{old}` and `{new}` are the same slug")
    deck = read_deck_text(Path(folder), COMMAND)
    before, after = deck.uses(old), deck.uses(new)
    kept = {name.partition("/")[0] for name in deck.lock.entries if name.endswith(f"/{old}")}
    if not before and not kept:
        slugs = {use.slug for each in deck.chapters for use in each.uses}
        raise NoSuchSlugError(f"no card has the slug `{old}`: {did_you_mean(old, slugs)}")
    if not before and not after:
        slugs = {use.slug for each in deck.chapters for use in each.uses}
        raise NoSuchSlugError(
            f"the card `{old}` is no longer in the deck, and no card has the slug `{new}`: "
            f"{did_you_mean(new, slugs)}"
        )
    problems = [*_ambiguous(deck, old, new), *_taken(deck, old, new, before, after, kept)]
    if problems:
        raise ProblemsError(*problems)
    files = list(_chapters(deck, old, new, before, after))
    lock = _renamed(deck.lock, old, new)
    if kept:
        done = f"{amount(len(kept), 'entry', 'entries')} renamed"
        text = lock.with_id().text().encode("utf-8")
        files.append(FileChange(deck.lock_path, deck.lock_data, text, done))
    languages = tuple(each for each in deck.config.languages if each in {*before, *after, *kept})
    unlocked = tuple(each for each in before if each not in kept)
    return Renaming(tuple(files), languages, unlocked, deck.lock_path)


def write_rename(renaming: Renaming) -> None:
    """Write all files, or none. Raises ProblemsError."""
    with exclusive(f"deck {renaming.lock.absolute()}"):  # no build writes the lock meanwhile
        write_all(renaming.files, COMMAND)


def _ambiguous(deck: DeckText, old: str, new: str) -> Iterator[Problem]:
    for slug in (old, new):
        uses = [use for each in deck.chapters for use in each.uses if use.slug == slug]
        found = twice(uses)
        if found is not None:
            yield found


def _taken(
    deck: DeckText,
    old: str,
    new: str,
    before: Mapping[str, SlugUse],
    after: Mapping[str, SlugUse],
    kept: set[str],
) -> Iterator[Problem]:
    """Why a language cannot have the new slug."""
    for language in deck.config.languages:
        name, use = f"{language}/{new}", after.get(language)
        locked = name in deck.lock.entries
        if language not in before and language not in kept:
            continue  # nothing to rename: the card is only in other languages
        if use is not None and language in before:
            message = f"`{old}` cannot become `{new}`: another card has that slug"
            yield Problem(use.place, "slug-taken", message, "choose another one", card=new)
        elif use is not None and locked:
            message = f"`{name}` has an id of its own in deck.lock since a build after the rename"
            hint = (
                "to keep the history of the old card, restore deck.lock from before that build and "
                "run this again; if nobody has imported that build, delete this line instead"
            )
            yield Problem(deck.place_in_lock(name), "slug-taken", message, hint, card=new)
        elif locked:
            entry = deck.lock.entries[name]
            gone = "retired" if entry.retired is not None else "no longer in the deck"
            message = f"`{old}` cannot become `{new}`: a card that is {gone} has that slug"
            hint = (
                "choose another one; readers may still have that card. If nobody has, delete this "
                "line from deck.lock"
            )
            yield Problem(deck.place_in_lock(name), "slug-taken", message, hint, card=new)


def _chapters(
    deck: DeckText,
    old: str,
    new: str,
    before: Mapping[str, SlugUse],
    after: Mapping[str, SlugUse],
) -> Iterator[FileChange]:
    """The chapters in which a heading has the slug, or a link names it."""
    places = {use.place.path: use.place for use in before.values()}
    files = {PurePath(use.place.path).name for use in (*before.values(), *after.values())}
    notes = {each.path.stem.casefold() for each in deck.chapters}
    card = CardNames(old, files, is_note=old in notes)
    for each in deck.chapters:
        text, done = each.text, []
        place = places.get(each.chapter.path)
        if place is not None:
            text = _with_heading(text, place, old, new)
            done.append("slug")
        links = link_places(text, card)
        if links:
            text = with_slug_at(text, links, new)
            done.append(amount(len(links), "link"))
        if not done:
            continue
        if not _reads_as(each, text, {old: new} if place is not None else {}):
            where = place or Place(each.chapter.path)
            raise ProblemsError(_unrenamable(where, old))
        data = (each.mark + text).encode("utf-8")
        yield FileChange(each.path, each.data, data, f"{' and '.join(done)} renamed")


def _with_heading(text: str, place: Place, old: str, new: str) -> str:
    """The text with another slug in the heading at a place, that of its `#`."""
    lines = list(split_lines(text))
    line = lines[place.line - 1]
    start = place.column - 1
    if not line.text.startswith(f"#{old}", start):
        raise ProblemsError(_unrenamable(place, old))
    end = start + len(old) + 1
    lines[place.line - 1] = Line(f"{line.text[:start]}#{new}{line.text[end:]}", line.end)
    return joined(lines)


def _reads_as(each: ChapterText, text: str, names: Mapping[str, str]) -> bool:
    """Whether a text reads as a chapter does, but for the slugs that have other `names`."""
    return _cards(each.read_as(text)[0], {}) == _cards(each.chapter, names)


def _cards(chapter: Chapter, names: Mapping[str, str]) -> list[tuple[object, ...]]:
    return [
        (
            card.place,
            names.get(card.slug, card.slug),
            card.kind,
            card.tags,
            len(card.front),
            len(card.back),
            [fence.code for fence in card.fences],
        )
        for card in chapter.cards
    ]


def _renamed(lock: Lock, old: str, new: str) -> Lock:
    entries: dict[str, Entry] = {}
    for name, entry in lock.entries.items():
        language, _, slug = name.partition("/")
        entries[f"{language}/{new}" if slug == old else name] = entry
    return replace(lock, entries=MappingProxyType(entries))


def _unrenamable(place: Place, old: str) -> Problem:
    message = f"the slug `{old}` cannot be replaced here"
    hint = "replace it by hand in all languages, then run `proofdeck rename` again for deck.lock"
    return Problem(place, "slug-taken", message, hint, card=old)
