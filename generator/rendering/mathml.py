r"""The formulas of a side, `\(…\)` and `\[…\]`, as MathML, which browsers show without a script."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import Final

from generator.rendering.drawn_formulas import drawn
from generator.rendering.math import formula_mathml
from generator.rendering.mathjax_text import for_latex

# All others are hidden from Anki, and so from this: see `html_escape`.
_FORMULA: Final = re.compile(r"\\\((?P<inline>.*?)\\\)|\\\[(?P<display>.*?)\\\]", re.DOTALL)
_NUMBERED: Final = re.compile(
    r"\\(begin|end)\s*\{(align|alignat|eqnarray|equation|flalign|gather|multline|xalignat)\}"
)

# math-core writes what MathML means; browsers set some of it further from TeX than need be.
_PRIMED: Final = re.compile(r"<msup>(<mi>[^<]+</mi>)<mo>([\u2032-\u2034])</mo></msup>")
_BRACKET_BASE: Final = re.compile(
    r'<(?P<script>msub|msup|msubsup)>(?P<base><mo stretchy="false"[^>]*>[)\]}|\u2016\u27e9]</mo>)'
)
_FULL_STOP: Final = "<mi>.</mi>"
_VECTOR: Final = '<mo stretchy="false">\u20d7</mo>'
_BRACKET: Final = re.compile(r"<mo>(?=[(){}]</mo>)")
_TALL: Final = 3  # rows of a table


def with_formulas(html: str) -> str:
    """The HTML of a side, its formulas as MathML; as drawings those that MathML has no words for,
    and as their source those that are not drawn, either.
    """
    return _FORMULA.sub(_shown, html)


def _shown(found: re.Match[str]) -> str:
    inline = found["inline"]
    return _formula(unescape(found["display"] if inline is None else inline), inline is None)


@lru_cache(maxsize=2_000)
def _formula(latex: str, display: bool) -> str:
    # MathJax numbers no equation unless it is told to, and Anki does not tell it.
    source = _NUMBERED.sub(r"\\\1{\2*}", latex)
    mathml = formula_mathml(source, display=display)
    label = escape(" ".join(latex.split()))
    if mathml is not None:
        return _nearer_to_tex(mathml).replace("<math", f'<math alttext="{label}"', 1)
    drawing = drawn(for_latex(source), display=display)
    if drawing is None:
        return f"<code>{label}</code>"
    width, height, depth = drawing["width"], drawing["height"], drawing["depth"]
    size = f"width: {width:g}em; height: {height:g}em; vertical-align: {-depth:g}em"
    svg = drawing["svg"].replace("black", "currentColor")
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{label}" style="{size}"', 1)
    kind = "formula display" if display else "formula"
    return f'<span class="{kind}">{svg}</span>'


def _nearer_to_tex(mathml: str) -> str:
    """MathML that looks more as MathJax has it. The classes have rules in formulas.css."""
    # A prime has its height already.
    mathml = _PRIMED.sub(r'<mrow>\1<mo class="prime">\2</mo></mrow>', mathml)
    # MathJax leaves room behind a full stop, as in the `[...]` of a cloze.
    mathml = mathml.replace(_FULL_STOP, '<mo lspace="0" rspace="0.1667em">.</mo>')
    mathml = mathml.replace(_VECTOR, '<mo class="vec" stretchy="false">\u2192</mo>')
    # TeX places scripts at a single character by the line alone, not by how tall it is.
    mathml = _scripts_by_the_line(mathml)
    # Browsers leave as much room for a bracket that grows as the widest of its sizes has.
    if mathml.count("<mtr>") < _TALL:
        mathml = _BRACKET.sub('<mo class="fence">', mathml)
    return mathml


def _scripts_by_the_line(mathml: str) -> str:
    found = _BRACKET_BASE.search(mathml)
    parts: list[str] = []
    at = 0
    while found:
        end = _end_of(mathml, found["script"], found.end())
        parts += [
            mathml[at : found.start()],
            f"<mrow>{found['base']}<{found['script']}><mrow></mrow>",
            _scripts_by_the_line(mathml[found.end() : end]),
            f"</{found['script']}></mrow>",
        ]
        at = end + len(f"</{found['script']}>")
        found = _BRACKET_BASE.search(mathml, at)
    return "".join((*parts, mathml[at:]))


def _end_of(mathml: str, tag: str, at: int) -> int:
    """Where the closing tag is of an element in which `at` stands."""
    depth = 1
    for found in re.compile(f"<(/?){tag}>").finditer(mathml, at):
        depth += -1 if found[1] else 1
        if not depth:
            return found.start()
    return len(mathml)
