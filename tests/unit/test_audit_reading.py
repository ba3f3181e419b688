"""What an audit takes for Python, and what it takes for a claim."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.auditing.document import Block
from generator.auditing.names import names_of
from generator.auditing.read import read_document
from generator.model import ProblemsError
from generator.reading.prompts import echoing
from tests.support.articles import CLAIMS, NESTED


def read(folder: Path, text: str) -> tuple[Block, ...]:
    path = folder / "article.md"
    path.write_text(text, encoding="utf-8")
    return read_document(path).blocks


def test_no_python_block_is_skipped_wherever_it_is_nested(tmp_path: Path) -> None:
    blocks = read(tmp_path, NESTED)
    assert [block.code.strip() for block in blocks] == [
        "x = 1\nprint(x)  # => 1", 'fence = "```"', "y = 2", "z = 3", "w = 4",
    ]  # fmt: skip
    assert [block.number for block in blocks] == [1, 2, 3, 4, 5]
    assert [block.heading for block in blocks] == ["Nested"] * 3 + ["Other languages"] * 2


def test_lines_and_columns_are_those_of_the_file_inside_a_quote(tmp_path: Path) -> None:
    block, second, *_ = read(tmp_path, NESTED)
    (claim,) = block.pieces[0].stated
    lines = NESTED.split("\n")
    assert (block.place.line, block.place.column) == (
        lines.index('> ~~~Python title="shown"') + 1,
        3,
    )
    assert lines[claim.place.line - 1][claim.place.column - 1 :] == "# => 1"
    assert lines[second.pieces[0].line - 1][second.pieces[0].margin :] == 'fence = "```"'


def outputs(folder: Path, between: str, info: str, text: str = "1") -> tuple[str, str] | None:
    """What is taken for the output of a program, and how surely."""
    page = f"```python\nprint(1)\n```\n\n{between}\n\n```{info}\n{text}\n```\n"
    found = read(folder, page)[0].pieces[0].outputs
    return (found[0].claim.text, found[0].certainty) if found else None


@pytest.mark.parametrize(
    "words",
    ["Output:", "**Output:**", "输出：", "输出结果：", "运行结果如下：", "This prints:", "prints",
     "The output is:", "Result", "which prints", "This gives:", "we get the following output",
     "You will see this printed:", "### Output", "<summary>Output</summary>", "> [!note] Output",
     "Ausgabe:", "Salida:", "Sortie :", "出力:", "::: {.cell-output}", "Expected output:"],
)  # fmt: skip
def test_a_fence_introduced_as_output_is_a_claim(tmp_path: Path, words: str) -> None:
    assert outputs(tmp_path, words, "") == ("1", "sure")
    assert outputs(tmp_path, words, "text") == ("1", "sure")


@pytest.mark.parametrize(
    ("words", "certainty"),
    [
        ("", "likely"),
        ("The output looks like:", "loose"),
        ("Output may vary:", "loose"),
        ("输出类似于：", "loose"),
        ("The output of the next program is longer:", "likely"),
        ("We see three rows and no header.", "likely"),
        ("Both are the same object:", "maybe"),
    ],
)
def test_a_fence_that_only_follows_is_a_claim_that_needs_more_to_be_false(
    tmp_path: Path, words: str, certainty: str
) -> None:
    assert outputs(tmp_path, words, "") == ("1", certainty)


@pytest.mark.parametrize("words", ["The input file:", "Run it with:", "Install it first:"])
def test_a_fence_that_is_said_to_be_something_else_is_no_claim(tmp_path: Path, words: str) -> None:
    assert outputs(tmp_path, words, "") is None


def test_values_below_each_other_do_not_state_what_comes_out_of_the_first(tmp_path: Path) -> None:
    pages = {code: f"```python\n{code}\n```\n\n```python\n[2]\n```\n" for code in ("[1]", "f(1)")}
    found = {code: [block.code.strip() for block in read(tmp_path, page)]
             for code, page in pages.items()}  # fmt: skip
    assert found == {"[1]": ["[1]", "[2]"], "f(1)": ["f(1)"]}


def test_commands_are_no_output_but_what_stands_below_them_is(tmp_path: Path) -> None:
    assert outputs(tmp_path, "Output:", "console", "$ python x.py\n1") == ("1", "likely")
    assert outputs(tmp_path, "Run it:", "sh", "python x.py") is None
    assert outputs(tmp_path, "", "console", "$ pip install x\ndone") is None
    assert outputs(tmp_path, "", "text", "## 1\n## 2") == ("## 1\n## 2", "likely")


def test_an_output_may_be_marked_as_any_language_or_as_what_it_is(tmp_path: Path) -> None:
    assert outputs(tmp_path, "Output:", "json") == ("1", "sure")
    assert outputs(tmp_path, "", "json") == ("1", "prose")  # it counts where it is like it
    assert outputs(tmp_path, "Output:", "python", "[1, 2]") == ("[1, 2]", "sure")
    assert outputs(tmp_path, "Output:", "python", "print(2)") is None
    for info in (
        "output",
        "text title='Output'",
        "python-repl-output",
        "{code-block} none",
        "{.output}",
    ):
        assert outputs(tmp_path, "", info) is not None
    assert outputs(tmp_path, "# A heading", "output") is None


def test_a_session_is_cut_at_its_prompts(tmp_path: Path) -> None:
    *_, session, quoted = read(tmp_path, CLAIMS)
    said = [piece.outputs[0].claim.text if piece.outputs else None for piece in session.pieces]
    assert said[:4] == [None, "6", "0\n1", "'yes'\n2"]
    assert session.skipped == 1
    assert said[-2:] == ["a\n\nb", "a b"]
    assert [piece.failing for piece in session.pieces] == [False] * 4 + [True, True, False, False]
    lines = CLAIMS.split("\n")
    for piece in (*session.pieces[:2], *quoted.pieces):
        assert lines[piece.line - 1][piece.margin :] == piece.code
    at = quoted.pieces[0].outputs[0].claim.place
    assert lines[at.line - 1][at.column - 1 :] == "'ABC'"


def test_text_above_the_first_prompt_is_no_silent_pass(tmp_path: Path) -> None:
    (block,) = read(tmp_path, "```pycon\nsome text\n>>> 1\n1\n```\n")
    assert "some text" in block.broken
    (block,) = read(tmp_path, "```pycon\nx = 1\n>>> x\n1\n```\n")
    assert [piece.code for piece in block.pieces] == ["x = 1", "x"]


def test_a_session_shows_every_value_and_its_code_stays_in_its_lines() -> None:
    code = "for i in 'äö':\n    i; f(\n  i)\ndef g():\n    3\nx"
    shown: list[object] = []
    echoed = echoing(code)
    assert echoed.count("\n") == code.count("\n")
    import sys

    hook, sys.displayhook = sys.displayhook, shown.append
    try:
        exec(echoed, {"f": lambda value: value * 2, "x": 9})
    finally:
        sys.displayhook = hook
    assert shown == ["ä", "ää", "ö", "öö"]


def test_names_from_outside_are_told_from_a_programs_own() -> None:
    names = names_of(
        "import os.path as p\nfrom m import a\n"
        "def f(x):\n    global made\n    made = 1\n    return [y + later for y in x] + other\n"
        "class C:\n    attribute = outer\n"
        "later = 1\nprint(len(a), __name__, (lambda q: q)(made))\n"
    )
    assert names.missing == {"other", "outer"}
    assert names.bound >= {"p", "a", "f", "C", "later", "made"}
    assert names_of("from m import *\nx").missing == frozenset()
    assert names_of("x = = 1").bound == frozenset()


def test_a_file_that_is_no_text_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_bytes(b"# \xff\n")
    with pytest.raises(ProblemsError, match="UTF-8"):
        read_document(path)


def test_a_sentence_right_below_a_program_may_be_about_an_expression(tmp_path: Path) -> None:
    page = "```python\nx = 1\n```\n\nHere `len('a')` returns `2`.\n"
    _, sentence = read(tmp_path, page)
    assert sentence.kind == "sentence"
    assert [each.claim.text for each in sentence.pieces[0].outputs] == ["2"]


@pytest.mark.parametrize(
    ("sentence", "stated"),
    [
        ("Now `twice(2)` returns `5`.", ["5"]),
        ("`twice(2)` gives `4`, and `twice(3)` gives `7`", ["4", "7"]),
        ("`twice(2)` returns `4` if it is even.", []),
        ("`twice(x)` returns `4`.", []),
        ("`thrice(2)` returns `4`.", []),
    ],
)
def test_a_sentence_may_be_about_a_function_of_the_article(
    tmp_path: Path, sentence: str, stated: list[str]
) -> None:
    page = f"```python\ndef twice(x):\n    return 2 * x\n```\n\n{sentence}\n"
    found = [piece for block in read(tmp_path, page)[1:] for piece in block.pieces]
    assert [each.claim.text for piece in found for each in piece.outputs] == stated


@pytest.mark.parametrize("title", ["", "Output:", "Result"])
def test_a_text_below_a_print_is_what_it_prints(tmp_path: Path, title: str) -> None:
    (block,) = read(tmp_path, f"```python\nprint(1)\n'''{title}\n2\n'''\n```\n")
    assert [claim.text for claim in block.pieces[0].stated] == ["2"]


def unread(folder: Path, text: str) -> list[tuple[int, str]]:
    """The lines of what was left, and why."""
    path = folder / "article.md"
    path.write_text(text, encoding="utf-8")
    return [(each.place.line, each.why) for each in read_document(path).unread]


@pytest.mark.parametrize("word", ["pyton", "text", "code", "example"])
def test_an_article_whose_only_program_is_marked_wrongly_says_so(tmp_path: Path, word: str) -> None:
    ((line, why),) = unread(tmp_path, f"# A\n\n```{word}\nprint(1)  # => 2\n```\n")
    assert line == 3
    assert f"`{word}`" in why


@pytest.mark.parametrize(
    "page",
    ["```text\nx = 1\n```\n", "```bash\necho 1  # => 2\n```\n", "```ini\nx = 1  # => 2\n```\n"],
)
def test_what_no_python_states_is_no_claim(tmp_path: Path, page: str) -> None:
    assert unread(tmp_path, page) == []


def test_a_program_with_examples_in_a_docstring_is_run_as_a_program(tmp_path: Path) -> None:
    code = 'def twice(x):\n    """Double.\n\n    >>> twice(2)\n    5\n    """\n    return 2 * x\n'
    (block,) = read(tmp_path, f"```python\n{code}```\n")
    assert not block.broken
    assert block.code == code.removesuffix("\n")
    assert [each.place.line for each in block.pieces[0].unread] == [6]


def test_a_session_may_start_with_a_text_of_several_lines(tmp_path: Path) -> None:
    (block,) = read(tmp_path, "```python\n>>> print('''a\n... b''')\na\nb\n```\n")
    assert [piece.code for piece in block.pieces] == ["print('''a\nb''')"]
    assert block.pieces[0].outputs[0].claim.text == "a\nb"
