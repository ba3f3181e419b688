"""EDN and Transit, the notations of Clojure in which Mochi exports, as plain values."""

from __future__ import annotations

import re
from typing import Any, Final

_TOKEN: Final = re.compile(
    r"(?:[\s,]|;[^\n]*)*(?P<token>\"(?:[^\"\\]|\\.)*\"|#\{|#_|#[A-Za-z][\w./-]*|\\.\w*|[\[\](){}]"
    r"|[^\s,;\"\[\](){}#]+)",
    re.DOTALL,
)
_ESCAPES: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\"}
_ESCAPE: Final = re.compile(r"\\(?:u(?P<code>[0-9A-Fa-f]{4})|(?P<sign>.))", re.DOTALL)
_WORDS: Final = {"nil": None, "true": True, "false": False}
_CLOSES: Final = {"[": "]", "(": ")", "{": "}", "#{": "}"}
_DEEPEST: Final = 100
_MOST: Final = 2_000_000  # values
_CACHE: Final = 44**2


def read_edn(text: str) -> Any:
    """The value of a text in EDN: keywords are their names, sets and lists are lists, and a tagged
    value is the value. Raises ValueError.
    """
    root: list[Any] = []
    around: list[tuple[str, list[Any]]] = []
    inner = root
    skips: list[tuple[int, int]] = []  # where `#_` stands: how deep, and before which value
    at = count = 0
    while found := _TOKEN.match(text, at):
        at = found.end()
        token = found["token"]
        count += 1
        if count > _MOST:
            raise _error(text, at, f"it holds more than {_MOST:,} values")
        if token in _CLOSES:
            around.append((token, inner))
            inner = []
            if len(around) > _DEEPEST:
                raise _error(text, at, f"it nests deeper than {_DEEPEST} levels")
            continue
        if token in "])}":
            if not around or _CLOSES[around[-1][0]] != token:
                raise _error(text, at, f"`{token}` closes nothing")
            opened, outer = around.pop()
            value: Any = inner
            if opened == "{":
                if len(inner) % 2:
                    raise _error(text, at, "a key has no value")
                value = {_key(key): each for key, each in zip(inner[::2], inner[1::2], strict=True)}
            inner = outer
        elif token == "#_":
            skips.append((len(around), len(inner)))
            continue
        elif token[0] == "#":
            continue  # a tag: its value follows
        else:
            value = _atom(token)
        if skips and skips[-1] == (len(around), len(inner)):
            skips.pop()
        else:
            inner.append(value)
    if text[at:].strip(" \t\r\n,") or around or len(root) != 1:
        raise _error(text, at, "it ends too early" if around else "it is not EDN")
    return root[0]


def _key(key: Any) -> str:
    return key if isinstance(key, str) else repr(key)


def _atom(token: str) -> Any:
    if token[0] == '"':
        return _ESCAPE.sub(
            lambda e: chr(int(e["code"], 16)) if e["code"] else _ESCAPES.get(e["sign"], e["sign"]),
            token[1:-1],
        )
    if token[0] == ":":
        return token[1:]
    return _WORDS.get(token, token)


def _error(text: str, at: int, why: str) -> ValueError:
    return ValueError(f"{why} (line {text.count(chr(10), 0, at) + 1})")


def plain_transit(value: Any) -> Any:
    """A value of JSON that was written as Transit, short or verbose, as plain values."""
    return _Transit().plain(value)


class _Transit:
    def __init__(self) -> None:
        self._cache: list[str] = []

    def plain(self, value: Any, *, key: bool = False) -> Any:
        """A value; recursion is as deep as the JSON, whose depth is bounded."""
        if isinstance(value, str):
            return self._text(value, key=key)
        if isinstance(value, dict):
            if len(value) == 1 and str(next(iter(value))).startswith("~#"):
                tag, inner = next(iter(value.items()))
                self._text(tag, key=True)
                return self.plain(inner)
            return {
                str(self.plain(name, key=True)): self.plain(each) for name, each in value.items()
            }
        if isinstance(value, list):
            return self._list(value)
        return value

    def _list(self, value: list[Any]) -> Any:
        if value and value[0] == "^ ":
            pairs = zip(value[1::2], value[2::2], strict=False)
            return {str(self.plain(name, key=True)): self.plain(each) for name, each in pairs}
        first = value[0] if value else None
        if len(value) == 2 and isinstance(first, str):
            tag = self._told(first)
            if tag.startswith("~#"):
                return self.plain(value[1])
            if first.startswith("^") and len(first) > 1:
                return [tag.removeprefix("~:"), self.plain(value[1])]
        return [self.plain(each) for each in value]

    def _told(self, text: str) -> str:
        """A text as it was written out first, remembered for its next short form."""
        if text.startswith("^") and text != "^ ":
            digits = [ord(sign) - 48 for sign in text[1:]]
            index = digits[0] if len(digits) == 1 else digits[0] * 44 + digits[1] if digits else -1
            return self._cache[index] if 0 <= index < len(self._cache) else text
        if len(text) > 3 and text[:2] in ("~:", "~#", "~$"):
            self._remember(text)
        return text

    def _remember(self, text: str) -> None:
        if len(self._cache) >= _CACHE:
            self._cache.clear()
        self._cache.append(text)

    def _text(self, text: str, *, key: bool) -> str:
        told = self._told(text)
        if key and told == text and len(text) > 3 and text[:1] not in "~^":
            self._remember(text)
        if told[:2] in ("~:", "~$", "~u"):
            return told[2:]
        return told[1:] if told[:2] in ("~~", "~^", "~`") else told
