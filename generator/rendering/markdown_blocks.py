"""Block nodes → Markdown that other tools read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from generator.language import LANGUAGES
from generator.model import INLINE_KINDS, Blank, Listing, Node, Shown
from generator.rendering.html import blocks_to_html
from generator.rendering.html_context import HtmlContext
from generator.rendering.html_words import colon, word
from generator.rendering.markdown_inlines import (
    MarkdownContext,
    footnote_name,
    image_markdown,
    inlines_to_markdown,
    tex_of,
)
from generator.rendering.markdown_text import MEDIA, code_block, escaped, image, recording

_LOWEST: Final = 6
_EMPTY_LINES: Final = re.compile(r"\n\s*\n")
_INLINE_BLOCKS: Final = ("paragraph", "term", "callout_title")
_ALIGNED: Final = {"center": ":---:", "right": "---:"}


def blocks_to_markdown(nodes: Sequence[Node], context: MarkdownContext) -> str:
    """Blocks with an empty line between them."""
    return "\n\n".join(text for node in nodes if (text := _block(node, context)).strip())


def _block(node: Node, context: MarkdownContext) -> str:
    match node.kind:
        case kind if kind in _INLINE_BLOCKS:
            inside = inlines_to_markdown(node.children, context)
            return inside if kind == "paragraph" else f"**{inside}**"
        case "heading":
            level = min(int(node.attrs.get("level", "3")) + 1, _LOWEST)  # below the card's own
            return f"{'#' * level} {one_line(inlines_to_markdown(node.children, context))}"
        case "bullet_list" | "options":
            return _list(node, ["-"] * len(node.children), context)
        case "ordered_list":
            start = int(node.attrs.get("start", "1"))
            return _list(node, [f"{start + i}." for i in range(len(node.children))], context)
        case "blockquote":
            return _quoted(_contents(node, context))
        case "callout":
            return _quoted(_contents(node, context))
        case "columns" | "column" | "definition_list" | "definition":
            return _contents(node, context)
        case "table":
            return _table(node, context)
        case "rule":
            return "* * *"  # for `---` parts the sides of a card in other tools
        case "fence":
            code = _with_holes(node.text, node.blanks, context)
            return code_block(code, node.attrs.get("language", ""))
        case "program":
            return _program(node.listing, context) if node.listing else ""
        case "math_block":
            return f"$$\n{tex_of(node, context).strip()}\n$$"
        case "element_block":
            return _html(node, context)
        case "image_block":
            return image_markdown(node, context)
        case "footnotes":
            return "\n\n".join(_footnote(child, context) for child in node.children)
        case kind:
            raise ValueError(f"{node.place}: no Markdown for a block of kind {kind!r}")


def one_line(text: str) -> str:
    """Markdown of a heading or a cell, whose ends of lines are spaces."""
    return " ".join(text.replace("\\\n", "\n").split("\n")).strip()


def _contents(node: Node, context: MarkdownContext) -> str:
    """The content of what holds blocks or bare text."""
    runs = groupby(node.children, key=lambda child: child.kind in INLINE_KINDS)
    parts = [
        inlines_to_markdown(tuple(run), context) if inline else blocks_to_markdown([*run], context)
        for inline, run in runs
    ]
    return "\n\n".join(part for part in parts if part.strip())


def _list(node: Node, marks: Sequence[str], context: MarkdownContext) -> str:
    items = list(zip(node.children, marks, strict=True))
    texts = [_item(item, mark, context) for item, mark in items]
    loose = any("\n\n" in text for text in texts)
    return ("\n\n" if loose else "\n").join(texts)


def _item(item: Node, mark: str, context: MarkdownContext) -> str:
    box = {"true": "[x] ", "false": "[ ] "}.get(item.attrs.get("checked", ""), "")
    if item.kind == "option":
        box = "[x] " if item.attrs.get("mark") == "right" else "[ ] "
    inside = _contents(item, context)
    margin = " " * (len(mark) + 1)
    lines = f"{box}{inside}".split("\n")
    first, *rest = lines
    return "\n".join(
        (f"{mark} {first}".rstrip(), *(f"{margin}{line}" if line else "" for line in rest))
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _table(node: Node, context: MarkdownContext) -> str:
    rows = [
        [one_line(inlines_to_markdown(cell.children, context)) for cell in row.children]
        for row in node.children
    ]
    first = node.children[0].children if node.children else ()
    if not any(cell.attrs.get("header") == "true" for cell in first):
        rows.insert(0, [""] * len(first))
    marks = [_ALIGNED.get(cell.attrs.get("align", ""), "---") for cell in first]
    return "\n".join(f"| {' | '.join(row)} |" for row in [rows[0], marks, *rows[1:]])


def _program(listing: Listing, context: MarkdownContext) -> str:
    parts: list[str] = []
    if listing.mark == "not run":
        reason = colon(context.language) + listing.reason if listing.reason else ""
        parts.append(f"*{escaped(word('not run', context.language) + reason)}*")
    if listing.code:
        code = _with_holes(listing.code, listing.blanks, context)
        parts.append(code_block(code, LANGUAGES[listing.language].name))
    shown = [text for one in listing.shown if (text := _shown(one))]
    if listing.mark in ("varies", "in part") and shown:
        parts.append(f"*{escaped(word(listing.mark, context.language))}*")
    return "\n\n".join((*parts, *shown))


def _shown(shown: Shown) -> str:
    if shown.kind == "image" and shown.media is not None:
        return image(shown.media.name, shown.text)
    return code_block(shown.text, "text") if shown.text.strip("\n") else ""


def _with_holes(code: str, blanks: Sequence[Blank], context: MarkdownContext) -> str:
    """Code whose blanks are hidden in front; behind it stands as it is."""
    if context.clozes != "holes":
        return code
    parts: list[str] = []
    at = 0
    for blank in sorted(blanks, key=lambda each: (each.start, -each.end)):
        if blank.end <= at:
            continue  # within the one before
        start = max(blank.start, at)
        parts += [code[at:start], f"[{blank.hint or '...'}]" if blank.start >= at else ""]
        at = blank.end
    return "".join((*parts, code[at:]))


def _html(node: Node, context: MarkdownContext) -> str:
    """A block of HTML as it is in Anki. An empty line in it would end it."""
    shown = _with_shut_clozes(node) if context.clozes == "holes" else node
    html = blocks_to_html([shown], context=HtmlContext(context.language, context.media))
    for file in context.media.values():
        html = html.replace(f' src="{file.name}"', f' src="{MEDIA}{file.name}"')
        html = html.replace(f"[sound:{file.name}]", recording(file.name, ""))
    return _EMPTY_LINES.sub("\n", html)


def _with_shut_clozes(node: Node) -> Node:
    if node.kind == "cloze":
        return Node("text", node.place, text=f"[{node.attrs.get('hint') or '...'}]")
    if not node.children:
        return node
    return replace(node, children=tuple(map(_with_shut_clozes, node.children)))


def _footnote(node: Node, context: MarkdownContext) -> str:
    lines = _contents(node, context).split("\n")
    text = "\n".join([lines[0], *(f"    {line}" if line else "" for line in lines[1:])])
    return f"[^{context.slug}-{footnote_name(node)}]: {text}"
