"""The room that a question leaves for its answer, by what that answer is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, Final

Token = dict[str, Any]

# In millimetres: what is written by hand needs more than what is printed.
_LINE: Final = 6.0
_PADDING: Final = 3.0
_PICTURE: Final = 45.0
_MOST_BOX: Final = 75.0
_GRID: Final = (60.0, 120.0)
_SQUARE: Final = 5.0
_NO_HINT: Final = "[…]"
_WIDER: Final = 1.5  # by hand than in type
_LEAST_GAP: Final = 20  # characters
_WRITTEN: Final = 40  # characters on a line
_LINES: Final = (2, 6)


def room(kind: str, front: Sequence[Token], back: Sequence[Token]) -> Token:
    """What there is to write in: `lines`, a `box` or a `grid` so many millimetres tall, or nothing
    where there are boxes to tick and gaps to fill.
    """
    gaps = len([gap for gap in gaps_in(front) if gap == "code"])
    match kind:
        case "choice":
            return {"lines": 0}
        case "typed":
            return {"lines": 1}
        case "predict":
            return {"lines": 0, "box": _box(leading(back))}
        case "bug.predict":
            return {"box": _box(leading(back)), "lines": 3}
        case "exercise":
            code = max((_count(each["code"]) for each in listings(back)), default=0)
            tall = min(max(code * 1.5 * _LINE, _GRID[0]), _GRID[1])
            return {"lines": 0, "grid": ceil(tall / _SQUARE) * _SQUARE}
        case _ if kind.startswith("cloze") or gaps:
            return {"lines": min(gaps, _LINES[1])}
        case _:
            return {"lines": min(max(ceil(sum(map(_written, back))), _LINES[0]), _LINES[1])}


def _box(outputs: Sequence[Token]) -> float:
    tall = 0.0
    for listing in outputs:
        tall += _LINE * _count(listing["code"])
        for out in listing["outs"]:
            match out["k"]:
                case "image":
                    tall += _PICTURE
                case "error":  # nobody writes a traceback, but its last line
                    tall += 2 * _LINE
                case _:
                    tall += _LINE * len(out["lines"])
    return min(max(tall, _LINE) + _PADDING, _MOST_BOX)


def _count(code: Sequence[Any] | None) -> int:
    return len(code) if code else 0


def leading(nodes: Sequence[Token]) -> list[Token]:
    """The listings that a side begins with: what came out of the programs in front."""
    found = []
    for token in nodes:
        if token["t"] not in ("listing", "columns"):
            break
        found += list(listings([token]))
    return found


def listings(token: Any) -> Iterator[Token]:
    match token:
        case {"t": "listing"}:
            yield token
        case dict():
            for value in token.values():
                yield from listings(value)
        case list():
            for value in token:
                yield from listings(value)


def gaps_in(token: Any) -> list[str]:
    """The gaps to fill: in `text`, or in `code`, where they are too narrow for a hand."""
    match token:
        case {"t": "blank"}:
            return ["text"]
        case {"r": list(runs)}:
            return ["code" for run in runs if run[0] == "b"]
        case dict():
            return [gap for value in token.values() for gap in gaps_in(value)]
        case list():
            return [gap for value in token for gap in gaps_in(value)]
    return []


def is_filled(token: Any) -> bool:
    """Whether there is something in it that was a gap."""
    match token:
        case {"t": "answer"} | ["a", str(), _]:
            return True
        case dict():
            return any(map(is_filled, token.values()))
        case list():
            return any(map(is_filled, token))
    return False


def opened(token: Any) -> Any:
    """The same with room in its gaps, in which nothing stands but their hints."""
    match token:
        case {"t": "blank", "width": width, "hint": hint}:
            wide = max(_WIDER * width, _LEAST_GAP)
            return {**token, "width": wide, "hint": "" if hint == _NO_HINT else hint}
        case ["b", text, columns]:
            return ["b", " " if text == _NO_HINT else text, columns]
        case dict():
            return {key: opened(value) for key, value in token.items()}
        case list():
            return [opened(value) for value in token]
    return token


def _written(token: Any) -> float:
    """About how many lines somebody writes for this."""
    match token:
        case {"t": "listing", "code": code}:
            return _count(code)
        case {"s": list(pieces)}:
            return sum(map(len, pieces)) / _WRITTEN
        case dict():
            return sum(_written(value) for key, value in token.items() if key != "m")
        case list():
            return sum(map(_written, token))
    return 0
