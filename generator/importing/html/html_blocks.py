"""A tree of HTML → blocks of Markdown, by a walk over it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from generator.importing.escaping import fenced
from generator.importing.html.html_code import code_language, is_mono, listing_text
from generator.importing.html.html_flow import Flow
from generator.importing.html.html_lines import CODE, FORMATS, Piece
from generator.importing.html.html_tables import table_markdown
from generator.importing.html.visible_text import SPOKEN

if TYPE_CHECKING:
    from bs4 import Tag

_SAME: Final = {
    "strong": "b", "em": "i", "strike": "s", "del": "s", "tt": CODE, "dfn": "i", "var": "i",
}  # fmt: skip
_PARAGRAPHS: Final = frozenset({"p", "dl", "dt", "dd", "figure", "figcaption", "fieldset"})
_LINES: Final = frozenset({
    "div", "center", "section", "article", "header", "footer", "main", "nav", "aside", "address",
    "tr", "form", "summary",
})  # fmt: skip
_GONE: Final = {
    "script": "scripts", "style": "styles of their own", "iframe": "frames of other pages",
    "object": "embedded objects", "embed": "embedded objects", "noscript": "scripts",
    "template": "scripts", "head": "", "title": "", "link": "", "meta": "", "colgroup": "",
    "col": "",
}  # fmt: skip
_DRAWN: Final = frozenset({"svg", "canvas", "math"})
_SOUND: Final = re.compile(r"\[sound:([^\]\n]{1,500})\]")
_WEB: Final = re.compile(r"(?:https?://|mailto:)[^\s<>]+$", re.IGNORECASE)
_DECLARED: Final = re.compile(r"([a-z-]+)\s*:\s*([^;]+)")
_WEIGHTS: Final = re.compile(r"bold|bolder|[6-9]00")
_LOOKS: Final = ("color", "background", "background-color", "font-size", "font-family")


class HtmlReader:
    """Makes Markdown of HTML whose formulas and clozes stand as private characters.

    `picture` gives the Markdown of an image or recording by the name of its file, its description
    and its width in pixels (0 where it has none). What is lost is added to `losses`, why a card
    must be looked at to `by_hand`.
    """

    def __init__(self, picture: Callable[[str, str, int], str]) -> None:
        self.picture = picture
        self.losses: list[str] = []
        self.by_hand: list[str] = []

    def markdown(self, tree: Tag) -> str:
        flow = Flow()
        self._walk(tree, (), flow)
        return flow.markdown()

    def _walk(self, parent: Tag, formats: tuple[str, ...], flow: Flow) -> None:
        from bs4.element import NavigableString, PreformattedString
        from bs4.element import Tag as Element

        for node in parent.children:
            if isinstance(node, Element):
                self._element(node, formats, flow)
            elif isinstance(node, NavigableString) and not isinstance(node, PreformattedString):
                self._text(str(node), formats, flow)

    def _text(self, text: str, formats: tuple[str, ...], flow: Flow) -> None:
        if CODE not in formats:
            if SPOKEN.search(text):
                self.losses.append("text that Anki reads aloud")
                text = SPOKEN.sub(r"\1", text)
            at = 0
            for sound in _SOUND.finditer(text):
                flow.add(Piece(text[at : sound.start()], formats))
                flow.add(Piece(self.picture(sound[1], "", 0), (), raw=True))
                at = sound.end()
            text = text[at:]
        flow.add(Piece(text, formats))

    def _element(self, node: Tag, formats: tuple[str, ...], flow: Flow) -> None:
        name = _SAME.get(node.name, node.name)
        style = dict(_DECLARED.findall(str(node.get("style") or "").lower()))
        if name in _GONE or style.get("display", "").strip() == "none":
            self.losses += [_GONE.get(name, "hidden text")] * bool(_GONE.get(name, "hidden text"))
            return
        formats = self._formats(node, name, style, formats)
        if name == "br":
            flow.end_line()
        elif name == "hr":
            flow.block("<hr>")
        elif name in ("img", "audio", "video", "source"):
            self._picture(node, formats, flow)
        elif name in _DRAWN:
            self.by_hand.append(f"a drawing in it (`<{name}>`) is not carried over")
            self.losses.append("drawings in HTML")
        elif name == "pre":
            self._listing(node, flow)
        elif name in ("ul", "ol"):
            self._list(node, formats, flow)
        elif name == "table":
            self._table(node, formats, flow)
        elif name == "blockquote":
            inside = self._inside(node, formats)
            flow.block("\n".join(f"> {line}".rstrip() for line in inside.split("\n")))
        elif name == "details":
            self._details(node, formats, flow)
        elif re.fullmatch(r"h[1-6]", name):
            flow.paragraph()
            inner = Flow()
            self._walk(node, formats, inner)
            text = inner.one_line("<br>")
            flow.block(f"{'#' * max(3, int(name[1]))} {text}" if text else "")
        elif name in _PARAGRAPHS or name == "li":
            flow.paragraph()
            self._walk(node, formats, flow)
            flow.paragraph()
        elif name in _LINES:
            flow.boundary()
            self._walk(node, formats, flow)
            flow.boundary()
        else:
            self._walk(node, formats, flow)

    def _formats(
        self, node: Tag, name: str, style: dict[str, str], formats: tuple[str, ...]
    ) -> tuple[str, ...]:
        added = [name] if name in FORMATS else []
        if name == "a":
            address = str(node.get("href") or "").strip()
            if _WEB.match(address):
                added.append(f"a {address}")
            elif address:
                self.losses.append("links that lead to no page of the web")
        if _WEIGHTS.search(style.get("font-weight", "")) and name != "b":
            added.append("b")
        if "italic" in style.get("font-style", ""):
            added.append("i")
        decoration = style.get("text-decoration", "") + style.get("text-decoration-line", "")
        added += ["u"] * ("underline" in decoration) + ["s"] * ("line-through" in decoration)
        align = style.get("vertical-align", "").strip()
        added += [align] * (align in ("sub", "super"))
        added = ["sup" if each == "super" else each for each in added]
        if is_mono(node, style) and name not in ("pre", "code", "kbd", "samp"):
            added.append(CODE)
        elif any(style.get(key) for key in _LOOKS) or (name == "font" and node.attrs):
            self.losses.append("colours, sizes and fonts of text")
        if CODE in formats:  # code is shown as it is, whatever stands in it
            return formats
        return (*formats, *(each for each in dict.fromkeys(added) if each not in formats))

    def _picture(self, node: Tag, formats: tuple[str, ...], flow: Flow) -> None:
        inner = node.find("source") if node.name in ("audio", "video") else None
        source = str(node.get("src") or (inner.get("src") if inner else "") or "").strip()
        if not source:
            return
        alt = str(node.get("alt") or node.get("title") or "")
        width = re.match(r"\s*(\d{1,4})(?:px)?\s*$", str(node.get("width") or ""))
        raw = self.picture(source, alt, int(width[1]) if width else 0)
        links = tuple(each for each in formats if each.startswith("a "))
        flow.add(Piece(raw, links, raw=True))

    def _listing(self, node: Tag, flow: Flow) -> None:
        code = listing_text(node)
        if code.strip():
            flow.block(fenced(code, code_language(node, code)))

    def _list(self, node: Tag, formats: tuple[str, ...], flow: Flow) -> None:
        from bs4.element import Tag as Element

        ordered = node.name == "ol"
        start = str(node.get("start") or "1")
        number = int(start) if ordered and re.fullmatch(r"\d{1,8}", start) else 1
        items: list[str] = []
        for child in node.children:
            if not isinstance(child, Element):
                if str(child).strip():
                    inner = Flow()
                    self._text(str(child), formats, inner)
                    items.append(inner.markdown())
                continue
            if child.name in ("ul", "ol") and items:  # as editors indent items
                inner = Flow()
                self._list(child, formats, inner)
                items[-1] = f"{items[-1]}\n{inner.markdown()}"
                continue
            inner = Flow()
            self._walk(child, formats, inner)
            items.append(inner.markdown(tight=True))
        lines: list[str] = []
        for text in items:
            mark = f"{number}. " if ordered else "- "
            pad = " " * len(mark)
            body = "\n".join(pad + line if line else "" for line in text.split("\n"))
            lines.append(mark + body[len(mark) :] if text else mark.rstrip())
            number += 1
        loose = any("\n\n" in text for text in items)
        flow.block(("\n\n" if loose else "\n").join(lines), group="ol" if ordered else "ul")

    def _table(self, node: Tag, formats: tuple[str, ...], flow: Flow) -> None:
        def cell(tag: Tag) -> str:
            inner = Flow()
            self._walk(tag, formats, inner)
            if inner.has_blocks:
                self.by_hand.append("a cell of a table held lists or blocks of code")
            return inner.one_line("<br>")

        code = node.select_one("td.code, td.de1")
        if code is not None and code.find("pre") and len(node.find_all("tr")) == 1:
            self._listing(code, flow)
            return
        flow.block(table_markdown(node, cell, self.losses))

    def _details(self, node: Tag, formats: tuple[str, ...], flow: Flow) -> None:
        summary = node.find("summary", recursive=False)
        inner = Flow()
        title = ""
        if summary is not None:
            self._walk(summary, formats, inner)
            title = inner.one_line(" ")
            summary.extract()
        body = self._inside(node, formats)
        head = f"<details>\n<summary>{title}</summary>" if title else "<details>"
        flow.block(f"{head}\n\n{body}\n\n</details>")

    def _inside(self, node: Tag, formats: tuple[str, ...]) -> str:
        inner = Flow()
        self._walk(node, formats, inner)
        return inner.markdown()
