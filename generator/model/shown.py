"""What a card shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from generator.model.written import Card, Chapter, DeckConfig, Node

# The sorts of note that Anki tells apart; it turns no note into the other sort.
NoteKind = Literal["basic", "cloze"]
NOTE_KINDS: Final[tuple[NoteKind, ...]] = get_args(NoteKind)


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a card shows. `name` holds a digest of `data`: equal names, equal files."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """Characters `start` to `end` of a listing's code, hidden on the front as cloze `number`."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One output as a card shows it. An "image" has `media`; "html" has sanitised markup in
    `html` and its plain form in `text`; an "error" is a traceback.
    """

    kind: Literal["stdout", "stderr", "value", "error", "image", "html"]
    text: str = ""
    html: str = ""
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A program as one side of a card shows it: its code, its output, or both.

    `mark` is "not run" (with `reason`) or "varies" where the output is not verified.
    """

    code: str | None
    shown: tuple[Shown, ...] = ()
    blanks: tuple[Blank, ...] = ()
    mark: Literal["", "not run", "varies"] = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Faces:
    """A card after its programs ran: inline nodes of the question, block nodes of both sides.

    Nodes of kind program have a `listing`, nodes of kind value have become code, images have
    their media in `media` under the `src` the author wrote. `typed` is the line of text that a
    `.typed` card asks for, empty where a card asks for none. `verified` lists what the card was
    verified with, such as ("torch 2.13.0", "Python 3.11"), empty for a card without code;
    `provenance` says it to the last detail, with digests of program and output. `proof` is a
    comment in HTML that carries the program that ran, and what it showed.
    """

    card: Card
    question: tuple[Node, ...]
    front: tuple[Node, ...]
    back: tuple[Node, ...]
    verified: tuple[str, ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)
    provenance: tuple[str, ...] = ()
    typed: str = ""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class FacedDeck:
    """What the writers get: one language of a deck, cards in study order."""

    config: DeckConfig
    language: str
    chapters: tuple[tuple[Chapter, tuple[Faces, ...]], ...]

    @property
    def faces(self) -> tuple[Faces, ...]:
        return tuple(faces for _, group in self.chapters for faces in group)
