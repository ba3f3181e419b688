"""Nodes in a line → Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final

from generator.model import Media, Node
from generator.reading.html_tags import VOID_TAGS
from generator.reading.links import leads_outside
from generator.reading.recordings import is_recording
from generator.rendering.markdown_text import (
    address,
    code_span,
    escaped,
    image,
    recording,
)
from generator.rendering.tex_marks import printed_tex

_SPANS: Final = {"strong": "**", "em": "*", "strike": "~~"}


@dataclass(frozen=True, slots=True)
class MarkdownContext:
    """`clozes` says what is shown of them: "holes" `[...]` or the hint, "marked" the answer in
    bold, "numbered" both in the form `{{1::answer}}`. `slug` begins the labels of footnotes, which
    cards of one file would share.
    """

    slug: str
    media: dict[str, Media] = field(default_factory=dict)
    clozes: str = "marked"
    language: str = "en"
    in_link: bool = False


def inlines_to_markdown(nodes: Sequence[Node], context: MarkdownContext) -> str:
    """Inline nodes as Markdown. Texts that follow each other are joined first: what begins a line
    is told from their whole.
    """
    parts: list[str] = []
    for is_text, group in groupby(nodes, key=lambda node: node.kind in ("text", "softbreak")):
        if is_text:
            text = "".join(map(_plain, group))
            parts.append(escaped(text, in_link=context.in_link))
        else:
            parts += (_inline(node, context) for node in group)
    return "".join(parts)


def _plain(node: Node) -> str:
    return "\n" if node.kind == "softbreak" else node.text


def _inline(node: Node, context: MarkdownContext) -> str:
    formula = node.kind == "math"  # whose children are parts of its TeX
    within = replace(context, in_link=True) if node.kind == "link" else context
    inside = "" if formula else inlines_to_markdown(node.children, within)
    match node.kind:
        case "hardbreak":
            return "\\\n"
        case "strong" | "em" | "strike":
            return _spanned(inside, _SPANS[node.kind])
        case "code" | "value":
            return code_span(node.text)
        case "math":
            return _math(node, context)
        case "link":
            href = node.attrs.get("href", "")
            return f"[{inside}]({address(href)})" if leads_outside(href) else inside
        case "image":
            return image_markdown(node, context)
        case "cloze":
            return _cloze(node, inside, context)
        case "element":
            tag = node.attrs["tag"]
            return f"<{tag}>" if tag in VOID_TAGS else f"<{tag}>{inside}</{tag}>"
        case "footnote_ref":
            return f"[^{context.slug}-{footnote_name(node)}]"
        case kind:
            raise ValueError(f"{node.place}: no Markdown for text of kind {kind!r}")


def footnote_name(node: Node) -> str:
    """The label that a footnote and its references share."""
    return node.attrs.get("label") or node.attrs.get("id", "")


def image_markdown(node: Node, context: MarkdownContext) -> str:
    """An image of the deck, or its description where there is none."""
    alt = node.attrs.get("alt") or node.text
    media = context.media.get(node.attrs.get("src", ""))
    if media is None:
        return escaped(alt)
    return (recording if is_recording(media.name) else image)(media.name, alt)


def _spanned(inside: str, mark: str) -> str:
    """Marked text; spaces at its ends stand outside, where a reader takes the marks for such."""
    text = inside.strip()
    if not text:
        return inside
    before = inside[: len(inside) - len(inside.lstrip())]
    after = inside[len(inside.rstrip()) :]
    return f"{before}{mark}{text}{mark}{after}"


def _math(node: Node, context: MarkdownContext) -> str:
    """A formula in a line. What it hides is a blank to fill in, or underlined."""
    sign = "$$" if node.attrs.get("display") == "true" else "$"
    return f"{sign}{tex_of(node, context).strip()}{sign}"


def tex_of(node: Node, context: MarkdownContext) -> str:
    """The TeX of a formula."""
    return printed_tex(node, hide=context.clozes == "holes") if node.children else node.text


def _cloze(node: Node, inside: str, context: MarkdownContext) -> str:
    match context.clozes:
        case "holes":
            return hole(node.attrs.get("hint", ""))
        case "numbered":
            return f"{{{{{node.attrs['number']}::{inside}}}}}"
        case _:
            return _spanned(inside, "**")


def hole(hint: str) -> str:
    """What stands for hidden text."""
    return escaped(f"[{hint or '...'}]")


def numbers_of(nodes: Sequence[Node]) -> Iterator[str]:
    """What the clozes of nodes hide under which number: `1`, or `1,2` for both."""
    for node in nodes:
        if node.kind == "cloze":
            yield node.attrs["number"]
        yield from numbers_of(node.children)
