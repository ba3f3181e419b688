"""The words of what is fuzzed: from these, mutations are made."""

from __future__ import annotations

from typing import Final

OPTIONS: Final = (
    ".typed", ".cloze", ".choice", ".predict", ".bug", ".compare", ".reverse", ".setup", ".hidden", ".norun",
    ".varies", ".unknown", "{#slug}", "#slug", "#a", "reason=x", 'reason="it needs `x`"', "raises=ValueError",
    'raises="ValueError: no"', "raises=", "match=exact", "match=close", "match=shape", "match=dtype",
    "match=contains", "match=ellipsis", "match=other", "tol=0.1", "tol=1e999", "tol=nan", "tol=-1",
    'requires="torch>=2"', "requires=cuda", "requires=loopback", 'requires="a; b"', "env=A=1",
    'env="A=\\0"', "env==", "timeout=5", "timeout=1e9", "timeout=0", "agrees=one", "agrees=slug", 'blank="x"',
    'blank="print"', 'blank=""', "atol=1e-6", "atol=-1", 'title="x.py"', "linenums", "hl_lines=1", "eval=false", "+SKIP",
    ".exercise", ".starter", ".solution", ".tests", "time=2", "time=0", "memory=64MiB", "memory=x",
    'survives="x because y"', 'survives="x"', "exec=off", "no_run", "skip", "ignore", "file=x.py", "1-3", "=", '"', "'", "\\", "{", "}", "{}", "{.}", "{#}",
)  # fmt: skip
_FENCES: Final = (
    "```", "````", "~~~", "```python", "~~~python", "```python {.setup}", "```output", "```text", "```py",
    "```{python}", "```math", "```\n```", "   ```", "\t```", "> ```python", "- ```python\n  1\n  ```",
    "```python\nx = 1\nprint(x)  # => 1\n```", "```output\n1\n```", "```output\n\n```",
    "```python {raises=ValueError}\nraise ValueError(1)\n```", "``", "`", "` `", "`{python} 1 + 1`",
    "`{python} `", "`{python} x` `", "`{pycon} x`", "```py", "```python3.12", "```{python}", "```{.python}", "```{=python}",
    "```{code-cell}", "```{code-cell} ipython3", "```{code-block} python", "```code-block python", "```{testcode}",
    "```{testoutput}", "```{doctest}", "```{exec_code}", "```python:src/x.py", "```python,ignore", "```python ignore",
    "```{python, eval=FALSE}", "```pycon", "```python-repl", "```ipython", "```jupyter-python", "```pyhton", "```python2",
    "```cython", "```{note}", ":::{note}", ":::", "::: python", "```{python}\n#| eval: false\n#| echo: true\n1\n```",
    "```{code-cell}\n:tags: [hide-input]\n\n1\n```", "```{code-cell}\n---\ntags: [x]\n---\n1\n```",
    "```pycon\n>>> x\n[1.0, 2.0]\n```", "```python\n>>> x = 1\n>>> x\n1\n```", "```output\n[1.0, 2.0]\n```",
    "```pycon\n>>> 1 / 0\nTraceback (most recent call last):\n  ...\nZeroDivisionError: division by zero\n```",
)  # fmt: skip
_SESSION: Final = (
    ">>> x", ">>> print(x)\n[1.0, 2.0]", ">>>", ">>> ", ">>>x", "... ", "...", "    >>> x\n    1", ">>> for i in x:\n...     i\n1",
    ">>> def f():\n...     return 1\n...\n>>> f()\n1", "<BLANKLINE>", "# doctest: +SKIP", "# doctest: +ELLIPSIS", "# doctest: -",
    ">>> x  # doctest: +NORMALIZE_WHITESPACE, +ELLIPSIS", "Traceback (most recent call last):", '  File "<stdin>", line 1',
    "ZeroDivisionError: division by zero", "[0, 1, ... 9]", '>>> x = """\n... a\n... """', "In [1]: x", "Out[1]: 1", "$ python",
    "1", "[1.0, 2.0]",
)  # fmt: skip
_CODE: Final = (
    "print(x)  # => 1", "x  # -> [1, 2]", "# Output: 1.0", "# => 1, 2\n# 3", "x  # shape: (2, 2)",
    "x  # dtype: float32", "# prints 1", "# 输出：[1, 2]", "x = (", "x = '''", "if True:", "    ", "\t", ";",
    "# => ", "# -> ", "#", "\\", "lambda x: x", "def f():\n    return 1", "await x", "yield", "%time x",
    "!ls", "print('a\\nb')  # => a\n# b", "raise ValueError('no')  # => ValueError: no", "f'{x!r:>{y}}'",
    "-" * 20 + "1", "(" * 20, "[" * 20, "import torch", "x: int = 1", "*a, b = x", "match x:\n    case 1: pass",
)  # fmt: skip
_MARKDOWN: Final = (
    "# Title", "## Question {#q}", "## Question {#q .cloze}", "## {#a}", "##", "###### deep", "---", "***",
    "===", "- [ ] option", "- [x] option", "- [x]", "* a", "1. a", "+ a", "> ", "|a|b|\n|-|-|\n|c|d|", "|", "|-|",
    ":", "term\n: definition", "[^1]", "[^1]: note", "^[note]", "[a]: http://x", "[a]", "[a](b)", "[a][b]",
    "![alt](pic.png)", "![alt](pic.svg)", "![](missing.png)", "![a](../x.png)", "![a](http://x/y.png)",
    "![a](pic.png){width=50%}", "<http://x>", "*", "**", "_", "__", "~~", "==", "\\", "\\\n", "  \n", "&amp;",
    "&#0;", "&#x110000;", "<b>", "</b>", "<br>", "<!--", "-->", "<![CDATA[", "]]>", "<?", "?>", "<!A", "<div>",
    "<script>", "<details>", "<img src=x>", "<svg>", "{{c1::a}}", "{{c1::a::hint}}", "{{c2::b}}", "{{c0::x}}",
    "{{c1,2::x}}", "{{c1::", "}}", "{{", "::", "{{c99999999999::x}}", "{{x}}", "[sound:x.mp3]", "[latex]",
    "![[x.png]]", "[[a]]", "> [!note]\n> a", "> [!TIP]- b", "==a==", "%%a%%", "$a {{c1::b}} c$", "```mermaid\na\n```",
    "![a](my pic.png)", "![a](<my pic.png>)", '<img src="pic.png">', '<audio src="x.mp3"></audio>', "<!-- a: 1 -->", "\\|",
    "|a\\|b|", "`|`", "#a", "Front\n\n---\n\nBack", "http://x.org", "a@b.c", "1", "x",
)  # fmt: skip
_MATH: Final = (
    "$x$", "$$", "$", "$x^2_i$", "$\\frac{1}{2}$", "\\left(", "\\right)", "\\begin{matrix}", "\\end{matrix}",
    "&", "\\\\", "\\text{a_b}", "\\sqrt[3]{x}", "\\sum_{i=1}^n", "\\mathbb{R}", "^", "_", "^^", "__", "{", "}",
    "\\unknown", "\\color{red}", "\\href{x}{y}", "\\begin{cases}1&2\\\\3&4\\end{cases}", "$[0,1)$", "\\not=",
    "\\overset{a}{b}", "\\(x\\)", "\\[x\\]", "\\hline", "\\limits", "'", "\\operatorname{f}", "\\tag{1}", "\\def\\a{b}",
)  # fmt: skip
_FRONT: Final = (
    "deck: Tensors", "deck: A::B", "deck: ::", "deck: [a]", "deck: {a: b}", "tags: [a, b]", "tags: a", "tags:",
    "tags: [a b]", "- a", "---", "...", "? a", ": b", "&a [*a]", "*a", "<<: *a", "!!python/object:os.system x",
    "!!binary x", "!!set {a}", "|", ">", "2024-13-45", "0o7", "1:2:3", "~", "null", "{", "[", "]", ",", ":", "#",
    "%YAML 1.1", "!", "@", "'", '"', "\\x00", '"\\ud800"', "key: value", "? [a, b]\n: c", "deck: yes", "deck: 1.0",
)  # fmt: skip

CHAPTER: Final = (*OPTIONS, *_FENCES, *_CODE, *_SESSION, *_MARKDOWN, *_MATH)
CHAPTER_HEAD: Final = _FRONT
SETTINGS: Final = (
    'name = "demo"', 'name = "../x"', 'name = ""', "name = 1", 'languages = ["en"]', 'languages = ["en", "en"]',
    "languages = []", 'languages = [1]', 'languages = ["xx-yy"]', "[title]", 'en = "A::B"', 'en = "\\u0000"',
    "[run]", "timeout = 1e400", "timeout = -1", "timeout = nan", "timeout = true", 'memory = "2GiB"', 'memory = "-1"',
    'memory = "9999999999999999TB"', "memory = 0xffff", "[print]", 'paper = "A4"', 'paper = "x"', "allow_html = true",
    "allow_html = 1", "[[run]]", "a.b.c = 1", '"" = 1', "''", '"""', "'''", "[", "]", "{", "}", "=", ",", "#",
    "1979-05-27", "2024-13-45", "00:61", "inf", "0b2", "\\u0000", "\\U00110000", "[a]\n[a]", "a = {b = 1, b = 2}",
)  # fmt: skip
LOCK: Final = (
    '"version": 1', '"version": 2', '"version": true', '"version": "1"', '"notes": {}', '"notetypes": {}',
    '"notes": []', '"en/q": {"guid": "0123456789abcdef0123", "kind": "basic", "digest": "0", "modified": 1}',
    '"guid": ""', '"guid": null', '"kind": "cloze"', '"kind": "x"', '"digest": "\\ud800"', '"modified": -1',
    '"modified": 1099511627776', '"modified": 1.5', '"modified": true', '"modified": NaN', "Infinity", "1e999",
    "{", "}", "[", "]", ":", ",", '"', "\\", "null", "true", '"a": "b",', '{"a": 1, "a": 2}', "//", "\\u0000",
)  # fmt: skip
_RST: Final = (
    "::", "..", ".. code-block:: python", ".. code::", ".. testcode::", ".. testoutput::", ".. doctest::", ".. ipython::", ".. note::",
    ".. raw:: html", ".. math::", ".. prompt:: python", ".. parsed-literal::", ".. _a:", ".. |a| image:: b", ".. highlight:: python",
    "   :options: +SKIP", "   :linenos:", ":hide:", "===", "---", "~~~", "``x``", "`x`_", "Output::", "Example::", "   ", "\t",
)  # fmt: skip
_MARKUP: Final = (
    "{% highlight python %}", "{% endhighlight %}", "{{< highlight python >}}", "{{< /highlight >}}", ":::{code-cell}", ":::", "!!! note",
    '??? example "a"', '=== "Tab"', "    :::python", "    #!python", "{: .python}", "<pre>", "</pre>", '<pre lang="python">', "<code>",
    '<code class="language-python">', "<!-- invisible-code-block: python", "<!--pytest.mark.skip-->", "<!-- skip: next -->", "```{.text .output}",
    "| expression | result |\n|-|-|\n| `1 + 1` | `2` |", "| `x` | 1 |", "`len(x)` is `2`", "`x` gives `1`.", "raises `ValueError`", "returns 3",
    "Cell In[1], line 1", "During handling of the above exception, another exception occurred:", "----> 1 x", "<ipython-input-1>",
)  # fmt: skip
ARTICLE: Final = (
    *_FENCES, *_CODE, *_SESSION, *_MARKUP, *_RST, *_MARKDOWN, ">>> 1 + 1\n2",
    "```pycon\n>>> x\n1\n```", "```pycon", "```ipython", "```js", "```{code-cell} python", "<BLANKLINE>",
    "# doctest: +SKIP", "# doctest: +NORMALIZE_WHITESPACE, +ELLIPSIS", "# doctest: -", "Traceback (most recent call last):",
    "ValueError: no", "Output:", "The output is:", "运行结果：", "```text\n1\n```", "```console\n$ x\n```",
    "import *", "from x import *", "global x", "del x", "nonlocal x", "class A: pass", "return", "random.shuffle(x)",
    "set()", "{1, 2}", "hash(x)", "seed", "...\n", "[0, 1, ... 9]", "`" * 30, "~" * 30,
)  # fmt: skip
NOTEBOOK: Final = (
    '"cells": []', '"cells": {}', '"source": "x"', '"source": ["x\\n", "y"]', '"source": null', '"source": [1]', '"outputs": []', '"outputs": {}',
    '"outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}]', '"output_type": "error"', '"output_type": "display_data"',
    '"output_type": "stream"', '"ename": "E"', '"evalue": 1', '"traceback": ["\\u001b[31m"]', '"data": {"text/plain": "1"}', '"data": []',
    '"data": {"image/png": "x"}', '"data": {"image/svg+xml": ["<svg/>"]}', '"data": {"application/json": {}}', '"name": "stderr"',
    '"text": ["1\\n"]', '"text": 1', '"execution_count": 1', '"execution_count": -1', '"execution_count": null', '"execution_count": true',
    '"execution_count": 1e9', '"cell_type": "code"', '"cell_type": "markdown"', '"cell_type": 1', '"metadata": {"tags": ["skip-execution"]}',
    '"metadata": {"tags": 1}', '"metadata": null', '"language": "r"', '"language": "Python"', '"nbformat": 3', "\\u0000", "\\ud800", "\\", '"',
    "{", "}", "[", "]", ":", ",", "null", "true", "NaN", "-Infinity", "1e999", "1" + "0" * 400, "%%bash", "%time x", "!ls", "x;", "display(x)", "?x",
    '"path": "article.md"', '"code": "false-claim"', '"code": "crash"', '"message": "m"', '"message": 1', '"problems": {}', '"problems": [1]',
)  # fmt: skip
MODULE: Final = (
    *_SESSION, *_RST, *_CODE, '"""', "'''", 'r"""', 'f"""{x}"""', 'b"""', '"""\n>>> 1\n1\n"""', "def f():", "class A:", "async def f():", "    ",
    "@a", "lambda: 0", "\\", "if __name__ == '__main__':", "__test__ = {}", "from __future__ import annotations", "# -*- coding: latin-1 -*-",
    "raise SystemExit", "type X = int", "\\N{BULLET}", "\\x00", ";",
)  # fmt: skip
IMAGE: Final = (
    "\udcff\udcd8\udcff", "\udc89PNG\r\n\x1a\n", "GIF89a", "RIFF", "WEBPVP8 ", "WEBPVP8X", "VP8L", "ANMF", "IHDR", "IDAT", "IEND", "PLTE", "tRNS", "acTL",
    "zTXt", "iCCP", "\0\0\0\0", "\udcff\udcff\udcff\udcff", "\x7f\udcff\udcff\udcff", "\0\0\0\x01", "\udcff\udcda", "\udcff\udcc0", "\udcff\udcc4", "\udcff\udcd9",
    "Exif\0\0", "\x21\udcf9\x04", "\x2c", "\x3b", "NETSCAPE2.0",
)  # fmt: skip
FORMULA: Final = (
    *_MATH, "\\frac", "\\over", "\\sqrt", "\\hat", "\\overline", "\\left.", "\\right.", "\\middle|", "\\bigl(", "\\begin{aligned}", "\\end{aligned}",
    "\\begin{array}{c|c}", "\\end{array}", "\\begin{cases}", "\\begin{x}", "\\mathrm{a}", "\\text{$x$}", "\\text{\\}", "\\mbox{a}", "\\phantom{x}", "\\cancel{x}",
    "\\underbrace{a}_b", "\\stackrel{a}{b}", "\\xrightarrow[a]{b}", "\\substack{a\\\\b}", "\\genfrac(]{0pt}{}{a}{b}", "\\mathchoice", "\\char`a", "\\unicode{x41}",
    "\\newcommand{\\a}[1]{#1}", "\\def\\a{\\a}", "\\let\\a=b", "\\a", "#1", "~", "\\,", "\\!", "\\quad", "%", "\\%", "\\$", "\\&", "\\_", "\\#", "\\{", "\\}", "\\|", "中",
    "\\displaystyle", "\\rule{1em}{1em}", "\\hspace{-999em}", "\\kern1em", "\\class{a}{b}", "\\require{x}", "\\label{a}", "\\ref{a}", "\\notag",
)  # fmt: skip
SHOWN: Final = (
    "<table>", "</table>", "<tr>", "<td>", "<td colspan=99999>", "<th>", "<div>", "</div>", "<p>", "<b>", "</b>", "<br>", "<img src=x onerror=y>", "<a href=javascript:x>",
    "<script>", "</script>", "<style>", "<svg>", "</svg>", "<math>", "<template>", "<select>", "<option>", "<plaintext>", "<xmp>", "<noscript>", "<textarea>", "<title>",
    "<iframe>", "<object>", "<form>", "<input>", "<!--", "-->", "<![CDATA[", "]]>", "<?x", "<!DOCTYPE html>", "&lt;", "&#x0;", "&", "style='a:url(x)'", "style=\"x:expression(1)\"",
    "class=\"cloze\"", "{{c1::a}}", "[sound:a.mp3]", "[latex]", "\\(", "$$", "<anki-mathjax>", "data-x=y", "id=a", "=", "\0", "\x0c",
)  # fmt: skip
PACKAGE: Final = (
    '"v": 1', '"v": 2', '"id": "en/x"', '"id": "\\ud800"', '"id": "\\u001b[2J::error::"', '"path": "a.md"',
    '"path": "../a"', '"with": []', '"with": ["a"]', '"with": {}', '"cells": []', '{"line": 1, "code": "1"}',
    '{"line": 1e400, "code": ""}', '{"line": true, "code": ""}', '"mode": "eval"', '"mode": []', '"mode": {}',
    '"raises": "x"', '"raises": 1', '"said": [["output", "1"]]', '"said": [["image", ""]]', '"said": [[]]',
    '"said": null', '"env": [["A", "1"]]', '"env": [["=", "\\u0000"]]', '"timeout": 1e-300', '"timeout": NaN',
    '"timeout": -1', '"memory": Infinity', '"memory": 1' + "0" * 400, '"memory": 1e308', "[", "]", "{", "}", ":", ",",
    '"', "note basic ", "note cloze ", "note 5 ", "raw basic <!--proofdeck AAAA-->", "raw 1 ", "<!--proofdeck ", "-->",
    "entry collection.anki21", "entry collection.anki21b", "entry x", "method lzma", "method stored", "method bzip2",
    "also collection.anki2 x", "also media {}", "flip zip 30 255", "flip db 100 0", "flip db 20 8", "cut db 1000",
    "cut zip 100", "double zip", "sql DROP TABLE notes", "sql DELETE FROM notes",
    "sql CREATE VIEW notes AS SELECT 1 AS id, 1 AS mid, 'a' AS flds", "sql UPDATE notes SET mid = 'x'",
    "sql UPDATE notes SET mid = NULL", "sql UPDATE notes SET flds = 5", "sql UPDATE notes SET flds = x'ff00'",
    "sql UPDATE notes SET id = -id", "sql CREATE TABLE sqlite_x (a)", "sql PRAGMA user_version = 9",
    "sql PRAGMA page_size = 512", "sql VACUUM", "sql PRAGMA encoding = 'UTF-16'", "sql PRAGMA writable_schema = 1",
    "sql UPDATE sqlite_master SET sql = 'x'", "sql UPDATE sqlite_master SET rootpage = 1",
    "sql ALTER TABLE notes RENAME TO other", "sql CREATE INDEX i ON notes(flds)", "sql ALTER TABLE notes ADD COLUMN x",
    "sql CREATE TABLE notes (id, mid, flds AS (zeroblob(100000)))", "sql CREATE TABLE notes (a)",
    "sql CREATE VIRTUAL TABLE notes USING fts5(id, mid, flds)", "sql CREATE TRIGGER t AFTER INSERT ON notes BEGIN SELECT 1; END",
)  # fmt: skip
PICTURE: Final = (
    "<svg>", "</svg>", '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10">', "<g>", "</g>", '<use href="#a"/>',
    '<use xlink:href="#a"/>', '<g id="a">', "<filter>", '<feGaussianBlur stdDeviation="99999"/>', "<script>", "<style>",
    "@import url(x)", '<image href="file:///etc/passwd"/>', '<text x="1">a</text>', '<path d="M0 0L1 1"/>', 'width="1e9"',
    'height="0"', 'viewBox="0 0 0 0"', 'viewBox="a"', "<!DOCTYPE svg [", '<!ENTITY a "b">', '<!ENTITY b SYSTEM "x">', "&a;",
    "]>", "<!--", "-->", "<![CDATA[", "]]>", "<?xml version='1.0' encoding='utf-16'?>", "<?", "?>", "<", ">", '"', "'",
    "&#0;", "xmlns:x='y'", "<foreignObject>", "<animate/>", "<pattern>", "<mask>", 'transform="scale(1e9)"',
)  # fmt: skip
