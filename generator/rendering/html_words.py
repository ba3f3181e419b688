"""The few words that Proofdeck adds to a card, in the language of the card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, TypeVar

_Table = TypeVar("_Table")
Word = Literal["verified", "not run", "varies", "in part", "right", "wrong", "report", "continued"]

_WORDS: Final[Mapping[str, Mapping[Word, str]]] = {
    "en": {
        "verified": "verified",
        "not run": "not run",
        "varies": "varies from run to run",
        "in part": "what “...” stands for varies",
        "right": "right",
        "wrong": "wrong",
        "report": "Is this card wrong?",
        "continued": "(continued)",
    },
    "zh": {
        "verified": "已验证",
        "not run": "未运行",
        "varies": "每次运行结果不同",
        "in part": "“...”处每次运行不同",
        "right": "正确",
        "wrong": "错误",
        "report": "这张卡有错？",
        "continued": "（续）",
    },
    "zh-hant": {
        "verified": "已驗證",
        "not run": "未執行",
        "varies": "每次執行結果不同",
        "in part": "“...”處每次執行不同",
        "right": "正確",
        "wrong": "錯誤",
        "report": "這張卡有錯？",
        "continued": "（續）",
    },
}
# The fonts of these languages have no simplified characters: words in them could not be printed.
_TRADITIONAL: Final = ("zh-hant", "zh-tw", "zh-hk")
_LOCALES: Final = {"zh": "zh-CN", "zh-hans": "zh-CN", "zh-hant": "zh-TW"}


def word(name: Word, language: str) -> str:
    """`name` in `language`; English for other languages."""
    return in_language(_WORDS, language)[name]


def in_language(tables: Mapping[str, _Table], language: str) -> _Table:
    """The table of a language among `tables`, by its code without a region or script, but that of
    traditional Chinese where there is one; the English one for other languages.
    """
    code = language.lower()
    if code.startswith(_TRADITIONAL) and "zh-hant" in tables:
        return tables["zh-hant"]
    return tables.get(code.partition("-")[0], tables["en"])


def colon(language: str) -> str:
    """The separator between a mark and its reason."""
    return "：" if language.lower().startswith("zh") else ": "


def locale(language: str) -> str:
    """The value of HTML's `lang` that makes a browser choose the right glyphs.

    A bare "zh" does not say which script, so browsers guess from the system.
    """
    return _LOCALES.get(language.lower(), language)
