"""What mutations of files to audit start from, each kind as the audit reads it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Final

from tests.fuzz.seeds import ROOT, chapters, more
from tests.support import articles

_MARKUP: Final = (
    "# A\n\n| expression | result |\n|---|---|\n| `1 + 1` | `2` |\n| `len('ab')` | 3 |\n| `int('x')` | `ValueError: no` |\n",
    "Text.\n\n{% highlight python %}\nprint(1)  # => 1\n{% endhighlight %}\n\n{{< highlight python >}}\nx = 1\n{{< /highlight >}}\n",
    ":::{code-cell} ipython3\nprint(1)\n:::\n\n!!! note\n    ```python\n    print(1)\n    ```\n\n=== \"Tab\"\n\n    ```\n    1\n    ```\n",
    '<pre><code class="language-python">print(1 &lt; 2)\n</code></pre>\n\n<details><summary>Output</summary>\n\n```\nTrue\n```\n\n</details>\n',
    "    >>> 1 + 1\n    2\n\n~~~\nprint(1)\n~~~\n{: .python}\n\n<!-- invisible-code-block: python\nx = 1\n-->\n\n    :::python\n    print(x)\n",
    "```python\ndef f(): return 1 / 0\nf()\n```\n\nThis raises `ZeroDivisionError: division by zero`.\n\n```\nTraceback (most recent call last):\n"
    '  File "x.py", line 2, in <module>\n    f()\nZeroDivisionError: division by zero\n```\n',
    "```python\nx = [1, 2]\nprint(x)\nx\n```\n\nThe output is:\n\n```text\n[1, 2]\n[1, 2]\n```\n\n`len(x)` is `2` and `x[0]` gives `1`.\n",
    "```python\nimport random\nprint(random.random())\n```\n\n```output\n0.5\n```\n\n```python\n# doctest: +SKIP\nlaunch()\n```\n\n```python ignore\nx\n```\n",
)  # fmt: skip
_RST: Final = (
    "Title\n=====\n\n.. code-block:: python\n   :linenos:\n\n   print(1)  # => 1\n\nOutput::\n\n   1\n\n>>> 1 + 1\n2\n\n.. testcode::\n\n   x = 1\n   print(x)\n\n"
    ".. testoutput::\n\n   1\n",
    "A paragraph::\n\n    >>> for i in range(2):\n    ...     print(i)\n    0\n    1\n\n.. comment\n   of two lines\n\n.. note::\n\n   .. ipython:: python\n\n      x = 1\n      x\n",
    ".. doctest::\n   :options: +ELLIPSIS\n\n   >>> x\n   [0, ..., 9]\n\n``len(x)`` is ``2``.\n\n.. raw:: html\n\n   <b>\n\n.. parsed-literal::\n\n   1\n\n* item\n\n  >>> 1\n  1\n",
    "Section\n-------\n\n```python\nprint(1)\n```\n\n.. math::\n\n   x\n\n.. csv-table:: a\n\n   1, 2\n\n.. prompt:: python >>>\n\n   1 + 1\n",
)  # fmt: skip
_MODULES: Final = (
    '"""A module.\n\n>>> double(2)\n4\n"""\n\n\ndef double(x):\n    """Twice.\n\n    Example::\n\n        >>> double(1)\n        2\n        >>> double("a")\n        \'aa\'\n'
    '    """\n    return 2 * x\n\n\nclass A:\n    r"""``A``\n\n    .. code-block:: python\n\n       print(A())\n\n    ```python\n    A()\n    ```\n    """\n\n    async def f(self):\n'
    "        '>>> 1\\n1'\n",
    'def f():\n    """\n    >>> f()  # doctest: +ELLIPSIS\n    Traceback (most recent call last):\n        ...\n    ValueError: no\n    >>> print("a\\\\nb")\n    a\n    b\n    """\n'
    "    raise ValueError('no')\n\n\nif __name__ == '__main__':\n    f()\n",
    'x = 1\ny: int = 2\n\ndef g(a, *, b=1):\n    u"""g\n\n    Returns:\n        >>> g(1)\n        <BLANKLINE>\n        1\n    """\n    print()\n    print(a)\n',
)  # fmt: skip


def _notebook(*cells: object, **changed: object) -> str:
    whole = {"cells": list(cells), "metadata": {"kernelspec": {"language": "python", "name": "python3"}}}  # fmt: skip
    return json.dumps({**whole, "nbformat": 4, "nbformat_minor": 5, **changed}, indent=1)


def _cell(source: object, *outputs: object, count: object = 1, **changed: object) -> object:
    code = {"cell_type": "code", "execution_count": count, "metadata": {}, "outputs": list(outputs), "source": source}  # fmt: skip
    return {**code, **changed}


_STREAM: Final = {"output_type": "stream", "name": "stdout", "text": ["1\n", "2\n"]}
_VALUE: Final = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["[1, 2]"], "text/html": ["<b>"]}}  # fmt: skip
_PICTURE: Final = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "iVBORw0KGgo=", "text/plain": ["<Figure>"]}}  # fmt: skip
_ERROR: Final = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["\u001b[0;31m", "ValueError: no"]}  # fmt: skip
_NOTEBOOKS: Final = (
    _notebook(
        {"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "text\n", "```python\n1\n```"]},
        _cell(["x = [1, 2]\n", "for each in x:\n", "    print(each)"], _STREAM),
        _cell("x", _VALUE, count=2),
        _cell("%matplotlib inline\n!ls\nplt.plot(x);", _PICTURE, count=3),
        _cell(["raise ValueError('no')"], _ERROR, count=None, metadata={"tags": ["raises-exception"]}),
    ),
    _notebook(_cell("display(1)\n1;", _STREAM, {**_STREAM, "name": "stderr"}, _VALUE, _VALUE, count=9), _cell("2", count=3)),
    _notebook(_cell("x", metadata={"tags": ["skip-execution"]}), _cell("%%bash\nls"), {"cell_type": "raw", "source": "x"}),
    _notebook(_cell("1"), metadata={"language_info": {"name": "julia"}}),
)  # fmt: skip
_REPORTS: Final = (
    json.dumps({"version": 1, "problems": [
        {"path": "article.md", "line": 3, "column": 1, "code": "false-claim", "severity": "error",
         "message": "this says `1`, but `2` came out"},
        {"path": "article.md", "line": 9, "code": "crash", "message": "this block fails after blocks 1 and 2: NameError"},
        {"path": "b.md", "line": 9, "code": "varies", "message": "this varies"},
    ]}, indent=1),
    '{"problems": []}',
)  # fmt: skip
_SEPARATOR: Final = "\n=====\n"


@cache
def markdown() -> tuple[str, ...]:
    """Articles with one kind of fault or mark-up each, the documentation, and some chapters."""
    documents = [path.read_text("utf-8") for path in sorted(ROOT.glob("docs/*.md"))]
    own = (articles.NESTED, articles.CRASHES, articles.SHOWN, articles.CLAIMS, articles.VARIES)
    return (*own, *SMALL, *_MARKUP, *documents, *chapters()[:30], *more())


@cache
def of(target: str) -> tuple[str, ...]:
    """What mutations for one of `audits.AUDITED` start from."""
    match target:
        case "notebook":
            return (*_NOTEBOOKS, *more(".ipynb"))
        case "restructured":
            return (*_RST, *more(".rst"))
        case "module":
            code = Path(__file__).parents[1] / "support"
            own = [path.read_text("utf-8") for path in sorted(code.glob("*.py"))[:4]]
            return (*_MODULES, *_MODULES, *own, *more(".py"))
        case "baseline":
            return _REPORTS
        case "articles":
            texts = (_MARKUP[0], _RST[0], _MODULES[0], _NOTEBOOKS[1], _MARKUP[6])
            return tuple(_SEPARATOR.join(texts[at:] + texts[:at]) for at in range(5))
        case _:
            return markdown()


SMALL: Final = (
    "```python\nprint(1)  # => 2\n```\n\nOutput:\n\n```\n1\n```\n",
    "# A\n\n```pycon\n>>> x = 1\n>>> x\n1\n>>> def f():\n...     return x\n...\n>>> f()\n2\n```\n",
    "```python\nx = 1\n```\n\n```python\nprint(x + y)\n```\n\n```python\ny = z\nfrom a import *\n```\n",
)
