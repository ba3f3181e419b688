"""JSON with the line of each string, read without recursion."""

from __future__ import annotations

import json
import re
from typing import Any, Final

_DEEPEST: Final = 100
_MOST: Final = 1_000_000  # values
_TOKEN: Final = re.compile(
    r"[ \t\r\n]*(\"[^\"\\]*(?:\\.[^\"\\]*)*\"|[\[{\]},:]|[-+.\w]+)", re.DOTALL
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_WHOLE: Final = re.compile(r"-?\d{1,15}")


class Text(str):
    """A string of a JSON document; `line` is the one that it starts on, counting from 1."""

    line: int = 1


def read_json(text: str) -> Any:
    """A JSON document whose strings know their lines. Numbers that are not whole, or have very
    many digits, and constants that JSON does not have, become None.

    Raises ValueError, which says where, for text that is not JSON, is nested too deeply, or has too
    many values.
    """
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._line, self._counted = 1, 0  # the line of a position in the text

    def read(self) -> Any:
        """The value of the whole text."""
        text = self._text
        root: list[Any] = []
        # What is open: the container, the key of the value to come, and what may stand next.
        inner: list[Any] | dict[str, Any] = root
        key: str | None = None
        after = "["
        around: list[tuple[list[Any] | dict[str, Any], str | None]] = []
        at = count = 0
        while found := _TOKEN.match(text, at):
            at = found.end()
            count += 1
            token = found[1]
            sign = token[0]
            if sign in "]}":
                if not around or after in ",:k" or (sign == "]") != isinstance(inner, list):
                    raise self._error(found.start(1))
                inner, key = around.pop()
                after = "v"
                continue
            if sign in ",:":
                if after != ("v" if sign == "," else "k") or not around:
                    raise self._error(found.start(1))
                after = sign
                continue
            if isinstance(inner, dict) and after in "[,":
                if sign != '"':
                    raise self._error(found.start(1))
                key, after = self._string(token, found.start(1)), "k"
                continue
            if after not in ("[", ",", ":"):
                raise self._error(found.start(1))
            value: Any
            if sign == '"':
                value = self._string(token, found.start(1))
            elif sign in "[{":
                value = [] if sign == "[" else {}
            else:
                value = self._word(token, found.start(1))
            if isinstance(inner, list):
                inner.append(value)
            elif key is not None:
                inner[key] = value
            after = "v"
            if sign in "[{":
                around.append((inner, key))
                inner, key, after = value, None, "["
                if len(around) > _DEEPEST:
                    raise self._error(at, f"it nests deeper than {_DEEPEST} levels")
            if count > _MOST:
                raise self._error(at, f"it holds more than {_MOST:,} values")
        if text[at:].strip() or around or len(root) != 1:
            raise self._error(at, "it is not JSON" if text[at:].strip() else "it ends too early")
        return root[0]

    def _string(self, token: str, start: int) -> Text:
        try:
            text = Text(json.loads(token, strict=False) if "\\" in token else token[1:-1])
        except ValueError:
            raise self._error(start) from None
        self._line += self._text.count("\n", self._counted, start)
        self._counted = start
        text.line = self._line
        return text

    def _word(self, word: str, start: int) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        if _WHOLE.fullmatch(word):
            return int(word)
        if word[0] in "-+.0123456789" or word in ("NaN", "Infinity"):
            return None
        raise self._error(start)

    def _error(self, position: int, message: str = "it is not JSON") -> ValueError:
        line = self._text.count("\n", 0, position) + 1
        error = ValueError(f"{message} (line {line})")
        error.lineno = line  # type: ignore[attr-defined]
        return error
