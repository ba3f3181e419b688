"""A line of Markdown as tokens → nodes that know their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from markdown_it.token import Token

from generator.kinds.cloze import OPENING
from generator.language import PYTHON
from generator.model import Node, Place, Problem
from generator.reading.bare_addresses import BARE
from generator.reading.cjk import is_cjk
from generator.reading.content_places import ContentPlaces
from generator.reading.fence_names import read_info
from generator.reading.foreign_marks import Mark, foreign_marks
from generator.reading.html_nodes import HtmlReader
from generator.reading.image_sizes import named_size, size_in_braces
from generator.reading.recordings import is_recording
from generator.reading.source import Source
from generator.reading.tex_clozes import formula
from generator.reading.tex_delimiters import without_backticks

_SPANS: Final = {"strong": "strong", "em": "em", "s": "strike", "link": "link", "cloze": "cloze",
                 "mark": "element"}  # fmt: skip
_LANDMARKS: Final = {
    "link_open": "[", "link_close": "]", "image": "![", "footnote_ref": "^",
    "softbreak": "\n", "hardbreak": "\n", "cloze_open": "{{c", "cloze_close": "}}",
}  # fmt: skip
_PROGRAM: Final = re.compile(r"\{(?P<word>[A-Za-z][\w.-]{0,20})\}(?P<space>\s*)(?=\S)")
_LATE: Final = re.compile(rf"(?<=.)\{{{PYTHON.name}\}}\s+(?P<code>\S.*)")  # behind other code
_INSIDE: Final = re.compile(r"\{(?P<word>[A-Za-z][\w.-]{0,20})\s+(?P<code>[^\s{}][^{}]*)\}")
_UNCLOSED_COMMENT: Final = (
    "this comment does not end in its paragraph",
    "end it with `-->`, or start it on a line of its own, where it may span empty lines",
)


_UNCLOSED_MATH: Final = {
    "$$": "close it with `$$`, without an empty line in it; for the signs write `\\$\\$`",
    "$": "close it with `$`, without spaces inside of the dollars; for the sign write `\\$`",
    "\\(": "close it with `\\)`; for the bracket write `(`",
    "\\begin": "let `\\end{…}` end a line, without an empty line before it, or use `$$`",
    "\\[": "close it with `\\]`; for the bracket write `&#91;`",
}


class Inlines:
    """The children of one inline token.

    markdown-it-py keeps no positions inside a line; they are found again by looking for each
    token's text, in order, in the text that was parsed.
    """

    def __init__(
        self,
        source: Source,
        token: Token,
        line: int,
        report: Callable[[Problem], None],
        html: HtmlReader,
    ) -> None:
        self._report = report
        self._html = html
        self._content = token.content
        self._cursor = 0
        self._places = ContentPlaces(source, token.content, line)
        self._children = token.children or []
        self._has_open_formula = any(each.type == "unclosed_math" for each in self._children)
        self._index = 0
        self._told: set[Mark] = set()

    def nodes(self) -> tuple[Node, ...]:
        return self._until(None)

    def _until(self, closing: str | None) -> tuple[Node, ...]:
        nest = self._html.nest(blocks=False)
        while self._index < len(self._children):
            token = self._children[self._index]
            self._index += 1
            if token.type == closing:
                self._find(_landmark(token))
                break
            if token.type == "html_inline" and "task-list-item-checkbox" not in token.content:
                place = self._find(token.content)
                nest.html(token.content, _nowhere_else(place))
                continue
            node = self._node(token)
            if node is not None:
                nest.add(node)
        return nest.finish()

    def _node(self, token: Token) -> Node | None:
        if token.type == "softbreak" and self._joins_cjk():
            return None
        start = self._cursor
        place = self._find(_landmark(token))
        if token.nesting == 1:
            name = token.type.removesuffix("_open")
            children = self._until(f"{name}_close")
            return Node(_SPANS[name], place, children, attrs=_span_attrs(name, token))
        match token.type:
            case "code_inline":
                return self._code(token.content, place)
            case "math_inline" | "math_inline_double":
                display = "true" if token.type.endswith("double") else "false"
                return formula(
                    "math", place, without_backticks(token.content), {"display": display}
                )
            case "image":
                return self._image(token, place)
            case "wiki_link":
                return self._wiki_link(token, place)
            case "footnote_ref":
                return Node("footnote_ref", place, attrs={"id": str(token.meta["id"])})
            case "html_inline":  # the box of a task
                return None
            case "unclosed_comment":
                self._report(Problem(place, "unclosed-html", *_UNCLOSED_COMMENT))
                return Node("text", place, text=token.content)
            case "unclosed_math":
                self._report(_unclosed_math(place, token.content))
                return Node("text", place, text=token.content.lstrip("\\"))
            case "odd_box":
                self._cursor -= len(token.content)
                message = f"`{token.content}` is no box of a task list, so it is shown as text"
                hint = "write [ ] or [x], or say it in words"
                self._report(Problem(place, "foreign-mark", message, hint, severity="warning"))
                return None
            case "softbreak" | "hardbreak":
                return Node(token.type, place)
            case _:
                text = token.content
                if self._index == 2 and self._children[0].content.startswith("<input class="):
                    text = text.lstrip()
                if token.markup != BARE:
                    self._tell_marks(text, start)
                attrs = self._escaped(text, start)
                return Node("text", place, text=text, attrs=attrs) if text else None

    def _end_of_text(self) -> int:
        """Where what follows the text that is read now begins."""
        after = self._children[self._index : self._index + 1]
        end = self._content.find(_landmark(after[0]), self._cursor) if after else -1
        return end if end >= 0 else len(self._content)

    def _escaped(self, text: str, start: int) -> dict[str, str]:
        """The mark of a text in which what begins a cloze has a backslash before it."""
        found = OPENING.search(text)
        if found is None or _unescaped(self._content, found[0], start, self._end_of_text()) >= 0:
            return {}
        return {"escaped": "true"}

    def _tell_marks(self, text: str, start: int) -> None:
        """Warn of each mark of other tools in a text that stands behind `start`."""
        before = self._children[self._index - 2].type if self._index > 1 else "softbreak"
        end = self._end_of_text()
        begins_line = before in ("softbreak", "hardbreak")
        behind_span = before in ("link_close", "code_inline", "strong_close", "em_close")
        at: dict[Mark, int] = {}
        for mark, found in foreign_marks(text, begins_line=begins_line, behind_span=behind_span):
            at[mark] = _unescaped(self._content, found, at.get(mark, start), end)
            if at[mark] < 0 or mark in self._told or (mark.is_tex and self._has_open_formula):
                continue
            if mark.not_beside and re.search(mark.not_beside, self._content):
                continue
            if mark.begins_line:
                self._told.add(mark)  # once for all lines of a paragraph
            message, hint = mark.message.replace("{}", found), mark.hint.replace("{}", found)
            here = self._places.at(at[mark])
            self._report(Problem(here, mark.code, message, hint, severity="warning"))
            at[mark] += len(found)

    def _code(self, text: str, place: Place) -> Node:
        """A span of code, or the value of an expression."""
        found = _PROGRAM.match(text)
        if found and read_info(found["word"]).dialect is not None:
            if found["space"]:
                at = Place(place.path, place.line, place.column + found.end())
                return Node("value", at, text=text[found.end() :].rstrip())
            self._not_run(text, text[found.end() :], place)
        within = _INSIDE.fullmatch(text)
        if within and read_info(within["word"]).dialect is not None:
            self._not_run(text, within["code"], place)
        elif not found and (late := _LATE.search(text)):
            self._not_run(late[0], late["code"].rstrip("\"'"), place)
        return Node("code", place, text=text)

    def _not_run(self, written: str, code: str, place: Place) -> None:
        message = f"`{written}` is not run, so nothing in it is verified"
        hint = f"to show its value, write `{{{PYTHON.name}}} {code.strip()}`"
        self._report(Problem(place, "not-run-language", message, hint, severity="warning"))

    def _image(self, token: Token, place: Place) -> Node:
        if token.meta.get("written"):
            alt = token.content
        else:
            alt = "".join(child.content for child in token.children or [])
            self._cursor = max(self._content.find("](", self._cursor), self._cursor)
        if any(child.type == "cloze_open" for child in token.children or []) or OPENING.search(alt):
            message = "a cloze in the description of an image hides nothing"
            hint = "put it around the image: {{c1::![…](…)}}"
            self._report(Problem(place, "bad-cloze", message, hint))
        source = str(token.attrGet("src") or "")
        size, alt = named_size(alt, str(token.meta.get("size", "")))
        braces, ignored = size_in_braces(token.meta.get("braces", ()))
        if ignored:
            names = ", ".join(f"`{word}`" for word in ignored)
            message = f"cards ignore {names} of this image"
            hint = "write its width in pixels or as a percentage: {width=50%}"
            self._report(Problem(place, "html-ignored", message, hint, severity="warning"))
        if is_recording(source) and (size or braces):
            message = "sound and film have no size on cards, so that of this recording is ignored"
            self._report(Problem(place, "html-ignored", message, "remove it", severity="warning"))
            size = braces = {}
        attrs = {
            "src": source,
            "title": str(token.attrGet("title") or ""),
            "alt": alt,
            **({"wiki": "true"} if token.meta.get("wiki") else {}),
            **size,
            **braces,
        }
        return Node("image", place, text=alt, attrs=attrs)

    def _wiki_link(self, token: Token, place: Place) -> Node:
        """The text of a link to a note, which no card can open."""
        if token.meta["embed"]:
            message = f"`{token.content}` embeds another note, which a card cannot show"
            hint = "copy here what the card needs of it"
            self._report(Problem(place, "wiki-link", message, hint))
        else:
            message = f"`{token.content}` links to another note, so a card shows only its text"
            hint = "link to an address, [its name](https://…); put code in backticks"
            self._report(Problem(place, "wiki-link", message, hint, severity="warning"))
        return Node("text", place, text=token.meta["text"])

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


def _landmark(token: Token) -> str:
    """What a token is looked for by in the text that it comes from."""
    if token.markup == "autolink":
        return "<" if token.nesting == 1 else ">"
    if "written" in token.meta:
        return str(token.meta["written"])
    return _LANDMARKS.get(token.type) or token.content or token.markup


def _unescaped(content: str, mark: str, start: int, end: int) -> int:
    """Where a mark stands without a backslash before it; -1 where it does not, as it has been
    escaped.
    """
    at = content.find(mark, max(start, 0), end)
    while at > 0 and (at - len(content[:at].rstrip("\\"))) % 2:
        at = content.find(mark, at + 1, end)
    return at


def _nowhere_else(place: Place) -> Callable[[int], Place]:
    return lambda _: place


def _span_attrs(name: str, token: Token) -> dict[str, str]:
    match name:
        case "link":
            href, title = token.attrGet("href"), token.attrGet("title")
            return {"href": str(href or ""), "title": str(title or "")}
        case "mark":
            return {"tag": "mark"}
        case "cloze":
            return {"number": token.meta["number"], "hint": token.meta["hint"]}
        case _:
            return {}


def _unclosed_math(place: Place, mark: str) -> Problem:
    message = f"the formula that `{mark}` begins does not end in its paragraph"
    return Problem(place, "unclosed-math", message, _UNCLOSED_MATH[mark])
