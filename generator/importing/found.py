"""What a reader of another tool's format yields: its cards, and the files that they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from generator.model import Place

Form = Literal["markdown", "html"]


@dataclass(frozen=True, slots=True)
class Found:
    """A card in a file of another tool.

    `place` is the file, with a line where it has lines; `name` says where in a file that has none,
    as in "note 12". `front` and `back` are in the `form` of

    - "markdown": Markdown as Proofdeck reads it. Its reader has escaped what Proofdeck would take
      for marks of its own (`importing.escaping`), and names media `media/NAME` (`media_path`).
      Fences of a language that runs are tried; `.norun` is added to those that do not hold.
    - "html": fields of Anki, in which `{{c1::…}}` counts on a cloze, and media are plain names.

    `kind` is the name of a record of `kinds.table.KINDS`, "" for a plain card. `deck` is the path
    of its deck, outermost first. `guid` is the GUID of its note in Anki, "" where it has none.
    `slug` is one that the other tool has for it, "" where one is made of its front.
    `original` are both sides as the other tool shows them, as HTML, to compare with what Proofdeck
    shows; for HTML the sides themselves where it is None, for Markdown nothing is compared then.
    `losses` name what of the card was not carried over ("its schedule"), a few words each, the same
    for each card that lost it. `by_hand` are reasons to look at the card, a clause each.
    """

    place: Place
    front: str
    back: str = ""
    form: Form = "markdown"
    name: str = ""
    kind: str = ""
    deck: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    guid: str = ""
    slug: str = ""
    original: tuple[str, str] | None = None
    losses: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a reader found and could make no card of: its place, what it is, and why."""

    place: Place
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class FoundDeck:
    """All cards of a file in their order.

    `media` gives, by the name that the cards use, the file to copy; a reader that unpacks puts it
    into the scratch folder that it is given. `unreadable` says of a name why there is no file.
    `unused` is how many more files it has, which no card shows.
    `setup` is code that runs, hidden, before each of the cards (of a notebook, say). `losses` are
    about the file as a whole. `passed_over` counts what is in no card, by its name in the singular
    and the plural ("paragraph outside of cards").
    """

    cards: tuple[Found, ...]
    media: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))
    unreadable: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    left_out: tuple[LeftOut, ...] = ()
    losses: tuple[str, ...] = ()
    setup: str = ""
    title: str = ""
    unused: int = 0
    passed_over: Mapping[tuple[str, str], int] = field(default_factory=lambda: MappingProxyType({}))


# Reads a file; the second path is an empty scratch folder that lives until the deck is written.
# Raises ProblemsError for a file that cannot be read.
Reader = Callable[[Path, Path], FoundDeck]
