"""Raw HTML in an author's Markdown: text by default, sanitised where the deck allows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.model import Node, Problem, ProblemsError
from generator.rendering.html_bounds import DEEPEST, html_fault
from generator.rendering.html_context import HtmlContext
from generator.rendering.html_escape import guard_html
from generator.rendering.sanitize import sanitize_html

_TAG: Final = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_VOID: Final = {"br", "hr", "img", "wbr", "col"}


def raw_block_html(node: Node, context: HtmlContext) -> str:
    if not context.allow_html:
        return f"<p>{context.text(node.text)}</p>"
    fault = html_fault(node.text)
    if fault is not None:
        raise _too_much(node, f"this {fault}")
    return guard_html(sanitize_html(node.text), cloze=context.cloze)


def open_tags(nodes: Sequence[Node], context: HtmlContext) -> tuple[dict[int, str], str]:
    """The HTML of the inline html nodes among siblings, by index, and the tags to close at the end.

    Markdown gives one tag at a time, so tags are paired here: an end tag without a start tag is
    dropped, and an open tag is closed after its siblings. Raises ProblemsError for too many.
    """
    tags: dict[int, str] = {}
    opened: list[str] = []
    for index, node in enumerate(nodes):
        if node.kind != "html":
            continue
        if not context.allow_html:
            tags[index] = context.text(node.text)
            continue
        tag = _TAG.match(node.text)
        name = tag[2].lower() if tag else ""
        if tag and tag[1]:
            tags[index] = _closing(name, opened)
            continue
        clean = sanitize_html(node.text)
        if clean.startswith(f"<{name}") and name not in _VOID:
            clean = clean.removesuffix(f"</{name}>")
            opened.append(name)
            if len(opened) > DEEPEST:
                raise _too_much(node, f"tags are nested more than {DEEPEST} deep here")
        tags[index] = guard_html(clean, cloze=context.cloze)
    return tags, "".join(f"</{name}>" for name in reversed(opened))


def _too_much(node: Node, message: str) -> ProblemsError:
    hint = "close each tag with its own end tag, or shorten the HTML"
    return ProblemsError(Problem(node.place, "too-much", message, hint))


def _closing(name: str, opened: list[str]) -> str:
    if name not in opened:
        return ""
    closed = ""
    while not closed.endswith(f"</{name}>"):
        closed += f"</{opened.pop()}>"
    return closed
