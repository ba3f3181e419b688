r"""Commands of LaTeX that math-core does not know, in words that it knows."""

from __future__ import annotations

import re
from typing import Final

from generator.rendering.math_bounds import MACRO
from generator.rendering.mathjax_text import for_latex

_SIZES: Final = frozenset({"tiny", "Tiny", "scriptsize", "small", "normalsize", "large", "Large",
                           "LARGE", "huge", "Huge"})  # fmt: skip
# What differs in size or in spacing alone, or in name.
_SAME: Final = {
    "dotsb": r"\cdots", "dotsc": r"\ldots", "dotsi": r"\cdots", "dotsm": r"\cdots",
    "dotso": r"\ldots", "varpropto": r"\propto", "thickapprox": r"\approx", "thicksim": r"\sim",
    "smallsetminus": r"\setminus", "smallfrown": r"\frown", "smallsmile": r"\smile",
    "shortmid": r"\mid", "shortparallel": r"\parallel", "centerdot": r"\cdot",
    "smallint": r"\int", "mathup": r"\mathrm", "symrm": r"\mathrm", "mathnormal": r"\mathit",
    "pmb": r"\boldsymbol", "nonumber": "", "notag": "", "strut": "",
}  # fmt: skip
_TOKEN: Final = re.compile(r"\\(?:([A-Za-z]+)|.)", re.DOTALL)
_TAG: Final = re.compile(r"\\tag(\*?)\s*\{([^{}]*)\}")
# What nobody sees on paper, or that has no effect there.
_LABEL: Final = re.compile(r"\\(?:label|href|class|cssId)\s*\{[^{}]*\}")
_SUBSTACK: Final = re.compile(r"\\substack\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")


def for_typst(latex: str) -> str:
    """The formula as math-core reads it, with its texts and tags."""
    if "\\" not in latex or MACRO.search(latex):
        return latex
    latex = _LABEL.sub("", latex)
    latex = _TAG.sub(_tagged, latex)
    latex = _SUBSTACK.sub(r"{\\begin{subarray}{c}\1\\end{subarray}}", latex)
    return _TOKEN.sub(_word, for_latex(latex))


def _tagged(found: re.Match[str]) -> str:
    tag = found[2] if found[1] else f"({found[2]})"
    return rf"\qquad\text{{{tag}}}"


def _word(found: re.Match[str]) -> str:
    name = found[1]
    if name is None:
        return found[0]
    if name in _SIZES:
        return " "
    return f"{_SAME[name]} " if name in _SAME else found[0]
