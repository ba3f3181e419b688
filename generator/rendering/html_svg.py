"""SVG → SVG that only draws."""

from __future__ import annotations

import re
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_ELEMENT_NAMES: Final = """
    circle clipPath defs desc ellipse feBlend feColorMatrix feComposite feFlood feGaussianBlur
    feMerge feMergeNode feOffset filter g image line linearGradient marker mask path pattern
    polygon polyline radialGradient rect stop style svg symbol text textPath title tspan use
"""
_UNWRAPPED: Final = frozenset({"a", "switch"})
_ATTRIBUTE_NAMES: Final = """
    class clip-path clip-rule clipPathUnits color color-interpolation-filters cx cy d direction
    display dominant-baseline alignment-baseline baseline-shift dx dy fill fill-opacity fill-rule
    filter filterUnits flood-color flood-opacity font-family font-size font-stretch font-style
    font-variant font-weight fr fx fy gradientTransform gradientUnits height id image-rendering in
    in2 k1 k2 k3 k4 lengthAdjust letter-spacing marker-end marker-mid marker-start markerHeight
    markerUnits markerWidth mask maskContentUnits maskUnits mix-blend-mode mode offset opacity
    operator orient overflow paint-order pathLength patternContentUnits patternTransform
    patternUnits points preserveAspectRatio primitiveUnits r refX refY result rotate rx ry
    shape-rendering spreadMethod startOffset stdDeviation stop-color stop-opacity stroke
    stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit
    stroke-opacity stroke-width style text-anchor text-decoration text-rendering textLength
    transform transform-origin type values vector-effect version viewBox visibility width
    word-spacing writing-mode x x1 x2 xml:space y y1 y2
"""
_ELEMENTS: Final = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES: Final = frozenset(_ATTRIBUTE_NAMES.split())
_HREFS: Final = frozenset({"href", "xlink:href"})
_HREF: Final = re.compile(r"#[^\s]+\Z|data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_ACTIVE: Final = re.compile(
    r"url\(\s*[\"']?\s*(?!#|[\"'\s])|@import|@font-face|expression|javascript:|image-set|\\",
    re.IGNORECASE,
)
_NAMESPACES: Final = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_DEEPEST: Final = 256


class _RefusedError(Exception):
    """The document does something that a picture does not need."""


def sanitize_svg(text: str) -> str | None:
    """The drawing parts of an SVG document, or None if it is not one.

    Elements and attributes are kept by an allow-list; scripts, foreign objects, event handlers,
    animations and references to anything outside the document are dropped. A document that
    declares entities is refused whole, as their expansion is unbounded.
    """
    writer = _Writer()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_subset
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.characters
    try:
        parser.Parse(text, True)
    except (expat.ExpatError, _RefusedError, UnicodeEncodeError):
        return None
    return "".join(writer.parts) + "\n"


def _refuse(*_: object) -> None:
    raise _RefusedError


def _refuse_subset(_name: str, _system: str | None, _public: str | None, subset: bool) -> None:
    if subset:
        raise _RefusedError


class _Writer:
    """Collects the allowed parts of a document while it is parsed."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._open: list[str] = []
        self._dropped = 0  # depth below an element that is not allowed
        self._style: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != "svg":
            raise _RefusedError
        if len(self._open) >= _DEEPEST:
            raise _RefusedError
        first = not self._open
        self._open.append(name)
        if self._dropped or (name not in _ELEMENTS and name not in _UNWRAPPED):
            self._dropped += 1
        elif name == "style":
            self._style = []
        elif name not in _UNWRAPPED:
            kept = [f"{key}={quoteattr(v)}" for key, v in attributes.items() if _allowed(key, v)]
            self.parts.append(f"<{' '.join([name, *([_NAMESPACES] if first else []), *kept])}>")

    def end(self, name: str) -> None:
        self._open.pop()
        if self._dropped:
            self._dropped -= 1
        elif name == "style":
            style = "".join(self._style or ())
            self._style = None
            if not _ACTIVE.search(style):
                self.parts.append(f"<style>{escape(style)}</style>")
        elif name not in _UNWRAPPED:
            self.parts.append(f"</{name}>")

    def characters(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)
        elif not self._dropped:
            self.parts.append(escape(text))


def _allowed(name: str, value: str) -> bool:
    if name in _HREFS:
        return bool(_HREF.match(value))
    return name in _ATTRIBUTES and not _ACTIVE.search(value)
