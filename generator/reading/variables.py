"""Environment variables that a card may set: what a system can take, and no more than that."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from generator.model import Card, Fence, Problem

LONGEST_NAME: Final = 100
LONGEST_VALUE: Final = 10_000  # bytes; Linux takes 131,072 of a variable
MOST_TOGETHER: Final = 100_000  # bytes of all variables of a program

_SHOWN: Final = 60  # characters of what is wrong
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def read_variables(
    options: Iterable[str], report: Callable[[str, str, int], None]
) -> tuple[tuple[str, str], ...]:
    """What `env=NAME=value` options set. Problems go to `report`: message, hint, which option."""
    found: dict[str, str] = {}
    for number, option in enumerate(options):
        name, equals, value = option.partition("=")
        fault = variable_fault(name, value)
        hint = 'for example env="XLA_FLAGS=--xla_force_host_platform_device_count=8"'
        if not equals:
            message = f"`{option[:_SHOWN]}` does not set a variable"
        elif fault:
            message = f"`{name[:_SHOWN]}` cannot be set: {fault}"
        elif name in found:
            message, hint = f"the variable `{name}` is set twice", "keep one of them"
        else:
            found[name] = value
            continue
        report(message, hint, number)
    return tuple(sorted(found.items()))


def variable_fault(name: str, value: str) -> str | None:
    """Why no program can be given this variable; None where it can."""
    if not _NAME.fullmatch(name):
        return "its name is not one of letters (A to Z), digits and _"
    if len(name) > LONGEST_NAME:
        return f"its name has {len(name):,} characters; the limit is {LONGEST_NAME}"
    if "\0" in value:
        return "its value contains a NUL character"
    try:
        size = len(value.encode("utf-8"))
    except UnicodeEncodeError:
        return "its value contains half of a character (a lone surrogate)"
    if size > LONGEST_VALUE:
        return f"its value has {size:,} bytes; the limit is {LONGEST_VALUE:,}"
    return None


def size_of_variables(variables: Iterable[tuple[str, str]]) -> int:
    """The bytes that they take together, as the system counts them."""
    return sum(len(name) + len(value.encode("utf-8", "replace")) + 2 for name, value in variables)


def variable_problems(card: Card) -> Iterator[Problem]:
    """What is wrong with the variables of a card, which its set-up and its fences set together."""
    yield from clashes(card.fences, card.setup, card.slug)
    fences = (*card.setup, *card.fences)
    size = size_of_variables(dict(pair for fence in fences for pair in fence.env).items())
    if size > MOST_TOGETHER:
        message = (
            f"this card's variables (env=) have {size:,} bytes; the limit is {MOST_TOGETHER:,}"
        )
        hint = "let the program set long ones"
        yield Problem(card.place, "too-much", message, hint, card=card.slug)


def clashes(
    fences: Iterable[Fence], above: Iterable[Fence] = (), card: str = ""
) -> Iterator[Problem]:
    """A problem for each fence that gives a variable another value than one before it, or `above`.

    They run in one process, where a variable has one value.
    """
    known: dict[str, tuple[str, int]] = {}
    for fence in above:
        for name, value in fence.env if fence.norun is None else ():
            known.setdefault(name, (value, fence.place.line))
    for fence in fences:
        for name, value in fence.env if fence.norun is None else ():
            other, line = known.setdefault(name, (value, fence.place.line))
            if other != value:
                message = f"`{name}` has another value than in the program on line {line}"
                hint = f"set `{name}` once: the programs of a card run in one process"
                yield Problem(fence.place, "bad-value", message, hint, card=card)
