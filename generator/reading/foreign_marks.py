"""Marks in running text that other tools hide or replace, and that a card shows as they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_BLOCK_ID: Final = re.compile(r"\n?[ \t]*\^[A-Za-z0-9-]{1,40}[ \t]*\Z")
_SIGNS: Final = re.compile(r"[\^%~:{\\\[#|+*=]")  # a text without them has no mark


@dataclass(frozen=True, slots=True)
class Mark:
    """What another tool makes of the text that `pattern` fits, and what to write instead; in both
    `{}` stands for that text. With `begins_line` it stands at the beginning of a line, with
    `behind_span` right behind a link, or a word in bold, italics or code. One that `is_tex` is not
    told beside a formula that does not end, none in a paragraph that `not_beside` fits.
    """

    pattern: str
    message: str
    hint: str
    code: str = "foreign-mark"
    begins_line: bool = False
    behind_span: bool = False
    is_tex: bool = False
    not_beside: str = ""


MARKS: Final = (
    Mark(
        r"%%(?=\S)[^%\n]{1,500}(?<=\S)%%(?!\w)|\A%%\Z",
        "Obsidian hides `{}`, and a card shows it",
        "write a comment that cards hide, too: <!-- … -->",
    ),
    Mark(
        r"(?<=\s)\^(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{6}\Z",
        "`{}` looks like an id of Obsidian's, and a card shows it",
        "put it on a line of its own, where cards hide it, or take it out",
    ),
    Mark(
        r"\[\^[^\[\]\s^]{1,100}\]",
        "there is no footnote `{}`, so its mark is shown as text",
        "write the footnote, {}: …, or put code in backticks",
        code="stray-footnote",
    ),
    Mark(
        # H~2~O, but not a~b~c, ~/a~b or 3~5~7.
        r"(?<=[A-Za-z)\]])~(?:\d{1,3}(?!\d)[+-]?~(?!~)|[A-Za-z0-9,+-]{1,8}~(?![\w~/]))",
        "Pandoc lowers what stands in `{}`, and a card shows the signs",
        "write <sub>…</sub>, or a formula; put code in backticks",
    ),
    Mark(
        # x^2^, but not the exclusive or of a^b^c.
        r"(?<=[\w)\]])\^[A-Za-z0-9+-]{1,8}\^(?![\w^])",
        "Pandoc raises what stands in `{}`, and a card shows the signs",
        "write <sup>…</sup>, or a formula; put code in backticks",
    ),
    Mark(
        r"(?<![^\s(])~(?=[^\s~/])[^~\n]{1,100}(?<=[^\s~/])~(?![^\s).,;:!?])",
        "GitHub strikes `{}` out, and a card shows the signs",
        "write ~~…~~ with two signs on both sides",
    ),
    Mark(
        r":{3,}[ \t]*(?:\{[^}\n]+\}|[A-Za-z][\w-]*)[^:`\n]*\Z",
        "`{}` begins a box in other tools, and a card shows the signs",
        "write a callout: `> [!note]`, and `>` before each of its lines",
        begins_line=True,
    ),
    Mark(
        r"(?<![\w:/.\\\[])(?::[+-]1:|:[a-z][a-z0-9_]{1,30}:)(?![\w:/\]])",
        "GitHub and others make a picture of `{}`, and a card shows the name",
        "write the emoji itself; put code in backticks",
    ),
    Mark(
        r"(?<!\S)#(?:flashcards?|card)(?:[-/][\w/-]*)?(?![\w#])",
        "`{}` makes a flashcard in other tools, and a card shows it",
        'take it out: each level-2 heading is a card, and {#slug tags="…"} gives it tags',
    ),
    Mark(
        r"(?<![\w\\:])\\(?:[A-Za-z]{3,}\*?\{[^{}\n]*\}"
        r"|(?:newpage|pagebreak|clearpage|noindent|tableofcontents)(?![A-Za-z]))",
        "`{}` is LaTeX outside of a formula, and a card shows it as it is",
        "put a formula in `$…$`; write **bold** and *italic* for text",
        is_tex=True,
    ),
    Mark(
        r"\{%-?\s*[a-z]\w*[^%\n]{0,200}%\}|\{\{[<%](?!\})[^{}\n]{1,200}[>%]\}\}",
        "`{}` is a tag of a site generator, and a card shows it",
        "write what it stands for; put code in backticks",
    ),
    Mark(
        r"\{:\s+[.#]?[A-Za-z][^{}\n]{0,200}\}|\A\{:[.#][A-Za-z][^{}\n]{0,200}\}\Z"
        r"|(?<=\])\{\.[A-Za-z][^{}\n]{0,200}\}",
        "cards take no attributes here, so `{}` is shown as text",
        "take it out; put code in backticks",
    ),
    Mark(
        r"\A\{(?:\.[A-Za-z][\w-]*|:[.#]?[A-Za-z][\w-]*|[A-Za-z][\w-]*=[^\s{}]+)(?:\s[^{}\n]{0,200})?\}",
        "cards take no attributes here, so `{}` is shown as text",
        "take it out; put code in backticks",
        behind_span=True,
    ),
    Mark(
        r"\*\[[^\[\]\n]{1,100}\]:",
        "`{}` explains a word in other tools, and a card shows it",
        "write it out, or as a footnote: [^1]",
        begins_line=True,
    ),
    Mark(
        # **bold ** and ~~ struck~~, but not 2 ** 3 ** 4.
        r"(?<![\w*~=])(\*\*|~~|==)(?:[^\s*~=][^*~=\n]{0,200}[ \t]|[ \t][^*~=\n]{0,200}[^\s*~=])"
        r"\1(?![\w*~=])",
        "the space inside keeps `{}` from being marked, so a card shows the signs",
        "take the space away, as in **bold**; put code in backticks",
    ),
    Mark(
        r"\[TOC\]\Z",
        "`{}` is a table of contents in other tools, and a card shows it",
        "take it out",
        begins_line=True,
    ),
    Mark(
        r"\+[-=]{3,}\+[-=+]*\Z",
        "tables drawn with `+` and `-` are shown as text",
        "write a table with `|`, and a line `|---|---|` below its head",
        begins_line=True,
    ),
    Mark(
        r"\| [^|\n]* \| (?:[^|\n]* \|)+[ \t]*\Z",
        "this row belongs to no table, so it is shown as text",
        "write a line `|---|---|` below the head of the table, with as many columns",
        code="bad-table",
        begins_line=True,
        not_beside=r"(?m)^[ \t]*\|?[ \t]*:?-+:?[ \t]*\|",  # told with the table
    ),
    Mark(
        r"(?<![\w)\]\\!])!?\[[^\[\]\n]*[A-Za-z]{2}[^\[\]\n]*\]"
        r"\[(?:|[^\[\]\n^]*[A-Za-z]{2}[^\[\]\n]*)\]",
        "no line says what the address of `{}` is, so it is shown as text",
        "write the address beside the text, [text](https://…); put code in backticks",
        code="dead-link",
    ),
    Mark(
        r"(?<!!)\[[^\[\]\n]+\]\((?=[^()\n]* )(?:https?://[^()\n]+|[^()\n\"]+\.(?:md|html?|pdf))\)",
        "an address with spaces makes no link, so `{}` is shown as text",
        "write %20 for each space in it",
        code="dead-link",
    ),
)
_PATTERNS: Final = tuple((mark, re.compile(mark.pattern)) for mark in MARKS)


def block_ids_plugin(md: MarkdownIt) -> None:
    """Teach `md` to leave out a last line that is nothing but an id of Obsidian's, `^some-id`."""
    md.core.ruler.after("block", "block_ids", _without_ids)


def _without_ids(state: StateCore) -> None:
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "paragraph_close" and tokens and not tokens[-1].content:
            del tokens[-2:]  # nothing is left of it
            continue
        tokens.append(token)
        if token.type == "inline" and len(tokens) > 1 and tokens[-2].type == "paragraph_open":
            found = _BLOCK_ID.search(token.content) if "^" in token.content else None
            if found is not None and (found[0].startswith("\n") or found.start() == 0):
                token.content = token.content[: found.start()]
    state.tokens = tokens


def foreign_marks(text: str, *, begins_line: bool, behind_span: bool) -> Iterator[tuple[Mark, str]]:
    """The marks in a text, each with what fits it, those of one kind in their order."""
    if not _SIGNS.search(text):
        return
    for mark, pattern in _PATTERNS:
        if mark.begins_line:
            found = pattern.match(text) if begins_line else None
            if found is not None:
                yield mark, found[0]
        elif behind_span or not mark.behind_span:
            for found in pattern.finditer(text):
                yield mark, found[0]
