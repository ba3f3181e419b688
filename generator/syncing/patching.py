"""A chapter while the changes of readers are put into it, one after the other.

Each stands only if the file, read again, shows what stands in Anki, and everything else as before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from generator.accepting.reread import misread
from generator.model import INLINE_KINDS, Card, Chapter, Node, Problem
from generator.model.walking import walk
from generator.reading.chapter import read_chapter
from generator.reading.source import Source
from generator.syncing.alignment import Row, merged
from generator.syncing.leaves import Leaf
from generator.syncing.source_units import Unit, rewritten, units_of, with_block, without_block

# HTML of a line → Markdown; None where Markdown has no words for it.
ToMarkdown = Callable[[str], str | None]
# What stands in lines and is more than text.
_THINGS: Final = frozenset({"image", "value", "footnote_ref"})
_UNCLEAR: Final = "it is not clear where in the Markdown this text goes"
_NO_WORDS: Final = "Markdown has no words for how this is written in Anki"


class Patching:
    """The text of a chapter, without a byte order mark; `count` changes have been put into it."""

    def __init__(self, text: str, chapter: Chapter) -> None:
        self.text = text
        self.chapter = chapter
        self.count = 0
        self._problems = len(self._read(text)[1])

    def take(
        self,
        slug: str,
        row: Row[Leaf],
        shown: Sequence[Leaf],
        at: int,
        convert: ToMarkdown,
        *,
        known: bool,
    ) -> str:
        """Take over a part that the reader changed; else say why not. It begins at index `at` of
        all that the card has `shown`; `known` says that it is known what the reader had.
        """
        if any(leaf.code for leaf in (*row.ours, *row.theirs)):
            return "code and outputs are not taken from Anki: change the program, then check it"
        if known and row.ours != row.base:
            return "the deck changed here, too: decide which it is to be"
        units = units_of(self.text, self.chapter, slug)
        own = [_unit(units, shown, at + step) for step in range(len(row.ours))]
        if None in own:
            return "this text does not stand in the Markdown as it is shown"
        found = [unit for unit in own if unit is not None]
        fixed = next((unit.fixed for unit in found if unit.fixed), "")
        if fixed:
            return f"this text cannot be written anew: {fixed}"
        if len(found) == len(row.theirs):
            pairs = zip(reversed(found), reversed(row.ours), reversed(row.theirs), strict=True)
            reasons = [self._rewrite(slug, *each, convert) for each in pairs if each[1] != each[2]]
            return next(filter(None, reasons), "")
        if not row.theirs:
            reasons = [self._remove(slug, unit) for unit in reversed(found)]
            return next(filter(None, reasons), "")
        if not found:
            beside = _unit(units, shown, at - 1), _unit(units, shown, at)
            return self._insert(slug, beside, row.theirs, convert)
        return "the blocks of this text were joined, cut or put in another order"

    def _rewrite(self, slug: str, unit: Unit, ours: Leaf, theirs: Leaf, convert: ToMarkdown) -> str:
        old, new = convert(ours.html), convert(theirs.html)
        if new is None:
            return _NO_WORDS
        candidates = [] if unit.pattern else [new]
        if old is not None and (own := merged(old, unit.text, new)) is not None:
            candidates.insert(0, own)
        values = unit.values_in(ours.html)
        made: list[tuple[str, Chapter, Unit]] = []
        for one in candidates:
            text = rewritten(self.text, unit, one)
            index, around = self._around(slug, unit)
            read = text and self._read_again(text, slug, 0)
            if text and read and _html(read[1][:index] + read[1][index + 1 :]) == around:
                made.append((text, read[0], read[1][index]))
        for text, chapter, new_unit in made:
            if new_unit.values_in(theirs.html) == values:
                return self._keep(text, chapter)
        for text, chapter, new_unit in made:
            if not unit.pattern and new_unit.leaf.text == theirs.text:
                return self._keep(text, chapter)
        if not any(rewritten(self.text, unit, one) for one in candidates):
            return _UNCLEAR
        if unit.pattern:
            return "the values that programs give in it would not be the same"
        return "the Markdown made of this text would not show it"

    def _remove(self, slug: str, unit: Unit) -> str:
        if not unit.alone:
            return "only whole paragraphs can be taken out"
        text = without_block(self.text, unit)
        read = self._read_again(text, slug, -1)
        if read and _html(read[1]) == self._around(slug, unit)[1]:
            return self._keep(text, read[0])
        return "without this text the file would be read otherwise"

    def _insert(
        self,
        slug: str,
        beside: tuple[Unit | None, Unit | None],
        new: Sequence[Leaf],
        convert: ToMarkdown,
    ) -> str:
        blocks = [convert(leaf.html) for leaf in new]
        if None in blocks or not all(leaf.outer for leaf in new):
            return _NO_WORDS
        written = "\n\n".join(filter(None, blocks))
        for unit, after in zip(beside, (True, False), strict=True):
            if unit is None or (unit.heading and not after):
                continue
            text = with_block(self.text, unit.block[after], written)
            read = self._read_again(text, slug, len(new))
            old = units_of(self.text, self.chapter, slug)
            start = old.index(unit) + after
            if read is None:
                continue
            there = read[1][start : start + len(new)]
            others = read[1][:start] + read[1][start + len(new) :]
            if _html(others) == _html(old) and (
                [one.leaf.text for one in there] == [leaf.text for leaf in new]
            ):
                return self._keep(text, read[0])
        return _UNCLEAR

    def _keep(self, text: str, chapter: Chapter) -> str:
        self.text, self.chapter, self.count = text, chapter, self.count + 1
        return ""

    def _around(self, slug: str, unit: Unit) -> tuple[int, list[str]]:
        """The index of a run of text among those of its card, and what the others show."""
        units = units_of(self.text, self.chapter, slug)
        index = units.index(unit)
        return index, _html(units[:index] + units[index + 1 :])

    def _read_again(
        self, text: str, slug: str, added: int
    ) -> tuple[Chapter, tuple[Unit, ...]] | None:
        """Another state of the file, and the runs of text of a card in it, where it has no problem
        more and differs in nothing but text, and `added` paragraphs.
        """
        chapter, problems = self._read(text)
        if len(problems) > self._problems or misread(text, self.chapter, ()) != ():
            return None
        if not _alike(self.chapter, chapter, slug, added):
            return None
        return chapter, units_of(text, chapter, slug)

    def _read(self, text: str) -> tuple[Chapter, list[Problem]]:
        found: list[Problem] = []
        source = Source.of(self.chapter.path, text)
        read, _ = read_chapter(
            source, self.chapter.language, found.append, allow_html=self.chapter.allow_html
        )
        return read, found


def _html(units: Iterable[Unit]) -> list[str]:
    return [unit.leaf.html for unit in units]


def _unit(units: Sequence[Unit], shown: Sequence[Leaf], index: int) -> Unit | None:
    """The run of text that a block shows: the only one of its words, or of several the one that
    has as many equals above it.
    """
    if not 0 <= index < len(shown):
        return None
    wanted = shown[index].html
    same = [unit for unit in units if unit.values_in(wanted) is not None]
    equals = [number for number, leaf in enumerate(shown) if leaf.html == wanted]
    return same[equals.index(index)] if len(same) == len(equals) else None


def _alike(before: Chapter, after: Chapter, slug: str, added: int) -> bool:
    """Whether a file shows all other cards as before, and one with the same blocks, but for so many
    paragraphs, wherever these are.
    """
    for old, new in zip(before.cards, after.cards, strict=True):
        if old.slug != slug:
            if _shape(old.question, old.front, old.back) != _shape(
                new.question, new.front, new.back
            ):
                return False
        elif not _grown(_blocks(old), _blocks(new), added):
            return False
    return True


def _shape(*sides: Sequence[Node]) -> list[object]:
    return [
        (node.kind, node.text, dict(node.attrs), _shape(node.children))
        for side in sides
        for node in side
    ]


def _blocks(card: Card) -> list[tuple[str, str]]:
    """What a card has beside text. That of tables, lists and the like is in their own lines."""
    nodes = walk((*card.question, *card.front, *card.back))
    return [
        (node.kind, node.text + str(sorted(node.attrs.items())))
        for node in nodes
        if node.kind not in INLINE_KINDS or node.kind in _THINGS
    ]


def _grown(old: list[tuple[str, str]], new: list[tuple[str, str]], added: int) -> bool:
    """Whether lists are equal but for so many paragraphs in one place of the new, or of the old."""
    if added < 0:
        return _grown(new, old, -added)
    return len(new) == len(old) + added and any(
        new[:at] == old[:at]
        and new[at + added :] == old[at:]
        and all(kind == "paragraph" for kind, _ in new[at : at + added])
        for at in range(len(old) + 1)
    )
