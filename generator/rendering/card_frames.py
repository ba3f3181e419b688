"""A side of a card as a page of its own, which looks as in Anki's reviewer."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from generator.rendering.anki_notes import AnkiNote
from generator.rendering.anki_sides import CardSides
from generator.rendering.anki_style import card_css
from generator.rendering.shown_sides import shown_side

# In this font the widest size of a bracket is wider than the usual ones by twice this.
_FENCES: Final = "math .fence { margin-inline: -0.2em; }\n"


def frame_document(
    note: AnkiNote,
    sides: CardSides,
    *,
    back: bool,
    night: bool = False,
    phone: bool = False,
    media: str = "",
    font: str = "",
) -> str:
    """The HTML page for a frame that shows the front or the back of a card, in the light or at
    `night`, on a desktop or a `phone`. `media` is put before the names of files. `font` is the
    address of `formula_font()`, for the formulas to look as in Anki; without it they have the
    font that the system has for formulas.

    The page has no script, and loads nothing but its images, its recordings and this font: it can
    stand in a frame that is closed to all else.
    """
    html = shown_side(note, sides, back=back, media=media)
    return frame_page(html, card_css(), sides.ordinal, night=night, phone=phone, font=font)


def frame_page(
    html: str,
    css: str,
    ordinal: int,
    *,
    night: bool = False,
    phone: bool = False,
    font: str = "",
    base: str = "",
) -> str:
    """The same for the HTML of a side and the CSS of its note type, whoever made them. `base` is
    the address that the names of files in them are below.
    """
    document = " ".join(("mobile android linux js",) * phone + ("night-mode",) * night)
    body = " ".join(("card", f"card{ordinal + 1}", *("nightMode", "night_mode") * night))
    own = css.replace("</", "<\\/")  # which would end it
    return "\n".join(
        (
            "<!doctype html>",
            f'<html class="{document}">' if document else "<html>",
            '<head><meta charset="utf-8">' + (f'<base href="{escape(base)}">' if base else ""),
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<style>{reviewer_css()}{formula_css(font)}</style></head>",
            f'<body class="{body}"><div id="qa" dir="auto"><style>{own}</style>'
            f"{html}</div></body></html>",
            "",
        )
    )


@cache
def reviewer_css() -> str:
    """The rules of the reviewer's own page, without those of the card."""
    return _style("reviewer")


@cache
def formula_css(font: str = "") -> str:
    """The rules for formulas in MathML. `font` is the address of a file that `formula_font` or
    `formula_font_for` gives.
    """
    address = font.replace("\\", "/").replace('"', "%22")
    own = f'@font-face {{ font-family: "Proofdeck Math"; src: url("{address}"); }}\n{_FENCES}'
    return _style("formulas") + (own if font else "")


def _style(name: str) -> str:
    return files("generator.rendering").joinpath(f"anki/{name}.css").read_text("utf-8")
