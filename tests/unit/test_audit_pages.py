"""Kinds of files, each read as its author meant it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.auditing.document import Block, Document
from generator.auditing.pages.foreign_markup import rewritten
from generator.auditing.pages.html_listings import markup_parts
from generator.auditing.pages.json_lines import read_json
from generator.auditing.read import read_document
from generator.model import ProblemsError


def read(folder: Path, name: str, text: str) -> Document:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return read_document(path)


def codes(document: Document) -> list[str]:
    return [block.code.strip() for block in document.blocks]


def said(block: Block) -> list[str]:
    return [stated.claim.text for piece in block.pieces for stated in piece.outputs]


def test_what_is_no_cell_of_a_notebook_is_told_once_however_much_of_it_there_is(
    tmp_path: Path,
) -> None:
    cells = [None, 1, {"cell_type": "code", "source": "1"}, *[[]] * 5000]
    document = read(tmp_path, "a.ipynb", json.dumps({"cells": cells, "nbformat": 4}))
    assert codes(document) == ["1"]
    assert [each.message for each in document.problems] == [
        "cell 1 is not a cell, nor are 5,001 others"
    ]


def test_a_module_too_long_to_be_parsed_is_named_with_the_bound(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match=r"this module has 600,\d+ characters"):
        read(tmp_path, "a.py", "x = 1\n" * 100_000 + "def f():\n    '''>>> 1'''\n")


def test_docstrings_are_found_in_whatever_statement_their_owners_stand(tmp_path: Path) -> None:
    inner = "{0}def f{1}():\n{0}    '''>>> {1}'''\n"
    forms = ("if x:\n{}", "if x: pass\nelse:\n{}", "for x in y:\n{}", "while x:\n{}else:\n{}", "with x:\n{}",
             "try:\n{}except A:\n{}else:\n{}finally:\n{}", "match x:\n  case 1:\n{}", "class A:\n{}", "async def g():\n{}")  # fmt: skip
    number, text = 0, ""
    for form in forms:
        parts = []
        for _ in range(form.count("{}")):
            number += 1
            parts.append(inner.format("    ", number))
        text += form.format(*parts)
    assert codes(read(tmp_path, "a.py", text)) == [str(n) for n in range(1, number + 1)]


# --- mark-up of other tools -----------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "{% highlight python %}\nprint(1)\n\n# a remark\n{% endhighlight %}",
        "{% highlight python linenos %}\nprint(1)\n\n# a remark\n{% endhighlight %}",
        '{{< highlight python "linenos=table" >}}\nprint(1)\n\n# a remark\n{{< /highlight >}}',
        "{{% highlight python %}}\nprint(1)\n\n# a remark\n{{% /highlight %}}",
        ":::{code-cell} ipython3\nprint(1)\n\n# a remark\n:::",
        "::::{code-block} python\nprint(1)\n\n# a remark\n::::",
        "!!! note\n    ```python\n    print(1)\n\n    # a remark\n    ```",
        '??? example "Title"\n\n    ```python\n    print(1)\n\n    # a remark\n    ```',
        '=== "Tab"\n\n    ```python\n    print(1)\n\n    # a remark\n    ```',
        '!!! a\n    !!! b\n        ```python\n        print(1)\n\n        # a remark\n        ```',
        '<pre><code class="language-python">print(1)\n\n# a remark\n</code></pre>',
        '<pre lang="python">\nprint(1)\n\n# a remark\n</pre>',
        '<div class="highlight">\n\n<pre class="python">print(1)\n\n# a remark</pre>\n\n</div>',
        "    :::python\n    print(1)\n\n    # a remark",
        "    #!python\n    print(1)\n\n    # a remark",
        "~~~\nprint(1)\n\n# a remark\n~~~\n{: .language-python}",
        "```\nprint(1)\n\n# a remark\n```\n{: .python}",
        "<!-- invisible-code-block: python\nprint(1)\n\n# a remark\n-->",
        "```\nprint(1)\n\n# a remark\n```",
        "    print(1)\n\n    # a remark",
    ],
)  # fmt: skip
def test_code_is_found_in_the_mark_up_of_every_tool(tmp_path: Path, page: str) -> None:
    document = read(tmp_path, "a.md", f"Text.\n\n{page}\n\nText.\n")
    assert codes(document) == ["print(1)\n\n# a remark"]
    piece = document.blocks[0].pieces[0]
    first = piece.line + piece.code.split("\n").index("print(1)")
    assert "print(1)" in f"Text.\n\n{page}".split("\n")[first - 1]


@pytest.mark.parametrize(
    "page",
    [
        "```yaml\na = 1\n```",
        "```\n$ pip install x\n```",
        "```\nkey = value\nother = 3\n```",
        "    make install",
        "```\n{\"a\": 1}\n```",
        "````markdown\n```python\nprint(1)\n```\n````",
        "<pre>some text</pre>",
        "<pre><code class='language-js'>f(1)</code></pre>",
        "=== \n\n    text",
    ],
)  # fmt: skip
def test_what_is_no_python_is_left_alone(tmp_path: Path, page: str) -> None:
    assert read(tmp_path, "a.md", page + "\n").blocks == ()


def test_mark_up_is_rewritten_line_by_line() -> None:
    lines = ['=== "A"', "", "    x", "", "    === 'B'", "y", "```", "!!! note", "```", "!!! note"]
    assert rewritten(lines) == ["A", "", "x", "", "=== 'B'", "y", "```", "!!! note", "```", "note"]


def test_words_and_listings_of_html_are_told_apart() -> None:
    parts = list(
        markup_parts('<p>Out<b>put</b>:</p>\n<pre class="x">\n1 &lt; 2\n</pre>\n<pre>open')
    )
    assert [(part.text, part.line, part.info) for part in parts] == [
        ("Out put :", 0, None), ("1 < 2\n", 2, "x"), ("open", 3, None),
    ]  # fmt: skip


def test_options_of_a_directive_are_no_code(tmp_path: Path) -> None:
    for options in (":tags: [a]\n:linenos:\n\n", "---\ntags: [a]\n---\n"):
        document = read(tmp_path, "a.md", f"```{{code-cell}} python\n{options}x = 1\n```\n")
        (block,) = document.blocks
        assert block.code.strip() == "x = 1"
        assert block.pieces[0].line + block.code.split("\n").index("x = 1") == 2 + options.count(
            "\n"
        )


def test_commands_of_a_notebook_do_not_break_a_block(tmp_path: Path) -> None:
    page = "```python\n%matplotlib inline\n!pip install x\ny = 1\n```\n\n```python\n!pip install x\n```\n"
    first, second = read(tmp_path, "a.md", page).blocks
    assert first.code.strip() == "y = 1"
    assert second.left_out == "commands of a notebook"
    (third,) = read(tmp_path, "a.md", "```ipython\n%%bash\nls\n```\n").blocks
    assert third.left_out == "%%bash"


# --- leaving out ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "page",
    [
        "<!-- skip: next -->\n\n```python\nx\n```",
        "<!--- skip: next --->\n\n```python\nx\n```",
        "<!-- skip: next if(1, reason='x') -->\n\nText.\n\n```python\nx\n```",
        "<!--pytest-codeblocks:skip-->\n```python\nx\n```",
        "<!--pytest.mark.skip-->\n```python\nx\n```",
        "<!--phmdoctest-mark.skip-->\n```python\nx\n```",
        "<!-- skip doccmd[all]: next -->\n```python\nx\n```",
        "<!-- proofdeck: skip -->\n```python\nx\n```",
        "<!-- no-run -->\n```python\nx\n```",
        "<!-- skip: start -->\n```python\nx\n```\n\n```python\nx\n```\n<!-- skip: end -->",
        "```python skip\nx\n```",
        "```python no-run\nx\n```",
        "```python notest\nx\n```",
        "```{.python .norun}\nx\n```",
        "```python {test=\"skip\"}\nx\n```",
        "```{python, eval=FALSE}\nx\n```",
        "```{python}\n#| label: a\n#| eval: false\nx\n```",
        "```{code-cell}\n:tags: [skip-execution]\nx\n```",
        "```{code-cell}\n:tags: [no-execute]\nx\n```",
        "```{code-cell}\n---\ntags: [hide-input, skip-execution]\n---\nx\n```",
        "```{doctest}\n:options: +SKIP\n>>> x\n```",
    ],
)  # fmt: skip
def test_a_block_that_is_marked_is_left_out(tmp_path: Path, page: str) -> None:
    document = read(tmp_path, "a.md", f"{page}\n\n```python\ny = 1\n```\n")
    *marked, last = document.blocks
    assert marked
    assert all(block.left_out and not block.pieces for block in marked)
    assert last.pieces


@pytest.mark.parametrize(
    "page",
    [
        "<!-- TODO: skip this if the reader knows it -->\n```python\ny\n```",
        "<!-- skip: end -->\n```python\ny\n```",
        "<!-- a remark -->\n```python\ny\n```",
        "```python title='skip'\ny\n```",
        "```python\n# skip: this is a remark\ny\n```",
        "```{code-cell}\n:tags: [hide-input]\ny\n```",
    ],
)  # fmt: skip
def test_a_block_is_not_left_out_for_a_word_in_passing(tmp_path: Path, page: str) -> None:
    (block,) = read(tmp_path, "a.md", page + "\n").blocks
    assert block.pieces


# --- reStructuredText -----------------------------------------------------------------

RST = """\
Title
=====

>>> 1 + 1
2

>>> 2 + 2
4

Text with an example::

   >>> 3
   3

.. code-block:: python
   :linenos:

   print(5)

The output is::

    5

.. testcode::

   print(6)

.. testoutput::

   6

.. note::

   .. code:: python3

      print(7)

.. skip: next

.. code-block:: python

   print(8)

.. code-block:: yaml

   a: 1

- item::

     >>> 9
     9
"""


def test_code_of_restructuredtext_is_found_with_what_it_states(tmp_path: Path) -> None:
    document = read(tmp_path, "a.rst", RST)
    assert codes(document) == [
        "1 + 1\n2 + 2", "3", "print(5)", "print(6)", "print(7)", "", "9",
    ]  # fmt: skip
    assert [said(block) for block in document.blocks] == [
        ["2", "4"], ["3"], ["5"], ["6"], [], [], ["9"],
    ]  # fmt: skip
    assert document.blocks[5].left_out == "skip: next"
    lines = RST.split("\n")
    for block in document.blocks:
        for piece in block.pieces:
            code = piece.code.strip().split("\n")[0]
            at = piece.line + (len(piece.code) - len(piece.code.lstrip("\n")))
            assert code in lines[at - 1]
        for stated in (stated for piece in block.pieces for stated in piece.outputs):
            place = stated.claim.place
            assert lines[place.line - 1][place.column - 1 :] == stated.claim.text


# --- docstrings -----------------------------------------------------------------------

MODULE = '''\
"""A module.

>>> double(2)
4
"""
from __future__ import annotations


def double(x):
    r"""Twice as much.

    >>> double("\\n")
    '\\n\\n'

    Not an example: 1 + 1
    """
    return 2 * x


class Thing:
    """Nothing to see."""

    async def method(self):
        """
        Example::

            >>> double(1)
            2
        """


if __name__ == "__main__":
    raise SystemExit
'''


def test_each_docstring_is_a_block_after_its_module(tmp_path: Path) -> None:
    document = read(tmp_path, "thing.py", MODULE)
    assert [(block.heading, block.place.line) for block in document.blocks] == [
        ("", 3), ("double", 12), ("Thing.method", MODULE.split("\n").index("            >>> double(1)") + 1),
    ]  # fmt: skip
    assert [said(block) for block in document.blocks] == [["4"], ["'\\n\\n'"], ["2"]]
    assert len({block.scope for block in document.blocks}) == 3
    for block in document.blocks:
        assert [piece.code for piece in block.given] == ["__name__ = 'thing'", MODULE]


def test_a_module_without_examples_has_nothing_to_run(tmp_path: Path) -> None:
    assert read(tmp_path, "a.py", "x = 1\n").blocks == ()
    assert read(tmp_path, "a.py", "x = = 1\n").blocks == ()
    (block,) = read(tmp_path, "a.py", '"""\n>>> 1\n1\n"""\nx = = 1\n').blocks
    assert "not valid Python" in block.broken


# --- notebooks ------------------------------------------------------------------------


def notebook(*cells: Any, **further: Any) -> str:
    return json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, **further}, indent=1)


def cell(source: Any, *outputs: Any, **further: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "metadata": {},
        **further,
    }


def stream(text: Any, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def value(text: Any, **data: Any) -> dict[str, Any]:
    return {"output_type": "execute_result", "data": {"text/plain": text, **data}}


ERROR = {"output_type": "error", "ename": "KeyError", "evalue": "'a'", "traceback": ["x"]}


def test_cells_and_stored_outputs_are_read_with_their_lines(tmp_path: Path) -> None:
    text = notebook(
        {"cell_type": "markdown", "source": ["# One\n", "text"]},
        cell(["x = 1\n", "print(x)"], stream(["1\n"]), stream("2\n"), stream("e", "stderr")),
        cell("x", value("1"), execution_count=2),
        cell("{}['a']", ERROR),
        cell("fig", value("<Figure>", **{"image/png": "iVBO"})),
        cell("show(x)", {"output_type": "display_data", "data": {"application/json": {}}}),
        cell(""),
        cell("f()", metadata={"tags": ["skip-execution"]}),
    )
    document = read(tmp_path, "a.ipynb", text)
    first, second, third, fourth, fifth, *left_out = document.blocks
    assert first.heading == "One"
    assert [(s.part, s.claim.text) for s in first.pieces[0].outputs] == [
        ("stdout", "1\n2"), ("stderr", "e"),
    ]  # fmt: skip
    lines = text.split("\n")
    assert '"x = 1' in lines[first.pieces[0].line - 1]
    assert '"1\\n"' in lines[first.pieces[0].outputs[0].claim.place.line - 1]
    assert (second.label, second.count) == ("cell 3 (In [2])", 2)
    assert [(s.part, s.claim.text) for s in third.pieces[0].outputs] == [("error", "KeyError: 'a'")]
    assert third.pieces[0].failing
    assert [s.part for s in fourth.pieces[0].outputs] == ["image"]
    assert [u.said for u in fifth.pieces[0].unread] == ["<application/json>"]
    assert [block.left_out for block in left_out] == ["it is empty", "skip-execution"]


def test_what_markdown_cells_state_is_named_and_not_passed_over(tmp_path: Path) -> None:
    markdown = "A\n\n```python\nprint(1)  # => 2\n```\n\nHere `len('a')` returns `2`.\n"
    text = notebook(
        {"cell_type": "markdown", "source": markdown.splitlines(keepends=True)},
        {"cell_type": "markdown", "source": "Use `x` and `1 + 1`.\n\n```python\nx = 1\n```\n"},
        cell("1"),
    )
    found = read(tmp_path, "a.ipynb", text).unread
    assert [each.said for each in found] == ["2", "2"]
    assert "print(1)" in text.split("\n")[found[0].place.line - 1]


def test_a_comment_of_a_cell_that_cannot_be_checked_is_named(tmp_path: Path) -> None:
    (block,) = read(tmp_path, "a.ipynb", notebook(cell("import os  # => 3"))).blocks
    assert [each.said for each in block.pieces[0].unread] == ["# => 3"]


def test_cells_that_were_run_out_of_order_are_named(tmp_path: Path) -> None:
    text = notebook(cell("1", execution_count=3), cell("2", execution_count=1))
    (problem,) = read(tmp_path, "a.ipynb", text).problems
    assert problem.code == "cell-order"
    assert problem.message == "cell 2 (In [1]) was run before cell 1 (In [3]), which is above it"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it ends too early"),
        ("{", "it ends too early"),
        ("[1, 2", "it ends too early"),
        ("nope", "it is not JSON (line 1)"),
        ('{"cells": [\n1,\n]}', "it is not JSON (line 3)"),
        ("[" * 300_000, "it nests deeper than 100 levels"),
        ('{"a":' * 300_000, "it nests deeper than 100 levels"),
        ("[" + "1," * 2_000_000 + "1]", "it holds more than 1,000,000 values"),
        ("{}", "no list of `cells`"),
        ("[]", "no list of `cells`"),
        ('{"worksheets": [], "nbformat": 3}', "no list of `cells`"),
        ('"text"', "no list of `cells`"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_a_problem_with_its_place(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path, "a.ipynb", text)
    (problem,) = caught.value.problems
    assert (problem.code, problem.place.path.endswith("a.ipynb")) == ("no-notebook", True)
    assert said in problem.message


JUNK: list[Any] = [None, True, 0, -1, 1.5, "x", "", [], {}, [[]], {"a": 1}, ["a", 1, None], 10**15,
                   "\n", "\ud800", "a\rb\u2028c", "%%bash\nls", "x = (", {"text/plain": 3}]  # fmt: skip
WHOLE = notebook(
    {"cell_type": "markdown", "source": ["# One"]},
    cell(["x = 1\n", "x"], stream(["1\n"]), value(["1"]), ERROR, execution_count=1),
)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, each in items:
        found += _paths(each, (*path, key))
    return found


@pytest.mark.parametrize("junk", JUNK, ids=repr)
def test_whatever_stands_in_a_notebook_ends_as_cells_or_problems(tmp_path: Path, junk: Any) -> None:
    for path in _paths(json.loads(WHOLE)):
        found = json.loads(WHOLE)
        inner = found
        for key in path[:-1]:
            inner = inner[key]
        if path:
            inner[path[-1]] = junk
        else:
            found = junk
        try:
            document = read(tmp_path, "a.ipynb", json.dumps(found))
        except ProblemsError as error:
            assert error.problems
        else:
            assert all(block.place.line >= 1 for block in document.blocks)


def test_json_is_read_as_python_reads_it_with_lines() -> None:
    text = (
        '{"a": [1, -2, true, false, null, "b\\u00e9\\n"],\n "c": {"d": "e"}, "n": [1.5, NaN, 1e9]}'
    )
    found = read_json(text)
    assert found == {"a": [1, -2, True, False, None, "bé\n"], "c": {"d": "e"}, "n": [None] * 3}
    assert (found["a"][5].line, found["c"]["d"].line) == (1, 2)
    for wrong in (
        "[,]",
        "[1 2]",
        "{1: 2}",
        '{"a" 1}',
        '{"a": }',
        "[1,]",
        '{"a": 1,}',
        "]",
        "1 1",
        '"\n',
    ):
        with pytest.raises(ValueError, match="line"):
            read_json(wrong)
