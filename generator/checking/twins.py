"""The same slug in two languages is one card: its programs must be the same."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from generator.model import Card, Deck, Problem, Severity

_PROSE: Final = re.compile(r"\s|[^\x00-\x7f]")


def twin_problems(deck: Deck, severity: Severity) -> Iterator[Problem]:
    """A problem for each card that lacks a twin or whose program differs from its twin's.

    The first language of the deck is the one that others are compared with.
    """
    first, *others = deck.config.languages
    originals = {card.slug: card for card in deck.cards(first) if card.slug}
    for language in others:
        twins = {card.slug: card for card in deck.cards(language) if card.slug}
        for slug, card in originals.items():
            if slug not in twins:
                yield _missing(card, language, severity)
        for slug, twin in twins.items():
            if slug not in originals:
                yield _missing(twin, first, severity)
            else:
                yield from _differing(originals[slug], twin, severity)


def _missing(card: Card, language: str, severity: Severity) -> Problem:
    message = f"the card `{card.slug}` has no twin in `{language}`"
    hint = f"write it in {language}/ under the same slug"
    return Problem(card.place, "missing-twin", message, hint, severity, card.slug)


def _differing(original: Card, twin: Card, severity: Severity) -> Iterator[Problem]:
    if original.kind != twin.kind:
        message = f"this card is `.{twin.kind}` here and `.{original.kind}` at {original.place}"
        hint = "give both the same kind"
        yield Problem(twin.place, "differing-twin", message, hint, severity, twin.slug)
    ours, theirs = (*original.setup, *original.fences), (*twin.setup, *twin.fences)
    if len(ours) != len(theirs):
        message = f"{len(theirs)} programs here, {len(ours)} at {original.place}"
        hint = "both languages show the same programs"
        yield Problem(twin.place, "differing-twin", message, hint, severity, twin.slug)
        return
    for mine, other in zip(ours, theirs, strict=True):
        if not same_program(mine.code, other.code):
            message = f"this program differs from its twin at {mine.place}"
            hint = "only comments and sentences in strings may differ between languages"
            yield Problem(other.place, "differing-twin", message, hint, severity, twin.slug)


def same_program(one: str, other: str) -> bool:
    """Whether two programs differ only in what a translator may change.

    That is comments, layout and prose: strings that hold a space or a letter beyond ASCII,
    and the words around the values of an f-string. `"cpu"` and `"ij,jk->ik"` are code.
    """
    try:
        trees = ast.parse(one), ast.parse(other)
    except (SyntaxError, ValueError, RecursionError):
        return one == other
    (left, left_strings), (right, right_strings) = map(_skeleton, trees)
    return left == right and all(
        a == b or _PROSE.search(a) or _PROSE.search(b)
        for a, b in zip(left_strings, right_strings, strict=True)
    )


def _skeleton(tree: ast.Module) -> tuple[str, list[str]]:
    blanker = _StringBlanker()
    return ast.dump(blanker.visit(tree)), blanker.strings


class _StringBlanker(ast.NodeTransformer):
    def __init__(self) -> None:
        self.strings: list[str] = []

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        if not isinstance(node.value, str):
            return node
        self.strings.append(node.value)
        return ast.Constant(value="")

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.AST:
        values = [part for part in node.values if isinstance(part, ast.FormattedValue)]
        return self.generic_visit(ast.JoinedStr(values=list[ast.expr](values)))
