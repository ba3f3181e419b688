"""A cheat sheet: the key lines of cards, on two pages at most."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from generator.model import Card
from generator.model.paper import PAPERS
from generator.model.print_settings import PrintSettings
from generator.printing.api_names import ApiNames, index_lines
from generator.printing.card_grids import OF_A_CARD, UnprintableError
from generator.printing.card_sheets import LARGE
from generator.printing.cheat_columns import Atom, columns_for, pages_of
from generator.printing.exam_room import Token
from generator.printing.key_lines import NO_LINES, KeyLines, key_lines
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
_GAP: Final = 1.2  # between entries
_SLACK: Final = 2.0  # by which that may grow
_INDEX_LINE: Final = 2.75
_POINT: Final = 25.4 / 72
# By which type is larger than 7 points, and code than 6.5, the least that can be read. Of the least
# zoom, text is nearly as small as code.
_ZOOMS: Final = (0.94, 1.0, 1.08, 1.16, 1.25)
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
    """A card, its place in the deck and its chapter, and what is shown of it: all `lines`, or those
    in brief where it `is_brief`; the names of libraries in either are `named`. `heights` are those
    of all at each zoom, then that in brief at the least; `bands` are those of the title of its
    chapter. In millimetres.
    """

    card: RenderedCard
    place: int
    chapter: int
    tokens: Token
    lines: KeyLines
    named: tuple[frozenset[str], frozenset[str]]
    heights: Sequence[float] = ()
    bands: Sequence[float] = ()
    is_brief: bool = False

    @property
    def shown(self) -> Sequence[Token]:
        return self.lines.brief if self.is_brief else self.lines.full

    @property
    def names(self) -> frozenset[str]:
        return self.named[self.is_brief]

    def height(self, zoom: int) -> float:
        return self.heights[-1] if self.is_brief else self.heights[zoom]

    def saves(self) -> float:
        """How much less tall it is in brief."""
        return self.heights[0] - self.heights[-1]

    def in_brief(self) -> _Entry:
        return replace(self, is_brief=True)

    def rank(self) -> tuple[bool, float, int]:
        return not self.card.key, self.heights[-1], self.place


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
    in the smallest, the longest in brief; else all in brief, those that are marked and then the
    shortest. How tall entries are is kept
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
    shown = {one.card.note.id for one in chosen}
    left_out |= {one.card.note.slug: _NO_ROOM for one in entries if one.card.note.id not in shown}
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
    api = ApiNames(deck.cards)
    for number, chapter in enumerate(deck.chapters):
        for card in chapter.cards():
            place += 1
            lines = key_lines(card, known[card.note.id].kind)
            if lines.full:
                tokens = json.loads(card.tokens) | {"key": lines.full, "brief": lines.brief}
                full, brief = (
                    api.named(tokens, each, programs=True) for each in (lines.full, lines.brief)
                )
                yield _Entry(card, place, number, tokens, lines, (full, brief))
            else:
                left_out[card.note.slug] = lines.why


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
        found = replace(entry, heights=heights, bands=bands[entry.chapter])
        if heights[0] <= _TALLEST * limit:
            yield found
        elif heights[-1] <= _TALLEST * limit:
            yield found.in_brief()
        else:
            left_out[entry.card.note.slug] = _TOO_TALL


def _chosen(entries: Sequence[_Entry], cheat: Mapping[str, Any]) -> tuple[int, Sequence[_Entry]]:
    """At which zoom which entries fit, and which of them in brief."""

    def fit(some: Sequence[_Entry], zoom: int) -> bool:
        most = PAGES * cheat["count"]
        few = len(some) <= MOST_CARDS and max(one.height(zoom) for one in some) <= cheat["limit"]
        return few and len(columns_for(_atoms(some, zoom, cheat), cheat["limit"])) <= most

    if not any(one.is_brief for one in entries):
        for zoom in reversed(range(len(cheat["zooms"]))):
            if fit(entries, zoom):
                return zoom, entries
    tallest = sorted(entries, key=lambda one: (-one.saves(), one.place))
    saving = sum(one.saves() > 0 for one in tallest)

    def shortened(count: int) -> Sequence[_Entry]:
        return _in_order([*(one.in_brief() for one in tallest[:count]), *tallest[count:]])

    if fit(shortened(saving), 0):
        return 0, shortened(_least(saving, lambda count: fit(shortened(count), 0)))
    ranked = sorted((one.in_brief() for one in entries), key=_Entry.rank)
    most = _least(len(ranked) - 1, lambda less: fit(_in_order(ranked[: len(ranked) - less]), 0))
    return 0, _in_order(ranked[: len(ranked) - most])


def _least(most: int, holds: Callable[[int], bool]) -> int:
    """The least number, up to `most`, for which it holds, as it does for all above."""
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


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
        height = entry.height(zoom) + (entry.bands[zoom] if begins else 0.0)
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
        card = entry.card.with_tokens({**entry.tokens, "key": entry.shown, "number": number})
        own.setdefault(entry.chapter, []).append(card)
    chapters = tuple(
        RenderedChapter(deck.chapters[number].title, partial(tuple, cards), len(cards))
        for number, cards in own.items()
    )
    return replace(deck, chapters=chapters)
