r"""Formulas in `\(…\)`, `\[…\]`, `\begin{align}` and in fences named math, and formulas that are
begun and not closed.

In Markdown `\(` and `\[` are also brackets that start no link, as some converters write them. What
stands between tells them apart.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

# A command, an exponent or an index, an equation.
_TEX: Final = re.compile(r"\\[A-Za-z]+|(?<!\\)[\^_]|=")
# A sign that Markdown lets one escape and LaTeX does not: the brackets are escaped, too.
_ESCAPED: Final = re.compile(r"""\\["'()*+\-./<=?@\[\]^`~]""")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_COMMAND: Final = re.compile(r"\\[A-Za-z]+")
# What only a formula has behind a dollar.
_BEGINS: Final = re.compile(r"\s*(?:\\[A-Za-z]{2,}|[^$`\n\\]{0,80}?(?:\\[A-Za-z]+|[\^_])\{)")
_MATH_IN_TEXT: Final = re.compile(
    r"\$(?![\s$])(?P<tex>(?:[^$`\n\\]|\\.){0,500}?"
    r"\\(?:text(?:rm|normal|bf|it)?|mbox)\{[^{}$\n]{0,500}\$[^$\n]{1,200}\$[^{}$\n]{0,500}\}"
    r"(?:[^$`\n\\]|\\.){0,500}?)(?<!\s)\$(?!\d)"
)
_CLOSING: Final = {"(": r"\)", "[": r"\]"}
# Environments that are formulas by themselves, as notebooks have them.
_ALONE: Final = re.compile(
    r"\\begin\{((?:align|alignat|equation|eqnarray|flalign|gather|multline)\*?)\}"
)


def tex_plugin(md: MarkdownIt) -> None:
    """Teach `md` the brackets of LaTeX, as the tokens that dollars give, and the token
    unclosed_math for what begins a formula and does not end one in its paragraph.
    """
    ended = ["paragraph", "reference", "blockquote", "list"]
    md.block.ruler.before("math_block", "tex_block", _block, {"alt": ended})
    md.inline.ruler.before("math_inline", "tex_brackets", _brackets)
    md.inline.ruler.before("math_inline", "math_in_text", _with_math_in_text)
    md.inline.ruler.after("math_inline", "unclosed_math", _unclosed)
    md.core.ruler.after("block", "math_fence", _math_fences)


def without_backticks(tex: str) -> str:
    """The TeX of a formula that is written as GitHub and GitLab have it, $`x`$."""
    quoted = len(tex) > 2 and tex[0] == tex[-1] == "`" and "`" not in tex[1:-1]
    return tex[1:-1] if quoted else tex


def _math_fences(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "fence" and token.info.strip() in ("math", "{math}"):
            token.type, token.content = "math_block", f"\n{token.content}"


def _brackets(state: StateInline, silent: bool) -> bool:
    opening = state.src[state.pos + 1 : state.pos + 2] if state.src[state.pos] == "\\" else ""
    if opening == "b" and _ALONE.match(state.src, state.pos):
        return _mark(state, r"\begin", silent=silent)
    if opening not in _CLOSING or not opening:
        return False
    end = state.src.find(_CLOSING[opening], state.pos + 2, state.posMax)
    content = state.src[state.pos + 2 : end] if end >= 0 else ""
    if end < 0:
        return _is_tex(state.src, state.pos + 2) and _mark(state, "\\" + opening, silent=silent)
    if not _is_formula(content, opening):
        return False
    if not silent:
        name = "math_inline" if opening == "(" else "math_inline_double"
        token = state.push(name, "math", 0)
        token.content, token.markup = content, "\\" + opening
    state.pos = end + 2
    return True


def _is_formula(content: str, opening: str) -> bool:
    if not content.strip() or _ESCAPED.search(content):
        return False
    if _TEX.search(content):
        return True
    # `\[1\]` and `\[note\]` are brackets; `\(n\)` and `\(f(x)\)` are formulas.
    return opening == "(" and not _WORD.search(_COMMAND.sub("", content))


def _is_tex(text: str, at: int) -> bool:
    return _BEGINS.match(text, at) is not None


def _with_math_in_text(state: StateInline, silent: bool) -> bool:
    r"""A formula with formulas in its texts, `$x \text{ if $y$}$`."""
    found = _MATH_IN_TEXT.match(state.src, state.pos, state.posMax)
    if found is None or _backslashes(state.src, state.pos) % 2:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content, token.markup = found["tex"], "$"
    state.pos = found.end()
    return True


def _unclosed(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "$" or _backslashes(state.src, state.pos) % 2:
        return False
    mark = "$$" if state.src.startswith("$$", state.pos, state.posMax) else "$"
    begins_line = not state.src[: state.pos].rpartition("\n")[2].strip()
    if mark == "$$" and begins_line:
        return _mark(state, mark, silent=silent)
    return _is_tex(state.src, state.pos + len(mark)) and _mark(state, mark, silent=silent)


def _mark(state: StateInline, mark: str, *, silent: bool) -> bool:
    if not silent:
        token = state.push("unclosed_math", "", 0)
        token.content = token.markup = mark
    state.pos += len(mark)
    return True


def _backslashes(text: str, at: int) -> int:
    return at - len(text[:at].rstrip("\\"))


def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""A formula in lines of its own, none of them empty: one in `\[…\]`, or an environment."""
    first = _line(state, start)
    alone = _ALONE.match(first)
    opening, closing = ("", rf"\end{{{alone[1]}}}") if alone else (r"\[", r"\]")
    # Lines that have been looked through for an end are not looked through again.
    if not first.startswith(opening or r"\begin") or start < state.env.get("no end of TeX", 0):
        return False
    lines = [first.removeprefix(opening)]
    at = start
    while not lines[-1].rstrip().endswith(closing):
        at += 1
        if at >= end or state.isEmpty(at) or state.sCount[at] < state.blkIndent:
            state.env["no end of TeX"] = at
            return False
        lines.append(_line(state, at))
    content = "\n".join(lines).rstrip().removesuffix("" if alone else closing)
    if not alone and not _is_formula(content, "["):
        return False
    if silent:
        return True
    state.line = at + 1
    token = state.push("math_block", "math", 0)
    token.block = True
    token.content, token.markup, token.map = content, opening, [start, state.line]
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
