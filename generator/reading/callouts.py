"""Callouts: `> [!note] Title` of GitHub and Obsidian, `!!! note "Title"` of Python-Markdown."""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.admon.index import admonition

_MARK: Final = re.compile(
    r"\[!(?P<sort>[A-Za-z][\w-]{0,30})(?:\|[^\[\]\n]*)?\](?P<fold>[+-]?)(?:[ \t]+(?P<title>.*))?"
)
_FOLDS: Final = {"": "", "+": "open", "-": "closed", "!!!": "", "???": "closed", "???+": "open"}

_ENDED_BY_IT: Final = ["paragraph", "reference", "blockquote", "list"]  # as the plugin has it


def callouts_plugin(md: MarkdownIt) -> None:
    """Teach `md` to mark the token that opens a callout with its `meta`, sort and fold, and to put
    its title into tokens of its own, callout_title.
    """
    md.use(admon_plugin)
    md.block.ruler.at("admonition", _admonition, {"alt": _ENDED_BY_IT})
    md.core.ruler.after("block", "callouts", _find)


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The rule of the plugin, which fails on a line without a character at the end of the text."""
    first = state.bMarks[start] + state.tShift[start]
    return first < len(state.src) and admonition(state, start, end, silent)


def _find(state: StateCore) -> None:
    tokens: list[Token] = []
    nothing_left = False
    for index, token in enumerate(state.tokens):
        if nothing_left and token.type == "paragraph_close":
            nothing_left = False
            continue
        tokens.append(token)
        if token.type == "admonition_open":
            token.meta = {"sort": token.meta["tag"], "fold": _FOLDS[token.markup]}
        elif token.type.startswith("admonition_title"):
            token.type = token.type.replace("admonition", "callout")
        elif token.type == "inline" and index > 1:
            quote, paragraph = state.tokens[index - 2 : index]
            if quote.type == "blockquote_open" and paragraph.type == "paragraph_open":
                nothing_left = _split(tokens, quote, paragraph, token)
    state.tokens = tokens


def _split(tokens: list[Token], quote: Token, paragraph: Token, text: Token) -> bool:
    """Put a title before the first paragraph of a quote if that starts as a callout does; whether
    nothing is left of the paragraph.
    """
    first, _, rest = text.content.partition("\n")
    found = _MARK.fullmatch(first)
    if found is None:
        return False
    sort = found["sort"].lower()
    quote.meta = {"sort": sort, "fold": _FOLDS[found["fold"]]}
    line = text.map[0] if text.map else 0
    title = Token("inline", "", 0, map=[line, line + 1], children=[], level=text.level)
    title.content = (found["title"] or "").strip() or sort.replace("-", " ").capitalize()
    del tokens[-2:]
    tokens += (
        Token("callout_title_open", "", 1, map=[line, line + 1]),
        title,
        Token("callout_title_close", "", -1),
    )
    if not rest.strip():
        return True
    if text.map:
        paragraph.map = text.map = [line + 1, text.map[1]]
    text.content = rest
    tokens += (paragraph, text)
    return False
