"""What mutations start from: the cards of this repository, and a small one of each kind."""

from __future__ import annotations

import io
import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Final

from tests.fuzz.tokens import OPTIONS
from tests.support.kinds import ENGLISH

ROOT: Final = Path(__file__).parents[2]
CARDS: Final = ROOT / "cards"
MORE: Final = "PROOFDECK_FUZZ_SEEDS"  # a folder of further chapters and articles
_LONGEST: Final = 20_000  # characters of a file that is no part of this repository
_HEADING: Final = re.compile(r"^(?=## )", re.MULTILINE)

SETUP: Final = "# Chapter\n\n```python {.setup}\nx = [1.0, 2.0]\n```\n\n```output\n```\n\n"
SMALL: Final = (
    "## Basic {#q}\n\nAn answer, `{python} len(x)`.\n",
    "## Printed {#q}\n\n```python\nprint(x)  # => [1.0, 2.0]\n```\n\n```output\n[1.0, 2.0]\n```\n",
    '## Close {#q}\n\n```python {match=close tol="0.1"}\nx[0] / 3  # => 0.333\n```\n\n```output\n0.3\n```\n',
    "## Shape {#q}\n\n```python {match=shape}\nx  # shape: (2, 2)\n```\n\n```output\n(2,)\n```\n",
    "## Dtype {#q}\n\n```python {match=dtype}\nx  # dtype: float32\n```\n\n```output\nfloat32\n```\n",
    "## Parts {#q}\n\n```python {match=ellipsis}\nfor each in x:\n    print(each)  # => 1.0, 2.0\n```\n\n```output\n1.0\n...\n```\n",
    "## Fails {#q .bug}\n\n```python {raises=ValueError}\nint('x')\n```\n\n---\n\n```python\nint('1')\n```\n",
    "## Same {#q .compare}\n\n```python {#one}\nsum(x)\n```\n\n```python {agrees=one tol=1e-9}\nx[0] + x[1]\n```\n",
    "## Type {#q .typed}\n\n`1`\n\n## Type {#r .typed}\n\n`{python} x[0]`\n",
    "## Predict {#q .predict}\n\n```python\nprint(x)\n```\n\n```output\n[1.0, 2.0]\n```\n\nWhy.\n",
    '## Cloze {#q .cloze}\n\nThis {{c1::is $x$::what}} {{c2::hidden}}.\n\n```python {blank="x"}\nprint(x)\n```\n',
    "## Choice {#q .choice}\n\nWhich?\n\n- [x] `this`\n\n  Because.\n\n- [ ] that\n\n```python\nx\n```\n",
    "## Both ways {#q .reverse}\n\nFront\n\n---\n\nBack\n",
    '## Not run {#q}\n\n```python {.norun reason="it needs a GPU"}\nprint(x)\n```\n',
    '## Needs {#q}\n\n```python {requires="torch>=2" requires=cuda env="A=1" timeout=5}\nprint(x)\n```\n',
    "## Varies {#q}\n\n```python {.varies}\nimport random\nrandom.random()\n```\n",
    "## Formula {#q}\n\n$$\n\\begin{pmatrix} a & \\frac{1}{2} \\\\ \\text{if } x & \\sqrt[3]{b} \\end{pmatrix}\n$$\n\nand $\\sum_{i=1}^n x_i^2 \\in [0, 1)$.\n",
    "## Table {#q}\n\n| a | `b` |\n|:--|--:|\n| $x$ | **c** |\n| [d](http://e) | ![f](pic.png) |\n",
    "## Prose {#q}\n\n> A *quote* with **marks** and ~~more~~.\n>\n> - a list[^1]\n>   1. in it\n\nTerm\n: definition\n\n![picture](pic.svg)\n\n[^1]: A note with `code`.\n",
    "## Session {#q}\n\n```pycon\n>>> x\n[1.0, 2.0]\n>>> for each in x:\n...     print(each)\n...\n1.0\n2.0\n>>> x[2]\n"
    "Traceback (most recent call last):\n  ...\nIndexError: list index out of range\n```\n",
    "## Skipped {#q}\n\n```py {match=ellipsis}\n>>> print(x, 1)  # doctest: +ELLIPSIS\n[1.0, ...] 1\n>>> len(x)\n2\n```\n",
    "## Cell {#q}\n\n```{code-cell} ipython3\n:tags: [hide-input]\n\nprint(x)\n```\n\n```{python}\n#| echo: true\nx\n```\n",
    "## Apart {#q}\n\n- one\n\n  ```python {.hidden}\n  y = 1\n  ```\n\n> ```python {agrees=two tol=0.1 atol=1e-3}\n> y\n> ```\n\n```python {#two}\ny\n```\n",
    "## Write {#q .exercise}\n\n```python {.starter}\n```\n\n> [!hint] Add.\n\n```python {.solution}\ndef f(y):\n    return y + 1\n```\n\n"
    "```python {.tests time=2}\nassert f(x[0]) == 2.0\n```\n\n```python {.tests match=close}\n>>> f(0)\n1\n```\n",
    "## HTML {#q}\n\n<details><summary>a</summary>\n\nb <b>c</b> <!-- d --> &amp; &lt;\n\n</details>\n\nhttp://e.org\n",
)  # fmt: skip
FRONT: Final = (
    "deck: Tensors\ntags: [pytorch, tensor]",
    'deck: "Tensors::Shapes"\ntags:\n  - a\n  - b::c',
    "tags: []",
    "deck: Tensors",
)
TWINS: Final = tuple(
    SETUP + "\n".join(card.replace("{#q", f"{{#q{at}") for at, card in enumerate(SMALL[start : start + 8]))
    for start in (0, 8, 16)
)  # fmt: skip
SETTINGS: Final = (
    'name = "demo"\n',
    'name = "demo"\nlanguages = ["en", "zh"]\n\n[title]\nen = "Demo"\nzh = "示例"\n\n[run]\ntimeout = 30\nmemory = "2GiB"\n\n[print]\npaper = "A4"\n',
    'name = "demo"\nallow_html = true\nrun.timeout = 1.5\ntitle.en = "A"\n',
)  # fmt: skip
_NOTE: Final = '{"guid": "%020x", "kind": "%s", "digest": "%024x", "modified": %d}'
LOCK: Final = (
    '{\n"version": 1,\n"notetypes": {\n  "Proofdeck": {"digest": "57d9", "modified": 1795459756}\n},\n"notes": {\n  "en/q": '
    + _NOTE % (1, "basic", 2, 3)
    + ",\n  "
    + '"en/r": '
    + _NOTE % (4, "cloze", 5, 6)
    + "\n}\n}\n",
    '{\n"version": 1,\n"notetypes": {},\n"notes": {}\n}\n',
    '{\n"version": 3,\n"deck": "abcd",\n"notetypes": {},\n"notes": {\n  "en/q": '
    + (_NOTE % (1, "basic", 2, 3))[:-1]
    + ', "other": "1f", "subdeck": "01 字::02", "title": "q \\u2028", "retired": 9}\n}\n}\n',
    '{\n"version": 3,\n"deck": "abcd",\n"notetypes": {},\n"notes": {\n<<<<<<< HEAD\n  "en/q": '
    + _NOTE % (1, "basic", 2, 3)
    + '\n||||||| base\n=======\n  "en/q": '
    + _NOTE % (5, "cloze", 2, 7)
    + "\n>>>>>>> topic\n}\n}\n",
)
IMAGE_ENDINGS: Final = (".png", ".jpg", ".gif", ".webp")
FORMULAS: Final = (
    r"\begin{pmatrix} a & \frac{1}{2} \\ \text{if } x & \sqrt[3]{b} \end{pmatrix}",
    r"\sum_{i=1}^n x_i^2 \in [0, 1) \quad \left( \binom{n}{k} \right)",
    r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases} \overset{!}{=} \hat{f}(x) \operatorname{argmax}",
    r"\begin{aligned} a &= b \\ &\le \lVert c \rVert_2 \end{aligned} \tag{1}",
    r"\underbrace{x + \cdots + x}_{n} \mathbb{R} \mathcal{L} \color{red}{y} \not= \lim\limits_{x \to 0} \iint f'",
    r"\def\a{x} \a^{\a} \newcommand{\b}[1]{#1} \b{y} \xrightarrow[a]{b} \substack{a \\ b} \Bigl[ \genfrac{(}{)}{0pt}{}{a}{b}",
)  # fmt: skip
SHOWN: Final = (
    "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td style='color:red'>1 &lt; 2</td></tr></tbody></table>",
    '<div class="x"><p>a <b>b</b><br/><a href="http://x">c</a><img src="data:image/png;base64,iVBORw0KGgo="/></p><ul><li>d</ul></div>',
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>a</title><path d="M0 0L1 1" style="fill:url(#a)"/></svg>',
    "<details><summary>a</summary><pre>b\n  c</pre></details><script>alert(1)</script><style>b{}</style><!-- c -->",
)  # fmt: skip
PICTURES: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>',
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><defs><g id="a"><path d="M0 0L1 1"/></g></defs>\n<use href="#a"/>'
    '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter><g filter="url(#f)"><text>x</text></g></svg>',
)  # fmt: skip


def _evidence(**changed: object) -> str:
    value = {"v": 1, "id": "en/x", "path": "01.md", "with": ["Python 3.11.7", "sandbox none"], "cells":
             [{"line": 3, "code": "x = 1\nprint(x)", "said": [["output", "1\n"]]},
              {"line": 7, "code": "x", "mode": "eval", "said": [["value", "1"]]}]}  # fmt: skip
    return json.dumps({**value, **changed})


_CELLS: Final = [{"code": each, "said": []} for each in ("def f(): return 1", "assert f()", "f()")]
_EXERCISE: Final = {
    "at": 0, "starter": "", "seconds": 2.0, "memory": 1 << 26, "hints": ["a"],
    "tests": [{"cell": 1}, {"cell": 2, "says": "1", "match": "close", "tol": 0.1}],
}  # fmt: skip

PACKAGES: Final = (
    f"note basic {_evidence()}\nnote cloze {_evidence(id='en/y', env=[['A', 'b']], timeout=3, memory=1e9)}\nraw 5 other\n",
    f"entry collection.anki21\nnote basic {_evidence(cells=[{'line': 1, 'code': '1/0', 'raises': 'ZeroDivisionError'}])}\n"
    f"raw basic a question\nalso media {{}}\n",
    f"note basic {_evidence()}\n",
    f"note basic {_evidence(exercise=_EXERCISE, cells=_CELLS)}\n",
)  # fmt: skip


@cache
def chapters() -> tuple[str, ...]:
    """Single cards of the repository's deck with what their chapter starts with, small cards of
    each kind, and some chapters as a whole.
    """
    found = [SETUP + card for card in SMALL]
    found += ["---\n" + FRONT[0] + "\n---\n\n" + SETUP + "\n".join(SMALL[:6]), ENGLISH]
    found += [
        f"{SETUP}## Q {{#q}}\n\n```python {{{option}}}\nprint(x)\n```\n" for option in OPTIONS
    ]
    for path in sorted(CARDS.glob("*/*.md")):
        found += _cards(path.read_text("utf-8"))
    for text in more():
        found += _cards(text)
    return tuple(found)


def _cards(text: str) -> list[str]:
    head, *cards = _HEADING.split(text)
    return [head + card for card in cards] or [text]


@cache
def more(suffix: str = ".md") -> tuple[str, ...]:
    """Texts from the folder that PROOFDECK_FUZZ_SEEDS names."""
    folder = os.environ.get(MORE)
    paths = sorted(Path(folder).rglob(f"*{suffix}")) if folder else []
    return tuple(path.read_text("utf-8", "replace")[:_LONGEST] for path in paths if path.is_file())


@cache
def images() -> tuple[str, ...]:
    """Small pictures of each kind, their bytes as text is that is not UTF-8."""
    from PIL import Image

    found = []
    for name in ("PNG", "JPEG", "GIF", "WEBP"):
        file = io.BytesIO()
        frames = [
            Image.linear_gradient("L").resize((12, 9)).convert("RGB"),
            Image.new("RGB", (12, 9), "red"),
        ]
        several = {"save_all": True, "append_images": frames[1:]} if name in ("GIF", "WEBP") else {}
        frames[0].save(file, name, **several)
        found.append(file.getvalue().decode("utf-8", "surrogateescape"))
    return tuple(found)


@cache
def locks() -> tuple[str, ...]:
    """Lock files, one of which is as long as that of a deck."""
    return (
        *LOCK,
        LOCK[0],
        "".join((CARDS / "deck.lock").read_text("utf-8").splitlines(True)[:40]) + "}\n}\n",
    )
