"""What is not done for an assistant, in words."""

from __future__ import annotations

from collections.abc import Iterable

from generator.model import Problem


class RefusedError(Exception):
    """Something was asked for that is not possible; the message says why, and what is."""


def in_lines(problems: Iterable[Problem]) -> str:
    """Problems as the command line prints them, each with its hint."""
    return "\n".join(
        f"{each.place}: {each.severity}: {each.message}  [{each.code}]"
        + (f"\n  hint: {each.hint}" if each.hint else "")
        for each in problems
    )
