"""MathML Core → a tree of elements, with every named character resolved."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

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


def parse_markup(mathml: str) -> Element:
    """The `math` element of `mathml`, which must be well formed, as math-core writes it.

    An HTML parser is used because math-core names characters (`&ApplyFunction;`) that XML
    does not know.
    """
    builder = _Builder()
    builder.feed(mathml)
    builder.close()
    return builder.root.children[0]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        if len(self._open) > DEEPEST:
            raise DeepMathError(f"it is nested more than {DEEPEST} deep; split it")
        self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].text += data
