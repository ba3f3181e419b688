r"""The formulas in a field of Anki, taken out before anything else reads its HTML.

Anki has `\(…\)` and `\[…\]` for MathJax, which its editor keeps as `<anki-mathjax>`, and
`[latex]…[/latex]`, `[$]…[/$]` and `[$$]…[/$$]` for an installed LaTeX. MathJax leaves code alone.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_OPENING: Final = re.compile(
    r"(?P<code><(?P<tag>pre|code|textarea|script|style)(?:\s[^>]{0,2000})?>)"
    r"|(?P<inline>\\\()|(?P<block>\\\[)"
    r"|(?P<editor><anki-mathjax(?P<attributes>\s[^>]{0,500})?>)"
    r"|(?P<dollar>\[\$\])|(?P<dollars>\[\$\$\])|(?P<latex>\[latex\])",
    re.IGNORECASE,
)
_CLOSING: Final = {
    "inline": r"\)", "block": r"\]", "editor": "</anki-mathjax>", "dollar": "[/$]",
    "dollars": "[/$$]", "latex": "[/latex]",
}  # fmt: skip
_BREAK: Final = re.compile(r"<(?:br|/?div|/?p)(?:\s[^>]{0,500})?/?>", re.IGNORECASE)
_COMMENT: Final = re.compile(r"(?<!\\)((?:\\\\)*)%[^\n]*(?:\n|\Z)")
_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,2000}>")
_WRAPPED: Final = (
    (re.compile(r"\$\$(.*)\$\$", re.DOTALL), True),
    (re.compile(r"\\\[(.*)\\\]", re.DOTALL), True),
    (re.compile(r"\\begin\{(?:displaymath|equation\*?)\}(.*)\\end\{\w+\*?\}", re.DOTALL), True),
    (re.compile(r"\$([^$]*)\$", re.DOTALL), False),
    (re.compile(r"\\\((.*)\\\)", re.DOTALL), False),
    (re.compile(r"\\begin\{math\}(.*)\\end\{math\}", re.DOTALL), False),
)
_FIRST: Final = 0x100000  # of the private characters that stand for formulas
_LAST: Final = 0x10FFFD
PRIVATE: Final = re.compile("[\U000f0000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Formula:
    """TeX without delimiters; `display` where it stands alone. `whole` is LaTeX that is a piece of
    a document rather than a formula.
    """

    tex: str
    display: bool
    whole: bool = False


def take_formulas(source: str) -> tuple[str, Mapping[str, Formula]]:
    """HTML with a private character for each formula, and what each stands for."""
    source = PRIVATE.sub("\N{REPLACEMENT CHARACTER}", source)
    lower = source.lower()
    found: dict[str, Formula] = {}
    parts: list[str] = []
    at = copied = 0
    never: set[str] = set()  # closings that do not come any more
    while (opening := _OPENING.search(source, at)) is not None:
        kind = next(key for key in ("code", *_CLOSING) if opening[key] is not None)
        closing = f"</{opening['tag'].lower()}" if kind == "code" else _CLOSING[kind]
        end = -1 if closing in never else lower.find(closing, opening.end())
        at = opening.end()
        if end < 0:
            never.add(closing)
            continue
        if kind == "code":
            at = end
            continue
        formula = _formula(kind, source[opening.end() : end], opening["attributes"] or "")
        at = end + len(closing)
        mark = chr(_FIRST + len(found))
        if formula.tex and ord(mark) <= _LAST:
            parts += [source[copied : opening.start()], mark]
            found[mark] = formula
            copied = at
    parts.append(source[copied:])
    return "".join(parts), found


def _formula(kind: str, written: str, attributes: str) -> Formula:
    tex = html.unescape(_TAG.sub("", _BREAK.sub("\n", written))).replace("\xa0", " ")
    tex = " ".join(_COMMENT.sub(r"\1", tex).split())  # a comment ends with its line
    display = kind in ("block", "dollars")
    if kind == "editor":
        display = re.search(r"block\s*=\s*[\"']?true", attributes) is not None
    if kind != "latex":
        return Formula(tex, display)
    for pattern, alone in _WRAPPED:
        wrapped = pattern.fullmatch(tex)
        if wrapped:
            return Formula(wrapped[1].strip(), alone)
    return Formula(tex, True, whole=True)
