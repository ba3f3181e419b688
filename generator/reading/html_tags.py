"""The HTML that cards keep: its elements, attributes and styles, and how a tag is read."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from generator.reading.image_sizes import measured

_BLOCK_NAMES: Final = """
    blockquote caption col colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 hr li
    ol p pre summary table tbody td tfoot th thead tr ul
"""
_INLINE_NAMES: Final = """
    a abbr b bdi br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span strong
    sub sup u var wbr
"""
BLOCK_TAGS: Final = frozenset(_BLOCK_NAMES.split())
TAGS: Final = BLOCK_TAGS | frozenset(_INLINE_NAMES.split())
MEDIA_TAGS: Final = frozenset({"audio", "video"})
VOID_TAGS: Final = frozenset({"br", "col", "hr", "img", "source", "track", "wbr"})
# An end tag may be left out, and is meant where one of these others begins.
IMPLIED_ENDS: Final[Mapping[str, frozenset[str]]] = {
    "li": frozenset({"li"}),
    "p": frozenset({"p"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "tbody": frozenset({"td", "th", "tr", "thead", "tbody"}),
    "tfoot": frozenset({"td", "th", "tr", "thead", "tbody"}),
    "thead": frozenset({"colgroup"}),
}
_ALIGNED: Final = frozenset({"div", "h1", "h2", "h3", "h4", "h5", "h6", "p"})
# Old names of what HTML writes otherwise today.
_RENAMED: Final = {
    "article": "div", "aside": "div", "big": "span", "center": "div", "font": "span",
    "footer": "div", "header": "div", "main": "div", "nav": "div", "section": "div",
    "strike": "s", "time": "span", "tt": "code",
}  # fmt: skip
_A_FILE: Final = "save it as a file and show that: ![…](../media/name.svg)"
_REMOVE: Final = "remove it: cards run no scripts, have no forms and share one style sheet"
_A_LINK: Final = "cards load nothing: link to it, [its name](https://…)"
_A_TASK: Final = "write a box as a task list: - [ ] …"
# Elements that cards do not show: everything up to the end tag belongs to them.
REFUSED: Final = {
    "svg": _A_FILE, "canvas": _A_FILE, "math": "write the formula between dollars: $…$",
    "iframe": _A_LINK, "object": _A_LINK, "button": _REMOVE, "form": _REMOVE,
    "noscript": _REMOVE, "script": _REMOVE, "select": _REMOVE, "style": _REMOVE,
    "template": _REMOVE, "textarea": _REMOVE,
}  # fmt: skip
REFUSED_VOID: Final = {
    "embed": _A_LINK, "input": _A_TASK, "link": _REMOVE, "meta": _REMOVE,
}  # fmt: skip
ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "*": frozenset({"dir", "lang", "style", "title"}),
    "a": frozenset({"href"}),
    "col": frozenset({"span"}),
    "details": frozenset({"open"}),
    "img": frozenset({"alt", "height", "src", "width"}),
    "ol": frozenset({"start", "type"}),
    "td": frozenset({"align", "colspan", "rowspan"}),
    "th": frozenset({"align", "colspan", "rowspan", "scope"}),
}
# What says how sound and film are played, which a card does in its own way.
_MEDIA_ATTRIBUTES: Final = frozenset(
    {"autoplay", "controls", "height", "loop", "muted", "poster", "preload", "src", "type", "width"}
)
# No property that places a box outside the flow, covers others or loads anything.
_STYLE_NAMES: Final = """
    background-color border border-bottom border-collapse border-color border-left border-radius
    border-right border-style border-top border-width color font-family font-size font-style
    font-variant font-weight height line-height list-style-type max-height max-width min-width
    padding padding-bottom padding-left padding-right padding-top text-align text-decoration
    text-indent vertical-align white-space width
"""
STYLES: Final = frozenset(_STYLE_NAMES.split())
ACTIVE_STYLE: Final = re.compile(r"url\s*\(|image\s*\(|image-set|expression|\\", re.IGNORECASE)
_ODD_STYLE: Final = re.compile(r"/\*|[{}<>@]")

_SPACE: Final = r"[\t\n\f\r ]"
_VALUE: Final = r"""(?:"[^"]*+"|'[^']*+'|[^\t\n\f\r >"'=<`]++)"""
_NAME: Final = r"[A-Za-z_:@][\w:.@-]*+"
_ATTRIBUTE: Final = re.compile(rf"(?P<name>{_NAME}){_SPACE}*+(?:={_SPACE}*+(?P<value>{_VALUE}))?+")
TAG: Final = re.compile(
    r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*+)(?P<attributes>"
    rf"(?:{_SPACE}++{_NAME}(?:{_SPACE}*+={_SPACE}*+{_VALUE})?+)*+){_SPACE}*+/?>"
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that is kept: `attributes` are those that a card shows, `ignored` the names of the
    others and of properties of its style, as an author wrote them.
    """

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()
    ends: bool = False


def attributes_of(found: re.Match[str]) -> dict[str, str]:
    """All attributes of a tag that `TAG` has found, by their names in lower case; the first of two
    of one name counts.
    """
    given: dict[str, str] = {}
    for each in _ATTRIBUTE.finditer(found["attributes"]):
        given.setdefault(each["name"].lower(), _value(each))
    return given


def _value(attribute: re.Match[str]) -> str:
    value = attribute["value"] or ""
    return html.unescape(value[1:-1] if value[:1] in ('"', "'") else value)


def read_tag(found: re.Match[str]) -> Tag | None:
    """What a match of `TAG` says; None for an element that cards do not show."""
    written = found["name"].lower()
    name = _RENAMED.get(written, written)
    if name not in TAGS and name not in MEDIA_TAGS and name not in ("source", "track"):
        return None
    if found["end"]:
        return Tag(name, ends=True)
    kept: dict[str, str] = {}
    ignored: list[str] = []
    styles: list[str] = []
    for each in _ATTRIBUTE.finditer(found["attributes"]):
        key, value = each["name"].lower(), _value(each)
        if key == "style":
            allowed, dropped = _styles(value)
            styles += allowed
            ignored += dropped
        elif key == "align" and name in _ALIGNED:
            styles.append(f"text-align: {_word(value)}")
        elif key == "color" and written == "font":
            styles.append(f"color: {_word(value)}")
        elif key in ATTRIBUTES["*"] or key in ATTRIBUTES.get(name, ()):
            kept[key] = value
        elif name in MEDIA_TAGS or name in ("source", "track"):
            if key in _MEDIA_ATTRIBUTES:
                kept[key] = value
        else:
            ignored.append(each["name"])
    if written == "center":
        styles.append("text-align: center")
    if name == "img":
        _size(kept, styles, ignored)
    elif styles:
        kept["style"] = "; ".join(styles)
    return Tag(name, MappingProxyType(kept), tuple(ignored))


def _size(kept: dict[str, str], styles: list[str], ignored: list[str]) -> None:
    """Keep the size of an image, and nothing else of its style."""
    for declaration in styles:
        name, _, value = declaration.partition(": ")
        if name in ("width", "height"):
            kept[name] = value
        else:
            ignored.append(f"style: {name}")
    for name in ("width", "height"):
        if name in kept:
            length = measured(name, kept.pop(name))
            if length:
                kept[name] = length
            else:
                ignored.append(name)


def _styles(style: str) -> tuple[list[str], list[str]]:
    """The declarations of a style that are kept, and the properties of the others."""
    kept: list[str] = []
    dropped: list[str] = []
    for declaration in style.split(";"):
        name, colon, value = (part.strip() for part in declaration.partition(":"))
        if not name and not value:
            continue
        harmless = not (ACTIVE_STYLE.search(value) or _ODD_STYLE.search(value))
        if colon and name.lower() in STYLES and harmless:
            kept.append(f"{name.lower()}: {value}")
        else:
            dropped.append(f"style: {name}")
    return kept, dropped


def _word(value: str) -> str:
    """A value that an old attribute gives to a property."""
    return value if re.fullmatch(r"[#\w-]{1,40}", value) else "inherit"
