"""Packages of Anki, made by anybody, as a study deck. Nothing in them is trusted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from html import unescape
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.counted import counted
from generator.importing.packages.anki_tables import AnkiCollection, Note, NoteType, read_collection
from generator.importing.packages.package_media import PackageMedia
from generator.model import Media
from generator.reading.source import display_path
from generator.rendering.anki_fields import UNCOUNTED
from generator.rendering.anki_sides import CardSides
from generator.rendering.card_frames import frame_page
from generator.rendering.cloze_sides import TAG
from generator.rendering.shown_sides import shown_side
from generator.scheduling.card_key import CardKey
from generator.scheduling.study_values import DueCard
from generator.studying.foreign_sides import (
    HINT_STYLE,
    NotShownError,
    foreign_sides,
    losses_of,
    named_files,
)
from generator.studying.study_deck import NotStudied, StudyCard, StudyDeck
from generator.verifying.archive import unpacked

_LONGEST_QUESTION: Final = 200  # characters
_LONGEST_HTML: Final = 20_000  # that a question is looked for in
_OWN: Final = frozenset({"Slug", "Footer", "Chapter", "Language"})  # fields of our note types
_MARK: Final = re.compile(r"\[\[type:[^\]]*\]\]|\[anki:play:[qa]:[0-9]+\]")
_ASKED: Final = re.compile(r'<div class="question"[^>]*>(.*?)</div>', re.DOTALL)


class PackageSource:
    """The cards of some packages, which stay as they are."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Raises ProblemsError."""
        reading = _Reading()
        for path in paths:
            reading.read(path)
        self.deck = reading.deck(paths)

    def subscribe(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Nothing changes, so nothing is told."""
        return lambda: None


class ForeignLook:
    """The cards of a note of a package, by the templates of its own note type."""

    def __init__(self, note: Note, kind: NoteType, package: PackageMedia) -> None:
        self._note = note
        self._kind = kind
        self._package = package

    @property
    def fields(self) -> Mapping[str, str]:
        return dict(zip(self._kind.fields, self._note.fields, strict=False))

    def sides(self, ordinal: int) -> CardSides:
        """Both sides of a card. Raises NotShownError."""
        decks = self._note.cards.get(ordinal, ())
        around = {
            "Tags": " ".join(self._note.tags),
            "Type": self._kind.name,
            "Deck": "::".join(decks),
            "Subdeck": decks[-1] if decks else "",
            "Card": f"Card {ordinal + 1}",
            "CardFlag": "",
            "CardID": "",
        }
        return foreign_sides(self._kind, ordinal, self.fields, around)

    def question(self, ordinal: int) -> str:
        """The text of the front, cut to a line."""
        with suppress(NotShownError):
            html = self.sides(ordinal).front[:_LONGEST_HTML]
            asked = _ASKED.search(html)
            html = asked[1] if asked else html
            text = " ".join(unescape(TAG.sub(" ", _MARK.sub(" ", html))).split())
            if text:
                return text[:_LONGEST_QUESTION]
        return self._note.fields[0][:_LONGEST_QUESTION] if self._note.fields else ""

    def page(
        self, ordinal: int, *, back: bool, night: bool, phone: bool, base: str, font: str
    ) -> str:
        """A side as a page; see `Look`."""
        sides = self.sides(ordinal)
        html = named_files(shown_side(_Shown(self.fields), sides, back=back))
        css = HINT_STYLE + self._kind.css
        return frame_page(html, css, ordinal, night=night, phone=phone, font=font, base=base)

    def media(self, name: str) -> Media | None:
        """A file of the package."""
        data = self._package.data(name)
        return None if data is None else Media(name, data)


class _Shown:
    """Fields of a note whose files stand below the address of the page."""

    media: tuple[Media, ...] = ()

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = fields


class _Reading:
    def __init__(self) -> None:
        self._cards: dict[CardKey, StudyCard] = {}
        self._left_out: list[NotStudied] = []
        self._notices: dict[str, None] = {}
        self._titles: dict[str, None] = {}
        self._languages: dict[str, None] = {}

    def deck(self, paths: Sequence[Path]) -> StudyDeck:
        cards = sorted(self._cards.values(), key=lambda card: card.due.order)
        return StudyDeck(
            title=" · ".join(self._titles) or ", ".join(path.stem for path in paths),
            languages=tuple(self._languages),
            chapters=tuple(dict.fromkeys(card.due.chapter for card in cards)),
            cards=MappingProxyType({card.key: card for card in cards}),
            left_out=tuple(self._left_out),
            notices=tuple(self._notices),
        )

    def read(self, path: Path) -> None:
        collection = _collection(path)
        package, twice = PackageMedia(path), 0
        used: dict[int, int] = {}
        for note in sorted(collection.notes, key=_place):
            kind = collection.types.get(note.type)
            if kind is None:
                self._leave(path, note, "its note type is not in the package")
                continue
            look = ForeignLook(note, kind, package)
            for ordinal in note.cards:
                card = self._card(path, note, kind, look, ordinal)
                if card is None:
                    continue
                if card.key in self._cards:
                    twice += 1
                    continue
                self._cards[card.key] = card
                used[note.type] = used.get(note.type, 0) + 1
        for number, count in used.items():
            for loss in losses_of(collection.types[number]):
                name = collection.types[number].name
                self._notices[f"{counted(count, 'card')} of the note type “{name}”: {loss}"] = None
        if twice:
            said = f"{display_path(path)}: {counted(twice, 'card')} are in another package, too"
            self._notices[said] = None

    def _card(
        self, path: Path, note: Note, kind: NoteType, look: ForeignLook, ordinal: int
    ) -> StudyCard | None:
        try:
            key = CardKey(note.guid, ordinal)
            look.sides(ordinal)
        except (NotShownError, ValueError) as error:
            self._leave(path, note, str(error))
            return None
        decks = note.cards[ordinal] or ("",)
        fields = look.fields
        own = kind.name.startswith("Proofdeck") and fields.keys() >= _OWN
        language = fields["Language"] if own else ""
        self._titles.setdefault(decks[0])
        if language:
            self._languages.setdefault(language)
        due = DueCard(
            key,
            order=len(self._cards),
            chapter=unescape(fields["Chapter"]) if own else " · ".join(decks[1:]) or decks[0],
            tags=note.tags,
            language=language,
            digest=_digest(fields, note.tags),
        )
        name = f"{language}/{unescape(fields['Slug'])}" if own else f"nid:{note.id}"
        return StudyCard(due, name, look)

    def _leave(self, path: Path, note: Note, why: str) -> None:
        self._left_out.append(NotStudied(f"nid:{note.id}", why, path=display_path(path)))


def _collection(path: Path) -> AnkiCollection:
    with unpacked(path) as (_, database):
        return read_collection(path, database)


def _place(note: Note) -> tuple[tuple[str, ...], int]:
    """Where a note stands in its package: decks by their names, as in Anki."""
    return next(iter(note.cards.values()), ()), note.id


def _digest(fields: Mapping[str, str], tags: Sequence[str]) -> str:
    seen = {name: html for name, html in fields.items() if name not in UNCOUNTED}
    text = json.dumps([seen, sorted(tags)], sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()[:24]
