"""`{.key}` at the end of a paragraph: a cheat sheet shows it."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Final, Protocol

from markdown_it.token import Token

from generator.model import KEYED, Node, Place
from generator.model.walking import walk
from generator.reading.fence_options import KEY

_MARK: Final = re.compile(rf"(?<!\\)\{{[ \t]*\.{KEY}[ \t]*\}}[ \t]*\Z")
_BREAKS: Final = ("softbreak", "hardbreak")


class _Heading(Protocol):
    @property
    def place(self) -> Place: ...
    @property
    def key(self) -> bool: ...


def keys_of(heading: _Heading, nodes: Sequence[Node], marked: Set[Place]) -> tuple[Place, ...]:
    """The places of a card that are marked: of its heading, and of blocks among its `nodes`."""
    own = (heading.place,) if heading.key else ()
    return (*own, *(n.place for n in walk(nodes) if n.kind in KEYED and n.place in marked))


def without_key(inside: Sequence[Token]) -> Sequence[Token] | None:
    """What is in a block of text, without the mark at its end; None where there is none."""
    inline = inside[0] if len(inside) == 1 else None
    if inline is None or not inline.children or _MARK.search(inline.content) is None:
        return None
    children = list(inline.children)
    last = children[-1]
    found = _MARK.search(last.content) if last.type == "text" else None
    if found is None:
        return None
    text = last.content[: found.start()].rstrip()
    children[-1:] = [replace(last, content=text)] if text else []
    while children and children[-1].type in _BREAKS:
        children.pop()
    return [replace(inline, children=children)]
