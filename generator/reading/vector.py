"""What an SVG would cost to draw, counted before anything draws it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

MOST_DRAWN: Final = 100_000
DEEPEST: Final = 256
MOST_FILTERED: Final = 100
MOST_CHARACTERS: Final = 20_000
# A step of a filter goes over all pixels, and is counted each time it is drawn.
_STEP_WEIGHS: Final = 100
_FINEST: Final = {"numOctaves": 10, "order": 10, "radius": 20}
_WIDEST_BLUR: Final = 1_000.0
_LARGEST_SIDE: Final = 10_000.0
_URL: Final = re.compile(r"url\(\s*[\"']?#([^)\"'\s]+)")
_NUMBER: Final = re.compile(r"[\d.]+(?:[eE][+-]?\d+)?")
_HREFS: Final = ("href", "xlink:href")
_PICTURE: Final = re.compile(r"\s*data:image/(\w+)(?:\+xml)?[^,]*;base64,", re.IGNORECASE)


Embedded = Callable[[str, str], str | None]


def svg_fault(data: str | bytes, embedded: Embedded = lambda _kind, _base64: None) -> str | None:
    """What keeps an SVG from being drawn, or makes it too costly to draw, or None.

    `embedded` says so of a picture inside it, of its kind and its data.
    """
    counter = _Counter(embedded)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    parser.CharacterDataHandler = counter.characters
    try:
        parser.Parse(data, True)
    except _TooDearError as error:
        return str(error)
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        return f"is broken: {said} (line {error.lineno}, column {error.offset + 1} of it)"
    except (UnicodeEncodeError, ValueError, LookupError):
        return "is broken: its text cannot be read"
    return counter.fault()


class _TooDearError(Exception):
    """The document costs more than a picture may."""


def _refuse_entity(*_: object) -> None:
    raise _TooDearError("declares entities, which may grow without bound")


class _Counter:
    """Who draws whom: each element belongs to the nearest one with a name around it."""

    def __init__(self, embedded: Embedded) -> None:
        self._embedded = embedded
        self._elements = self._texts = self._characters = 0
        self._own: dict[str, int] = {"": 0}
        self._drawn: dict[str, list[str]] = {"": []}
        self._around = [""]
        self._filters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > 2 * MOST_DRAWN:
            raise _TooDearError(f"has more than {2 * MOST_DRAWN:,} elements")
        if len(self._around) > DEEPEST:
            raise _TooDearError(f"is nested more than {DEEPEST} deep")
        local = name.rpartition(":")[2]
        if len(self._around) == 1:
            if local != "svg":
                raise _TooDearError("is broken: it does not start like an SVG")
            for side in ("width", "height"):
                if _size(attributes.get(side, "")) > _LARGEST_SIDE:
                    raise _TooDearError(f"has a {side} over {_LARGEST_SIDE:,.0f}")
        around = self._around[-1]
        own = attributes.get("id", "")
        if own and own not in self._own:
            self._own[own], self._drawn[own] = 0, []
            self._drawn[around].append(own)
            around = own
        self._around.append(around)
        self._own[around] += _STEP_WEIGHS if local.startswith("fe") else 1
        self._texts += local == "text"
        if local.startswith("fe"):
            self._filters += 1
            for key, most in _FINEST.items():
                if max(map(float, _numbers(attributes.get(key, ""))), default=0) > most:
                    raise _TooDearError(f"has a filter with {key} over {most}")
            if max(map(float, _numbers(attributes.get("stdDeviation", ""))), default=0) > (
                _WIDEST_BLUR
            ):
                raise _TooDearError(f"blurs over more than {_WIDEST_BLUR:,.0f} units")
            if self._filters > MOST_FILTERED:
                raise _TooDearError(f"has more than {MOST_FILTERED} steps of filters")
        for key, value in attributes.items():
            if key in _HREFS and value.startswith("#"):
                self._drawn[around].append(value[1:])
            else:
                self._drawn[around] += _URL.findall(value)
            picture = _PICTURE.match(value) if key in _HREFS else None
            fault = self._embedded(picture[1].lower(), value[picture.end() :]) if picture else None
            if fault is not None:
                raise _TooDearError(f"contains a picture that {fault}")

    def end(self, name: str) -> None:
        self._around.pop()
        self._texts -= name.rpartition(":")[2] == "text"

    def characters(self, text: str) -> None:
        self._characters += len(text) if self._texts else 0
        if self._characters > MOST_CHARACTERS:
            raise _TooDearError(f"has more than {MOST_CHARACTERS:,} characters of text")

    def fault(self) -> str | None:
        counts: dict[str, int] = {}
        stack = [""]
        while stack:
            name = stack[-1]
            if name not in counts:
                counts[name] = 0  # what draws itself is drawn once
                stack += [child for child in set(self._drawn[name])
                          if child in self._own and child not in counts]  # fmt: skip
                continue
            stack.pop()
            drawn = sum(counts.get(child, 0) for child in self._drawn[name])
            counts[name] = min(self._own[name] + drawn, 2 * MOST_DRAWN)
        if counts[""] > MOST_DRAWN:
            steps = f", a step of a filter counted as {_STEP_WEIGHS}" if self._filters else ""
            return f"draws more than {MOST_DRAWN:,} elements{steps}"
        return None


def _numbers(text: str) -> list[str]:
    return [found for found in _NUMBER.findall(text) if found.count(".") <= 1 and found != "."]


def _size(text: str) -> float:
    numbers = _numbers(text)
    return float(numbers[0]) if numbers else 0.0
