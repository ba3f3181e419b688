"""What a reader wrote into cards in Anki → patches of the Markdown.

Only prose is taken: a run of text that the reader changed, added or took out. Code and what it put
out have to be proved by running, so they are never taken. A patch stands only if the file, read
again, shows the reader's text, and nothing else than before anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from generator.accepting.replacement import diff_of
from generator.accepting.reread import misread
from generator.model import Chapter, Node, Place, Problem
from generator.reading.chapter import read_chapter
from generator.reading.source import Source
from generator.syncing.alignment import Row, merged, three_ways
from generator.syncing.leaves import Leaf, leaves_of
from generator.syncing.our_deck import DERIVED, counted_fields
from generator.syncing.plan import Change
from generator.syncing.source_units import Unit, rewritten, units_of, with_block, without_block

SIDES: Final = ("Front", "Back", "Text", "Extra")
_CLOZES: Final = "Text"
_BOM: Final = "\ufeff"


class Convert(Protocol):
    """Makes Markdown of HTML of a line, which has clozes or not; None where Markdown has no words
    for it.
    """

    def __call__(self, html: str, cloze: bool) -> str | None: ...


_ToMarkdown = Callable[[str], str | None]


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


@dataclass
class _Text:
    """A chapter while it is patched."""

    text: str
    chapter: Chapter
    found: int  # problems that it has
    by_hand: list[ByHand] = field(default_factory=list)
    count: int = 0


def pulled(
    path: Path, data: bytes, chapter: Chapter, changes: Iterable[Change], convert: Convert
) -> tuple[Pulled | None, tuple[ByHand, ...]]:
    """What a chapter, which was read from `data`, becomes with the changes that readers made to its
    cards; and which of them are left to do by hand.
    """
    source = data.decode("utf-8")
    mark = _BOM if source.startswith(_BOM) else ""
    made = _Text(source.removeprefix(_BOM), chapter, 0)
    made.found = len(_read(made.text, chapter)[1])
    cards = []
    for change in changes:
        before = made.count
        _pull(made, change, convert)
        if made.count > before:
            cards.append(change.name)
    new = (mark + made.text).encode("utf-8")
    patch = Pulled(path, data, new, tuple(cards), made.count) if made.count else None
    return patch, tuple(made.by_hand)


def _pull(made: _Text, change: Change, convert: Convert) -> None:
    slug = change.name.partition("/")[2]
    if change.ours is None or change.theirs is None:
        return
    card = next((one for one in made.chapter.cards if one.slug == slug), None)
    if card is None:
        return
    _leave_the_rest(made, change, card.place)
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
            reason = _take(made, slug, row, every, at, to_markdown, base is None)
            if reason:
                before = "\n\n".join(leaf.text for leaf in row.base or row.ours)
                after = "\n\n".join(leaf.text for leaf in row.theirs)
                made.by_hand.append(ByHand(card.place, slug, name, reason, before, after))


def _leave_the_rest(made: _Text, change: Change, place: Place) -> None:
    """What a reader changed beside the words of both sides."""
    assert change.theirs is not None
    slug = change.name.partition("/")[2]
    before = change.base or change.ours
    assert before is not None
    for name in counted_fields(change.kind):
        old, new = before.fields.get(name, ""), change.theirs.fields.get(name, "")
        if old == new or name in DERIVED:
            continue
        texts = ["\n\n".join(leaf.text for leaf in leaves_of(each)) for each in (old, new)]
        if name not in SIDES:
            reason = "it is made of the heading, the settings or the program of the card"
        elif leaves_of(old) == leaves_of(new) and (
            leaves_of(old, looks=True) != leaves_of(new, looks=True)
        ):
            reason = "only its look is another, for which Markdown has no words"
        else:
            continue
        made.by_hand.append(ByHand(place, slug, name, reason, *texts))


def _take(
    made: _Text,
    slug: str,
    row: Row[Leaf],
    shown: Sequence[Leaf],
    at: int,
    convert: _ToMarkdown,
    unknown: bool,
) -> str:
    """Take over a part that the reader changed; else say why not. It begins at the index `at` of
    all that the card has `shown`.
    """
    if any(leaf.code for leaf in (*row.ours, *row.theirs)):
        return "code and outputs are not taken from Anki: change the program, then check it"
    if not unknown and row.ours != row.base:
        return "the deck changed here, too: decide which it is to be"
    units = units_of(made.text, made.chapter, slug)
    own = [_unit(units, shown, at + step) for step in range(len(row.ours))]
    if None in own:
        return "this text does not stand in the Markdown as it is shown"
    known = [unit for unit in own if unit is not None]
    fixed = next((unit.fixed for unit in known if unit.fixed), "")
    if fixed:
        return f"this text cannot be written anew: {fixed}"
    if len(known) == len(row.theirs):
        pairs = zip(reversed(known), reversed(row.ours), reversed(row.theirs), strict=True)
        reasons = [_rewrite(made, slug, *each, convert) for each in pairs if each[1] != each[2]]
        return next(filter(None, reasons), "")
    if not row.theirs:
        reasons = [_remove(made, slug, unit) for unit in reversed(known)]
        return next(filter(None, reasons), "")
    if not known:
        beside = _unit(units, shown, at - 1), _unit(units, shown, at)
        return _insert(made, slug, beside, row.theirs, convert)
    return "the blocks of this text were joined, cut or put in another order"


def _unit(units: Sequence[Unit], shown: Sequence[Leaf], index: int) -> Unit | None:
    """The run of text that a block shows: the only one of its words, or of several the one that
    has as many equals above it.
    """
    if not 0 <= index < len(shown):
        return None
    wanted = shown[index].html
    same = [unit for unit in units if unit.leaf.html == wanted]
    equals = [number for number, leaf in enumerate(shown) if leaf.html == wanted]
    return same[equals.index(index)] if len(same) == len(equals) else None


def _rewrite(
    made: _Text, slug: str, unit: Unit, ours: Leaf, theirs: Leaf, convert: _ToMarkdown
) -> str:
    old, new = convert(ours.html), convert(theirs.html)
    if new is None:
        return "Markdown has no words for how this is written in Anki"
    candidates = [new]
    if old is not None and (own := merged(old, unit.text, new)) is not None:
        candidates.insert(0, own)
    for text in candidates:
        patched = rewritten(made.text, unit, text)
        if patched is not None and _shows(made, slug, patched, unit, [theirs]):
            return ""
    return "the Markdown made of this text would not show it"


def _remove(made: _Text, slug: str, unit: Unit) -> str:
    if not unit.alone:
        return "only whole paragraphs can be taken out"
    if _shows(made, slug, without_block(made.text, unit), unit, []):
        return ""
    return "without this text the file would be read otherwise"


def _insert(
    made: _Text,
    slug: str,
    beside: tuple[Unit | None, Unit | None],
    new: Sequence[Leaf],
    convert: _ToMarkdown,
) -> str:
    blocks = [convert(leaf.html) for leaf in new]
    if None in blocks or not all(leaf.outer for leaf in new):
        return "Markdown has no words for how this is written in Anki"
    text = "\n\n".join(filter(None, blocks))
    for unit, where in zip(beside, ("after", "before"), strict=True):
        if unit is None or (unit.heading and where == "before"):
            continue
        patched = with_block(made.text, unit.block[where == "after"], text)
        if _shows(made, slug, patched, unit, new, beside=where):
            return ""
    return "it is not clear where in the Markdown this text goes"


def _shows(
    made: _Text, slug: str, text: str, unit: Unit, leaves: Sequence[Leaf], *, beside: str = ""
) -> bool:
    """Keep a patched text if it shows the reader's `leaves` in place of the unit, or beside it, and
    is otherwise read as before.
    """
    chapter, problems = _read(text, made.chapter)
    if len(problems) > made.found or misread(text, made.chapter, ()) != ():
        return False
    wanted: list[str] = []
    for other in units_of(made.text, made.chapter, slug):
        own = [leaf.text for leaf in leaves]
        if other.line == unit.line and other.text == unit.text:
            one = [other.leaf.text]
            own = one + own if beside == "after" else own + one if beside else own
            wanted += own
        else:
            wanted.append(other.leaf.text)
    if [each.leaf.text for each in units_of(text, chapter, slug)] != wanted:
        return False
    if not _others_alike(made.chapter, chapter, slug):
        return False
    made.text, made.chapter, made.count = text, chapter, made.count + 1
    return True


def _others_alike(before: Chapter, after: Chapter, slug: str) -> bool:
    """Whether the other cards of a file are shown as before, wherever they stand now."""
    old, new = (
        [
            [_shape(nodes) for nodes in (card.question, card.front, card.back)]
            for card in chapter.cards
            if card.slug != slug
        ]
        for chapter in (before, after)
    )
    return old == new


def _shape(nodes: Sequence[Node]) -> list[object]:
    return [(node.kind, node.text, dict(node.attrs), _shape(node.children)) for node in nodes]


def _read(text: str, chapter: Chapter) -> tuple[Chapter, list[Problem]]:
    found: list[Problem] = []
    source = Source.of(chapter.path, text)
    read, _ = read_chapter(source, chapter.language, found.append, allow_html=chapter.allow_html)
    return read, found
