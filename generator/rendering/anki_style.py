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
    return "\n".join(
        (
            f".card {{ {css_variables(LIGHT)} }}",
            f"{_NIGHT} {{ {css_variables(DARK)} }}",
            card_rules(),
        )
    )


def card_rules() -> str:
    """The rules of the sheet, whose colours are variables."""
    structure = files("generator.rendering").joinpath("anki/card.css").read_text("utf-8")
    return "\n".join(
        (structure.rstrip("\n"), "\n/* Code by Pygments' short class names */", *_tokens(), "")
    )


def css_variables(palette: Palette) -> str:
    """The colours of a palette as declarations of variables."""
    colours = {item.name: getattr(palette, item.name) for item in fields(palette)}
    colours.update(colours.pop("tokens"))
    return " ".join(f"--{name}: {colour};" for name, colour in colours.items())


def _tokens() -> tuple[str, ...]:
    return tuple(
        f"{', '.join(f'.code .{short}' for short, its in ROLES.items() if its == role)}"
        f" {{ color: var(--{role}); }}"
        for role in LIGHT.tokens
    )
