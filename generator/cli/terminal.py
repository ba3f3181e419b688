"""Consoles, and text that cannot command a terminal."""

from __future__ import annotations

import unicodedata

from rich.console import Console


def console(*, stderr: bool = False) -> Console:
    """A console that neither interprets nor wraps what it is given; NO_COLOR is honoured."""
    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=True)


def wide_console(width: int) -> Console:
    """A console at least so many columns wide: a table overflows rather than lose its numbers."""
    return Console(width=max(width, console().width), markup=False, highlight=False, emoji=False)


def printable(text: str) -> str:
    """Text with its control characters spelt out: what a card says must not move the cursor."""
    return "".join(
        character
        if character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cf", "Cs")
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text
    )
