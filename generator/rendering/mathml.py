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

# What browsers show better than what math-core writes: the classes have rules in formulas.css.
_BETTER: Final = {
    "<mo>\u2032</mo>": '<mo class="prime">\u2032</mo>',
    "<mo>\u2033</mo>": '<mo class="prime">\u2033</mo>',
    "<mo>\u2034</mo>": '<mo class="prime">\u2034</mo>',
    '<mo stretchy="false">\u20d7</mo>': '<mo class="vec" stretchy="false">\u2192</mo>',
}


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
        for written, better in _BETTER.items():
            mathml = mathml.replace(written, better)
        return mathml.replace("<math", f'<math alttext="{label}"', 1)
    drawing = drawn(for_latex(source), display=display)
    if drawing is None:
        return f"<code>{label}</code>"
    width, height, depth = drawing["width"], drawing["height"], drawing["depth"]
    size = f"width: {width:g}em; height: {height:g}em; vertical-align: {-depth:g}em"
    svg = drawing["svg"].replace("black", "currentColor")
    svg = svg.replace("<svg", f'<svg role="img" aria-label="{label}" style="{size}"', 1)
    kind = "formula display" if display else "formula"
    return f'<span class="{kind}">{svg}</span>'
