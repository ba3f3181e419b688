"""Write generator/rendering/mathjax.toml: `python -m tests.fuzz.mathjax FOLDER`.

FOLDER is one with `node_modules/mathjax-full`, see oracle.js. What a command takes is found by
trying.
"""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path

ORACLE = Path(__file__).parent / "oracle.js"
TABLE = Path(__file__).parents[3] / "generator/rendering/mathjax.toml"
MOST = 5
# Names that MathJax has for itself.
INTERNAL = "empheq"
# What would change the formulas that are tried next. How they are read is in `mathjax.py`.
DEFINING = (
    "DeclareMathOperator", "DeclarePairedDelimiter", "Newextarrow", "def", "definecolor", "let",
    "mathtoolsset", "new", "renew", "require", "usetagform",
)  # fmt: skip


def main(folder: Path) -> None:
    found = json.loads(_oracle(folder, "names"))
    commands = sorted({name.removeprefix("\\") or "\\" for name in found["commands"]})
    commands = [
        name
        for name in commands
        if name.isascii() and not name.isspace() and not name.startswith((INTERNAL, *DEFINING))
    ]
    plain = [
        verdicts(folder, [f"x \\{name} " + "{a}" * n for name in commands]) for n in range(MOST + 1)
    ]
    option = verdicts(folder, [f"x \\{name} [a" for name in commands])
    script = verdicts(folder, [f"x^\\{name} {{a}}{{a}}" for name in commands])
    limits = verdicts(folder, [f"\\{name}\\limits_a" for name in commands])
    takes: dict[str, list[str]] = {str(count): [] for count in range(MOST + 1)}
    special: dict[str, list[str]] = {
        "in_table": [],
        "in_proof": [],
        "option": [],
        "limits": [],
        "no_script": [],
    }
    for name, *tried, with_option, with_limits, as_script in zip(
        commands, *plain, option, limits, script, strict=True
    ):
        if all(verdict.startswith("unknown") for verdict in tried):
            continue
        takes[str(next((n for n, why in enumerate(tried) if not why), 0))].append(name)
        if any("Misplaced" in why or "aligment" in why for why in tried):
            special["in_table"].append(name)
        if any("prooftree" in why for why in tried):
            special["in_proof"].append(name)
        if "closing ']'" in with_option:
            special["option"].append(name)
        if "open brace for superscript" in as_script:
            special["no_script"].append(name)
        if not with_limits:
            special["limits"].append(name)
    environments = sorted(found["environments"])
    rows = verdicts(folder, [_begin(name, "a & b") for name in environments])
    alone = verdicts(folder, [_begin(name, "a") for name in environments])
    tables = [
        n for n, why, bare in zip(environments, rows, alone, strict=True) if not why and not bare
    ]
    text = '# Written by `python -m tests.fuzz.mathjax`.\n\nversion = "3.2.2"\n'
    text += _list("environments", environments)
    text += "\n# In which `&` may stand.\n" + _list("tables", tables)
    text += "\n" + _list("delimiters", found["delimiters"])
    text += "\n# Only in tables; only in the environment `prooftree`; with an option in brackets; with\n"
    text += "# `\\limits` behind them; not as a script without braces.\n"
    text += "".join(_list(key, names) for key, names in special.items())
    text += "\n# By the number of arguments in braces that each needs at least.\n[commands]\n"
    text += "".join(_list(count, names) for count, names in takes.items() if names)
    TABLE.write_text(text, "utf-8")


def _begin(name: str, inside: str) -> str:
    argument = (
        "{cc}"
        if "array" in name or name == "empheq"
        else "{2}"
        if name.startswith(("alignat", "alignedat", "xalignat", "xxalignat"))
        else ""
    )
    argument = "{x}" if "numcases" in name else argument
    return f"\\begin{{{name}}}{argument} {inside} \\end{{{name}}}"


def verdicts(folder: Path, formulas: Sequence[str], *, display: bool = True) -> list[str]:
    """Why Anki's MathJax does not show each of the formulas; "" if it does."""
    told = json.dumps([[formula, display] for formula in formulas])
    answers: list[str] = json.loads(_oracle(folder, told=told))
    return answers


def _list(key: str, names: Sequence[str]) -> str:
    written = " ".join(sorted(set(names)))
    lines = textwrap.wrap(written, 96, break_long_words=False, break_on_hyphens=False)
    return f"{key} = '''\n" + "\n".join(lines) + "\n'''\n"


def _oracle(folder: Path, *arguments: str, told: str = "") -> str:
    done = subprocess.run(
        ["node", ORACLE, *arguments],
        cwd=folder,
        input=told,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
