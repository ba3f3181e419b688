"""What the pages of a site say beside the cards, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from generator.rendering.html_words import in_language

_MONTHS: Final = (
    "January February March April May June July August September October November December"
)

_LAST: Final = 253_402_300_799  # the last second that has a date


@dataclass(frozen=True, slots=True)
class SiteWords:
    """The words of one language, whose code is `code`. Those in braces are put in."""

    code: str
    name: str
    skip: str
    search: str
    search_hint: str
    search_none: str
    search_one: str
    search_many: str
    search_script: str
    home: str
    changes: str
    download: str
    theme: str
    theme_auto: str
    theme_light: str
    theme_dark: str
    languages: str
    in_language: str
    answer: str
    verified: str
    not_run: str
    not_read: str
    no_code: str
    since: str
    wrong: str
    source: str
    link: str
    reverse: str
    earlier: str
    later: str
    card_of: str
    cards: str
    one_card: str
    all_verified: str
    some_verified: str
    one_verified: str
    none_verified: str
    means: str
    others: str
    other: str
    space: str
    with_versions: str
    last_change: str
    chapters: str
    start: str
    part: str
    apkg: str
    cheatsheet: str
    cut_cards: str
    provenance: str
    license: str
    deck_home: str
    made: str
    feed: str
    changes_none: str
    changes_more: str
    what_new: str
    what_back: str
    what_renamed: str
    what_changed: str
    what_updated: str
    what_retired: str
    what_gone: str
    gone_retired: str
    gone_gone: str
    gone_moved: str
    gone_back: str
    keys: str
    issue_title: str
    issue_text: str
    issue_page: str
    issue_with: str
    date: str
    comma: str


_EN: Final = SiteWords(
    code="en",
    name="English",
    skip="Skip to the content",
    search="Search",
    search_hint="Search the cards",
    search_none="No card has all of these words.",
    search_one="1 card",
    search_many="{count} cards",
    search_script="The search needs JavaScript. All cards are in the chapters.",
    home="Contents",
    changes="Changes",
    download="Download",
    theme="Colours",
    theme_auto="as the system",
    theme_light="light",
    theme_dark="dark",
    languages="Languages",
    in_language="In English",
    answer="Answer",
    verified="verified",
    not_run="not run",
    not_read="not all of it verified",
    no_code="no code to run",
    since="unchanged since {date}",
    wrong="Is this card wrong?",
    source="Source",
    link="Link to this card",
    reverse="Also asked the other way round:",
    earlier="Previous",
    later="Next",
    card_of="Card {number} of {count}",
    cards="{count} cards",
    one_card="1 card",
    all_verified="All {cards} cards are verified.",
    some_verified="{verified} of {cards} cards are verified.",
    one_verified="The card is verified.",
    none_verified="{cards} cards.",
    means="Their programs ran, and what the cards show is what came out.",
    others="The others: {counts}.",
    other="{count} {status}",
    space=" ",
    with_versions="With {versions}.",
    last_change="Last change: {date}.",
    chapters="Chapters",
    start="Start with the first card",
    part="Part {number}",
    apkg="Anki deck",
    cheatsheet="Cheat sheet",
    cut_cards="Cards to cut out",
    provenance="Provenance of every card",
    license="Licence: {license}",
    deck_home="About the deck",
    made="Made with Proofdeck {version}",
    feed="Feed",
    changes_none="Nothing has changed since the deck was first published.",
    changes_more="and {count} more",
    what_new="new",
    what_back="back",
    what_renamed="has another address",
    what_changed="changed",
    what_updated="new or changed",
    what_retired="taken out",
    what_gone="no longer in the deck",
    gone_retired="This card was taken out of the deck on {date}.",
    gone_gone="This card is no longer in the deck.",
    gone_moved="This card has another address now.",
    gone_back="To the contents",
    keys="Keys: / search, ← → other cards, space answer",
    issue_title="Card {slug} is wrong",
    issue_text="What is wrong:",
    issue_page="Page",
    issue_with="Verified with",
    date="{day} {month} {year}",
    comma=", ",
)

_ZH: Final = SiteWords(
    code="zh-CN",
    name="中文",
    skip="跳到正文",
    search="搜索",
    search_hint="搜索卡片",
    search_none="没有同时包含这些词的卡片。",
    search_one="1 张卡片",
    search_many="{count} 张卡片",
    search_script="搜索需要 JavaScript。所有卡片都列在各章中。",
    home="目录",
    changes="更新",
    download="下载",
    theme="配色",
    theme_auto="跟随系统",
    theme_light="浅色",
    theme_dark="深色",
    languages="语言",
    in_language="中文版",
    answer="答案",
    verified="已验证",
    not_run="未运行",
    not_read="未全部验证",
    no_code="没有要运行的代码",
    since="{date}以来未变",
    wrong="这张卡有错？",
    source="源文件",
    link="本卡链接",
    reverse="也会反过来问：",
    earlier="上一张",
    later="下一张",
    card_of="第 {number} 张，共 {count} 张",
    cards="{count} 张卡片",
    one_card="1 张卡片",
    all_verified="{cards} 张卡片全部已验证。",
    some_verified="{cards} 张卡片中有 {verified} 张已验证。",
    one_verified="这张卡片已验证。",
    none_verified="共 {cards} 张卡片。",
    means="其中的程序都运行过，输出与卡片所写一致。",
    others="其余：{counts}。",
    other="{count} 张{status}",
    space="",
    with_versions="运行环境：{versions}。",
    last_change="最近更新：{date}。",
    chapters="各章",
    start="从第一张卡片开始",
    part="第 {number} 部分",
    apkg="Anki 牌组",
    cheatsheet="速查表",
    cut_cards="可裁剪的卡片",
    provenance="每张卡片的运行记录",
    license="许可：{license}",
    deck_home="关于本牌组",
    made="由 Proofdeck {version} 生成",
    feed="订阅",
    changes_none="首次发布以来没有变化。",
    changes_more="另有 {count} 张",
    what_new="新增",
    what_back="恢复",
    what_renamed="换了地址",
    what_changed="有改动",
    what_updated="新增或有改动",
    what_retired="已撤下",
    what_gone="已不在牌组中",
    gone_retired="这张卡片已于{date}撤下。",
    gone_gone="这张卡片已不在牌组中。",
    gone_moved="这张卡片换了地址。",
    gone_back="回到目录",
    keys="快捷键：/ 搜索，← → 前后翻卡，空格 看答案",
    issue_title="卡片 {slug} 有错",
    issue_text="哪里有错：",
    issue_page="页面",
    issue_with="验证环境",
    date="{year} 年 {number} 月 {day} 日",
    comma="、",
)
_TABLES: Final[Mapping[str, SiteWords]] = {"en": _EN, "zh": _ZH}
# What languages call themselves, for the links between them.
_NAMES: Final[Mapping[str, str]] = {
    "ar": "العربية", "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά",
    "en": "English", "es": "Español", "fa": "فارسی", "fi": "Suomi", "fr": "Français",
    "he": "עברית", "hi": "हिन्दी", "hu": "Magyar", "id": "Bahasa Indonesia", "it": "Italiano",
    "ja": "日本語", "ko": "한국어", "nl": "Nederlands", "no": "Norsk", "pl": "Polski",
    "pt": "Português", "ro": "Română", "ru": "Русский", "sv": "Svenska", "th": "ไทย",
    "tr": "Türkçe", "uk": "Українська", "vi": "Tiếng Việt", "zh": "中文",
    "zh-hant": "繁體中文", "zh-tw": "繁體中文", "zh-hk": "繁體中文",
}  # fmt: skip


def site_words(language: str) -> SiteWords:
    """The words for pages in a language; English ones where there are no others."""
    return in_language(_TABLES, language)


def language_name(language: str) -> str:
    """What a language calls itself, or its code."""
    code = language.lower()
    return _NAMES.get(code) or _NAMES.get(code.partition("-")[0]) or language


def date_in_words(words: SiteWords, seconds: int) -> str:
    """A day, in UTC."""
    when = _time(seconds)
    month = _MONTHS.split()[when.month - 1]
    return words.date.format(day=when.day, month=month, number=when.month, year=when.year)


def iso_date(seconds: int) -> str:
    """A day as 2026-11-30, in UTC."""
    return _time(seconds).date().isoformat()


def iso_time(seconds: int) -> str:
    """A time as RFC 3339 has it, in UTC."""
    return _time(seconds).strftime("%Y-%m-%dT%H:%M:%SZ")


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(min(seconds, _LAST), UTC)  # a lock may hold later ones
