"""The same slug in two languages is one card: its programs must be the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from generator.model import Card, Deck, Place, Problem, Severity
from generator.syntax import outline, parse_quietly

_PROSE: Final = re.compile(r"\s|[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A program without what a translator may change: a digest of its structure, and its
    `strings` in order.
    """

    structure: str
    strings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """What of a card must be the same in every language."""

    slug: str
    kind: str
    place: Place
    programs: tuple[tuple[Place, Skeleton], ...]


def twin_problems(deck: Deck, severity: Severity) -> Iterator[Problem]:
    """A problem for each card that lacks a twin or whose program differs from its twin's.

    The first language of the deck is the one that others are compared with.
    """
    twins = {language: map(twin_of, deck.cards(language)) for language in deck.config.languages}
    return differing_twins(deck.config.languages, twins, severity)


def twin_of(card: Card) -> Twin:
    """A card as its twins see it."""
    fences = (*card.setup, *card.fences)
    programs = tuple((fence.place, skeleton_of(fence.code)) for fence in fences)
    return Twin(card.slug, card.kind, card.place, programs)


def differing_twins(
    languages: Sequence[str], cards: Mapping[str, Iterable[Twin]], severity: Severity
) -> Iterator[Problem]:
    """As `twin_problems`, of the cards of each language."""
    first, *others = languages
    originals = {card.slug: card for card in cards[first] if card.slug}
    for language in others:
        twins = {card.slug: card for card in cards[language] if card.slug}
        for slug, card in originals.items():
            if slug not in twins:
                yield _missing(card, language, severity)
        for slug, twin in twins.items():
            if slug not in originals:
                yield _missing(twin, first, severity)
            else:
                yield from _differing(originals[slug], twin, severity)


def _missing(card: Twin, language: str, severity: Severity) -> Problem:
    message = f"the card `{card.slug}` has no twin in `{language}`"
    hint = f"write it in {language}/ under the same slug"
    return Problem(card.place, "missing-twin", message, hint, severity, card.slug)


def _differing(original: Twin, twin: Twin, severity: Severity) -> Iterator[Problem]:
    if original.kind != twin.kind:
        message = f"this card is `.{twin.kind}` here and `.{original.kind}` at {original.place}"
        hint = "give both the same kind"
        yield Problem(twin.place, "differing-twin", message, hint, severity, twin.slug)
    if len(original.programs) != len(twin.programs):
        message = f"this card has {len(twin.programs)} programs here, {len(original.programs)} at "
        message += str(original.place)
        hint = "show the same programs in both languages"
        yield Problem(twin.place, "differing-twin", message, hint, severity, twin.slug)
        return
    for (where, mine), (place, other) in zip(original.programs, twin.programs, strict=True):
        if not same_skeleton(mine, other):
            message = f"this program differs from its twin at {where}"
            hint = "only comments and prose in strings may differ between languages"
            yield Problem(place, "differing-twin", message, hint, severity, twin.slug)


def same_program(one: str, other: str) -> bool:
    """Whether two programs differ only in what a translator may change.

    That is comments, layout and prose: strings that hold a space or a letter beyond ASCII,
    and the words around the values of an f-string. `"cpu"` and `"ij,jk->ik"` are code.
    """
    return same_skeleton(skeleton_of(one), skeleton_of(other))


def same_skeleton(one: Skeleton, other: Skeleton) -> bool:
    """As `same_program`, of programs known by their skeletons."""
    return one.structure == other.structure and all(
        a == b or _PROSE.search(a) or _PROSE.search(b)
        for a, b in zip(one.strings, other.strings, strict=True)
    )


def skeleton_of(code: str) -> Skeleton:
    """The skeleton of a program; code that is not Python equals only the same text."""
    tree = parse_quietly(code)
    if tree is None:
        return Skeleton("text " + _digest(code))
    strings: list[str] = []

    def blanked(node: ast.AST) -> ast.AST:
        if isinstance(node, ast.JoinedStr):
            kept = [part for part in node.values if isinstance(part, ast.FormattedValue)]
            return ast.JoinedStr(values=list[ast.expr](kept))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.append(node.value)
            return ast.Constant(value="")
        return node

    return Skeleton(_digest(outline(tree, blanked)), tuple(strings))


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
