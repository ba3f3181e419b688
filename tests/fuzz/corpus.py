"""Inputs that failed once, each made small. `python -m tests.fuzz` prints further ones so."""

from __future__ import annotations

from typing import Final

from tests.fuzz.case import Case

CORPUS: Final = (
    # audit: a run of a runner of one's own that raised before its first cell
    Case("article", "\n\n```python", 930386),
    # audit: thousands of blocks, each looked for in all others
    Case("article", "```python\nprint(x)\n```\n" * 2500),
    # audit: a session of one long line, each of whose statements is to be shown
    Case("article", "```pycon\n>>> " + "1;" * 20000 + "\n```\n"),
    # audit: spaces before braces at the end of a heading
    Case("article", ("# a" + " " * 9000 + "b\n\n```python\n1\n```\n\n") * 6),
    # accept: claims that change each other's reading, tried one by one
    Case(
        "accept",
        "## Q {#q}\n\n```python\nprint(1)  # => 7\nprint(2)  # => 8\n```\n\n```output\nz\n```\n\n"
        * 200,
        2,
    ),
    # rendering: lines of spaces, over which Pygments takes quadratic time
    Case("chapter", "# T\n\n## Q {#q}\n\n```python\nx.a" + "    \x0b\n" * 5000 + "()\n```\n", 1),
    # accept: a set-up whose claim holds on one card only was rewritten to and fro
    Case(
        "accept",
        "```python{setup}\n```\n```output\n```\n## `{python} )`\n```python\n```\n##\n```python\n```\n##\n```python\n#>0",
        703490,
    ),
    # front matter: YAML ends lines where the file does not
    Case("front matter", "\x85" * 37 + "["),
    # reading: more blocks, and lines, than a chapter can be read with in time
    Case("chapter", "# T\n\n## Q {#q}\n\n" + "- a\n* a\n" * 100_000),
    Case("article", "- > a\n\n" * 100_000),
    Case("chapter", "# T\n\n## Q {#q}\n\n" + "|a|\n|-|\n|b|\n\n" * 100_000),
    Case("chapter", "# T\n\n## Q {#q}\n\n" + "-\n" * 100_000),
    Case("chapter", "# T\n\n## Q {#q}\n\n" + ("a  \n" * 2250 + "\n") * 60),
    Case("article", ("^[a" * 3000 + "\n\n") * 200),
    # reading: set-ups, which run before each card
    Case(
        "chapter",
        "# T\n\n" + "```python {.setup}\n1\n```\n\n" * 300 + "## Q\n\n`{python} 1`\n\n" * 300,
        1,
    ),
    # comments: a mark behind a mark
    Case("chapter", "```python\n" + "-> # " * 600),
    # audit: a run of a runner of one's own whose error came through a line that there is not
    Case(
        "articles",
        '""">>>d"""\ndef e():""">>>)"""\nclass A:""".. code:: python print(A\n```python"""\n=====\n',
        878782,
    ),
    # reading: a table in a quote that ends with the text, without a character in its last line
    Case("articles", "\n=====\n\n=====\n>n||\n>-|-\n>", 179117),
    Case("chapter", "# T\n\n## Q {#q}\n\n> |n|\n> |-|\n>"),
    # accept: prints that look like an exception, put into one claim, which is read as one
    Case("accept", "##\n```python\n()#\u21921", 299518),
    # lock: a whole one without the id of a deck, which was said to be fine and was another
    Case(
        "lock",
        '{\n"version": 1,\n"notetypes": {\n},\n"notes": {\n  "en/q": {"guid": "00000000000000000001",'
        ' "kind": "basic", "digest": "000000000000000000000002", "modified": 3}\n}\n}\n',
    ),
    # accept: a run of an exercise that raised in the cell that begins to time its tests
    Case(
        "accept",
        "## Q {#q .exercise}\n\n```python {.starter}\n```\n\n```python {.solution}\ndef f():\n    return 1\n"
        "```\n\n```python {.tests}\nassert f() == 1\n```\n",
        36,
    ),
)
