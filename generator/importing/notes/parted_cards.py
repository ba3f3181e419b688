"""Cards whose sides a line parts: `---` in the files of Mochi, `%` in those of ankdown; and Inka's
numbered questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.importing.found import Found
from generator.importing.gathering import PARAGRAPHS, Gathering
from generator.importing.notes.cloze_styles import as_clozes, has_clozes
from generator.importing.notes.note_front import deck_of, front_tags
from generator.importing.notes.note_text import Line, Note
from generator.importing.notes.obsidian_markup import as_tag, plain_markdown

_RULE: Final = re.compile(r"[ \t]*-{3,}[ \t]*$")
_PERCENT: Final = re.compile(r"[ \t]*%[ \t]*$")
_NUMBER: Final = re.compile(r"\d+\.[ \t]+(?P<text>.*)")
_QUOTE: Final = re.compile(r">[ \t]?(?P<text>.*)")
_DECK: Final = re.compile(r"Deck:[ \t]*(?P<value>.*)")
_TAGS: Final = re.compile(r"Tags:[ \t]*(?P<value>.*)")


def mochi_card(note: Note) -> Gathering:
    """The card that a Markdown file of Mochi is: its first side, then the others."""
    gathering = Gathering(left_out=list(note.left_out))
    parts = list(_parted(note.lines, _RULE))
    card = parted_card(note, parts, gathering)
    if card is not None:
        gathering.cards.append(card)
    return gathering


def parted_card(note: Note, parts: Sequence[Sequence[Line]], gathering: Gathering) -> Found | None:
    """A card with its first side in front; a single side must hide something."""
    first = next((line for part in parts for line in part if not line.blank), Line(1, ""))
    told = _sides(parts, gathering)
    if isinstance(told, str):
        gathering.broken(note.place(first), "a card", told, "put a line `---` between its sides")
        return None
    front, back, kind = told
    deck, tags = deck_of(note), tuple(front_tags(note))
    return Found(note.place(first), front, back, kind=kind, deck=deck, tags=tags)


def parted_texts(note: Note, gathering: Gathering) -> tuple[str, str, str] | str:
    """The front, the back and the kind of the card that a text is, or what it lacks."""
    return _sides(list(_parted(note.lines, _RULE)), gathering)


def _sides(parts: Sequence[Sequence[Line]], gathering: Gathering) -> tuple[str, str, str] | str:
    texts = [text for part in parts if (text := plain_markdown(part, gathering))]
    if texts and has_clozes(texts[0], "double"):
        return as_clozes(texts[0], "double"), "\n\n".join(texts[1:]), "cloze"
    if len(texts) < 2:
        return "it has one side" if texts else "it is empty"
    return texts[0], "\n\n***\n\n".join(texts[1:]), ""


def ankdown_cards(note: Note) -> Gathering:
    """Cards between lines `---`, each with its front, back and tags between lines `%`."""
    gathering = Gathering(left_out=list(note.left_out))
    for part in _parted(note.lines, _RULE):
        sides = list(_parted(part, _PERCENT))
        if not any(not line.blank for line in part):
            continue
        if len(sides) == 1:
            gathering.leave(*PARAGRAPHS)
            continue
        tags = [as_tag(tag) for side in sides[2:] for line in side
                for tag in re.split(r"[,\s]+", line.text.removeprefix("Tags:")) if tag]  # fmt: skip
        card = parted_card(note, sides[:2], gathering)
        if card is not None:
            known = tuple(dict.fromkeys([*card.tags, *tags]))
            gathering.cards.append(
                Found(card.place, card.front, card.back, kind=card.kind, deck=card.deck, tags=known)
            )
    return gathering


def inka_cards(note: Note) -> Gathering:
    """Numbered questions with their answers quoted below, under `Deck:` and `Tags:`."""
    gathering = Gathering(left_out=list(note.left_out))
    for part in _parted(note.lines, _RULE):
        if not any(_DECK.match(line.text) for line in part if not line.quiet):
            gathering.leave(*PARAGRAPHS, any(not line.blank for line in part))
            continue
        deck, tags = deck_of(note), tuple(front_tags(note))
        asked: list[Line] = []
        told: list[Line] = []
        for line in [*part, Line(0, "1. ")]:
            number = None if line.quiet else _NUMBER.match(line.text)
            quote = _QUOTE.match(line.text)
            if (number or not line.number) and asked:
                gathering.cards += _inka_card(note, asked, told, deck, tags, gathering)
                asked, told = [], []
            if found := _DECK.match(line.text):
                deck = tuple(filter(None, (each.strip() for each in found["value"].split("::"))))
            elif found := _TAGS.match(line.text):
                tags = tuple(as_tag(tag) for tag in found["value"].split())
            elif number and line.number:
                asked = [Line(line.number, number["text"])]
            elif quote and asked:
                told.append(Line(line.number, quote["text"], line.quiet))
            elif line.text.lstrip().startswith("<!--ID:"):
                gathering.leave("id of another tool", "ids of other tools")
            elif asked:
                asked.append(line)
            elif not line.blank:
                gathering.leave(*PARAGRAPHS)
    return gathering


def _inka_card(
    note: Note,
    asked: Sequence[Line],
    told: Sequence[Line],
    deck: tuple[str, ...],
    tags: tuple[str, ...],
    gathering: Gathering,
) -> Iterator[Found]:
    front, back = plain_markdown(asked, gathering), plain_markdown(told, gathering)
    place = note.place(asked[0])
    styles = ("numbered", "double", "curly")
    if front and back:
        yield Found(place, front, back, deck=deck, tags=tags)
    elif has_clozes(front, *styles):
        yield Found(place, as_clozes(front, *styles), kind="cloze", deck=deck, tags=tags)
    else:
        gathering.broken(place, "a question", "it has no answer", "quote one below it with `>`")


def _parted(lines: Sequence[Line], pattern: re.Pattern[str]) -> Iterator[list[Line]]:
    part: list[Line] = []
    for line in lines:
        if not line.quiet and pattern.match(line.text):
            yield part
            part = []
        else:
            part.append(line)
    yield part
