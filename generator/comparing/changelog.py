"""What changed in a deck, as its readers are told: by chapter, with old and new words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.comparing.changes import Change, Changes
from generator.comparing.history import Wordings
from generator.comparing.wording import Reworded, rewordings
from generator.model import DeckConfig

_FEW: Final = 5  # cards of a chapter that are named though nothing about their text changed


@dataclass(frozen=True, slots=True)
class Told:
    """A change of a card. `words` are the places where its text differs, if they are few and short;
    `same_text` says that its Markdown is what it was, so that only its look or an output differs.
    """

    change: Change
    words: tuple[Reworded, ...] = ()
    same_text: bool = False


@dataclass(frozen=True, slots=True)
class ChapterChanges:
    """The changes of a language in one sub-deck, as readers see its name: "" is the deck itself,
    None a sub-deck that is not known. `redrawn` counts more cards whose text is the same. `was` is
    the name of the sub-deck before, where that was another.
    """

    language: str
    subdeck: str | None
    cards: tuple[Told, ...]
    redrawn: int = 0
    was: str = ""


@dataclass(frozen=True, slots=True)
class Changelog:
    """All that changed in the deck called `deck` since something that `since` names. `titles` are
    those of the deck by language.
    """

    deck: str
    since: str
    titles: Mapping[str, str]
    chapters: tuple[ChapterChanges, ...]
    changes: Changes

    def __bool__(self) -> bool:
        return bool(self.chapters) or self.changes.look


def changelog(config: DeckConfig, since: str, changes: Changes, words: Wordings) -> Changelog:
    """The changelog of `changes` of a deck, whose cards say what `words` has."""
    order = {language: number for number, language in enumerate(config.languages)}
    by_chapter: dict[tuple[str, str | None], list[Told]] = {}
    renamed = {(language, new): old for (language, old), new in changes.subdecks.items()}
    by_chapter.update({place: [] for place in renamed})
    for told in _told(_without_moved(changes), words):
        by_chapter.setdefault((told.change.language, _subdeck(told.change)), []).append(told)
    places = sorted(
        by_chapter,
        key=lambda each: (order.get(each[0], len(order)), each[0], each[1] is None, each[1] or ""),
    )
    languages = [*config.languages, *(language for language, _ in places)]
    titles = {language: config.title(language) for language in dict.fromkeys(languages)}
    chapters = tuple(
        _chapter(
            language,
            subdeck,
            by_chapter[language, subdeck],
            renamed.get((language, subdeck or ""), ""),
        )
        for language, subdeck in places
    )
    return Changelog(config.name, since, titles, chapters, changes)


def _without_moved(changes: Changes) -> Iterable[Change]:
    """The changes, of which none is to be in a sub-deck that has another name now."""
    for each in changes.cards:
        what = each.what
        if "moved" in what and changes.moved_along(each):
            what = tuple(one for one in what if one != "moved")
        if what:
            yield replace(each, what=what)


def _told(changes: Iterable[Change], words: Wordings) -> Iterable[Told]:
    for change in changes:
        name, was = change.name, change.was or change.name
        before, now = words.before.get(was), words.now.get(name)
        if change.before is None or change.place is None or words.were is None:
            yield Told(change)
        elif before is None or now is None:
            # Its chapter is the same to the letter, or it was not in the deck.
            yield Told(change, same_text=before is now and was in words.were)
        else:
            found = rewordings(before, now)
            yield Told(change, found, same_text=list(before) == list(now))


def _subdeck(change: Change) -> str | None:
    entry = change.after if change.place is not None else change.before
    return entry.subdeck if entry is not None else None


def _chapter(language: str, subdeck: str | None, cards: Sequence[Told], was: str) -> ChapterChanges:
    redrawn = [each for each in cards if each.same_text and each.change.what == ("changed",)]
    if len(redrawn) <= _FEW:
        return ChapterChanges(language, subdeck, tuple(cards), was=was)
    named = tuple(each for each in cards if each not in redrawn)
    return ChapterChanges(language, subdeck, named, len(redrawn), was)
