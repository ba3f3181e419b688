"""A booklet: pages of half a sheet, in volumes where the deck is large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.model.paper import PAPERS
from generator.model.print_settings import PrintSettings
from generator.printing.api_names import api_index
from generator.printing.card_grids import E_READER, OF_A_CARD, UnprintableError
from generator.printing.printouts import Printout
from generator.publishing.site_words import language_name
from generator.rendering.html_words import in_language
from generator.rendering.rendered import RenderedDeck
from generator.rendering.typst_card import deck_data
from generator.writing.shards import shards

TEMPLATE: Final = "booklet.typ"
ADVICE: Final = "for a screen"

# In millimetres; the fold takes more than the edge.
_INSIDE, _OUTSIDE, _TOP, _BOTTOM = 14.0, 10.0, 15.0, 13.0
_NARROW: Final = 120.0  # pages, which have smaller margins
_NARROW_SIDES: Final = (11.0, 8.0)
_WIDE: Final = 200.0  # pages, which have larger type
_LARGE: Final = 12.5 / 8.8

# The screen of an e-reader of six inches, whose edges are no paper's.
_SCREEN: Final = (90.0, 120.0)
_SCREEN_MARGINS: Final = {"inside": 5.0, "outside": 5.0, "top": 9.0, "bottom": 8.0}
_SCREEN_ZOOM: Final = 9.5 / 8.8

_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "contents": {"en": "Contents", "zh": "目录", "zh-hant": "目錄"},
    "index": {"en": "Index of names", "zh": "名称索引", "zh-hant": "名稱索引"},
}
_VOLUME: Final[Mapping[str, str]] = {
    "en": "Volume {} of {}",
    "zh": "第 {} 册，共 {} 册",
    "zh-hant": "第 {} 冊，共 {} 冊",
}
_CHAPTERS: Final[Mapping[str, str]] = {"en": "{} chapters", "zh": "{} 章", "zh-hant": "{} 章"}


def booklet_paper(paper: str, settings: PrintSettings) -> dict[str, Any]:
    """What the template is told of its pages, two of which lie beside each other on a sheet, or
    each of which fills the screen of an e-reader.
    Raises UnprintableError for a sheet that is a card.
    """
    if paper == OF_A_CARD:
        raise UnprintableError("a booklet needs sheets, not cards: name another --paper")
    if paper == E_READER:
        zoom = _LARGE if settings.large_print else _SCREEN_ZOOM
        screen = {"width": _SCREEN[0], "height": _SCREEN[1], **_SCREEN_MARGINS, "zoom": zoom}
        return {"booklet": screen, "ink": settings.ink}
    width, height = PAPERS[paper].height / 2, PAPERS[paper].width
    inside, outside = (_INSIDE, _OUTSIDE) if width > _NARROW else _NARROW_SIDES
    book = {
        "width": width,
        "height": height,
        "inside": inside,
        "outside": outside,
        "top": _TOP,
        "bottom": _BOTTOM,
        "zoom": _LARGE if settings.large_print or width > _WIDE else 1.0,
    }
    return {"booklet": book, "ink": settings.ink}


def volumes(deck: RenderedDeck, told: Mapping[str, Any]) -> Iterator[Printout]:
    """The booklets of a deck. Page numbers, contents and index are of one volume, which holds as
    many cards as are compiled at once. `told` is what `booklet_paper` gave.
    """
    parts = shards(deck)
    language = deck.language
    words = {name: in_language(table, language) for name, table in _WORDS.items()}
    for number, part in enumerate(parts, 1):
        cards = [*part.cards]
        titles = {chapter.title for chapter in part.chapters}
        about = []
        if len(parts) > 1:
            about.append(in_language(_VOLUME, language).format(number, len(parts)))
        about.append(language_name(language))
        count = str(deck_data("", language, len(cards), [])["words"]["count"])
        if len(titles) > 1:
            count += " · " + in_language(_CHAPTERS, language).format(len(titles))
        about.append(count)
        book = {**told["booklet"], "words": words, "about": about, "index": api_index(cards)}
        ending = f"-{number}" if len(parts) > 1 else ""
        yield Printout(ending, part, {"booklet": book})
