"""The style sheet of the note types: its file, with the colours of the palette put in."""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from importlib.resources import files

from generator.rendering.palette import DARK, LIGHT, ROLES, Palette

# Anki desktop and AnkiMobile mark the body with nightMode, AnkiDroid with night_mode.
_NIGHT = ".card.nightMode, .card.night_mode, .nightMode .card, .night_mode .card"


@cache
def card_css() -> str:
    """CSS for light and dark, for cards of both note types."""
    structure = files("generator.rendering").joinpath("anki/card.css").read_text("utf-8")
    return "\n".join(
        (
            f".card {{ {_variables(LIGHT)} }}",
            f"{_NIGHT} {{ {_variables(DARK)} }}",
            structure.rstrip("\n"),
            "\n/* Code by Pygments' short class names */",
            *_tokens(),
            "",
        )
    )


def _variables(palette: Palette) -> str:
    colours = {item.name: getattr(palette, item.name) for item in fields(palette)}
    colours.update(colours.pop("tokens"))
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def _tokens() -> tuple[str, ...]:
    return tuple(
        f"{', '.join(f'.code .{short}' for short, its in ROLES.items() if its == role)}"
        f" {{ color: var(--{role}); }}"
        for role in LIGHT.tokens
    )
