"""JSON with the line that each text stands in, read without calling itself."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Final

_DEEPEST: Final = 100
_TOKEN: Final = re.compile(
    r"[ \t\r\n]*(?:(?P<string>\"[^\"\\]*(?:\\.[^\"\\]*)*\")|(?P<sign>[\[{\]},:])"
    r"|(?P<word>[-+.\w]+))",
    re.DOTALL,
)
_WORDS: Final = {"true": True, "false": False, "null": None}
_WHOLE: Final = re.compile(r"-?\d{1,15}")


class Text(str):
    """A string of a JSON document; `line` is the one that it starts in, counting from 1."""

    line: int = 1


@dataclass
class _Open:
    """An array or object that is not closed yet; `key` is that of the value to come."""

    items: list[Any] | dict[str, Any]
    key: str | None = None
    after: str = field(default="open")  # what stood last in it: "open", "key", ":", "value", ","

    def put(self, value: Any) -> bool:
        """Whether a value may stand here; then it is taken in."""
        if isinstance(self.items, list):
            if self.after not in ("open", ","):
                return False
            self.items.append(value)
        elif self.after in ("open", ","):
            if not isinstance(value, str):
                return False
            self.key, self.after = value, "key"
            return True
        elif self.after == ":" and self.key is not None:
            self.items[self.key] = value
        else:
            return False
        self.after = "value"
        return True


def read_json(text: str) -> Any:
    """A JSON document whose strings know their lines. Numbers that are not whole, or have very
    many digits, and constants that JSON does not have, become None.

    Raises ValueError, which says where, for text that is no JSON, or nests too deep.
    """
    reader = _Reader(text)
    return reader.read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._open: list[_Open] = []
        self._counted = 0  # where the line ends before have been counted up to
        self._line = 1

    def read(self) -> Any:
        """The value of the whole text."""
        at = 0
        root = _Open([])
        self._open = [root]
        while found := _TOKEN.match(self._text, at):
            start = found.start(found.lastgroup or 0)
            at = found.end()
            self._take(found, start)
        if self._text[at:].strip():
            raise self._error(at, "it is no JSON")
        if len(self._open) > 1 or len(root.items) != 1:
            raise self._error(len(self._text), "it ends too early")
        assert isinstance(root.items, list)
        return root.items[0]

    def _take(self, found: re.Match[str], start: int) -> None:
        inner = self._open[-1]
        sign = found["sign"]
        if found["string"] is not None:
            fits = inner.put(self._string(found["string"], start))
        elif found["word"] is not None:
            fits = inner.put(self._word(found["word"], start))
        elif sign in "[{":
            items: list[Any] | dict[str, Any] = [] if sign == "[" else {}
            fits = inner.put(items) and inner.after == "value"
            self._open.append(_Open(items))
            if len(self._open) > _DEEPEST:
                raise self._error(start, f"it nests deeper than {_DEEPEST} levels")
        elif sign in "]}":
            wanted = list if sign == "]" else dict
            fits = len(self._open) > 1 and isinstance(inner.items, wanted)
            fits = fits and inner.after in ("open", "value")
            self._open.pop()
        elif sign == ",":
            fits = inner.after == "value" and len(self._open) > 1
            inner.after = ","
        else:
            fits = inner.after == "key"
            inner.after = ":"
        if not fits or not self._open:
            raise self._error(start, "it is no JSON")

    def _string(self, token: str, start: int) -> Text:
        try:
            text = Text(json.loads(token, strict=False))
        except ValueError:
            raise self._error(start, "it is no JSON") from None
        text.line = self._line_of(start)
        return text

    def _word(self, word: str, start: int) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        if _WHOLE.fullmatch(word):
            return int(word)
        if word[0] in "-+.0123456789" or word in ("NaN", "Infinity"):
            return None
        raise self._error(start, "it is no JSON")

    def _line_of(self, position: int) -> int:
        self._line += self._text.count("\n", self._counted, position)
        self._counted = position
        return self._line

    def _error(self, position: int, message: str) -> ValueError:
        line = self._text.count("\n", 0, position) + 1
        error = ValueError(f"{message} (line {line})")
        error.lineno = line  # type: ignore[attr-defined]
        return error
