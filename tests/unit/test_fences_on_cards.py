"""No program on a card is left alone because of the way in which it is marked."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Card, Problem
from tests.support.decks import read_text

QUIET = ("unknown-option",)  # warnings: the program runs all the same


def card(folder: Path, text: str) -> tuple[Card, list[Problem]]:
    deck, problems = read_text(folder, f"## Q {{#q}}\n\n{text}")
    return deck.cards()[0], list(problems)


@pytest.mark.parametrize(
    "info",
    ["python", "py", "py3", "python3", "Python", "PYTHON", "{python}", "{.python}", "ipython",
     "python3.12", " python", "{code-cell}", "{code-cell} ipython3", "{code-block} python",
     "{code} python", "sourcecode python", "{testcode}", "{ .py3 }", "jupyter-python"],
)  # fmt: skip
def test_a_program_runs_whatever_its_language_is_called(tmp_path: Path, info: str) -> None:
    read, problems = card(tmp_path, f"```{info}\n1 / 0\n```\n")
    assert [fence.code for fence in read.fences] == ["1 / 0"]
    assert problems == []


@pytest.mark.parametrize(
    "info", ["py {.hidden #x}", "{.python .hidden #x}", "{python, .hidden #x}", "python{.hidden #x}",
             "{code-cell} python {.hidden #x}", "{#x .python .hidden}"],
)  # fmt: skip
def test_options_are_read_behind_every_name(tmp_path: Path, info: str) -> None:
    read, problems = card(tmp_path, f"Words.\n\n```{info}\n1\n```\n")
    assert [(fence.hidden, fence.name) for fence in read.fences] == [(True, "x")]
    assert problems == []


@pytest.mark.parametrize("info", ["{python, echo=FALSE}", "{.python .numberLines}", "py {1,3}",
                                  "python title='x'", "python=12", "{python setup}"])  # fmt: skip
def test_an_option_of_another_tool_is_no_silent_one(tmp_path: Path, info: str) -> None:
    _, problems = card(tmp_path, f"```{info}\n1\n```\n")
    assert [p.severity for p in problems] == ["error"], problems


def test_a_file_name_behind_the_language_is_named_and_the_program_runs(tmp_path: Path) -> None:
    read, problems = card(tmp_path, "```python:src/x.py {.hidden}\n1 / 0\n```\n\nWords.\n")
    assert [(fence.code, fence.hidden) for fence in read.fences] == [("1 / 0", True)]
    assert [(p.code, p.severity) for p in problems] == [("unknown-option", "warning")]
    assert "src/x.py" in problems[0].message


@pytest.mark.parametrize("info", ["python,ignore", "python no_run", "{python, eval=FALSE}",
                                  "py notest", "{code-cell} python skip-execution"])  # fmt: skip
def test_a_mark_not_to_run_is_answered_with_the_one_that_says_why(
    tmp_path: Path, info: str
) -> None:
    read, problems = card(tmp_path, f"```{info}\n1 / 0\n```\n")
    assert [p.code for p in problems] == ["bad-options"]
    assert ".norun reason=" in problems[0].hint
    assert read.fences[0].norun


@pytest.mark.parametrize(
    "info", ["pyton", "{=py}", "python2", "phyton {.hidden}", "main.py", "src/x.py", "pythonic"]
)
def test_a_name_that_is_nearly_python_is_an_error(tmp_path: Path, info: str) -> None:
    read, problems = card(tmp_path, f"```{info}\nx\n```\n")
    assert not read.fences
    assert [(p.code, p.severity, p.place.line) for p in problems] == [
        ("not-run-language", "error", 3)
    ]


@pytest.mark.parametrize(
    "code",
    ["print(1 / 0)", "import os\nos.getcwd()", "x = [2, 1]\nx.sort()  # => [1, 2]",
     "def f():\n    return 1", "for x in range(3):\n    x", ">>> 1 / 0"],
)  # fmt: skip
@pytest.mark.parametrize("form", ["```snippet\n{}\n```", "    {}"])
def test_what_looks_like_a_program_is_named(tmp_path: Path, code: str, form: str) -> None:
    text = form.format(code.replace("\n", "\n    ") if form.startswith(" ") else code)
    _, problems = card(tmp_path, f"{text}\n")
    assert [(p.code, p.severity) for p in problems] == [("not-run-language", "warning")]


def test_a_program_without_a_language_is_named(tmp_path: Path) -> None:
    _, problems = card(tmp_path, "```\nprint(1 / 0)\n```\n")
    assert [(p.code, p.place.line) for p in problems] == [("not-run-language", 3)]


@pytest.mark.parametrize(
    "text",
    ["```text\nprint(1)\n```", "```\n[1, 2, 3]\n```", "```\ntensor(3.)\n```", "```\nTrue\n```",
     "```\nx = 1\n```", "```js\nimport x\n```", "```bash\npython x.py\n```", "```\n$ python x.py\n```",
     "```cython\nimport x\n```", "    a b\n    c d", "```json\n{}\n```", "```\n```",
     "```pytb\nTraceback\n```", "`print(1)`"],
)  # fmt: skip
def test_what_only_shows_something_is_left_alone(tmp_path: Path, text: str) -> None:
    _, problems = card(tmp_path, f"{text}\n")
    assert problems == []


@pytest.mark.parametrize("language", ["console", "bash", "sh", "shell"])
@pytest.mark.parametrize("above", ["", "$ python\n", "$ python3 -q\nPython 3.11\n\n"])
def test_a_session_among_commands_is_named(tmp_path: Path, language: str, above: str) -> None:
    _, problems = card(tmp_path, f"```{language}\n{above}>>> 1 / 0\n```\n")
    assert [(p.code, p.severity) for p in problems] == [("not-run-language", "warning")]
    assert "pycon" in problems[0].hint


@pytest.mark.parametrize(
    ("text", "line"),
    [(":::{code-cell}\nprint(1)\n:::", 3), ("x\n:::{code-block} python\nprint(1)\n:::", 4),
     ("{% highlight python %}\nprint(1)\n{% endhighlight %}", 3),
     ('{{< highlight python "hl_lines=1" >}}\nprint(1)\n{{< /highlight >}}', 3),
     ('<pre><code class="language-python">print(1)\n</code></pre>', 3),
     ('<pre lang="python">print(1)\n</pre>', 3)],
)  # fmt: skip
def test_a_program_outside_of_fences_is_named(tmp_path: Path, text: str, line: int) -> None:
    _, problems = card(tmp_path, f"{text}\n")
    found = [p for p in problems if p.code == "not-run-language"]
    assert [(p.severity, p.place.line) for p in found] == [("error", line)]


@pytest.mark.parametrize(
    "text",
    [":::{note}\nx\n:::", "::: warning\nx\n:::", "{% highlight js %}\nx\n{% endhighlight %}"],
)
def test_other_markup_of_that_form_is_left_alone(tmp_path: Path, text: str) -> None:
    _, problems = card(tmp_path, f"{text}\n")
    assert [p for p in problems if p.code == "not-run-language"] == []


@pytest.mark.parametrize(
    ("code", "kept", "names"),
    [(":tags: [hide-input]\n:name: x\n\nprint(1)", "print(1)", [4, 5]),
     ("---\ntags: [a]\n---\nprint(1)", "print(1)", [5]),
     ("print(1)", "print(1)", []), ("---\nprint(1)", "---\nprint(1)", []),
     ("#| echo: false\nprint(1)", "#| echo: false\nprint(1)", [4])],
)  # fmt: skip
def test_options_of_other_tools_in_the_code_are_no_code(
    tmp_path: Path, code: str, kept: str, names: list[int]
) -> None:
    read, problems = card(tmp_path, f"```{{code-cell}} python\n{code}\n```\n")
    (fence,) = read.fences
    assert fence.code == kept
    assert [(p.place.line, p.severity) for p in problems] == [(line, "warning") for line in names]
    source = f"## Q {{#q}}\n\n```{{code-cell}} python\n{code}\n```\n".split("\n")
    assert source[fence.place.line] == kept.split("\n")[0]


# --- sessions -------------------------------------------------------------------------

SESSION = """\
>>> x = 3
>>> x
3

>>> for i in range(2):
...     i
...
0
1
>>> 1 / 0
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ZeroDivisionError: division by zero
>>> print("a\\n\\nb")
a
<BLANKLINE>
b
>>> y = 4
"""


@pytest.mark.parametrize("info", ["pycon", "python", "python-repl", "", "{doctest}", "py"])
@pytest.mark.parametrize("margin", ["", "> ", "  > "])
def test_a_session_is_programs_with_what_they_state(tmp_path: Path, info: str, margin: str) -> None:
    text = "".join(f"{margin}{line}\n" for line in f"```{info}\n{SESSION}```".split("\n"))
    read, problems = card(tmp_path, text)
    assert problems == []
    found = [(each.code, each.claim and each.claim.text, each.raises) for each in read.fences]
    assert found == [
        ("x = 3\nx", "3", None),
        ("for i in range(2):\n    i", "0\n1", None),
        ("1 / 0", "ZeroDivisionError: division by zero", "ZeroDivisionError"),
        ('print("a\\n\\nb")', "a\n\nb", None),
        ("y = 4", None, None),
    ]
    source = ["", *f"## Q {{#q}}\n\n{text}".split("\n")]
    for fence in read.fences:
        line = source[fence.place.line + 1]
        assert line[fence.indent :] == fence.code.split("\n")[0]
        if fence.claim is not None:
            stated = source[fence.claim.place.line + 1][fence.claim.place.column - 1 :]
            assert stated == fence.claim.text.split("\n")[0]


def test_options_of_a_session_are_of_all_its_programs_and_names_of_the_last(tmp_path: Path) -> None:
    read, problems = card(
        tmp_path,
        '```pycon {#last timeout=9 env="A=1" match=contains raises=KeyError}\n'
        ">>> 1\n1\n>>> {}[1]\n```\n",
    )
    assert problems == []
    assert [f.timeout for f in read.fences] == [9, 9]
    assert [f.match for f in read.fences] == ["contains", "contains"]
    assert [(f.name, f.raises) for f in read.fences] == [("", None), ("last", "KeyError")]


def test_directives_of_doctest_are_heeded_or_named(tmp_path: Path) -> None:
    read, problems = card(
        tmp_path,
        "```pycon\n>>> object()  # doctest: +ELLIPSIS\n<object object at ...>\n"
        ">>> f()  # doctest: +SKIP\n1\n>>> 2  # doctest: +NORMALIZE_WHITESPACE\n2\n```\n",
    )
    assert [(f.code, f.match) for f in read.fences[:1]] == [("object()", "ellipsis")]
    assert [(p.code, p.severity, p.place.line) for p in problems] == [
        ("bad-options", "error", 6), ("unknown-option", "warning", 8),
    ]  # fmt: skip


@pytest.mark.parametrize("code", ["1 / 0", "x\n>>> 1"])
def test_a_session_that_cannot_be_cut_is_an_error(tmp_path: Path, code: str) -> None:
    read, problems = card(tmp_path, f"```pycon\n{code}\n```\n")
    assert not read.fences
    assert [(p.code, p.severity) for p in problems] == [("bad-session", "error")]


def test_the_output_of_other_tools_names_belongs_to_the_program_above(tmp_path: Path) -> None:
    read, problems = card(tmp_path, "```{testcode}\nprint(1)\n```\n\n```{testoutput}\n1\n```\n")
    assert problems == []
    (fence,) = read.fences
    assert fence.claim is not None and fence.claim.text == "1"


def test_a_result_stated_in_a_session_that_varies_is_named(tmp_path: Path) -> None:
    for mark in ("varies", '.norun reason="x"'):
        _, problems = card(tmp_path / mark[:2], f"```pycon {{{mark}}}\n>>> 1\n1\n```\n")
        assert [p.code for p in problems] == ["unverifiable-claim"]


def test_what_a_comment_of_a_session_states_is_about_the_end_of_its_program(tmp_path: Path) -> None:
    read, problems = card(
        tmp_path, "```pycon\n>>> x = [2]\n>>> x[0]  # => 2\n>>> x\n[2]\n>>> len(x)  # => 1\n```\n"
    )
    assert problems == []
    found = [(f.code, [claim.text for claim in f.stated]) for f in read.fences]
    assert found == [("x = [2]\nx[0]  # => 2", ["2"]), ("x", []), ("len(x)  # => 1", ["1"])]
