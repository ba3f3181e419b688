"""`[print]` of deck.toml: the paper, the cards, and how both are printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any, Final, get_args

from generator.model.exam_settings import (
    MOST_POINTS,
    MOST_QUESTIONS,
    POINTS,
    ExamSettings,
    versions_of,
)
from generator.model.paper import CARD_SIZES, DEFAULT_PAPER, PAPERS, card_size, no_card
from generator.model.print_settings import MOST_OFFSET, Flip, Ink, Marks, Order, PrintSettings
from generator.nearest import did_you_mean
from generator.reading.about import Wrong

KEYS: Final = (
    "paper", "card", "flip", "back_offset", "marks", "order", "ink", "large_print",
    "pages", "guide", "signature", "n", "seed", "versions", "points",
)  # fmt: skip

# The least and the most of a number, and what it is, as a hint says it.
_NUMBERS: Final[Mapping[str, tuple[int, int, str]]] = {
    "pages": (1, 100, "the most pages that the sheet of a chapter may take, for example pages = 2"),
    "signature": (1, 100, "the most sheets of a booklet that are folded into each other: 8"),
    "n": (1, MOST_QUESTIONS, "the questions of an exam or a quiz, for example n = 12"),
    "seed": (0, 10**9, "what decides which cards an exam asks, for example seed = 7"),
}
_CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    "flip": get_args(Flip),
    "marks": get_args(Marks),
    "order": get_args(Order),
    "ink": get_args(Ink),
}


def read_print(table: Mapping[str, Any], wrong: Wrong) -> tuple[str, PrintSettings]:
    """The paper and the other settings; `wrong(key, section, code, message, hint)` is called for
    each value that cannot be used.
    """
    read: dict[str, Any] = {}
    paper = _choice("paper", table.get("paper", DEFAULT_PAPER), tuple(PAPERS), wrong)
    for key, values in _CHOICES.items():
        if key in table and (value := _choice(key, table[key], values, wrong)):
            read[key] = value
    if "card" in table and _is_card(table["card"], wrong):
        read["card"] = table["card"]
    if "back_offset" in table and _is_offset(table["back_offset"], wrong):
        x, y = table["back_offset"]
        read["back_offset"] = (float(x), float(y))
    for key in ("large_print", "guide"):
        if key in table:
            read[key] = table[key] is True
            if not isinstance(table[key], bool):
                hint = f"{key} = true, without quotes"
                wrong(key, "print", "wrong-type", f"`{key}` must be true or false", hint)
    for key in ("pages", "signature"):
        if key in table and _is_number(key, table[key], wrong):
            read[key] = table[key]
    read["exam"] = _exam(table, wrong)
    return paper or DEFAULT_PAPER, PrintSettings(**read)


def _choice(key: str, value: object, values: tuple[str, ...], wrong: Wrong) -> str:
    """The value if it is one of `values`, else nothing."""
    hint = f"{key} = " + " or ".join(f'"{name}"' for name in values)
    if not isinstance(value, str):
        wrong(key, "print", "wrong-type", f"`{key}` must be text", hint)
    elif value not in values:
        what = "unknown paper size" if key == "paper" else f"`{key}` cannot be"
        wrong(key, "print", "bad-value", f"{what} {value[:80]!r}", hint)
    else:
        return value
    return ""


def _is_card(value: object, wrong: Wrong) -> bool:
    hint = f'card = "{next(iter(CARD_SIZES))}", or its width and height, as card = "88x63"'
    if not isinstance(value, str):
        wrong("card", "print", "wrong-type", "`card` must be text", hint)
    elif card_size(value) is None:
        wrong("card", "print", "bad-value", no_card(value[:80]), hint)
    else:
        return True
    return False


def _is_number(key: str, value: object, wrong: Wrong) -> bool:
    least, most, hint = _NUMBERS[key]
    if not isinstance(value, int) or isinstance(value, bool):
        wrong(key, "print", "wrong-type", f"`{key}` must be a whole number", hint)
    elif not least <= value <= most:
        wrong(key, "print", "bad-value", f"`{key}` must be {least} to {most}", hint)
    else:
        return True
    return False


def _exam(table: Mapping[str, Any], wrong: Wrong) -> ExamSettings:
    read: dict[str, Any] = {}
    for key, name in (("n", "usual"), ("seed", "seed")):
        if key in table and _is_number(key, table[key], wrong):
            read[name] = table[key]
    if "versions" in table:
        value = table["versions"]
        hint = 'versions = "A,B", or how many, as versions = 2'
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            wrong("versions", "print", "wrong-type", "`versions` must be text or a number", hint)
        else:
            try:
                read["versions"] = versions_of(value if isinstance(value, str) else _digits(value))
            except ValueError as error:
                wrong("versions", "print", "bad-value", str(error), hint)
    if "points" in table:
        read["points"] = _points(table["points"], wrong)
    return ExamSettings(**read)


def _digits(number: int) -> str:
    """Python refuses to write a huge hexadecimal number in decimal digits."""
    return str(number) if abs(number) < 1 << 64 else "too many"


def _points(table: object, wrong: Wrong) -> tuple[tuple[str, int], ...]:
    section = "print.points"
    if not isinstance(table, dict):
        hint = "write [print.points] and kinds below it, for example bug = 4"
        wrong("points", "print", "wrong-type", "`points` must be a section", hint)
        return ()
    read = {}
    for kind, value in _by_kind(table):
        hint = f"a whole number from 1 to {MOST_POINTS}, for example {kind} = 2"
        if kind not in POINTS:
            near = did_you_mean(kind, POINTS)
            wrong(kind, section, "unknown-key", f"no card is of the kind `{kind[:80]}`", near)
        elif not isinstance(value, int) or isinstance(value, bool):
            wrong(kind, section, "wrong-type", f"`{kind}` must be a whole number", hint)
        elif not 1 <= value <= MOST_POINTS:
            wrong(kind, section, "bad-value", f"`{kind}` must be 1 to {MOST_POINTS} points", hint)
        else:
            read[kind] = value
    return tuple(sorted(read.items()))


def _by_kind(table: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The kinds and their points. TOML takes `bug.predict`, without quotes, for a table."""
    for kind, value in table.items():
        if isinstance(value, dict) and value:
            yield from ((f"{kind}.{more}", each) for more, each in value.items())
        else:
            yield kind, value


def _is_offset(value: object, wrong: Wrong) -> bool:
    hint = "millimetres to the right and down, for example back_offset = [0.5, -1.2]"
    numbers = isinstance(value, list) and [
        one for one in value if isinstance(one, int | float) and not isinstance(one, bool)
    ]
    if not isinstance(value, list) or numbers != value or len(value) != 2:
        wrong("back_offset", "print", "wrong-type", "`back_offset` must be two numbers", hint)
    elif not all(isfinite(one) and abs(one) <= MOST_OFFSET for one in value):
        message = f"`back_offset` must be at most {MOST_OFFSET:g} mm each way"
        wrong("back_offset", "print", "bad-value", message, hint)
    else:
        return True
    return False
