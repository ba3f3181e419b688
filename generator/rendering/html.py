"""Nodes → HTML for a field of an Anki note."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from generator.model import INLINE_KINDS, Node
from generator.reading.links import leads_outside
from generator.reading.recordings import is_recording
from generator.rendering.directions import Direction, block_direction, text_direction
from generator.rendering.html_context import HtmlContext
from generator.rendering.html_elements import element_html
from generator.rendering.html_escape import escape_math
from generator.rendering.html_listing import code_html, listing_html
from generator.rendering.mathjax_text import for_anki
from generator.rendering.tex_marks import marked_tex

_SIMPLE_BLOCKS: Final = {
    "bullet_list": "ul",
    "blockquote": "blockquote",
    "definition_list": "dl",
    "definition": "dd",
}
_SIMPLE_SPANS: Final = {"strong": "strong", "em": "em", "strike": "s"}
_BLOCKS_OF_INLINES: Final = {"paragraph", "heading", "term", "cell"}
# Callouts that warn of something.
ALARMING: Final = frozenset(
    {"attention", "bug", "caution", "danger", "error", "fail", "failure", "missing", "warning"}
)
_TAG_NAME: Final = re.compile(r"^<\w+")


def blocks_to_html(nodes: Sequence[Node], *, context: HtmlContext) -> str:
    """Block nodes as HTML, one block a line. The caller lays out the footnotes."""
    return "\n".join(html for node in nodes if (html := _block(node, context)))


def inlines_to_html(nodes: Sequence[Node], *, context: HtmlContext) -> str:
    """Inline nodes as HTML.

    Adjacent texts are joined first: Anki's markup may be spread over several of them.
    """
    parts: list[str] = []
    for is_text, group in groupby(nodes, key=lambda node: node.kind in {"text", "softbreak"}):
        if is_text:
            parts.append(context.text("".join(_plain(node) for node in group)))
        else:
            parts.extend(_inline(node, context) for node in group)
    return "".join(parts)


def _plain(node: Node) -> str:
    return "\n" if node.kind == "softbreak" else node.text


def _block(node: Node, context: HtmlContext) -> str:
    if node.kind == "callout_title":  # whose element is the callout's
        return inlines_to_html(node.children, context=context)
    direction = block_direction(node, context.language, context.direction)
    if direction == context.direction:
        return _undirected(node, context)
    html = _undirected(node, dataclasses.replace(context, direction=direction))
    return directed(html, direction)


def directed(html: str, direction: Direction) -> str:
    """HTML whose first element is read in this direction."""
    return _TAG_NAME.sub(rf'\g<0> dir="{direction}"', html, count=1)


def _undirected(node: Node, context: HtmlContext) -> str:
    match node.kind:
        case "paragraph":
            return f"<p>{inlines_to_html(node.children, context=context)}</p>"
        case "heading":
            level = min(max(int(node.attrs.get("level", "3")), 1), 6)
            return f"<h{level}>{inlines_to_html(node.children, context=context)}</h{level}>"
        case "term":
            return f"<dt>{inlines_to_html(node.children, context=context)}</dt>"
        case "ordered_list":
            start = int(node.attrs.get("start", "1"))
            opening = "<ol>" if start == 1 else f'<ol start="{start}">'
            return f"{opening}{blocks_to_html(node.children, context=context)}</ol>"
        case "list_item":
            return _list_item(node, context)
        case "options":
            return f'<ul class="options">{blocks_to_html(node.children, context=context)}</ul>'
        case "option":
            return _option(node, context)
        case "columns":
            return f'<div class="columns">{_contents(node, context)}</div>'
        case "column":
            return f'<div class="column">{_contents(node, context)}</div>'
        case "table":
            return _table(node, context)
        case "callout":
            return _callout(node, context)
        case "rule":
            return "<hr>"
        case "fence":
            language = node.attrs.get("language", "")
            code = code_html(node.text, language, node.blanks, context=context)
            return f'<div class="listing"><pre class="code"><code>{code}</code></pre></div>'
        case "program":
            return listing_html(node.listing, context) if node.listing else ""
        case "math_block":
            return f'<div class="math">{_math(node, context, display=True)}</div>'
        case "element_block" if node.attrs["tag"] == "table":
            return (
                f'<div class="scroll">{element_html(node, _contents(node, context), context)}</div>'
            )
        case "element_block":
            return element_html(node, _contents(node, context), context)
        case "image_block":
            return f"<p>{_image(node, context)}</p>"
        case kind if kind in _SIMPLE_BLOCKS:
            tag = _SIMPLE_BLOCKS[kind]
            return f"<{tag}>{_contents(node, context)}</{tag}>"
        case "footnote" | "footnotes":
            return ""
        case kind:
            raise ValueError(f"{node.place}: no HTML for a block of kind {kind!r}")


def _contents(node: Node, context: HtmlContext) -> str:
    """The content of a list item, a definition or the like, which hold blocks or bare text."""
    runs = groupby(node.children, key=lambda child: child.kind in INLINE_KINDS)
    return "\n".join(
        inlines_to_html(tuple(run), context=context)
        if inline
        else blocks_to_html(tuple(run), context=context)
        for inline, run in runs
    )


def _list_item(node: Node, context: HtmlContext) -> str:
    inside = _contents(node, context)
    match node.attrs.get("checked"):
        case "true":
            return f'<li class="task"><span class="box">☑</span>{inside}</li>'
        case "false":
            return f'<li class="task"><span class="box">☐</span>{inside}</li>'
        case _:
            return f"<li>{inside}</li>"


def _option(node: Node, context: HtmlContext) -> str:
    """An option. The style draws the box; search, speech and plain text get its character."""
    right, wrong = (node.attrs.get("mark") == mark for mark in ("right", "wrong"))
    kind = ' class="correct"' if right else ' class="wrong"' if wrong else ""
    box = f'<span class="box">{"☑" if right else "☐"}</span>'
    option = blocks_to_html(node.children[:1], context=context)
    reason = blocks_to_html(node.children[1:], context=context)
    told = f'\n<div class="reason">{reason}</div>' if reason else ""
    return f"<li{kind}>{box}{option}{told}</li>"


def _callout(node: Node, context: HtmlContext) -> str:
    kind = "callout alarm" if node.attrs["sort"] in ALARMING else "callout"
    outer, inner, opened = "div", "div", ""
    if node.attrs["fold"]:
        outer, inner = "details", "summary"
        opened = ' open=""' if node.attrs["fold"] == "open" else ""
    parts = [
        f'<{inner} class="callout-title">{_block(child, context)}</{inner}>'
        if child.kind == "callout_title"
        else _block(child, context)
        for child in node.children
    ]
    inside = "\n".join(part for part in parts if part)
    return f'<{outer} class="{kind}"{opened}>{inside}</{outer}>'


def _table(node: Node, context: HtmlContext) -> str:
    sections = groupby(node.children, key=_is_header)
    body = "".join(
        f"<{tag}>{''.join(_row(row, context) for row in rows)}</{tag}>"
        for tag, rows in (("thead" if header else "tbody", rows) for header, rows in sections)
    )
    return f'<div class="scroll"><table>{body}</table></div>'


def _is_header(row: Node) -> bool:
    return any(cell.attrs.get("header") == "true" for cell in row.children)


def _row(row: Node, context: HtmlContext) -> str:
    return f"<tr>{''.join(_cells(row, context))}</tr>"


def _cells(row: Node, context: HtmlContext) -> Iterator[str]:
    for cell in row.children:
        tag = "th" if cell.attrs.get("header") == "true" else "td"
        align = cell.attrs.get("align", "")
        mark = f' class="{align}"' if align in {"center", "right"} else ""
        html = f"<{tag}{mark}>{inlines_to_html(cell.children, context=context)}</{tag}>"
        direction = text_direction(cell.children, context.language)
        yield html if direction == context.direction else directed(html, direction)


def _inline(node: Node, context: HtmlContext) -> str:
    match node.kind:
        case "hardbreak":
            return "<br>"
        case kind if kind in _SIMPLE_SPANS:
            tag = _SIMPLE_SPANS[kind]
            return f"<{tag}>{inlines_to_html(node.children, context=context)}</{tag}>"
        case "code" | "value":
            return f"<code>{context.literal(node.text)}</code>"
        case "math":
            return _math(node, context, display=node.attrs.get("display") == "true")
        case "link":
            return _link(node, context)
        case "image":
            return _image(node, context)
        case "cloze":
            return _cloze(node, context)
        case "element":
            return element_html(node, inlines_to_html(node.children, context=context), context)
        case "footnote_ref":
            number = context.footnotes.get(footnote_label(node), 0)
            return f'<sup class="footnote-ref">{number}</sup>' if number else ""
        case kind:
            raise ValueError(f"{node.place}: no HTML for text of kind {kind!r}")


def footnote_label(node: Node) -> str:
    """The label that a footnote and its references share."""
    return node.attrs.get("label") or node.attrs.get("id", "")


def _math(node: Node, context: HtmlContext, *, display: bool) -> str:
    if node.children and context.cloze:
        tex = marked_tex(node, lambda text: escape_math(for_anki(text), cloze=True))
    else:
        tex = escape_math(for_anki(node.text), cloze=context.cloze)
    return rf"\[{tex}\]" if display else rf"\({tex}\)"


def _link(node: Node, context: HtmlContext) -> str:
    inside = inlines_to_html(node.children, context=context)
    href = node.attrs.get("href", "")
    if not leads_outside(href):
        return inside
    title = node.attrs.get("title", "")
    hover = f' title="{context.literal(title)}"' if title else ""
    return f'<a href="{context.literal(href)}"{hover}>{inside}</a>'


def _image(node: Node, context: HtmlContext) -> str:
    alt = context.literal(node.attrs.get("alt") or node.text)
    media = context.media.get(node.attrs.get("src", ""))
    if media is None:
        return f'<span class="missing">{alt}</span>'
    if is_recording(media.name):
        return f"[sound:{media.name}]"  # of film, too
    title = node.attrs.get("title", "")
    hover = f' title="{context.literal(title)}"' if title else ""
    return f'<img src="{context.literal(media.name)}" alt="{alt}"{hover}{_size(node)}>'


def _size(node: Node) -> str:
    """The size of an image; its height follows from its width where both are given."""
    width, height = node.attrs.get("width", ""), node.attrs.get("height", "")
    if width.endswith("%"):
        return f' style="width: {width}"'
    if width:
        return f' width="{width}"'
    return f' style="height: {height}px"' if height else ""


def _cloze(node: Node, context: HtmlContext) -> str:
    inside = inlines_to_html(node.children, context=context)
    if not context.cloze:
        return inside
    hint = node.attrs.get("hint", "")
    tail = f"::{context.text(hint)}" if hint else ""
    return f"{{{{c{node.attrs['number']}::{inside}{tail}}}}}"
