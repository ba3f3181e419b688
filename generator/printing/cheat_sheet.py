"""A cheat sheet: the key lines of cards, on two pages at most."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from generator.model import Card
from generator.model.paper import PAPERS
from generator.model.print_settings import PrintSettings
from generator.printing.api_names import api_names, imported, index_lines
from generator.printing.card_grids import OF_A_CARD, UnprintableError
from generator.printing.card_sheets import LARGE
from generator.printing.cheat_columns import Atom, columns_for, pages_of
from generator.printing.exam_room import Token
from generator.printing.key_lines import NO_LINES, key_lines
from generator.rendering.html_words import in_language
from generator.rendering.rendered import RenderedCard, RenderedChapter, RenderedDeck
from generator.writing.pdf_compile import plan_deck
from generator.writing.pdf_limits import Compiling
from generator.writing.pdf_plans import Plan
from generator.writing.shards import MOST_CARDS, shards

PAGES: Final = 2
# In millimetres.
_MARGIN: Final = 8.0
_GUTTER: Final = 4.0
_COLUMN: Final = 52.0
_HEAD: Final = 9.0
_FOOT: Final = 5.0
_GAP: Final = 1.7  # between entries
_SLACK: Final = 2.0  # by which that may grow
_INDEX_LINE: Final = 2.75
_POINT: Final = 25.4 / 72
# By which type is larger than 7 points, and code than 6.5, the least that can be read.
_ZOOMS: Final = (1.0, 1.08, 1.16, 1.25)
_INDEX_COLUMN: Final = 0.44 * 6.5 * _POINT  # how wide a character is
_TALLEST: Final = 0.5  # of a column

_TOO_TALL: Final = "its key lines take more than half a column; mark fewer"
_NO_ROOM: Final = "two pages have no room for it: marked lines come first, then the shortest"

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "all": {"en": "{} cards", "zh": "{} 张卡片", "zh-hant": "{} 張卡片"},
    "some": {"en": "{} of {} cards", "zh": "{}/{} 张卡片", "zh-hant": "{}/{} 張卡片"},
    "index": {"en": "Names", "zh": "名称索引", "zh-hant": "名稱索引"},
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """A card, its place in the deck and its chapter, what is shown of it, and how tall that and the
    title of its chapter are at each zoom, in millimetres.
    """

    card: RenderedCard
    place: int
    chapter: int
    tokens: Token
    names: frozenset[str]
    heights: Sequence[float] = ()
    bands: Sequence[float] = ()

    def rank(self) -> tuple[bool, float, int]:
        return not self.card.key, self.heights[0], self.place


@dataclass(frozen=True, slots=True)
class CheatSheet:
    """The cards that are on it, what the template is told, and why others are not, by slug."""

    deck: RenderedDeck
    told: Mapping[str, Any]
    left_out: Mapping[str, str] = field(default_factory=dict)


def cheat_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """What the template is told of its paper. Raises UnprintableError for one that is a card."""
    if paper == OF_A_CARD:
        raise UnprintableError("a cheat sheet needs sheets, not cards: name another --paper")
    size = PAPERS[paper]
    large = LARGE if settings.large_print else 1.0
    inner = size.height - 2 * _MARGIN
    count = max(1, int((inner + _GUTTER) // (_COLUMN * large + _GUTTER)))
    cheat = {
        "width": size.height,
        "height": size.width,
        "margin": _MARGIN,
        "gutter": _GUTTER,
        "head": _HEAD,
        "foot": _FOOT,
        "count": count,
        "column": (inner - (count - 1) * _GUTTER) / count,
        "limit": size.width - 2 * _MARGIN - _HEAD - _FOOT - 1,
        "zooms": [large * each for each in _ZOOMS],
        "slack": _SLACK,
        "index-line": _INDEX_LINE,
    }
    return {"cheat": cheat, "ink": settings.ink}


def cheat_sheet(
    deck: RenderedDeck,
    known: Mapping[str, Card],
    paper: Mapping[str, Any],
    how: Compiling,
    product: str = "",
) -> CheatSheet:
    """The sheet of `deck` on this `paper`. In the largest type in which all of its cards fit; else
    in the smallest, with those that are marked and then the shortest. How tall entries are is kept
    by `product`.

    Raises UnprintableError where no card has lines for it, ProblemsError as `plan_deck`.
    """
    left_out: dict[str, str] = {}
    written = list(_entries(deck, known, left_out))
    plans = _plans(_of(deck, written), paper, how, product) if written else ()
    entries = list(_measured(written, plans, paper["cheat"]["limit"], left_out))
    if not entries:
        raise UnprintableError(f"no card has lines for a cheat sheet: {NO_LINES}")
    zoom, chosen = _chosen(entries, paper["cheat"])
    left_out |= {one.card.note.slug: _NO_ROOM for one in entries if one not in chosen}
    pages = pages_of(_atoms(chosen, zoom, paper["cheat"]), *_bounds(paper["cheat"]))
    total = sum(chapter.count for chapter in deck.chapters)
    what = "all" if total == len(chosen) else "some"
    words = {
        "count": in_language(_WORDS[what], deck.language).format(len(chosen), total),
        "index": in_language(_WORDS["index"], deck.language),
    }
    cheat = {
        **paper["cheat"],
        "zoom": paper["cheat"]["zooms"][zoom],
        "pages": pages,
        "index": _index(chosen, zoom, paper["cheat"]),
        "words": words,
    }
    return CheatSheet(_of(deck, chosen), {**paper, "cheat": cheat}, left_out)


def _entries(
    deck: RenderedDeck, known: Mapping[str, Card], left_out: dict[str, str]
) -> Iterator[_Entry]:
    place = 0
    for number, chapter in enumerate(deck.chapters):
        for card in chapter.cards():
            place += 1
            written = known[card.note.id]
            lines = key_lines(card, written.kind)
            if not lines:
                left_out[card.note.slug] = NO_LINES
                continue
            tokens = json.loads(card.tokens) | {"key": lines}
            names = api_names(lines, imported(written))
            yield _Entry(card, place, number, tokens, names)


def _plans(
    deck: RenderedDeck, paper: Mapping[str, Any], how: Compiling, product: str
) -> Iterator[Plan]:
    parts = shards(deck)
    for number, part in enumerate(parts, 1):
        told = {**paper, "part": [number, len(parts)]}
        yield from plan_deck(part, "cheat-entries.typ", told, how, product)


def _measured(
    written: Sequence[_Entry], plans: Iterable[Plan], limit: float, left_out: dict[str, str]
) -> Iterator[_Entry]:
    bands: dict[int, Sequence[float]] = {}
    for entry, plan in zip(written, plans, strict=True):
        assert plan is not None
        heights = [each * _POINT for each in plan["heights"]]
        if plan["bands"]:
            bands[entry.chapter] = [each * _POINT for each in plan["bands"]]
        if heights[0] > _TALLEST * limit:
            left_out[entry.card.note.slug] = _TOO_TALL
        else:
            yield replace(entry, heights=heights, bands=bands[entry.chapter])


def _chosen(entries: Sequence[_Entry], cheat: Mapping[str, Any]) -> tuple[int, Sequence[_Entry]]:
    """At which zoom which entries fit."""

    def fit(some: Sequence[_Entry], zoom: int) -> bool:
        most = PAGES * cheat["count"]
        few = len(some) <= MOST_CARDS and max(one.heights[zoom] for one in some) <= cheat["limit"]
        return few and len(columns_for(_atoms(some, zoom, cheat), cheat["limit"])) <= most

    for zoom in reversed(range(len(cheat["zooms"]))):
        if fit(entries, zoom):
            return zoom, entries
    ranked = sorted(entries, key=_Entry.rank)
    low, high = 1, len(ranked)
    while low < high - 1:
        middle = (low + high) // 2
        if fit(_in_order(ranked[:middle]), 0):
            low = middle
        else:
            high = middle
    return 0, _in_order(ranked[:low])


def _in_order(entries: Sequence[_Entry]) -> list[_Entry]:
    return sorted(entries, key=lambda entry: entry.place)


def _bounds(cheat: Mapping[str, Any]) -> tuple[int, float]:
    return cheat["count"], cheat["limit"]


def _atoms(entries: Sequence[_Entry], zoom: int, cheat: Mapping[str, Any]) -> Iterator[Atom]:
    scale = cheat["zooms"][zoom]
    chapter = -1
    for number, entry in enumerate(entries):
        begins = entry.chapter != chapter
        chapter = entry.chapter
        height = entry.heights[zoom] + (entry.bands[zoom] if begins else 0.0)
        yield Atom("entry", number, height, _GAP * scale, begins=begins)
    line = _INDEX_LINE * scale
    for number in range(len(_index(entries, zoom, cheat))):
        first = number == 0
        band = entries[0].bands[zoom] if first else 0.0
        yield Atom("index", number, line + band, _GAP * scale if first else 0.0, begins=first)


def _index(entries: Sequence[_Entry], zoom: int, cheat: Mapping[str, Any]) -> list[list[list[Any]]]:
    width = int(cheat["column"] / (_INDEX_COLUMN * cheat["zooms"][zoom])) - 3
    return index_lines(((n, one.names) for n, one in enumerate(entries, 1)), width)


def _of(deck: RenderedDeck, entries: Sequence[_Entry]) -> RenderedDeck:
    """The deck with these entries alone, numbered."""
    own: dict[int, list[RenderedCard]] = {}
    for number, entry in enumerate(entries, 1):
        card = entry.card.with_tokens({**entry.tokens, "number": number})
        own.setdefault(entry.chapter, []).append(card)
    chapters = tuple(
        RenderedChapter(deck.chapters[number].title, partial(tuple, cards), len(cards))
        for number, cards in own.items()
    )
    return replace(deck, chapters=chapters)
