"""What an SVG would cost to draw, counted before anything draws it."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat

MOST_DRAWN: Final = 100_000
DEEPEST: Final = 256
MOST_FILTERED: Final = 100
_WIDEST_BLUR: Final = 1_000.0
_LARGEST_SIDE: Final = 10_000.0
_URL: Final = re.compile(r"url\(\s*[\"']?#([^)\"'\s]+)")
_NUMBER: Final = re.compile(r"[\d.]+(?:[eE][+-]?\d+)?")
_HREFS: Final = ("href", "xlink:href")


def svg_fault(data: str | bytes) -> str | None:
    """What makes an SVG too dear to draw, or None. A document that is none is not judged here."""
    counter = _Counter()
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = _refuse_entity
    parser.StartElementHandler = counter.start
    parser.EndElementHandler = counter.end
    try:
        parser.Parse(data, True)
    except _TooDearError as error:
        return str(error)
    except (expat.ExpatError, UnicodeEncodeError, ValueError):
        return None
    return counter.fault()


class _TooDearError(Exception):
    """The document costs more than a picture may."""


def _refuse_entity(*_: object) -> None:
    raise _TooDearError("declares entities, which may grow without bound")


class _Counter:
    """Who draws whom: each element belongs to the nearest one with a name around it."""

    def __init__(self) -> None:
        self._own: dict[str, int] = {"": 0}
        self._drawn: dict[str, list[str]] = {"": []}
        self._around = [""]
        self._filters = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self._around) > DEEPEST:
            raise _TooDearError(f"is nested more than {DEEPEST} deep")
        if len(self._around) == 1:
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
        self._own[around] += 1
        if name.startswith("fe"):
            self._filters += 1
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

    def end(self, _name: str) -> None:
        self._around.pop()

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
            return f"draws more than {MOST_DRAWN:,} elements"
        return None


def _numbers(text: str) -> list[str]:
    return [found for found in _NUMBER.findall(text) if found.count(".") <= 1 and found != "."]


def _size(text: str) -> float:
    numbers = _numbers(text)
    return float(numbers[0]) if numbers else 0.0
