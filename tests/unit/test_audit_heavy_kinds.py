"""Files of every kind that are hard to read on purpose, and what stands beside code in them, take
linear time to audit.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.fuzz.case import BUSY_LIMIT, Case
from tests.fuzz.crew import Examiner

N = 20_000


def block(code: str, language: str = "python") -> str:
    return f"```{language}\n{code}\n```\n\n"


def below(*parts: str) -> str:
    """A program, and what stands below it."""
    return block("print(1)") + "".join(parts)


def out(text: str) -> str:
    return below(block(text, "output"))


def cells(text: object, count: int = 1) -> str:
    output = {"output_type": "stream", "name": "stdout", "text": text}
    cell = {"cell_type": "code", "source": "print(1)", "outputs": [output], "metadata": {}}
    return json.dumps({"cells": [cell] * count})


NUMBERED = "In [1]: 1\nOut[1]: "
PAGES = {
    "admonitions": "!!! note\n" * N,
    "tabs": '=== "a"\n' * N,
    "nested-admonitions": "".join("    " * min(i, 100) + "!!! a\n" for i in range(4000)),
    "highlights": "{% highlight python %}\n" * N,
    "highlights-closed": "{% highlight python %}\nx\n{% endhighlight %}\n" * 3000,
    "colons": ":::{code-cell}\n" * N,
    "long-colons": ":" * N + "{code-cell}\n",
    "listings-of-html": "<pre>\n" * N,
    "listings-of-html-in-a-line": "<div>" + "<pre>x</pre>" * 3000,
    "tags": "<a b='c' " * 20_000,
    "titles": '<Tab title="Output" ' * 9000,
    "classes": "~~~\nx\n~~~\n{: .output}\n\n" * 1500,
    "prompts": block(">>> print(1)\n" * 900, "text"),
    "prompts-without-further-prompts": block(">>> f(\n" + "1,\n" * 900, "text"),
    "prompts-of-open-brackets": block(">>> f([\n" * 400, "text"),
    "numbered-prompts": block("In [1]: 1\n" * 900, "text"),
    "sessions": block(">>> 1\n2\n", "text") * 700,
    "outputs": below("Output:\n\n", block("9", "text")) * 700,
    "paragraphs": below("para\n\n" * 20_000),
    "words": below("output " * 1400 + "\n\n", block("x", "")) * 20,
    "chinese": below("打印" * 29 + "：\n\n", block("x", "")) * 60,
    "spaces": below(" " * 9000 + "x:\n\n", block("x", "")) * 20,
    "rules": out(("-" * 9000 + "\n") * 5),
    "tracebacks": out("Traceback (most recent call last):\n" * 900),
    "names-of-errors": out(("A" * 9000 + "\n") * 5) + out(("a." * 4500 + "\n") * 5),
    "dots": out("a...b" * 1900) + out("...\n" * 900) + out("...a\n" * 900),
    "remarks": block(">>> 1\n" + ("a #" * 3000 + "\n") * 5, "pycon") + block(">>> 1\n" + "\n# a\n" * 400, "pycon"),
    "returns": out("a\r" * 4900) + out("\x1b[" * 4900) + out("\x1b]" * 4900),
    "warnings": out("x:1: UserWarning: y\n  z\n" * 400) + out(("x" * 9000 + "\n") * 5),
    "values": "".join(block(NUMBERED + x, "ipython") for x in ("[" * 9000, "1," * 4500, "-" * 9000 + "1", "9" * 9900)),
    "strings": "".join(block(NUMBERED + x * 3000, "ipython") for x in ("'a", '"\\', "' ")),
    "table": "| Expression | Result |\n|---|---|\n" + "| `1+1` | `2` |\n" * 4000,
    "tables-of-one-row": "| Expression | Result |\n|---|---|\n| `1+1` | `2` |\n\n" * 2000,
    "wide-tables": "|" + " Result |" * 90 + "\n|" + "---|" * 90 + "\n" + ("|" + "`1`|" * 90 + "\n") * 90,
    "sentences": "`f(1)` returns `2`. " * 400 + "\n\n" + "`len('a')` is `1`\n\n" * 2000,
    "spans": "`a` " * 2000 + "\n\n" + "``" * 4000,
    "strings-below-prints": block("print(1)\n'''\na\n'''\n" * 300),
    "commands": block("!x\n" * 900) + block("x = (\n" + "%y\n" * 900),
    "options": block(":a: b\n" * 900, "{code-cell}") + block("---\n" * 900, "{code-cell}"),
    "steps": block("\n".join(" " * i + "x" for i in range(900))),
    "marks": "<!-- skip: start -->\n\n" * 9000 + "<!-- " + "skip " * 1900 + "-->\n",
    "unmarked": block("import x", "") * 3000 + "text\n\n    import x\n\n" * 3000,
    "shells": below(block("$ python x.py\n" * 900, "console")) + below(block("a" * 9000 + "$ x", "console")),
    "lines-of-output": below("Output: `" + "x" * 9000 + "`\n\n") + below("Output: " + "[" * 4000 + "]" * 4000 + "\n"),
    "needs": "".join(block(f"import m{i}\nx{i}=1\nprint(y)") for i in range(480)),
    "needs-all": "".join(block("\n".join(f"a{j}" for j in range(i, i + 40)) + f"\na{i}=1") for i in range(480)),
    "languages": block("x", "js") * 9000 + block("x", "pyton") * 2000,
}  # fmt: skip
RST = {
    "directives": ".. note::\n" * N,
    "listings": ".. code-block:: python\n\n   x\n\n" * 3000,
    "literals": "a::\n\n" * 30_000 + "a::\n\n  b\n\n" * 9000,
    "sessions": ">>> 1\n\n" * 30_000,
    "prompts": ">>> 1\n" * N,
    "blanks": ">>> 1\n" + "\n" * N + ">>> 2\n" + (">>> 1\n" + "\n" * 300) * 200,
    "comments": ".. a\n" * 30_000 + "..\n  a\n" * 20_000 + ".. a\n" + "\n" * N,
    "nested": "\n".join(" " * i + ".. note::" for i in range(1500)),
    "nested-literals": "\n".join(" " * i + "a::\n" for i in range(1500)),
    "underlines": "a\n=\n" * 30_000 + "=" * N,
    "fences": "```\n" * 30_000,
    "options": ".. code-block:: python\n" + "   :a: b\n" * 30_000,
    "lines": "a\n" * N + "\t" * N + "``a" * 20_000,
}
NOTEBOOKS = {
    "lines": cells(["a\n"] * N),
    "pieces": cells(["a"] * N),
    "cells": cells("1", 4000),
    "brackets": "[" * N,
    "open-objects": '{"a":' * 20_000,
    "quotes": '"' * 100_001 + "\\" * 100_001,
    "colours": cells("\x1b[0m" * 20_000),
    "returns": cells("a\r" * 20_000),
    "dots": cells("...a" * 20_000),
    "line-ends": cells("\n" * N),
    "remarks": cells("#\n" * 30_000),
}
MODULES = {
    "docstrings": "".join(f'def f{i}():\n    """\n    >>> 1\n    1\n    """\n' for i in range(2000)),
    "nested": "".join("    " * i + f"class C{i}:\n" for i in range(90)) + "    " * 90 + "'''>>> 1\n1'''\n",
    "prompts": '"""\n' + ">>> 1\n" * 30_000 + '"""',
    "examples": '"""\n' + ">>> 1\n1\n\ntext\n\n" * 5000 + '"""',
    "brackets": "(" * N,
    "sums": "'''>>> 1'''\nx=" + "+".join(["1"] * 20_000),
    "escapes": '"""' + "\\n>>> 1" * 9000 + '"""',
}  # fmt: skip
KINDS = {"article": PAGES, "restructured": RST, "notebook": NOTEBOOKS, "module": MODULES}


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    with Examiner(BUSY_LIMIT) as opened:
        yield opened


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, name) for kind, inputs in KINDS.items() for name in inputs]
)
def test_no_file_hangs_an_audit(kind: str, name: str, examiner: Examiner) -> None:
    for salt in (1, 2):
        assert examiner.examine(Case(kind, KINDS[kind][name], salt)) is None
