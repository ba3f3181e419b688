"""HTML from programs and authors → HTML that cannot run code, fetch anything or cover the card."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final

from generator.rendering.html_svg import sanitize_svg

if TYPE_CHECKING:
    import nh3

__all__ = ["sanitize_html", "sanitize_svg"]

_TAG_NAMES: Final = """
    a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em
    figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp
    small span strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr
"""
_TAGS: Final = frozenset(_TAG_NAMES.split())
_ATTRIBUTES: Final = {
    "*": {"dir", "lang", "style", "title"},
    "a": {"href"},
    "col": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
}
# No property that places a box outside the flow, covers others or loads anything.
_STYLE_NAMES: Final = """
    background-color border border-bottom border-collapse border-color border-left border-radius
    border-right border-style border-top border-width color font-family font-size font-style
    font-variant font-weight height line-height list-style-type max-height max-width min-width
    padding padding-bottom padding-left padding-right padding-top text-align text-decoration
    text-indent vertical-align white-space width
"""
_STYLES: Final = frozenset(_STYLE_NAMES.split())
_IMAGE: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_LINK: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_ACTIVE_STYLE: Final = re.compile(r"url\s*\(|image\s*\(|image-set|expression|\\", re.IGNORECASE)


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
        tags=_TAGS,
        clean_content_tags={"iframe", "noscript", "object", "script", "style", "svg", "template"},
        attributes=_ATTRIBUTES,
        attribute_filter=_filter,
        url_schemes={"data", "http", "https", "mailto"},
        filter_style_properties=_STYLES,
        strip_comments=True,
    )


def _filter(tag: str, attribute: str, value: str) -> str | None:
    match tag, attribute:
        case "img", "src":
            return value if _IMAGE.match(value) else None
        case _, "href":
            return value if _LINK.match(value) else None
        case _, "style":
            return None if _ACTIVE_STYLE.search(value) else value
        case _:
            return value
