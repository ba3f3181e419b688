"""`.cloze`: text, formulas and code with parts hidden."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.kinds.gaps import blanks_of, numbers_of
from generator.kinds.kind import Kind, Nodes, Show, problem
from generator.kinds.typed import MOST_TYPED
from generator.model import Card, Node, Place, Problem
from generator.model.walking import plain_text, walk

OPENING: Final = re.compile(r"\{\{c(\d{1,4}(?:,\d{1,4}){0,40})::")
# What is written like a cloze and is none, and what it lacks.
_BAD_START: Final = "it does not start with `{{c`, a number and `::`"
_NO_NUMBER: Final = "it has no number"
_FULL_WIDTH: Final = "it has full-width signs"
_NEARLY: Final = (
    (
        re.compile(
            r"(?=[^\n]{0,500}[｛｝：])(?:\{\{|｛｛?)\s*[cC]\d+\s*(?:[:：]{2}|：)"
            r"[^{}｛｝\n]*(?:\}\}|｝｝?)"
        ),
        _FULL_WIDTH,
    ),
    (re.compile(r"\{\{[cC]\d[\d, ]*(?::?\}\}|:(?!:)|\s*::)|\{\{C\d+::"), _BAD_START),
    (re.compile(r"\{\{\s*[cC]?\d+\s*::"), _BAD_START),
    (re.compile(r"(?<!\{)\{[cC]\d+::[^{}]*\}(?!\})"), "it has one brace at each end"),
    (re.compile(r"\{\{[^{}\n]+\}\}"), _NO_NUMBER),
)
_BRACES: Final = re.compile(r"\}\}?")
_OPEN_TEXT: Final = ("text", "tex", "math", "math_block", "fence", "program")


def _problems(card: Card) -> Iterator[Problem]:
    nodes = _own_nodes(card)
    clozes = [node for node in nodes if node.kind == "cloze"]
    if not clozes and not any(map(_blanked, nodes)):
        message = "a `.cloze` card needs something to hide"
        hint = 'mark it {{c1::like this}}, or hide code with blank="…" on its fence'
        yield problem(card, "empty-card", message, hint)
    for node in clozes:
        if not plain_text(node.children).strip() and not _shows_picture(node):
            hint = "hints come after the answer: {{c1::answer::hint}}"
            yield problem(card, "bad-cloze", "this cloze hides nothing", hint, node.place)
        yield from _bad_numbers(card, numbers_of(node), node.place)
    for node in nodes:
        for blank in _numbered(node):
            yield from _bad_numbers(card, blank, node.place)
        if node.kind in _OPEN_TEXT and not (node.kind.startswith("math") and node.children):
            yield from _not_clozes(card, node)
    yield from _in_footnotes(card)


def _blanked(node: Node) -> bool:
    """Whether a node is code of which a part is hidden."""
    return bool(node.blanks) or (node.fence is not None and bool(node.fence.blanks))


def _shows_picture(node: Node) -> bool:
    return any(each.kind == "image" for each in walk(node.children))


def _numbered(node: Node) -> Iterator[tuple[int, ...]]:
    yield from (blank.numbers for blank in node.blanks)
    if node.fence is not None:
        yield from (gap.numbers for gap in node.fence.blanks if gap.numbers)


def _bad_numbers(card: Card, numbers: tuple[int, ...], place: Place) -> Iterator[Problem]:
    if 0 in numbers:
        message = "Anki makes no card for cloze 0, so this hides nothing"
        yield problem(card, "bad-cloze", message, "number clozes from 1: {{c1::…}}", place)


def _in_footnotes(card: Card) -> Iterator[Problem]:
    notes = (node for node in (*card.front, *card.back) if node.kind == "footnotes")
    for node in walk(tuple(notes)):
        if node.kind == "cloze":
            message = "a cloze in a footnote hides nothing"
            yield problem(card, "bad-cloze", message, "put it in the text of the card", node.place)


def _not_clozes(card: Card, node: Node) -> Iterator[Problem]:
    """What is written in a text like a cloze, and would be shown as it is, if nothing says that it
    is meant to be.
    """
    if "escaped" in node.attrs:
        return
    opening = OPENING.search(node.text)
    if opening:
        hint = "end it with `}}` in the same paragraph"
        if node.kind in ("fence", "program"):
            hint = "end it with `}}` in the same fence"
        place = _place_in(node, opening.start())
        yield problem(card, "bad-cloze", "this cloze is never closed", hint, place)
    if node.kind != "text":
        return
    taken: list[tuple[int, int]] = []
    for pattern, lacks in _NEARLY:
        for found in pattern.finditer(node.text):
            if OPENING.match(node.text, found.start()) or any(
                start < found.end() and found.start() < end for start, end in taken
            ):
                continue
            taken.append(found.span())
            closed = _BRACES.search(node.text, found.start() + 2)
            end = closed.end() if closed and lacks is not _FULL_WIDTH else found.end()
            written = node.text[found.start() : end][:40]
            message = f"`{written}` is not a cloze: {lacks}, so it is shown as it is"
            hint = "write {{c1::like this}}; to show braces, put them into `code`"
            at = _place_in(node, found.start())
            told = problem(card, "bad-cloze", message, hint, at)
            yield dataclasses.replace(told, severity="warning") if lacks is _NO_NUMBER else told


def _place_in(node: Node, offset: int) -> Place:
    """The place of a character of a node's text."""
    lines = node.text.count("\n", 0, offset)
    if node.kind in ("fence", "program", "math_block"):
        column = offset - node.text.rfind("\n", 0, offset)
        return Place(node.place.path, node.place.line + lines + 1, column)
    return Place(node.place.path, node.place.line, node.place.column + offset)


def stray_clozes(card: Card) -> Iterator[Problem]:
    """The problems of clozes on a card of another kind."""
    hint = f"write {{#{card.slug or 'slug'} .cloze}} on the card's heading"
    for node in _own_nodes(card):
        if node.kind == "cloze":
            message = "this card has a cloze but is not marked `.cloze`"
            yield problem(card, "bad-cloze", message, hint, node.place)
    yield from _in_footnotes(card)


def stray_blanks(card: Card) -> Iterator[Problem]:
    """The problems of blanks in code on a card of a kind that hides none."""
    hint = f"write {{#{card.slug or 'slug'} .cloze}} on the card's heading"
    for fence in card.fences:
        if fence.blanks:
            message = "this card has a `blank` but is not marked `.cloze`"
            yield problem(card, "bad-options", message, hint, fence.place)


def _own_nodes(card: Card) -> tuple[Node, ...]:
    """All nodes of a card except its footnotes, which are elsewhere in the file."""
    blocks = (node for node in (*card.front, *card.back) if node.kind != "footnotes")
    return tuple(walk((*card.question, *blocks)))


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """Without a `---`, the text ends with the last thing that it hides. What comments in it claim
    is told on the back.
    """
    if card.split:
        text, rest = card.front, card.back
    else:
        end = 0
        for index, node in enumerate(card.back, 1):
            if any(n.kind == "cloze" or _blanked(n) for n in walk([node])):
                end = index
        text, rest = (*card.back[:end], *card.front), card.back[end:]
    programs = tuple(node for node in walk(text) if node.fence is not None)
    return show(text, "asked"), (*show(programs, "told"), *show(rest))


@dataclass(frozen=True, slots=True)
class HiddenText:
    """What a card hides: the numbers of the cards that do, and where it stands. `code` says that
    it is code or a formula.
    """

    numbers: tuple[int, ...]
    text: str
    place: Place
    code: bool


def hidden_texts(card: Card) -> Iterator[HiddenText]:
    """All that a card hides, each text of a program once."""
    blanks = blanks_of(card)
    for node in _own_nodes(card):
        if node.kind == "cloze":
            code = any(inner.kind not in ("text", "strong", "em") for inner in walk(node.children))
            text = plain_text(node.children).strip()
            yield HiddenText(numbers_of(node), text, node.place, code)
        code_text = node.text if node.fence is None else node.fence.code
        hidden = node.blanks if node.fence is None else blanks.get(node.place, ())
        parts = dict.fromkeys((one.numbers, code_text[one.start : one.end]) for one in hidden)
        for numbers, text in parts:
            yield HiddenText(numbers, text, node.place, code=True)


def _typed_problems(card: Card) -> Iterator[Problem]:
    """What is typed is one short line."""
    yield from _problems(card)
    for hidden in hidden_texts(card):
        text, message = hidden.text, ""
        if "\n" in text:
            message = f"the text to type has {text.count(chr(10)) + 1} lines; the box has one"
        elif len(text) > MOST_TYPED:
            message = f"the text to type has {len(text)} characters; the limit is {MOST_TYPED}"
        if message:
            yield problem(card, "bad-typed", message, "hide one name or number", hidden.place)


CLOZE: Final = Kind(
    name="cloze",
    front="text or formulas with `{{c1::answer::hint}}`, or code with that or a `blank=`",
    back="the same, open, then the rest",
    problems=_problems,
    sides=_sides,
    note="cloze",
    blanks=True,
)
CLOZE_TYPED: Final = dataclasses.replace(
    CLOZE,
    name="cloze.typed",
    front="the same, and a box to type what is hidden",
    back=f"what was typed against what is hidden (one line, up to {MOST_TYPED} characters)",
    problems=_typed_problems,
    typed_cloze=True,
)
