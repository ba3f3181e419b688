"""A card with its outputs → the fields of an Anki note."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, assert_never

from generator.kinds.gaps import numbers_in
from generator.kinds.table import kind_of
from generator.model import (
    DeckConfig,
    Faces,
    Media,
    Node,
    NoteKind,
    Place,
    Problem,
    ProblemsError,
)
from generator.rendering.anki_fields import UNCOUNTED
from generator.rendering.chapter_number import chapter_number
from generator.rendering.directions import (
    Direction,
    language_direction,
    side_direction,
    text_direction,
)
from generator.rendering.html import blocks_to_html, directed, inlines_to_html
from generator.rendering.html_context import HtmlContext
from generator.rendering.html_footnotes import (
    footnotes_html,
    number_footnotes,
    take_footnotes,
)
from generator.rendering.html_media import media_shown
from generator.rendering.html_words import locale, word
from generator.rendering.reverse_question import reverse_question
from generator.rendering.search_text import search_text
from generator.rendering.source_link import source_link
from generator.rendering.titles import card_title

_CLOZE: Final = re.compile(r"\{\{c([\d,]+)::")
_MOST_CLOZES: Final = 500  # Anki puts all higher numbers on one card


@dataclass(frozen=True, slots=True)
class AnkiNote:
    """A note as it goes into a package.

    `fields` are HTML in the order of the note type; `Id` is empty, which the lock knows. `deck` is
    the full name with `::`, `number` that of the chapter, which its sub-deck has in Anki. `digest`
    covers everything that an author can change about the note: it stays the same if only the
    fields that do not count, the deck or an output marked as varying differs. `title` is the
    question as a line of plain text.
    """

    slug: str
    language: str
    notetype: NoteKind
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    deck: str
    media: tuple[Media, ...]
    place: Place
    digest: str
    number: str = ""
    title: str = ""

    @property
    def id(self) -> str:
        """The note's name in the lock file."""
        return f"{self.language}/{self.slug}"

    @property
    def cloze_numbers(self) -> tuple[int, ...]:
        """The numbers that have a card. All other braces of the field are escaped."""
        found = _CLOZE.findall(self.fields.get("Text", ""))
        return tuple(sorted({number for each in found for number in numbers_in(each)}))

    @property
    def ordinals(self) -> tuple[int, ...]:
        """Which templates, or clozes counted from 0, make a card."""
        if self.notetype == "cloze":
            return tuple(number - 1 for number in self.cloze_numbers)
        return (0, 1) if self.fields["Reverse"] else (0,)


def render_note(faces: Faces, config: DeckConfig) -> AnkiNote:
    """The note of one card.

    Raises ProblemsError for a cloze card without clozes or with one that Anki has no card for.
    """
    card = faces.card
    notetype = kind_of(card).note
    fields = _fields(faces, config, steady=False)
    steady = _fields(faces, config, steady=True) if _varies(faces) else fields
    tags = tuple(sorted({"_".join(tag.split()) for tag in card.tags if tag.strip()}))
    note = AnkiNote(
        slug=card.slug,
        language=card.language,
        notetype=notetype,
        fields=MappingProxyType(fields),
        tags=tags,
        deck=_deck_name(config.title(card.language), card.subdeck),
        media=media_shown((*faces.question, *faces.front, *faces.back), faces.media),
        place=card.place,
        digest=note_digest(notetype, steady, tags),
        number=chapter_number(card, config),
        title=card_title(faces.question, fields["Search"]),
    )
    if notetype == "cloze":
        _check_clozes(note)
    return note


def _fields(faces: Faces, config: DeckConfig, *, steady: bool) -> dict[str, str]:
    card, kind = faces.card, kind_of(faces.card)
    front, asked = take_footnotes(faces.front)
    back, answered = take_footnotes(faces.back)
    numbers = number_footnotes(asked)
    if kind.note == "cloze" and not card.split and not asked:
        numbers = number_footnotes(answered)  # whose marks are in the text
    ahead = HtmlContext(
        language=card.language,
        media=faces.media,
        cloze=kind.note == "cloze",
        steady=steady,
        blanks="holes" if kind.blanks else "open",
        footnotes=numbers,
        direction=_around(faces),
    )
    behind = replace(
        ahead,
        cloze=False,
        blanks="marked" if kind.blanks and kind.note == "basic" else "open",
        footnotes=number_footnotes(answered, start=len(asked) + 1),
    )
    first = _lines(
        _question(faces, ahead),
        blocks_to_html(front, context=ahead),
        footnotes_html(asked, context=ahead),
    )
    second = _lines(blocks_to_html(back, context=behind), footnotes_html(answered, context=behind))
    common = {
        "Footer": behind.text(_footer(faces)),
        "Chapter": behind.text(card.chapter),
        "Language": behind.literal(locale(card.language)),
        "Slug": behind.literal(card.slug),
        "Search": search_text(first, second, cloze=ahead.cloze),
        "Source": source_link(card, config),
        "Evidence": faces.proof,
        "Id": "",
        "Notes": "",
    }
    match kind.note:
        case "cloze":
            typed = "1" if kind.typed_cloze or faces.typed else ""
            return {"Text": first, "Extra": second, "Typed": typed, **common}
        case "basic":
            typed = behind.literal(faces.typed)
            reverse = _reverse(faces, behind) if kind.reverse else ""
            return {"Front": first, "Back": second, "Reverse": reverse, "Typed": typed, **common}
        case _:
            assert_never(kind.note)


def _reverse(faces: Faces, context: HtmlContext) -> str:
    """The question of the second card, whose front is the answer."""
    card = faces.card
    if card.reverse:
        return inlines_to_html(card.reverse, context=context)
    return context.text(reverse_question(faces.question, card.language))


def _around(faces: Faces) -> Direction:
    chapter = Node("text", faces.card.place, text=faces.card.chapter)
    base = language_direction(faces.card.language)
    nodes = (chapter, *faces.question, *faces.front, *faces.back)
    return "auto" if base == "rtl" else side_direction(nodes)


def _question(faces: Faces, context: HtmlContext) -> str:
    if not faces.question:
        return ""
    html = f'<div class="question">{inlines_to_html(faces.question, context=context)}</div>'
    direction = text_direction(faces.question, context.language)
    return html if direction == context.direction else directed(html, direction)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _footer(faces: Faces) -> str:
    if not faces.verified:
        return ""
    return " · ".join((word("verified", faces.card.language), *faces.verified))


def _deck_name(title: str, subdeck: tuple[str, ...]) -> str:
    parts = (part.strip() for name in (title, *subdeck) for part in name.split("::"))
    return "::".join(part for part in parts if part)


def _varies(faces: Faces) -> bool:
    def any_varies(nodes: tuple[Node, ...]) -> bool:
        return any(
            (node.listing is not None and node.listing.mark == "varies")
            or any_varies(node.children)
            for node in nodes
        )

    return any_varies((*faces.front, *faces.back))


def note_digest(notetype: NoteKind, fields: Mapping[str, str], tags: tuple[str, ...]) -> str:
    """The digest of a note: that of `fields` whose change counts, and of its `tags`, sorted."""
    seen = {name: html for name, html in fields.items() if name not in UNCOUNTED}
    return hashlib.sha256(
        json.dumps([notetype, seen, tags], sort_keys=True).encode("ascii")
    ).hexdigest()[:24]


def _check_clozes(note: AnkiNote) -> None:
    numbers = [number for number in note.cloze_numbers if number]
    if not numbers:
        raise ProblemsError(
            Problem(
                note.place,
                "cloze-missing",
                "this cloze card hides nothing, so Anki has no card to show",
                "write {{c1::…}} around what to recall, or remove .cloze from the heading",
                card=note.slug,
            )
        )
    if numbers[-1] > _MOST_CLOZES:
        raise ProblemsError(
            Problem(
                note.place,
                "cloze-number",
                f"cloze {numbers[-1]} is above {_MOST_CLOZES}, the highest that Anki supports",
                "number the clozes of a card from 1",
                card=note.slug,
            )
        )
