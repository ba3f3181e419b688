"""Counts in messages."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """A number and its noun: `1 card`, `2 cards`, `1,000 cards`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
