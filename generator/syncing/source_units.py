"""The Markdown of a card, cut into the runs of text that a card shows in one block each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from markdown_it.token import Token

from generator.kinds.table import KINDS
from generator.model import Chapter, Node, Problem
from generator.model.walking import walk
from generator.reading.fences import FenceReader
from generator.reading.footnotes import split_footnotes
from generator.reading.headings import start_of_braces
from generator.reading.markdown import parse_markdown
from generator.reading.nodes import NodeBuilder
from generator.reading.parts import parts_of
from generator.reading.source import LINE_END, Source
from generator.rendering.html import inlines_to_html
from generator.rendering.html_context import HtmlContext
from generator.syncing.leaves import Leaf, leaves_of

# What a line shows and does not say itself.
_FROM_ELSEWHERE: Final = {
    "image": "it shows a picture",
    "footnote_ref": "it cites a footnote",
}
_VALUE: Final = "\ue000"  # a private character
_NO_MARK: Final = re.compile(r"[^\s>]")


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of text. `text` is its Markdown without the margin of its lines, of which `line` is the
    first, counting from 1. `leaf` is what it shows. `block` are the first and the past-the-end line
    of the outermost block around it, `alone` says that it is all of that block, and `fixed` why it
    cannot be written anew. `pattern` is a regular expression for its HTML where programs give
    values in it: on the card these stand in place of their expressions.
    """

    text: str
    line: int
    leaf: Leaf
    block: tuple[int, int]
    alone: bool = False
    heading: bool = False
    fixed: str = ""
    pattern: str = ""

    def values_in(self, html: str) -> tuple[str, ...] | None:
        """The values of programs in HTML that shows this run of text; None for any other."""
        if not self.pattern:
            return () if html == self.leaf.html else None
        found = re.fullmatch(self.pattern, html)
        return None if found is None else tuple(found.groups())


def units_of(text: str, chapter: Chapter, slug: str) -> tuple[Unit, ...]:
    """The runs of text of a card in order, its question first; `text` is what the chapter was read
    from. None for a card that is not there.
    """
    source = Source.of(chapter.path, text)
    card = next((card for card in chapter.cards if card.slug == slug), None)
    if card is None:
        return ()
    tokens, _ = split_footnotes(parse_markdown(text)[0])
    spans = (span for part in parts_of(tokens) for span in part.cards)
    for start, end in spans:
        if (tokens[start].map or [0])[0] + 1 == card.place.line:
            fences = FenceReader(source.line, _unsaid)
            builder = NodeBuilder(source, fences, _unsaid, allow_html=chapter.allow_html)
            context = HtmlContext(card.language, cloze=KINDS[card.kind].note == "cloze")
            return tuple(_units(tokens[start:end], card.question, builder, context))
    return ()


def rewritten(text: str, unit: Unit, new: str) -> str | None:
    """The file with other text in place of a unit's; None where its place is not clear."""
    lines = _Lines(text)
    pieces, fresh = unit.text.split("\n"), new.split("\n")
    starts = []
    for offset, piece in enumerate(pieces):
        line = lines.text(unit.line + offset)
        # A cell may stand twice in its row; a heading repeats no word of what is around it.
        if line.count(piece) != 1 and not unit.alone and not unit.heading:
            return None
        starts.append(line.find(piece))
    if min(starts) < 0:
        return None
    made = []
    for number, each in enumerate(fresh):
        if number < len(pieces):
            margin = lines.text(unit.line + number)[: starts[number]]
        elif len(pieces) == 1 and number == 1:
            margin = _NO_MARK.sub(" ", lines.text(unit.line)[: starts[0]])
        made.append(margin + each)
    last = lines.text(unit.line + len(pieces) - 1)
    made[-1] += last[starts[-1] + len(pieces[-1]) :]
    return lines.replaced(unit.line, unit.line + len(pieces), made)


def with_block(text: str, line: int, new: str) -> str:
    """The file with a block of its own before a line, and an empty line around it."""
    lines = _Lines(text)
    above = [""] if lines.text(line - 1).strip() else []
    below = [""] if lines.text(line).strip() else []
    if line > lines.count:  # the file's last line may have no end
        above = ["", *([""] if lines.text(line - 1).strip() else [])]
        below = []
    return lines.replaced(line, line, [*above, *new.split("\n"), *below])


def without_block(text: str, unit: Unit) -> str:
    """The file without the block of a unit, and without the empty line below it."""
    lines = _Lines(text)
    first, end = unit.block
    if not lines.text(end).strip():
        end += 1
    return lines.replaced(first, end, [])


class _Lines:
    """A file by its lines, which keep their ends."""

    def __init__(self, text: str) -> None:
        found = LINE_END.search(text)
        self._end = found[0] if found else "\n"
        self._text = text
        self._starts = [0, *(each.end() for each in LINE_END.finditer(text))]
        self._lines = LINE_END.split(text)
        self.count = len(self._lines)

    def text(self, number: int) -> str:
        return self._lines[number - 1] if 0 < number <= self.count else ""

    def replaced(self, first: int, end: int, new: Sequence[str]) -> str:
        """With other lines in place of those from `first` to before `end`."""
        start = self._starts[first - 1] if first <= self.count else len(self._text)
        stop = self._starts[end - 1] if end <= self.count else len(self._text)
        kept = self._text[stop:]
        made = self._end.join(new)
        if new and (kept or self._text[start:stop].endswith(("\r", "\n"))):
            made += self._end
        return self._text[:start] + made + kept


def _units(
    tokens: Sequence[Token],
    question: tuple[Node, ...],
    builder: NodeBuilder,
    context: HtmlContext,
) -> Iterator[Unit]:
    outer, line = (1, 1), 1
    kind = ""
    for index, token in enumerate(tokens):
        if token.map:
            line = token.map[0] + 1
            if token.level == 0:
                outer = (line, token.map[1] + 1)
                kind = token.type
        if token.type != "inline":
            continue
        nodes = builder.inlines(token)
        text = token.content
        heading = index == 1
        if heading:
            start = start_of_braces(text)
            text = (text if start < 0 else text[:start]).rstrip()
            nodes = question
        leaves = leaves_of(inlines_to_html(nodes, context=context))
        if not leaves:
            continue
        fixed = next(
            (_FROM_ELSEWHERE[n.kind] for n in walk(nodes) if n.kind in _FROM_ELSEWHERE), ""
        )
        if len(leaves) > 1:
            fixed = "it is HTML with blocks of its own"
        alone = kind == "paragraph_open" and token.level == 1
        pattern = ""
        if any(node.kind == "value" for node in walk(nodes)):
            html = leaves_of(inlines_to_html(_without_values(nodes), context=context))[0].html
            pattern = re.escape(html).replace(_VALUE, "([^<]*)")
        yield Unit(text, line, leaves[0], outer, alone, heading, fixed, pattern)


def _without_values(nodes: Sequence[Node]) -> tuple[Node, ...]:
    return tuple(
        replace(node, text=_VALUE if node.kind == "value" else node.text,
                children=_without_values(node.children))
        for node in nodes
    )  # fmt: skip


def _unsaid(problem: Problem) -> None:
    """What is wrong with a chapter has been said when the deck was built."""
