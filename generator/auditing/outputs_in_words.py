"""Outputs that stand in a paragraph, rather than in a listing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from generator.auditing.document import Piece, Stated
from generator.auditing.expressions import computes, with_imports
from generator.auditing.pages.page import Leaf
from generator.auditing.tracebacks import shows_exception
from generator.model import Claim, Place
from generator.reading.introductions import Certainty, certainty_of
from generator.syntax import parse_stated

_MOST: Final = 2_000  # characters of a paragraph that is looked at
_MOST_PROSE: Final = 120
_MOST_PAIRS: Final = 20
_ARROW: Final = re.compile(r"(?:[-=]+>|[→⇒➜➔⟹]|>>|↳)[ \t]*(?=\S)")
_SIGN: Final = re.compile(r"[:：→⇒]|[-=]>")
_LITERAL: Final = re.compile(
    r"[-+]?\d[\d_.,e+-]*|True|False|None|'[^']*'|\"[^\"]*\"|[\[({].*[\])}]", re.DOTALL
)
_END: Final = re.compile(r"\s*(?:[.,;!?)。，；！）]|and\b|und\b|和|$)")
# Between an expression and what it is worth.
_JOINS: Final = frozenset(
    {"returns", "gives", "is", "evaluates to", "yields", "prints", "equals", "results in",
     "produces", "becomes", "will return", "would return", "will give", "gives us", "->", "=>",
     "→", "⇒", "==", "=", "返回", "得到", "输出", "等于", "是", "的结果是", "ergibt", "liefert",
     "devuelve", "renvoie", "retorna"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Below:
    """A text below a program: `certainty` says how surely it is its output.

    With `inline`, it stands within a paragraph, where spaces say nothing. `leaf` is the index of
    the leaf that holds it.
    """

    text: str
    place: Place
    certainty: Certainty
    leaf: int
    inline: bool = False


def in_quote(leaf: Leaf, at: int) -> Below | None:
    """A quote right below a program, which is not introduced and no callout."""
    raw = leaf.raw.strip()
    if leaf.role != "text" or not raw or raw.startswith("[!"):
        return None
    if certainty_of(leaf.text) in ("sure", "loose"):
        return None
    return _inline(_only_span(leaf) or raw, leaf, "maybe", at)


def in_paragraph(leaf: Leaf, at: int) -> Below | None:
    """An output within a paragraph that starts by introducing it: `This prints …`, `→ …`."""
    text = leaf.text.strip()
    if not text or len(text) > _MOST:
        return None
    arrow = _ARROW.match(text)
    if arrow:
        said = text[arrow.end() :]
        return _inline(said, leaf, "sure" if _is_value(said, leaf) else "likely", at)
    if leaf.spans:
        before, _, behind = text.partition(leaf.spans[0])
        if not before.strip():
            return _inline(text, leaf, "maybe", at) if _only_span(leaf) else None
        ends = before.rstrip().endswith((".", "。"))
        if certainty_of(before) != "sure" or len(before.split()) > 12 or ends:
            return None
        whole = not behind.strip(" .。!")
        return _inline(leaf.spans[0], leaf, "sure" if whole else "likely", at)
    sign = _SIGN.search(text)
    if sign is None or certainty_of(text[: sign.start()]) != "sure":
        return None
    said = text[sign.end() :].strip()
    return _inline(said, leaf, "likely", at) if _is_value(said, leaf) else None


def in_prose(leaf: Leaf, at: int) -> Iterator[Below]:
    """A short paragraph right below a program: it counts if it is, or is nearly, what came out."""
    text = leaf.text.strip()
    if leaf.role != "text" or not text or len(text) > _MOST_PROSE or text[-1] in ":：":
        return
    label, colon, said = text.replace("：", ":").partition(":")
    if colon and said.strip() and len(label.split()) <= 2:
        text = said.strip()
    yield _inline(text, leaf, "prose", at)


def pairs_in_words(leaf: Leaf, known: frozenset[str] = frozenset()) -> tuple[Piece, ...]:
    """`expression` returns `value`, as sentences have it: as pieces of a program.

    Only of expressions that name nothing but what every program has, a module, or the functions and
    classes that are `known`; of these only where the sentence says nothing else of the value.
    """
    if len(leaf.spans) < 2 or len(leaf.text) > _MOST:
        return ()
    return tuple(_pairs(leaf, known))[:_MOST_PAIRS]


def _pairs(leaf: Leaf, known: frozenset[str]) -> Iterator[Piece]:
    end = 0
    before: str | None = None
    for span in leaf.spans:
        start = leaf.text.find(span, end)
        if start < 0:
            return
        words = " ".join(leaf.text[end:start].lower().split())
        if before is not None and words in _JOINS and _is_result(span) and computes(before):
            ends = _END.match(leaf.text, start + len(span))
            code = with_imports(before, known=known if ends else frozenset())
            if code is not None:
                place = leaf.place_of(1, 1)
                stated = Stated(Claim(place, span), "inline")
                failing = shows_exception(span)
                yield Piece(code, place.line, place.column - 1, (), (stated,), (), failing, True)
        before, end = span, start + len(span)


def _is_result(text: str) -> bool:
    return _LITERAL.fullmatch(text) is not None and parse_stated(text) is not None


def _is_value(said: str, leaf: Leaf) -> bool:
    return said in leaf.spans or len(said.split()) == 1 or _LITERAL.fullmatch(said) is not None


def _only_span(leaf: Leaf) -> str:
    """The text of a paragraph that is one code span, else nothing."""
    text = leaf.text.strip()
    return text if len(leaf.spans) == 1 and leaf.spans[0].strip() == text else ""


def _inline(text: str, leaf: Leaf, certainty: Certainty, at: int) -> Below:
    return Below(text, leaf.place_of(1, 1), certainty, at, inline=True)
