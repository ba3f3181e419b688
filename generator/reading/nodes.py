"""Blocks of Markdown as tokens → nodes that know their place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from markdown_it.token import Token

from generator.language import PYTHON
from generator.model import Fence, Node, Place, Problem
from generator.reading.code_clozes import Marked
from generator.reading.content_places import ContentPlaces
from generator.reading.fence_names import read_info
from generator.reading.fence_options import KEY
from generator.reading.html_comments import blanked
from generator.reading.html_nodes import HtmlReader
from generator.reading.inlines import Inlines
from generator.reading.key_marks import without_key
from generator.reading.output_listings import says_output
from generator.reading.source import Source
from generator.reading.tex_clozes import formula


class ReadFence(Protocol):
    """Turns the token of a block of code, its place and its indent (columns of list or quote markup
    before its code) into the programs that it holds; none where it is only shown, with what
    `shown` says is hidden of it.
    """

    def __call__(self, token: Token, place: Place, indent: int, /) -> tuple[Fence, ...]: ...

    def shown(self, token: Token, place: Place) -> Marked: ...


_BLOCKS: Final = {
    "paragraph": "paragraph",
    "heading": "heading",
    "bullet_list": "bullet_list",
    "ordered_list": "ordered_list",
    "list_item": "list_item",
    "blockquote": "blockquote",
    "admonition": "callout",
    "callout_title": "callout_title",
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


class NodeBuilder:
    """Builds the nodes of one source file.

    What is wrong goes to `report`. Where a deck does not `allow_html`, that is text.
    """

    def __init__(
        self,
        source: Source,
        read_fence: ReadFence,
        report: Callable[[Problem], None],
        *,
        allow_html: bool = True,
    ) -> None:
        self._source = source
        self._read_fence = read_fence
        self._report = report
        self._html = HtmlReader(report, keep=allow_html)
        self._line = 1
        self.keys: set[Place] = set()  # of paragraphs that a cheat sheet shows

    def blocks(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        """The nodes of a run of complete block tokens."""
        nest = self._html.nest(blocks=True)
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.map:
                self._line = token.map[0] + 1
            if token.nesting == 1:
                end = _closing(tokens, index)
                nest.add(*self._container(token, tokens[index + 1 : end]))
                index = end
            elif token.type == "inline":
                nest.add(*self.inlines(token))
            elif token.type == "html_block":
                text = blanked(token.content.removesuffix("\n"))
                nest.html(text, ContentPlaces(self._source, token.content, self._line).at)
            else:
                nest.add(*self._leaf(token))
            index += 1
        return nest.finish()

    def inlines(self, token: Token) -> tuple[Node, ...]:
        """The nodes of an inline token's children."""
        line = token.map[0] + 1 if token.map else self._line
        return Inlines(self._source, token, line, self._report, self._html).nodes()

    def _container(self, token: Token, inside: Sequence[Token]) -> Iterable[Node]:
        name = token.type.removesuffix("_open")
        place = self._place(token)
        if (unmarked := without_key(inside)) is not None:
            inside = unmarked
            self._mark(name, place, inside[0])
        children = self.blocks(inside)
        if name in _TRANSPARENT:
            return children
        kind = "callout" if "fold" in token.meta else _BLOCKS[name]
        return (Node(kind, place, children, attrs=_block_attrs(name, token, inside)),)

    def _mark(self, name: str, place: Place, inline: Token) -> None:
        """Take down what `{.key}` marks, which is a paragraph."""
        if name == "paragraph" and inline.children:
            self.keys.add(place)
            return
        message = f"`{{.{KEY}}}` marks a paragraph, and here is none"
        hint = (
            f"write it behind the last words; for code, in its fence: {PYTHON.fence(f'{{.{KEY}}}')}"
        )
        self._report(Problem(place, "bad-options", message, hint))

    def _leaf(self, token: Token) -> Iterable[Node]:
        place = self._place(token)
        text = token.content.removesuffix("\n")
        match token.type:
            case "fence" | "code_block":
                fences = self._read_fence(token, place, self._indent(token))
                if fences:
                    return [Node("program", f.place, text=f.code, fence=f) for f in fences]
                info = read_info(token.info)
                attrs = {"language": "output" if info.is_output else info.word}
                if says_output(info):
                    attrs["output"] = "true"
                shown = Marked(text) if info.is_output else self._read_fence.shown(token, place)
                return [Node("fence", place, text=shown.code, attrs=attrs, blanks=shown.blanks)]
            case "math_block":
                tex = self._tex_place(token, place)
                return [formula("math_block", tex, token.content.strip("\n"))]
            case "hr":
                return [Node("rule", place)]
            case _:
                return ()  # front matter and footnote anchors

    def _place(self, token: Token) -> Place:
        line = token.map[0] + 1 if token.map else self._line
        text = self._source.line(line)
        if token.type == "fence":
            return Place(self._source.path, line, max(text.find(token.markup), 0) + 1)
        return Place(self._source.path, line, len(text) - len(text.lstrip()) + 1)

    def _tex_place(self, token: Token, place: Place) -> Place:
        """Where the TeX of a formula begins: behind its mark, or on the line below."""
        if not token.content.startswith("\n"):
            return Place(place.path, place.line, place.column + len(token.markup))
        first = token.content.strip("\n").partition("\n")[0]
        column = self._source.line(place.line + 1).find(first) + 1
        return Place(place.path, place.line + 1, max(column, 1))

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
            start = token.attrGet("start")
            return {"start": "1" if start is None else str(start)}
        case "list_item" if "task-list-item" in str(token.attrGet("class") or ""):
            box = next((c for t in inside if t.children for c in t.children), None)
            checked = box is not None and 'checked="checked"' in box.content
            return {"checked": "true" if checked else "false"}
        case "th" | "td":
            align = str(token.attrGet("style") or "").removeprefix("text-align:")
            return {"align": align, "header": "true" if name == "th" else "false"}
        case "blockquote" | "admonition" if "fold" in token.meta:
            return {"sort": token.meta["sort"], "fold": token.meta["fold"]}
        case "footnote":
            return {"id": str(token.meta["id"])}
        case _:
            return {}
