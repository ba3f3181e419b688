"""What a card shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

from generator.model.listing import Media
from generator.model.written import Card, Node

# The sorts of note that Anki tells apart; it turns no note into the other sort.
NoteKind = Literal["basic", "cloze"]
NOTE_KINDS: Final[tuple[NoteKind, ...]] = get_args(NoteKind)


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
