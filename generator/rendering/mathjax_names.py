"""What the MathJax in Anki knows: the commands, environments and delimiters of `mathjax.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, Final

_TABLE: Final = Path(__file__).parent / "mathjax.toml"
# How the arguments of a command are read, in turn: "M" formula, "T" text, "L" as they stand,
# "D" a length. A command that is not here takes formulas.
_KINDS: Final = {
    **dict.fromkeys(
        ("text", "textbf", "textclap", "textit", "textllap", "textnormal", "textrlap", "textrm",
         "textsf", "texttt", "textup", "mbox", "hbox", "fbox", "framebox", "tag"), "T",
    ),
    **dict.fromkeys(
        ("ce", "pu", "label", "ref", "eqref", "refeq", "unicode", "color", "cellcolor", "rowcolor",
         "columncolor", "usetagform", "require", "mathtoolsset", "xmathstrut"), "L",
    ),
    **dict.fromkeys(("href", "class", "cssId", "style", "textcolor", "enclose"), "LM"),
    "texttip": "ML", "colorbox": "LT", "fcolorbox": "LLT", "mmlToken": "LL", "genfrac": "LLLLMM",
    "definecolor": "LLL", "Rule": "DDD", "rule": "DD", "Space": "DDD", "skew": "LMM",
    "hspace": "D", "mspace": "D", "prescript": "MMM", "shoveleft": "M", "shoveright": "M",
    "Aboxed": "M", "buildrel": "",
    **dict.fromkeys(("AXC", "UIC", "BIC", "TIC", "LL", "RL", "LeftLabel", "RightLabel"), "T"),
    **dict.fromkeys(("AxiomC", "UnaryInfC", "BinaryInfC", "TrinaryInfC"), "T"),
    **dict.fromkeys(("QuaternaryInfC", "QuinaryInfC"), "T"),
}  # fmt: skip
# Commands that a length follows, in braces or not.
WITH_LENGTH: Final = frozenset(
    {"hskip", "kern", "mkern", "mskip", "raise", "lower", "moveleft", "moveright", "above",
     "minCDarrowwidth", "minCDarrowheight"}
)  # fmt: skip
SIZED: Final = frozenset(f"{size}{side}" for size in ("big", "Big", "bigg", "Bigg")
                         for side in ("", "l", "m", "r"))  # fmt: skip
# Commands that name new ones: how many arguments they take, the new name being the first.
DEFINING: Final = {
    "newcommand": 2, "renewcommand": 2, "DeclareMathOperator": 2, "DeclarePairedDelimiter": 3,
    "DeclarePairedDelimiters": 3, "DeclarePairedDelimiterX": 4, "DeclarePairedDelimitersX": 4,
    "DeclarePairedDelimiterXPP": 7, "DeclarePairedDelimitersXPP": 7, "newenvironment": 3,
    "renewenvironment": 3, "newtagform": 3, "renewtagform": 3, "def": 0, "let": 0,
    "Newextarrow": 3,
}  # fmt: skip
# Plain TeX's tables, whose rows are in their argument.
TABULAR: Final = frozenset(
    {"matrix", "pmatrix", "cases", "array", "eqalign", "eqalignno", "leqalignno", "displaylines",
     "substack", "crampedsubstack"}
)  # fmt: skip
# Environments with arguments before their rows.
BEFORE_ROWS: Final = {
    "array": 1, "subarray": 1, "crampedsubarray": 1, "alignat": 1, "alignat*": 1, "alignedat": 1,
    "xalignat": 1, "xalignat*": 1, "xxalignat": 1, "empheq": 1, "numcases": 1, "subnumcases": 1,
    "spreadlines": 1,
}  # fmt: skip
BETWEEN: Final = frozenset({"over", "atop", "choose", "brace", "brack", "above", "abovewithdelims",
                            "atopwithdelims", "overwithdelims"})  # fmt: skip
# What LaTeX packages have, and how to write it here.
INSTEAD: Final = {
    "bm": r"\boldsymbol", "bold": r"\mathbf", "emph": r"\textit", "textsc": r"\text",
    "mathds": r"\mathbb", "norm": r"\lVert … \rVert", "abs": r"\lvert … \rvert",
    "dd": r"\mathrm{d}", "R": r"\mathbb{R}", "N": r"\mathbb{N}", "Z": r"\mathbb{Z}",
    "Q": r"\mathbb{Q}", "C": r"\mathbb{C}", "E": r"\mathbb{E}", "si": r"\pu", "SI": r"\pu",
    "qty": r"\pu", "unit": r"\pu", "argmax": r"\operatorname*{arg\,max}",
    "argmin": r"\operatorname*{arg\,min}", "llbracket": r"[\![", "rrbracket": r"]\!]",
    "gdef": r"\def", "edef": r"\def", "providecommand": r"\newcommand",
    "overarc": r"\overparen",
}  # fmt: skip
# What `\require` finds: the packages that Anki's MathJax is delivered with.
PACKAGES: Final = frozenset(
    {"action", "ams", "amscd", "base", "bbox", "boldsymbol", "braket", "bussproofs", "cancel",
     "cases", "centernot", "color", "colortbl", "configmacros", "empheq", "enclose", "extpfeil",
     "gensymb", "html", "mathtools", "mhchem", "newcommand", "noerrors", "noundefined", "require",
     "tagformat", "textcomp", "unicode", "upgreek", "verb", "AMSmath", "AMSsymbols"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Names:
    """The names, and what each command takes: `arguments` as in `_KINDS`."""

    arguments: dict[str, str]
    environments: frozenset[str]
    tables: frozenset[str]
    delimiters: frozenset[str]
    option: frozenset[str]
    limits: frozenset[str]
    in_table: frozenset[str]
    no_script: frozenset[str]
    in_proof: frozenset[str]


@cache
def names() -> Names:
    """The table as it is delivered."""
    table: dict[str, Any] = tomllib.loads(_TABLE.read_text("utf-8"))
    arguments = {" ": "", **_KINDS}
    for count, found in table["commands"].items():
        for name in found.split():
            arguments.setdefault(name, "M" * int(count))
    arguments |= dict.fromkeys(DEFINING, "")
    others = (each.name for each in fields(Names) if each.name != "arguments")
    return Names(arguments, **{name: frozenset(table[name].split()) for name in others})
