"""Formulas with clozes → TeX: with Anki's marks, or a blank or a line where the answers are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from generator.model import Node
from generator.model.walking import plain_text

# What takes what follows as its argument: of Anki's `[...]` it would take the bracket alone.
_GROUP: Final = r"\{(?:[^{}]|\{[^{}]*\})*\}"
_TAKES: Final = re.compile(
    rf"(?:[\^_]|\\[A-Za-z]+\*?|\\[a-z]*(?:frac|binom|set|stackrel)\s*{_GROUP})\s*\Z"
)
_SIZES: Final = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?|begin|end|hline)\s*\Z")
# What does not survive in braces of its own.
_OPEN: Final = re.compile(r"(?<!\\)&|\\\\|\\(?:left|right|middle|begin|end)(?![A-Za-z])")
_OPERATOR: Final = re.compile(r"\s*(?:[-+=<>*/,;:]|\\(?:[lg]eq?|neq?|in|to|cdot|times|pm))\s*")
_WORDS: Final = re.compile(r"[^\\${}^_&#~]+")

Escape = Callable[[str], str]


def marked_tex(node: Node, escape: Escape) -> str:
    """The TeX of a formula with clozes for Anki, all text in it as `escape` writes it."""
    parts: list[str] = []
    before = ""
    for child in node.children:
        if child.kind != "cloze":
            parts.append(escape(child.text))
            before += child.text
            continue
        inside = marked_tex(child, escape)
        written = plain_text(child.children)
        hint = child.attrs.get("hint", "")
        tail = f"::{escape(tex_hint(hint))}" if hint else ""
        cloze = f"{{{{c{child.attrs['number']}::{inside}{tail}}}}}"
        grouped = _grouped(before, written)
        parts.append(f"{escape('{')}{cloze}{escape('}')}" if grouped else cloze)
        before += "{}" if grouped else written
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


def _grouped(before: str, answer: str) -> bool:
    """Whether the command before a cloze is to take all of it: `x^{{c1::2}}`."""
    if not _TAKES.search(before) or _SIZES.search(before):
        return False
    return not _OPEN.search(answer) and not _OPERATOR.fullmatch(answer)
