"""Fences of which other tools make a diagram, a box or a list."""

from __future__ import annotations

import re
from typing import Final

from generator.model import Place, Problem

_DRAWN: Final = {"mermaid": "Mermaid", "plantuml": "PlantUML", "puml": "PlantUML", "tikz": "TikZ"}
_MADE: Final = re.compile(r"\{[a-z][a-z-]*\}.*|ad-[a-z]+|dataview(?:js)?")
_SOURCE: Final = "write ```text to show its source"


def foreign_fence(written: str, word: str, place: Place, *, known: bool) -> Problem | None:
    """What is wrong with a fence of this info string, of which `word` is the language in small
    letters; `known` says whether that is one.
    """
    if word in _DRAWN:
        message = f"cards draw no {_DRAWN[word]} diagrams"
        hint = f"save the diagram as an SVG and show that, ![…](../media/name.svg); {_SOURCE}"
        return Problem(place, "not-drawn", message, hint)
    if _MADE.fullmatch(written) and not known:
        message = f"other tools make something of a fence `{written}`, and a card shows its text"
        hint = f"write what it stands for, a box as `> [!note]`; {_SOURCE}"
        return Problem(place, "foreign-mark", message, hint, severity="warning")
    return None
