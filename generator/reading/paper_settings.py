"""`[print]` of deck.toml: the paper, the cards, and how both are printed."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any, Final, get_args

from generator.model.paper import CARD_SIZES, DEFAULT_PAPER, PAPERS, card_size
from generator.model.print_settings import MOST_OFFSET, Flip, Ink, Marks, Order, PrintSettings
from generator.reading.about import Wrong

KEYS: Final = (
    "paper", "card", "flip", "back_offset", "marks", "order", "ink", "large_print",
    "pages",
)  # fmt: skip

_MOST_PAGES: Final = 100
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
    if "large_print" in table:
        read["large_print"] = table["large_print"] is True
        if not isinstance(table["large_print"], bool):
            hint = "large_print = true, without quotes"
            wrong("large_print", "print", "wrong-type", "`large_print` must be true or false", hint)
    if "pages" in table and _is_pages(table["pages"], wrong):
        read["pages"] = table["pages"]
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
        message = f"no card is called {value[:80]!r}, and it is not the size of one"
        wrong("card", "print", "bad-value", message, hint)
    else:
        return True
    return False


def _is_pages(value: object, wrong: Wrong) -> bool:
    hint = "the most pages that the sheet of a chapter may take, for example pages = 2"
    if not isinstance(value, int) or isinstance(value, bool):
        wrong("pages", "print", "wrong-type", "`pages` must be a whole number", hint)
    elif not 1 <= value <= _MOST_PAGES:
        wrong("pages", "print", "bad-value", f"`pages` must be 1 to {_MOST_PAGES}", hint)
    else:
        return True
    return False


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
