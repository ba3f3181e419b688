"""What a reader wrote into cards in Anki → patches of the Markdown.

Only prose is taken: a run of text that the reader changed, added or took out. Code and what it put
out have to be proved by running, so they are never taken. A patch stands only if the file, read
again, shows the reader's text, and nothing else than before anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from generator.accepting.replacement import diff_of
from generator.model import Chapter, Place
from generator.syncing.alignment import three_ways
from generator.syncing.leaves import Leaf, leaves_of
from generator.syncing.our_deck import DERIVED, counted_fields
from generator.syncing.patching import Patching
from generator.syncing.plan import Change

SIDES: Final = ("Front", "Back", "Text", "Extra")
_CLOZES: Final = "Text"
_BOM: Final = "\ufeff"


class Convert(Protocol):
    """Makes Markdown of HTML of a line, which has clozes or not; None where Markdown has no words
    for it.
    """

    def __call__(self, html: str, cloze: bool) -> str | None: ...


@dataclass(frozen=True, slots=True)
class ByHand:
    """A change of a reader's that is not taken: where, on which card, in which field, why, and the
    texts before and after.
    """

    place: Place
    card: str
    field: str
    reason: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """A chapter with what was taken from readers: its bytes before and after, and the cards."""

    path: Path
    old: bytes
    new: bytes
    cards: tuple[str, ...]
    count: int

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff, without their ends."""
        return diff_of(self.path, self.old, self.new)


def pulled(
    path: Path, data: bytes, chapter: Chapter, changes: Iterable[Change], convert: Convert
) -> tuple[Pulled | None, tuple[ByHand, ...]]:
    """What a chapter, which was read from `data`, becomes with the changes that readers made to its
    cards; and which of them are left to do by hand.
    """
    source = data.decode("utf-8")
    mark = _BOM if source.startswith(_BOM) else ""
    made = Patching(source.removeprefix(_BOM), chapter)
    by_hand: list[ByHand] = []
    cards = []
    for change in changes:
        before = made.count
        by_hand += _pull(made, change, convert)
        if made.count > before:
            cards.append(change.name)
    new = (mark + made.text).encode("utf-8")
    patch = Pulled(path, data, new, tuple(cards), made.count) if made.count else None
    return patch, tuple(by_hand)


def _pull(made: Patching, change: Change, convert: Convert) -> Iterator[ByHand]:
    """Put the changes of one card into the text; what is left."""
    slug = change.name.partition("/")[2]
    card = next((one for one in made.chapter.cards if one.slug == slug), None)
    if card is None or change.ours is None or change.theirs is None:
        return
    yield from _the_rest(change, card.place)
    shown = {name: leaves_of(change.ours.fields.get(name, "")) for name in SIDES}
    every = [leaf for leaves in shown.values() for leaf in leaves]
    # From the bottom up, so that what stands above keeps its lines.
    above = len(every)
    for name in reversed(SIDES):
        above -= len(shown[name])
        base = None if change.base is None else leaves_of(change.base.fields.get(name, ""))
        theirs = leaves_of(change.theirs.fields.get(name, ""))
        rows = list(three_ways(base, shown[name], theirs))
        to_markdown = partial(convert, cloze=name == _CLOZES)
        at = above + len(shown[name])
        for row in reversed(rows):
            at -= len(row.ours)
            if row.same or row.theirs in (row.ours, None if base is None else row.base):
                continue
            reason = made.take(slug, row, every, at, to_markdown, known=base is not None)
            if reason:
                texts = (_text(row.base or row.ours), _text(row.theirs))
                yield ByHand(card.place, slug, name, reason, *texts)


def _the_rest(change: Change, place: Place) -> Iterator[ByHand]:
    """What a reader changed beside the words of both sides."""
    before = change.base or change.ours
    if before is None or change.theirs is None:
        return
    slug = change.name.partition("/")[2]
    for name in counted_fields(change.kind):
        old, new = before.fields.get(name, ""), change.theirs.fields.get(name, "")
        if old == new or name in DERIVED:
            continue
        if name not in SIDES:
            reason = "it is made of the heading, the settings or the program of the card"
        elif leaves_of(old) == leaves_of(new) and (
            leaves_of(old, looks=True) != leaves_of(new, looks=True)
        ):
            reason = "only its look is another, for which Markdown has no words"
        else:
            continue
        yield ByHand(place, slug, name, reason, _text(leaves_of(old)), _text(leaves_of(new)))


def _text(leaves: Sequence[Leaf]) -> str:
    return "\n\n".join(leaf.text for leaf in leaves)
