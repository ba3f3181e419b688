"""Markdown tokens → nodes that know where they stand."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from typing import Final

from markdown_it.token import Token

from generator.language import LANGUAGES
from generator.model import Fence, Node, Place, Problem
from generator.reading.cjk import is_cjk
from generator.reading.fence_names import read_info
from generator.reading.html_comments import blanked
from generator.reading.source import Source

ReadFence = Callable[[Token, Place, int], tuple[Fence, ...]]

_BLOCKS: Final = {
    "paragraph": "paragraph",
    "heading": "heading",
    "bullet_list": "bullet_list",
    "ordered_list": "ordered_list",
    "list_item": "list_item",
    "blockquote": "blockquote",
    "table": "table",
    "tr": "row",
    "th": "cell",
    "td": "cell",
    "dl": "definition_list",
    "dt": "term",
    "dd": "definition",
    "footnote": "footnote",
}
_TRANSPARENT: Final = {"thead", "tbody"}
_SPANS: Final = {"strong": "strong", "em": "em", "s": "strike", "link": "link", "cloze": "cloze"}
INLINE: Final = frozenset(
    {"text", "softbreak", "hardbreak", "code", "math", "image", "html", "value", "footnote_ref"}
    | set(_SPANS.values())
)
_LANDMARKS: Final = {
    "link_open": "[", "link_close": "]", "image": "![", "footnote_ref": "^",
    "softbreak": "\n", "hardbreak": "\n", "cloze_open": "{{c", "cloze_close": "}}",
}  # fmt: skip
INLINE_PROGRAM: Final = re.compile(r"\{(?:" + "|".join(LANGUAGES) + r")\}\s+(?=\S)")

_UNCLOSED_COMMENT: Final = (
    "this comment does not end in its paragraph",
    "end it with `-->`, or start it on a line of its own, where it may span empty lines",
)


class NodeBuilder:
    """Builds the nodes of one source file.

    `read_fence` turns the token of a block of code, its place and its indent (columns of list or
    quote markup before its code) into the programs that it holds; none where it is only shown.
    What is wrong goes to `report`.
    """

    def __init__(
        self, source: Source, read_fence: ReadFence, report: Callable[[Problem], None]
    ) -> None:
        self._source = source
        self._read_fence = read_fence
        self._report = report
        self._line = 1

    def blocks(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The nodes of a run of complete block tokens."""
        nodes: list[Node] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.map:
                self._line = token.map[0] + 1
            if token.nesting == 1:
                end = _closing(tokens, index)
                nodes.extend(self._container(token, tokens[index + 1 : end]))
                index = end
            elif token.type == "inline":
                nodes.extend(self.inlines(token))
            else:
                nodes.extend(self._leaf(token))
            index += 1
        return tuple(nodes)

    def inlines(self, token: Token) -> tuple[Node, ...]:
        """The nodes of an inline token's children."""
        line = token.map[0] + 1 if token.map else self._line
        return _Inlines(self._source, token, line, self._report).nodes()

    def _container(self, token: Token, inside: Sequence[Token]) -> Iterable[Node]:
        name = token.type.removesuffix("_open")
        place = self._place(token)
        children = self.blocks(inside)
        if name in _TRANSPARENT:
            return children
        return (Node(_BLOCKS[name], place, children, attrs=_block_attrs(name, token, inside)),)

    def _leaf(self, token: Token) -> Iterable[Node]:
        place = self._place(token)
        text = token.content.removesuffix("\n")
        match token.type:
            case "fence" | "code_block":
                fences = self._read_fence(token, place, self._indent(token))
                if fences:
                    return [Node("program", f.place, text=f.code, fence=f) for f in fences]
                info = read_info(token.info)
                language = "output" if info.is_output else info.word
                return [Node("fence", place, text=text, attrs={"language": language})]
            case "math_block":
                return [Node("math_block", place, text=token.content.strip("\n"))]
            case "hr":
                return [Node("rule", place)]
            case "html_block":
                text = blanked(text).strip()
                return [Node("html_block", place, text=text)] if text else []
            case _:
                return ()  # front matter and footnote anchors

    def _place(self, token: Token) -> Place:
        line = token.map[0] + 1 if token.map else self._line
        text = self._source.line(line)
        if token.type == "fence":
            return Place(self._source.path, line, max(text.find(token.markup), 0) + 1)
        return Place(self._source.path, line, len(text) - len(text.lstrip()) + 1)

    def _indent(self, token: Token) -> int:
        first = token.content.split("\n", 1)[0]
        line = token.map[0] + 2 if token.map else 1
        return max(self._source.line(line).find(first), 0) if first else 0


def _closing(tokens: Sequence[Token], opening: int) -> int:
    depth = 0
    for index in range(opening, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens)


def _block_attrs(name: str, token: Token, inside: Sequence[Token]) -> dict[str, str]:
    match name:
        case "heading":
            return {"level": token.tag[1:]}
        case "ordered_list":
            return {"start": str(token.attrGet("start") or 1)}
        case "list_item" if "task-list-item" in str(token.attrGet("class") or ""):
            box = next((c for t in inside if t.children for c in t.children), None)
            checked = box is not None and 'checked="checked"' in box.content
            return {"checked": "true" if checked else "false"}
        case "th" | "td":
            align = str(token.attrGet("style") or "").removeprefix("text-align:")
            return {"align": align, "header": "true" if name == "th" else "false"}
        case "footnote":
            return {"id": str(token.meta["id"])}
        case _:
            return {}


class _Inlines:
    """The children of one inline token.

    markdown-it-py keeps no positions inside a line; they are found again by looking for each
    token's text, in order, in the text that was parsed.
    """

    def __init__(
        self, source: Source, token: Token, line: int, report: Callable[[Problem], None]
    ) -> None:
        self._report = report
        self._content = token.content
        self._cursor = 0
        self._places = ContentPlaces(source, token.content, line)
        self._children = token.children or []
        self._index = 0

    def nodes(self) -> tuple[Node, ...]:
        return self._until(None)

    def _until(self, closing: str | None) -> tuple[Node, ...]:
        nodes: list[Node] = []
        while self._index < len(self._children):
            token = self._children[self._index]
            self._index += 1
            if token.type == closing:
                self._find(_LANDMARKS.get(token.type, token.markup))
                return tuple(nodes)
            node = self._node(token)
            if node is not None:
                nodes.append(node)
        return tuple(nodes)

    def _node(self, token: Token) -> Node | None:
        if token.type == "softbreak" and self._joins_cjk():
            return None
        place = self._find(_LANDMARKS.get(token.type) or token.content or token.markup)
        if token.nesting == 1:
            name = token.type.removesuffix("_open")
            children = self._until(f"{name}_close")
            return Node(_SPANS[name], place, children, attrs=_span_attrs(name, token))
        match token.type:
            case "code_inline":
                expression = INLINE_PROGRAM.match(token.content)
                if expression:
                    text = token.content[expression.end() :].rstrip()
                    column = place.column + expression.end()
                    return Node("value", Place(place.path, place.line, column), text=text)
                return Node("code", place, text=token.content)
            case "math_inline" | "math_inline_double":
                display = "true" if token.type.endswith("double") else "false"
                return Node("math", place, text=token.content, attrs={"display": display})
            case "image":
                return self._image(token, place)
            case "footnote_ref":
                return Node("footnote_ref", place, attrs={"id": str(token.meta["id"])})
            case "html_inline" if "task-list-item-checkbox" in token.content:
                return None
            case "html_inline":
                return Node("html", place, text=token.content)
            case "unclosed_comment":
                self._report(Problem(place, "unclosed-html", *_UNCLOSED_COMMENT))
                return Node("text", place, text=token.content)
            case "softbreak" | "hardbreak":
                return Node(token.type, place)
            case _:
                text = token.content
                if self._index == 2 and self._children[0].content.startswith("<input class="):
                    text = text.lstrip()
                return Node("text", place, text=text) if text else None

    def _image(self, token: Token, place: Place) -> Node:
        attrs = {"src": str(token.attrGet("src") or ""), "title": str(token.attrGet("title") or "")}
        alt = "".join(child.content for child in token.children or [])
        end = self._content.find("](", self._cursor)
        self._cursor = max(end, self._cursor)
        return Node("image", place, text=alt, attrs={**attrs, "alt": alt})

    def _joins_cjk(self) -> bool:
        """Whether a line break stands between two Chinese characters, where no space belongs."""
        before = self._children[self._index - 2].content[-1:] if self._index > 1 else ""
        after = self._children[self._index : self._index + 1]
        return is_cjk(before) and bool(after) and is_cjk(after[0].content[:1])

    def _find(self, needle: str) -> Place:
        at = self._content.find(needle, self._cursor) if needle else -1
        if at < 0:
            at = self._cursor
        else:
            self._cursor = at + len(needle)
        return self._places.at(at)


class ContentPlaces:
    """The places of the characters of an inline token's text that starts on `line`."""

    def __init__(self, source: Source, content: str, line: int) -> None:
        self._source = source
        self._line = line
        self._pieces = content.split("\n")
        self._starts = [0, *(found.end() for found in re.finditer("\n", content))]
        self._margins: dict[int, int] = {}

    def at(self, position: int) -> Place:
        """The place of the character at a position."""
        index = bisect_right(self._starts, position) - 1
        number = self._line + index
        if index not in self._margins:
            piece = self._pieces[index]
            self._margins[index] = max(self._source.line(number).find(piece), 0) if piece else 0
        column = self._margins[index] + position - self._starts[index] + 1
        return Place(self._source.path, number, column)


def _span_attrs(name: str, token: Token) -> dict[str, str]:
    match name:
        case "link":
            href, title = token.attrGet("href"), token.attrGet("title")
            return {"href": str(href or ""), "title": str(title or "")}
        case "cloze":
            return {"number": token.meta["number"], "hint": token.meta["hint"]}
        case _:
            return {}
