"""Files of Markdown that hold cards of other tools → the cards, with the files that they show."""

from __future__ import annotations

import dataclasses
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

from generator.importing.decoding import read_text
from generator.importing.found import Found, FoundDeck
from generator.importing.gathering import Gathering
from generator.importing.notes.note_media import NoteMedia, vault_of
from generator.importing.notes.note_text import Line, Note, read_note
from generator.importing.notes.own_markup import own_markup

_DEFINITION: Final = re.compile(r" {0,3}\[(?P<label>\^?[^\[\]]+)\]:\s*\S")
_ADDRESS: Final = re.compile(r" {0,3}\[[^\[\]]+\]:\s*(?P<target><[^<>]+>|\S+)")
_PICTURE: Final = re.compile(r"!\[(?P<alt>[^\[\]]*)\]\[(?P<label>[^\[\]]*)\]")
_NOTE: Final = re.compile(r"\[\^[^\[\]\s]+\]")
_CITED: Final = re.compile(r"\[(\^?[^\[\]]+)\](?!\()")


def read_notes(path: Path, read: Callable[[Note], Gathering], root: Path | None) -> FoundDeck:
    """The cards that a function finds in a file. What they show is looked for below `root`, or in
    the vault of the file. Raises ProblemsError.
    """
    note, named = _definitions(read_note(read_text(path)))
    gathering = read(note)
    media = NoteMedia(root or vault_of(path))

    def path_of(written: str) -> str:
        return media.path(written, path)

    cards = tuple(own_card(card, path_of, gathering, named) for card in gathering.cards)
    return gathering.deck(cards, path.stem, media.files)


def own_card(
    card: Found,
    path_of: Callable[[str], str],
    gathering: Gathering,
    named: Mapping[str, Sequence[str]] | None = None,
) -> Found:
    """A card in Markdown of its tool as one in Markdown of ours; notes and addresses that it cites
    are in it.
    """
    cloze = "cloze" in card.kind.split(".")
    named = named or {}
    front, back = (_with_pictures(text, named) for text in (card.front, card.back))
    more = _cited(f"{front}\n{back}", named)
    if more:
        # Two cards of a chapter may cite notes of one name.
        mark = f"-{zlib.crc32(str(card.place).encode()) & 0xFFFF:04x}]"
        front, back = (
            _NOTE.sub(lambda found: f"{found[0][:-1]}{mark}", text)
            for text in (front, f"{back}\n\n{more}")
        )
    front = own_markup(front.strip("\n"), path_of, gathering, cloze=cloze, front=True)
    back = own_markup(back.strip("\n"), path_of, gathering, cloze=cloze)
    lacking, gathering.lacking = tuple(dict.fromkeys(gathering.lacking)), []
    return dataclasses.replace(card, front=front, back=back, by_hand=(*card.by_hand, *lacking))


def _definitions(note: Note) -> tuple[Note, Mapping[str, Sequence[str]]]:
    """The note without its footnotes and its addresses of links, and the lines of these by their
    labels.
    """
    found: dict[str, list[str]] = {}
    kept: list[Line] = []
    current: list[str] | None = None
    for line in note.lines:
        match = None if line.quiet else _DEFINITION.match(line.text)
        if match:
            current = found.setdefault(match["label"].lower(), [])
            current.append(line.text)
        elif current is not None and line.text.startswith(("    ", "\t")):
            current.append(line.text)
        else:
            current = None
            kept.append(line)
    return dataclasses.replace(note, lines=tuple(kept)), found


def _with_pictures(text: str, named: Mapping[str, Sequence[str]]) -> str:
    """A text with the addresses of pictures where these stand."""

    def written(found: re.Match[str]) -> str:
        label = (found["label"] or found["alt"]).lower()
        target = _ADDRESS.match(named[label][0]) if label in named else None
        return f"![{found['alt']}]({target['target']})" if target else found[0]

    return _PICTURE.sub(written, text)


def _cited(text: str, named: Mapping[str, Sequence[str]]) -> str:
    """The definitions that a text lacks."""
    if not named:
        return ""
    labels = dict.fromkeys(label.lower() for label in _CITED.findall(text))
    has = {
        found["label"].lower() for line in text.split("\n") if (found := _DEFINITION.match(line))
    }
    return "\n".join(
        line for label in labels if label in named and label not in has for line in named[label]
    )
