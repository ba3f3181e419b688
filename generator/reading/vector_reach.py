"""What an SVG would do beyond being drawn: run something, or load something from elsewhere.

Anki shows pictures as images, where neither happens; but a media file is also opened by itself,
and what it loads is missing in print and on a telephone.
"""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

_RUNNING: Final = frozenset({"script", "handler", "listener"})
_LOADING: Final = frozenset(
    {"applet", "audio", "base", "embed", "form", "frame", "iframe", "link", "meta", "object",
     "video"}
)  # fmt: skip
_ADDRESSES: Final = frozenset(
    {"action", "background", "data", "formaction", "href", "poster", "src", "srcset"}
)
_HARMLESS: Final = re.compile(
    r"(?:#|data:image/(?:png|jpe?g|gif|webp|svg\+xml)[;,]|\Z)", re.IGNORECASE
)
_LINK: Final = re.compile(r"(?:https?|mailto):|(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_IGNORED: Final = re.compile(r"[\x00-\x20]+")  # by browsers, anywhere in an address
_EVENT: Final = re.compile(r"on[a-z]+\Z", re.IGNORECASE)
_OUTSIDE: Final = re.compile(
    r"\burl\(\s*[\"']?\s*(?!#|[\"'\s]|data:(?:image|font|application/(?:x-)?font))"
    r"|@import|\bimage-set\(|\bexpression\(|javascript:",
    re.IGNORECASE,
)
_CSS_ESCAPE: Final = re.compile(r"\\(?:([0-9A-Fa-f]{1,6})\s?|(.))", re.DOTALL)
_CSS_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)


def svg_reach(data: bytes) -> str | None:
    """What the SVG does beyond being drawn, None where it does nothing. It is well-formed."""
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.characters
    parser.ProcessingInstructionHandler = reader.instruction
    try:
        parser.Parse(data, True)
    except _ReachesError as error:
        return str(error)
    return None


class _ReachesError(Exception):
    """The document is more than a picture."""


class _Reader:
    def __init__(self) -> None:
        self._style: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2].lower()
        if local in _RUNNING:
            raise _ReachesError(f"runs a script (<{name}>)")
        if local in _LOADING:
            raise _ReachesError(f"contains a part of a web page (<{name}>)")
        for key, value in attributes.items():
            _judge(local, key, value)
        if local == "style":
            self._style = []

    def end(self, name: str) -> None:
        if self._style is not None and name.rpartition(":")[2].lower() == "style":
            _judge_style("".join(self._style))
            self._style = None

    def characters(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def instruction(self, target: str, _data: str) -> None:
        if target.lower() == "xml-stylesheet":
            raise _ReachesError("loads a style sheet (<?xml-stylesheet?>)")


def _judge(element: str, key: str, value: str) -> None:
    name = key.rpartition(":")[2].lower()
    if _EVENT.match(key) or (name == "attributename" and _is_active(value)):
        raise _ReachesError(f"runs a script ({key}=…)")
    if key == "xml:base":
        raise _ReachesError("loads something from elsewhere (xml:base=…)")
    if name in _ADDRESSES and not key.lower().startswith("xmlns"):
        address = _IGNORED.sub("", value)
        allowed = _LINK if element == "a" else _HARMLESS
        if element == "use" and address.lower().startswith("data:"):
            allowed = re.compile("#")
        if not allowed.match(address):
            short = address if len(address) <= 60 else f"{address[:60]}…"
            raise _ReachesError(f"loads something from elsewhere ({key}={short})")
    elif name == "style" or "url(" in value.lower() or "\\" in value:
        _judge_style(value)


def _is_active(attribute: str) -> bool:
    name = attribute.strip().rpartition(":")[2].lower()
    return name in _ADDRESSES or _EVENT.match(name) is not None


def _judge_style(text: str) -> None:
    plain = _CSS_ESCAPE.sub(_unescaped, _CSS_COMMENT.sub("", text))
    found = _OUTSIDE.search(plain)
    if found is not None:
        short = plain[found.start() : found.start() + 60].split("\n")[0]
        raise _ReachesError(f"loads something from elsewhere ({short})")


def _unescaped(found: re.Match[str]) -> str:
    if found[2] is not None:
        return found[2]
    number = int(found[1], 16)
    return chr(number) if number < 0x110000 else "�"
