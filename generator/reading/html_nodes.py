"""The tags of HTML in Markdown → nodes around what is between them.

Markdown gives one tag at a time, or a block of HTML that may leave elements open over the Markdown
below it, as `<details>` does. Tags are paired among siblings, and all that is between them (text,
HTML, Markdown) becomes the children of an element.
"""

from __future__ import annotations

import dataclasses
import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from generator.model import INLINE_KINDS, Node, Place, Problem, Severity
from generator.model.walking import plain_text
from generator.reading.bounds import MOST_NESTING, MOST_PARAGRAPH
from generator.reading.html_clozes import CLOZE, marks
from generator.reading.html_tags import (
    BLOCK_TAGS,
    IMPLIED_ENDS,
    MEDIA_TAGS,
    REFUSED,
    REFUSED_VOID,
    VOID_TAGS,
    Tag,
    read_tag,
)

_SAME_AS_MARKDOWN: Final = {
    "b": "strong", "strong": "strong", "i": "em", "em": "em", "s": "strike", "del": "strike",
}  # fmt: skip
_START: Final = 200  # characters shown of text that is too long
_SPACES: Final = re.compile(r"[ \t\n\f\r]+")
_CODE: Final = "if it is code, put it in backticks; else write \\ before the `<`"


@dataclass(slots=True)
class _Open:
    tag: Tag
    place: Place
    written: str
    nodes: list[Node] = field(default_factory=list)


class HtmlReader:
    """Reads the HTML of one source file, or shows it as text where it is not to be kept."""

    def __init__(self, report: Callable[[Problem], None], *, keep: bool) -> None:
        self.report = report
        self.keep = keep
        self.depth = 0  # how many elements are open, one around the other

    def nest(self, *, blocks: bool) -> Nest:
        """A nest for siblings, which are `blocks` or inline."""
        return Nest(self, blocks=blocks)


class Nest:
    """Takes nodes and tags in order, and gives the nodes with elements around them."""

    def __init__(self, reader: HtmlReader, *, blocks: bool) -> None:
        self._reader = reader
        self._blocks = blocks
        self._nodes: list[Node] = []
        self._open: list[_Open] = []
        self._text_until = ""  # the end of this element, all tags are text
        self._has_html = False
        self._told: set[tuple[str, str]] = set()

    def add(self, *nodes: Node) -> None:
        (self._open[-1].nodes if self._open else self._nodes).extend(nodes)

    def html(self, text: str, place_of: Callable[[int], Place]) -> None:
        """Takes HTML: one tag of a line, or all of a block."""
        if not self._reader.keep or len(text) > MOST_PARAGRAPH:  # too long: the parser has told
            text, place = text.strip() if self._blocks else text, place_of(0)
            if len(text) > MOST_PARAGRAPH:
                text = text[:_START]
            shown = Node("text", place, text=text)
            if text:
                self.add(Node("paragraph", place, (shown,)) if self._blocks else shown)
            return
        self._has_html = True
        at = 0
        for mark in marks(text, clozes=self._blocks):
            self._text(text[at : mark.start], place_of(at))
            written, place = text[mark.start : mark.end], place_of(mark.start)
            if mark.tag is not None:
                self._tag(mark.tag, place)
            elif self._text_until or not (mark.cloze or self._is_open(CLOZE)):
                self._as_text(written, place)
            elif mark.cloze is not None:
                self._begin(mark.cloze, written, place)
            else:
                self._end(CLOZE, written, place)
            at = mark.end
        self._text(text[at:], place_of(at))

    def finish(self) -> tuple[Node, ...]:
        """All nodes. Among blocks, text of HTML that is in no element is in paragraphs."""
        while self._open:
            self._end_unclosed()
        nodes = tuple(self._nodes)
        return tuple(_in_paragraphs(nodes)) if self._blocks and self._has_html else nodes

    # --- tags -------------------------------------------------------------------------

    def _tag(self, found: re.Match[str], place: Place) -> None:
        written, name, ends = found[0], found["name"].lower(), bool(found["end"])
        if self._text_until:
            if ends and name == self._text_until:
                self._text_until = ""
            self._as_text(written, place)
            return
        tag = read_tag(found)
        if tag is None:
            self._refuse(written, name, place, ends=ends)
        elif ends:
            self._end(tag.name, written, place)
        else:
            self._begin(tag, written, place)

    def _refuse(self, written: str, name: str, place: Place, *, ends: bool) -> None:
        self._as_text(written, place)
        hint = REFUSED.get(name) or REFUSED_VOID.get(name)
        if ends:
            return
        if name in REFUSED:
            self._text_until = name
        if hint is None:
            message = f"`{written}` is not HTML that cards keep, so it is shown as text"
        else:
            message = f"cards do not keep `<{name}>`, so it is shown as text"
        self._tell("html-as-text", place, message, hint or _CODE)

    def _begin(self, tag: Tag, written: str, place: Place) -> None:
        if tag.ignored:
            names = ", ".join(f"`{name}`" for name in tag.ignored)
            message = f"cards ignore {names} of this `<{tag.name}>`"
            self._tell("html-ignored", place, message, "remove it")
        while self._open and self._open[-1].tag.name in IMPLIED_ENDS.get(tag.name, ()):
            self._close()
        if tag.name in VOID_TAGS:
            self.add(*_void(tag, place, blocks=self._blocks))
        elif self._reader.depth >= MOST_NESTING:
            message = f"HTML is nested more than {MOST_NESTING} deep here"
            hint = "close each tag with its own end tag, or make it simpler"
            self._tell("too-much", place, message, hint, "error")
            self._as_text(written, place)
        else:
            self._reader.depth += 1
            self._open.append(_Open(tag, place, written))

    def _end(self, name: str, written: str, place: Place) -> None:
        if self._is_open(name):
            while self._open[-1].tag.name != name:
                self._end_unclosed()
            self._close()
        elif name not in VOID_TAGS:
            message = f"`{written}` has no opening tag beside it, so it is ignored"
            hint = "open and close it in one paragraph, or put both tags on lines of their own"
            self._tell("html-ignored", place, message, hint)

    def _is_open(self, name: str) -> bool:
        return any(each.tag.name == name for each in self._open)

    def _end_unclosed(self) -> None:
        """End the last element where its author did not. In a line, what has no end may be text
        that looks like a tag, as in `list<a>`, and is shown as such.
        """
        last = self._open[-1]
        name = last.tag.name
        if name in IMPLIED_ENDS:
            self._close()
        elif self._blocks and (name in BLOCK_TAGS or name in MEDIA_TAGS):
            hint = f"close it where it ends, on a line of its own: </{name}>"
            self._tell("unclosed-html", last.place, f"`{last.written}` is never closed", hint)
            self._close()
        else:
            message = f"`{last.written}` is never closed, so it is shown as text"
            hint = f"close it with </{name}>; {_CODE}"
            if name != CLOZE:  # which is told where clozes are counted
                self._tell("html-as-text", last.place, message, hint)
            self._open.pop()
            self._reader.depth -= 1
            self.add(Node("text", last.place, text=last.written), *last.nodes)

    def _close(self) -> None:
        last = self._open.pop()
        self._reader.depth -= 1
        if last.tag.name == CLOZE and any(node.kind not in INLINE_KINDS for node in last.nodes):
            message = "this cloze hides more than a line of text, which cards cannot"
            hint = "put a cloze into each of the elements in it"
            self._tell("bad-cloze", last.place, message, hint, "error")
            self.add(*last.nodes)
        else:
            self.add(*_element(last, blocks=self._blocks))

    # --- text -------------------------------------------------------------------------

    def _text(self, text: str, place: Place) -> None:
        if all(each.tag.name != "pre" for each in self._open):
            text = _SPACES.sub(" ", text)
        if text:
            self.add(Node("text", place, text=html.unescape(text)))

    def _as_text(self, written: str, place: Place) -> None:
        self.add(Node("text", place, text=written))

    def _tell(
        self, code: str, place: Place, message: str, hint: str, severity: Severity = "warning"
    ) -> None:
        if (code, message) not in self._told:  # once among siblings
            self._told.add((code, message))
            self._reader.report(Problem(place, code, message, hint, severity=severity))


def _void(tag: Tag, place: Place, *, blocks: bool) -> Iterator[Node]:
    match tag.name:
        case "br":
            yield Node("hardbreak", place)
        case "hr" if not blocks:
            yield Node("hardbreak", place)
        case "img":
            yield image(tag.attributes.get("src", ""), place, tag.attributes)
        case "source" if "src" in tag.attributes:
            yield image(tag.attributes["src"], place, {})
        case "col" | "hr" | "wbr":  # unlike `---`, a line of HTML is no end of the front
            kind = "element" if tag.name == "wbr" else "element_block"
            yield Node(kind, place, attrs={**tag.attributes, "tag": tag.name})


def image(source: str, place: Place, attributes: Mapping[str, str]) -> Node:
    """An image, or sound or film, which Markdown writes alike."""
    alt = attributes.get("alt", "")
    size = {key: value for key, value in attributes.items() if key in ("width", "height")}
    attrs = {"src": source, "title": attributes.get("title", ""), "alt": alt, **size}
    return Node("image", place, text=alt, attrs=attrs)


def _element(last: _Open, *, blocks: bool) -> Iterator[Node]:
    name, place, nodes = last.tag.name, last.place, tuple(last.nodes)
    attributes = last.tag.attributes
    in_line = all(node.kind in INLINE_KINDS for node in nodes)
    if name == CLOZE:
        yield Node("cloze", place, nodes, attrs=attributes)
    elif name in MEDIA_TAGS:  # what else is in it is for browsers that cannot play it
        sources = [node.attrs["src"] for node in nodes if node.kind == "image"]
        for source in [attributes["src"]] if "src" in attributes else sources[:1]:
            yield image(source, place, {})
    elif name == "a" and "href" in attributes and in_line:
        title = attributes.get("title", "")
        yield Node("link", place, nodes, attrs={"href": attributes["href"], "title": title})
    elif name == "a":
        kept = {key: value for key, value in attributes.items() if key != "href"}
        kind, tag = ("element", "span") if in_line else ("element_block", "div")
        yield Node(kind, place, nodes, attrs={**kept, "tag": tag})
    elif name in _SAME_AS_MARKDOWN and not attributes and in_line:
        yield Node(_SAME_AS_MARKDOWN[name], place, nodes)
    elif name == "code" and not attributes and all(node.kind == "text" for node in nodes):
        yield Node("code", place, text=plain_text(nodes))
    elif blocks and (name in BLOCK_TAGS or not in_line):
        inside = nodes if name == "pre" else tuple(_trimmed(nodes))
        yield Node("element_block", place, inside, attrs={**attributes, "tag": name})
    else:
        yield Node("element", place, nodes, attrs={**attributes, "tag": name})


def _in_paragraphs(nodes: Sequence[Node]) -> Iterator[Node]:
    for in_line, run in groupby(_trimmed(nodes), key=lambda node: node.kind in INLINE_KINDS):
        if in_line:
            first, *rest = run
            yield Node("paragraph", first.place, (first, *rest))
        else:
            yield from run


def _trimmed(nodes: Sequence[Node]) -> Iterator[Node]:
    """Without the space between blocks, and where text begins and ends beside one."""
    for in_line, group in groupby(nodes, key=lambda node: node.kind in INLINE_KINDS):
        run = list(group)
        if in_line and run[0].kind == "text":
            run[0] = dataclasses.replace(run[0], text=run[0].text.lstrip(" "))
        if in_line and run[-1].kind == "text":
            run[-1] = dataclasses.replace(run[-1], text=run[-1].text.rstrip(" "))
        yield from (node for node in run if node.kind != "text" or node.text)
