"""HTML from programs → HTML that cannot run code, fetch anything or cover the card."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from generator.reading.html_tags import ACTIVE_STYLE, ATTRIBUTES, STYLES, TAGS
from generator.rendering.html_svg import sanitize_svg

if TYPE_CHECKING:
    import nh3

__all__ = ["sanitize_html", "sanitize_svg"]

_IMAGE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_LINK: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def sanitize_html(html: str) -> str:
    """A well-formed fragment with the harmless parts of `html`.

    Scripts, style sheets, forms, frames, event handlers, classes and ids are gone; links lead to
    http, https or mailto; images are only those that come along as base64 data.
    """
    return _cleaner().clean(html)


@cache
def _cleaner() -> nh3.Cleaner:
    import nh3

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags={"iframe", "noscript", "object", "script", "style", "svg", "template"},
        attributes={name: set(kept) for name, kept in ATTRIBUTES.items()},
        attribute_filter=_filter,
        url_schemes={"data", "http", "https", "mailto"},
        filter_style_properties=STYLES,
        strip_comments=True,
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    match tag, attribute:
        case "img", "src":
            return value if _IMAGE.match(value) else None
        case _, "href":
            return value if _LINK.match(value) else None
        case _, "style":
            return None if ACTIVE_STYLE.search(value) else value
        case _:
            return value
