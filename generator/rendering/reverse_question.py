"""What the second card of a `.reversed` one asks, where its author did not write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from generator.model import Node
from generator.model.walking import plain_text, walk
from generator.rendering.html_words import in_language

Asked = Literal["function", "class", "term"]

_WORDS: Final[Mapping[str, Mapping[Asked, str]]] = {
    "en": {
        "function": "Which function does this?",
        "class": "Which class is this?",
        "term": "What is this called?",
    },
    "zh": {
        "function": "哪个函数有这个作用？",
        "class": "这是哪个类？",
        "term": "这叫什么？",
    },
    "zh-hant": {
        "function": "哪個函式有這個作用？",
        "class": "這是哪個類別？",
        "term": "這叫什麼？",
    },
}
_DOES: Final = re.compile(
    r"\bdoes?\b.*\bdo\b|做什[么麼]|做了什[么麼]|有什[么麼]用|有何作用|的作用", re.DOTALL
)
_CLASS: Final = re.compile(r"(?:\w+\.)*[A-Z]\w*[a-z]\w*")
_ALONE: Final = re.compile(r"\W*(?:what is)?\W*(?:是什[么麼])?\W*", re.IGNORECASE)
_CALL: Final = re.compile(r"[\w.]+\(.*\)", re.DOTALL)


def reverse_question(question: Sequence[Node], language: str) -> str:
    """The question whose answer is the heading, in the language of the card.

    A heading about one name in code asks for a function or a class where it tells which; any
    other for the term. English for languages without words of their own.
    """
    return in_language(_WORDS, language)[_asked(question)]


def _asked(question: Sequence[Node]) -> Asked:
    codes = [node.text.strip() for node in walk(question) if node.kind == "code"]
    text = plain_text(question)
    if len(codes) != 1:
        return "term"
    if _CALL.fullmatch(codes[0]) and (_DOES.search(text) or text.strip() == codes[0]):
        return "function"
    if _DOES.search(text) and re.fullmatch(r"[\w.]+", codes[0]):
        return "class" if _CLASS.fullmatch(codes[0]) else "function"
    alone = _ALONE.fullmatch(text.replace(codes[0], ""))
    return "class" if alone and _CLASS.fullmatch(codes[0]) else "term"
