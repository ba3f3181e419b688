"""What a deck says of itself in Anki, where it is opened: what was proved, with what, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from generator import __version__
from generator.language import PYTHON
from generator.rendering.html_words import in_language
from generator.rendering.rendered import RenderedDeck
from generator.writing.lock import Lock

_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|~])")
_PYTHON: Final = f"{PYTHON.title} "  # comes last, as below a card


@dataclass(frozen=True, slots=True)
class _Words:
    verified: str
    cards: str
    one_verified: str
    one: str
    comma: str
    versions: str
    changed: str
    license: str
    home: str
    report: str
    made: str


_WORDS: Final[Mapping[str, _Words]] = {
    "en": _Words(
        verified="**{verified} of {cards} cards are verified**: their programs ran, and what the "
        "cards show is what came out.",
        cards="{cards} cards.",
        one_verified="**Its one card is verified**: its programs ran, and what it shows is what "
        "came out.",
        one="1 card.",
        comma=", ",
        versions="With {versions}.",
        changed="Last change: {date}.",
        license="Licence: {license}.",
        home="Home: <{home}>.",
        report="A mistake? There is a link on the back of every card.",
        made="Made with Proofdeck {version}.",
    ),
    "zh": _Words(
        verified="**{cards} 张卡片中有 {verified} 张已验证**："
        "其中的程序都运行过，输出与卡片所写一致。",
        cards="共 {cards} 张卡片。",
        one_verified="**唯一的卡片已验证**：其中的程序都运行过，输出与卡片所写一致。",
        one="共 1 张卡片。",
        comma="、",
        versions="运行环境：{versions}。",
        changed="最近更新：{date}。",
        license="许可：{license}。",
        home="主页：<{home}>。",
        report="发现错误？每张卡片背面都有反馈链接。",
        made="由 Proofdeck {version} 生成。",
    ),
    "zh-hant": _Words(
        verified="**{cards} 張卡片中有 {verified} 張已驗證**："
        "其中的程式都執行過，輸出與卡片所寫一致。",
        cards="共 {cards} 張卡片。",
        one_verified="**唯一的卡片已驗證**：其中的程式都執行過，輸出與卡片所寫一致。",
        one="共 1 張卡片。",
        comma="、",
        versions="執行環境：{versions}。",
        changed="最近更新：{date}。",
        license="授權：{license}。",
        home="首頁：<{home}>。",
        report="發現錯誤？每張卡片背面都有回報連結。",
        made="由 Proofdeck {version} 產生。",
    ),
}


def description(deck: RenderedDeck, lock: Lock) -> str:
    """Markdown for the deck as a whole. Equal decks and locks give equal texts: its date is that
    of the last change in the lock.
    """
    words = in_language(_WORDS, deck.language)
    count, verified, changed = 0, 0, 0
    versions: set[str] = set()
    for card in deck.cards:
        count += 1
        verified += bool(card.verified)
        versions.update(card.verified)
        changed = max(changed, lock.entries[card.note.id].modified)
    about = deck.config.about
    proved = words.verified if verified else words.cards
    if count == 1:
        proved = words.one_verified if verified else words.one
    first = [proved.format(cards=count, verified=verified)]
    if versions:
        ordered = sorted(versions, key=lambda one: (one.startswith(_PYTHON), one.lower()))
        first.append(words.versions.format(versions=words.comma.join(ordered)))
    second = [words.changed.format(date=datetime.fromtimestamp(changed, UTC).date().isoformat())]
    if about.license:
        second.append(words.license.format(license=_MARKDOWN.sub(r"\\\1", about.license)))
    if about.home:
        second.append(words.home.format(home=about.home.replace(">", "%3E")))
    third = [words.report] if about.report else []
    third.append(words.made.format(version=__version__))
    return "\n\n".join(_joined(part) for part in (first, second, third))


def _joined(sentences: Iterable[str]) -> str:
    # Chinese sentences end with a full stop that brings its own space.
    return " ".join(sentences).replace("。 ", "。")
