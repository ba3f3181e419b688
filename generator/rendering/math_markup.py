"""MathML Core → a tree of elements, with every named character resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Final

from generator.rendering.math_bounds import DEEPEST


class DeepMathError(ValueError):
    """A formula that is nested deeper than print can follow."""


@dataclass(slots=True)
class Element:
    """An element of MathML. `text` is set where there are no child elements."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""

    @property
    def style(self) -> dict[str, str]:
        """The declarations of the style attribute."""
        pairs = (part.split(":", 1) for part in self.attrs.get("style", "").split(";") if part)
        return {name.strip(): value.strip() for name, value in pairs}

    @property
    def full_text(self) -> str:
        return self.text + "".join(child.full_text for child in self.children)


_TOKEN: Final = re.compile(r'<(/?)([a-z]+)((?: [a-z-]+(?:="[^"]*")?)*) ?(/?)>|([^<]+|<)')
_ATTRIBUTE: Final = re.compile(r'([a-z-]+)(?:="([^"]*)")?')


def parse_markup(mathml: str) -> Element:
    """The `math` element of `mathml`, as math-core writes it.

    A parser of XML takes neither its names of characters (`&ApplyFunction;`) nor an attribute
    that it writes twice, and one of HTML takes most of the time that a long formula has.
    """
    root = Element("root")
    opened = [root]
    for found in _TOKEN.finditer(mathml):
        closing, tag, attributes, empty, text = found.groups()
        if text is not None:
            opened[-1].text += unescape(text)
        elif closing:
            opened.pop()
        else:
            element = Element(tag)
            if attributes:
                pairs = _ATTRIBUTE.findall(attributes)
                element.attrs = {name: unescape(value) for name, value in pairs}
            opened[-1].children.append(element)
            if len(opened) > DEEPEST:
                raise DeepMathError(f"it is nested more than {DEEPEST} deep; split it")
            if not empty:
                opened.append(element)
    return root.children[0]
