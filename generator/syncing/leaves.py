"""The HTML of a field → what a reader sees of it, block by block.

Anki's editor writes HTML anew in its own way as soon as a reader types: it knows other names for
the same, and other references. So fields are compared by what they show, never as they are stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from generator.reading.html_tags import TAG, attributes_of

_BLOCK_NAMES: Final = (
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption"
    " figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table"
    " tbody td tfoot th thead tr ul"
)
_BLOCKS: Final = frozenset(_BLOCK_NAMES.split())
_VOID: Final = frozenset({"area", "br", "col", "hr", "img", "input", "source", "track", "wbr"})
_NAMES: Final = {"b": "strong", "i": "em", "strike": "s", "del": "s", "ins": "u"}
_KEPT: Final = {"a": ("href",), "img": ("src",)}  # attributes that say more than how it looks
_BARE: Final = frozenset({"span", "font", "o:p"})  # which say only how it looks
_LOOKS: Final = ("style", "color", "bgcolor", "size", "face", "align")
# Drawn by us, and nobody's text: the box of an option, of a task.
_DRAWN: Final = frozenset({"box"})
_RAW: Final = frozenset({"script", "style"})  # what is in them is no HTML
_NO_ELEMENT: Final = re.compile(r"<!--|<[!?]|</")
_TAG: Final = re.compile(r"<[^<>]*>")
_SPACE: Final = re.compile(r"[ \t\n\r\f\xa0]+")


@dataclass(frozen=True, slots=True)
class Leaf:
    """What one block shows: a run of text, or a block of code with its outputs.

    `html` is the same for all HTML that shows the same; `text` is it without tags. `outer` says
    that nothing but the field is around its block; `tag` is that of the block, "" where the text
    stands in none.
    """

    html: str
    text: str
    code: bool = False
    outer: bool = field(default=True, compare=False)
    tag: str = field(default="", compare=False)


def leaves_of(html: str, *, looks: bool = False) -> tuple[Leaf, ...]:
    """The blocks of a field that show something, in reading order. With `looks`, HTML that shows
    the same in other colours, sizes or places is not the same.
    """
    reader = _Reader(looks)
    reader.read(html)
    return tuple(reader.leaves)


def shown_alike(one: Mapping[str, str], other: Mapping[str, str], names: frozenset[str]) -> bool:
    """Whether two notes show the same in the named fields, and look the same, too."""
    return all(
        one.get(name, "") == other.get(name, "")
        or _shown(one.get(name, "")) == _shown(other.get(name, ""))
        for name in names
    )


def _shown(html: str) -> list[tuple[str, bool]]:
    return [(leaf.html, leaf.code) for leaf in leaves_of(html, looks=True)]


class _Reader:
    def __init__(self, looks: bool) -> None:
        self._looks = looks
        self.leaves: list[Leaf] = []
        self._blocks: list[str] = []
        self._html: list[str] = []
        self._code = 0  # how many blocks are open since that of code
        self._hidden = 0  # and elements since one whose text is nobody's

    def read(self, html: str) -> None:
        """Read all of a field, in time in proportion to its length, however broken it is."""
        at = 0
        while (start := html.find("<", at)) >= 0:
            self._data(html[at:start])
            tag = TAG.match(html, start)
            if tag is not None:
                at = self._tag(tag, html)
            elif (other := _NO_ELEMENT.match(html, start)) is not None:
                closing = "-->" if other[0] == "<!--" else ">"
                end = html.find(closing, other.end())
                at = len(html) if end < 0 else end + len(closing)
            else:
                self._data("<")
                at = start + 1
        self._data(html[at:])
        self._flush()

    def _tag(self, found: re.Match[str], html: str) -> int:
        """Read a tag; the index at which to read on."""
        name = found["name"].lower()
        if found["end"]:
            self._ends(name)
        elif name in _RAW:
            end = re.compile(f"</{name}", re.IGNORECASE).search(html, found.end())
            return len(html) if end is None else max(html.find(">", end.end()), end.end() - 1) + 1
        else:
            self._starts(name, attributes_of(found))
        return found.end()

    def _starts(self, tag: str, given: Mapping[str, str]) -> None:
        classes = set(given.get("class", "").split())
        if self._hidden:
            self._hidden += tag not in _VOID
        elif classes & _DRAWN:
            self._hidden = 1
        elif tag in _BLOCKS:
            self._open(tag, tag == "pre" or "listing" in classes)
            self._html += _looks(given) if self._looks else []
        elif tag == "br":
            self._html.append("\n" if self._code else "<br>")
        elif tag not in _BARE and not self._code:
            kept = "".join(
                f' {name}="{escape(given[name])}"' for name in _KEPT.get(tag, ()) if name in given
            )
            self._html.append(f"<{_NAMES.get(tag, tag)}{kept}>")
        elif tag in _BARE and self._looks:
            self._html += _looks(given)
        elif tag == "img":
            self._html.append(f'<img src="{escape(given.get("src", ""))}">')

    def _ends(self, tag: str) -> None:
        if self._hidden:
            self._hidden -= tag not in _VOID
        elif tag in _BLOCKS:
            self._close(tag)
        elif tag not in _BARE and tag not in _VOID and not self._code:
            self._html.append(f"</{_NAMES.get(tag, tag)}>")

    def _data(self, data: str) -> None:
        if not self._hidden:
            self._html.append(escape(unescape(data), quote=False))

    def _open(self, tag: str, code: bool) -> None:
        if self._code:
            # Listings part what a program prints from it.
            self._html.append("\n")
            self._code += tag not in _VOID
            return
        self._flush()
        if tag not in _VOID:
            self._blocks.append(tag)
            self._code = int(code)

    def _close(self, tag: str) -> None:
        if self._code > 1:
            self._code -= 1
            return
        self._flush()
        self._code = 0
        if tag in self._blocks:
            while self._blocks.pop() != tag:
                pass

    def _flush(self) -> None:
        written = "".join(self._html)
        self._html = []
        code = bool(self._code)
        html = _lines(written) if code else _flat(written)
        text = unescape(_TAG.sub("", html.replace("<br>", "\n")))
        if text.strip() or "<img" in html:
            depth = len(self._blocks)
            tag = self._blocks[-1] if self._blocks else ""
            self.leaves.append(Leaf(html, text, code, depth < 2, tag))


def _looks(given: Mapping[str, str]) -> list[str]:
    found = [f"{name}={escape(given[name])}" for name in _LOOKS if name in given]
    return [f"<!{' '.join(found)}>"] if found else []


def _flat(html: str) -> str:
    """HTML with its spaces as a browser shows them; `<br>` at its end shows nothing."""
    lines = [_SPACE.sub(" ", line).strip() for line in html.split("<br>")]
    while lines and not lines[-1]:
        lines.pop()
    return "<br>".join(lines)


def _lines(text: str) -> str:
    """Code with spaces only where they are seen."""
    return "\n".join(line.replace("\xa0", " ").rstrip() for line in text.split("\n")).strip("\n")
