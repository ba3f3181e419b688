"""Formulas with clozes → TeX: with Anki's marks, or a blank or a line where the answers are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from generator.model import Node

_WORDS: Final = re.compile(r"[^\\${}^_&#~]+")

Escape = Callable[[str], str]


def marked_tex(node: Node, escape: Escape) -> str:
    """The TeX of a formula with clozes for Anki, all text in it as `escape` writes it."""
    parts: list[str] = []
    for child in node.children:
        if child.kind != "cloze":
            parts.append(escape(child.text))
            continue
        hint = child.attrs.get("hint", "")
        tail = f"::{escape(tex_hint(hint))}" if hint else ""
        cloze = f"{{{{c{child.attrs['number']}::{marked_tex(child, escape)}{tail}}}}}"
        parts.append(f"{escape('{')}{cloze}{escape('}')}" if child.attrs.get("group") else cloze)
    return "".join(parts)


def printed_tex(node: Node, *, hide: bool) -> str:
    """The TeX of a formula with clozes for paper: a blank to write in for each, or the answer
    underlined.
    """
    parts: list[str] = []
    for child in node.children:
        if child.kind != "cloze":
            parts.append(child.text)
        elif hide:
            hint = child.attrs.get("hint", "")
            inside = tex_hint(hint) if hint else "[\\ldots]"
            parts.append(rf"{{\underline{{\quad{{{inside}}}\quad}}}}")
        else:
            parts.append(rf"{{\underline{{{printed_tex(child, hide=False)}}}}}")
    return "".join(parts)


def tex_hint(hint: str) -> str:
    """A hint within a formula: words are set as words."""
    if not _WORDS.fullmatch(hint):
        return hint
    return rf"\text{{{hint.replace('%', chr(92) + '%')}}}"
