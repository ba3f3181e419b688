"""A package or collection of Anki → the cards in it.

Note types and their fields have other names in each language, so only templates count: the front of
a card is what its question shows, the back what its answer adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from generator.importing.found import Found, FoundDeck, LeftOut
from generator.importing.html.html_trees import require_parser
from generator.importing.packages.anki_tables import AnkiCollection, Note, NoteType, read_collection
from generator.importing.packages.anki_templates import answer_of, cloze_field, question_of
from generator.importing.packages.package_media import shown_media, unpack_media
from generator.model import Place
from generator.reading.source import display_path
from generator.verifying.archive import unpacked

_OWN_TAGS: Final = frozenset({"leech", "marked"})  # Anki gives these itself
_OCCLUSION: Final = "image-occlusion"


def read_anki_package(path: Path, scratch: Path) -> FoundDeck:
    """The cards of an `.apkg` or `.colpkg`. Raises ProblemsError."""
    require_parser(display_path(path))
    with unpacked(path) as (file, database):
        reading = _Reading(path, read_collection(path, database))
        cards = tuple(reading.cards())
        wanted = shown_media(side for card in cards for side in (card.front, card.back))
        media, unreadable, unused = unpack_media(path, file, wanted, scratch)
    return FoundDeck(
        cards, media, unreadable, tuple(reading.left_out), tuple(reading.losses), unused=unused
    )


class _Reading:
    def __init__(self, path: Path, collection: AnkiCollection) -> None:
        self._place = Place(display_path(path))
        self._collection = collection
        self.left_out: list[LeftOut] = []
        self.losses: list[str] = []

    def cards(self) -> Iterator[Found]:
        for note in self._collection.notes:
            kind = self._collection.types.get(note.type)
            name = f"nid:{note.id}"
            if kind is None or not kind.templates:
                self._leave(name, "its note type is not in the package")
            elif any(_OCCLUSION in each.question for each in kind.templates) or (
                "image occlusion" in kind.name.lower()
            ):
                self._leave(name, "it hides parts of a picture (image occlusion)")
            elif kind.name.startswith("Proofdeck") and {"Slug", "Evidence"} <= {*kind.fields}:
                self._leave(name, "Proofdeck built it: take the deck that it was built from")
            elif kind.cloze:
                yield from self._cloze(note, kind, name)
            else:
                yield from self._normal(note, kind, name)

    def _leave(self, name: str, reason: str) -> None:
        self.left_out.append(LeftOut(self._place, name, reason))

    def _card(self, note: Note, name: str, front: str, back: str, number: int) -> Found:
        losses = []
        if note.suspended:
            losses.append("that it was suspended")
        tags = tuple(tag for tag in note.tags if tag.lower() not in _OWN_TAGS)
        if len(tags) < len(note.tags):
            losses.append("the tags `leech` and `marked`, which Anki gives itself")
        decks = note.cards
        deck = decks.get(number) or next(iter(decks.values()), ())
        return Found(
            self._place,
            front,
            back,
            "html",
            name=name,
            deck=deck,
            tags=tags,
            guid=note.guid,
            losses=tuple(losses),
        )

    def _cloze(self, note: Note, kind: NoteType, name: str) -> Iterator[Found]:
        template = kind.templates[0]
        fields = dict(zip(kind.fields, note.fields, strict=False))
        losses: list[str] = []
        hidden = cloze_field(template)
        if not hidden:
            self._leave(name, "its note type hides nothing (it has no cloze field)")
            return
        front = question_of(template, fields, losses)
        back = answer_of(template, {**fields, hidden: ""}, losses)
        card = self._card(note, name, front, back, 0)
        yield replace(
            card,
            kind="cloze.typed" if template.typed else "cloze",
            losses=(*card.losses, *losses),
        )

    def _normal(self, note: Note, kind: NoteType, name: str) -> Iterator[Found]:
        fields = dict(zip(kind.fields, note.fields, strict=False))
        numbers = [number for number in note.cards if number < len(kind.templates)] or [0]
        sides: list[tuple[int, str, str, list[str]]] = []
        for number in numbers:
            losses: list[str] = []
            template = kind.templates[number]
            front = question_of(template, fields, losses)
            back = answer_of(template, fields, losses)
            sides.append((number, front, back, losses))
        first, *others = sides
        reversed_too = len(others) == 1 and _is_reverse(first[1:3], others[0][1:3])
        for index, (number, front, back, losses) in enumerate(sides):
            card = self._card(note, name, front, back, number)
            card = replace(card, losses=(*card.losses, *losses))
            if kind.templates[number].typed:
                card = replace(card, kind="typed")
            if index == 0 and reversed_too:
                yield replace(card, kind="reversed")
                return
            if index:  # a GUID is that of one note
                reason = "it is a card of a note with several, and a note of its own now"
                card = replace(card, guid="", by_hand=(*card.by_hand, reason))
            yield card


def _is_reverse(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a card asks for the question of another by its answer."""
    front, back = (side.strip() for side in one)
    return (other[0].strip(), other[1].strip()) == (back, front)
