"""Elements of HTML in an author's Markdown → HTML again.

Reading has kept those alone whose names, attributes and styles do no harm; here they are written
anew, with all values escaped.
"""

from __future__ import annotations

from typing import Final

from generator.model import Node
from generator.reading.html_tags import VOID_TAGS
from generator.rendering.html_context import HtmlContext

# What names an address is a node of its own, such as a link.
_NEVER: Final = frozenset({"tag", "href", "src"})


def element_html(node: Node, inside: str, context: HtmlContext) -> str:
    """An element around the HTML of its children."""
    tag = node.attrs["tag"]
    attributes = "".join(
        f' {name}="{context.literal(value)}"'
        for name, value in node.attrs.items()
        if name not in _NEVER
    )
    return f"<{tag}{attributes}>" + ("" if tag in VOID_TAGS else f"{inside}</{tag}>")
