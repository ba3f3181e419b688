"""Notebooks, reStructuredText, docstrings and folders, audited for real, and what a CI makes of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from generator.auditing.audit_files import audit_each, audit_files
from generator.auditing.audit_text import as_text
from generator.auditing.document import Audited
from generator.checking.determinism import differences
from generator.cli.audit import audit
from generator.running import LocalPool, Runner
from generator.running.twice import Twice
from tests.unit.test_audit_pages import MODULE, RST, cell, notebook, stream, value


@contextmanager
def twice() -> Iterator[Runner]:
    with LocalPool() as pool:
        yield Twice(pool, differences)


def audited(folder: Path, name: str, text: str) -> Audited:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    (result,) = audit_files([path], runner=twice)
    return result


def truths(result: Audited) -> list[list[str]]:
    return [[claim.truth for claim in finding.claims] for finding in result.findings]


def messages(result: Audited) -> list[str]:
    return [problem.message for problem in result.problems]


# --- notebooks ------------------------------------------------------------------------

PICTURE = {"output_type": "display_data", "data": {"text/plain": "<Figure>", "image/png": "iVBO"}}


def error(name: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": []}


def test_stored_outputs_of_a_notebook_are_held_against_what_comes_out(tmp_path: Path) -> None:
    result = audited(
        tmp_path,
        "a.ipynb",
        notebook(
            cell(["x = [3]\n", "x"], value("[3]"), execution_count=1),
            cell("x.append(4)\nprint(x); x", stream(["[3, 4]\n"]), value("[3, 4]")),
            cell("print(x)", stream("[3]\n")),
            cell("display(x)\ndisplay('a')", value("[3, 4]"), value("'a'")),
            cell("x[9]", error("IndexError", "list index out of range")),
            cell("x[9]", error("IndexError", "no such item")),
            cell("{'b', 'a'}", value("{'a', 'b'}")),
            cell("x", PICTURE),
            cell("import sys\nprint('w', file=sys.stderr)", stream("w\n", "stderr")),
            cell("%%time\n1", stream("CPU times: 1 us\n"), value("1")),
            cell("x;"),
            cell("nowhere"),
        ),
    )
    assert truths(result) == [
        ["true"], ["true", "true"], ["false"], ["true"], ["true"], ["false"], ["true"], ["false"],
        ["true"], ["unread", "true"], [], [],
    ]  # fmt: skip
    assert messages(result) == [
        "says `[3]`, but `[3, 4]` came out",
        "says `IndexError: no such item`, but `IndexError: list index out of range` came out",
        "a picture is stored here, but none came out",
        "`CPU times: 1 us` looks like an output but is not checked: "
        "its cell has commands that only run in a notebook",
        "crashes: NameError: name 'nowhere' is not defined",
    ]


def test_a_figure_is_a_picture_whatever_its_object_is_called(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    line = "[<matplotlib.lines.Line2D at 0x7f8b8c0d5f10>]"
    drawn = cell(["import matplotlib.pyplot as plt\n", "plt.plot([1, 2])"], value(line), PICTURE)
    result = audited(tmp_path, "a.ipynb", notebook(drawn))
    assert truths(result) == [["true", "true"]]
    assert messages(result) == []


def test_what_held_in_the_order_of_running_alone_is_said_to(tmp_path: Path) -> None:
    result = audited(
        tmp_path,
        "a.ipynb",
        notebook(
            cell("x = 1", execution_count=1),
            cell("x += 1\nx", value("2"), execution_count=3),
            cell("x", value("1"), execution_count=2),
        ),
    )
    assert truths(result) == [[], ["true"], ["false"]]
    order, false = result.problems
    assert order.code == "cell-order"
    assert "it holds in the order in which the cells were last run" in false.hint


def test_a_cell_that_ends_the_process_costs_its_notebook_nothing_else(tmp_path: Path) -> None:
    result = audited(
        tmp_path,
        "a.ipynb",
        notebook(cell("x = 1"), cell("raise SystemExit(3)"), cell("x", value("1"))),
    )
    assert [finding.runs for finding in result.findings] == [True, False, True]
    assert truths(result) == [[], [], ["true"]]


# --- other files ----------------------------------------------------------------------


def test_restructuredtext_is_audited_like_markdown(tmp_path: Path) -> None:
    result = audited(tmp_path, "a.rst", RST)
    assert truths(result) == [["true", "true"], ["true"], ["true"], ["true"], [], [], ["true"]]
    assert messages(result) == []


def test_examples_in_docstrings_run_after_their_module(tmp_path: Path) -> None:
    result = audited(tmp_path, "thing.py", MODULE)
    assert truths(result) == [["true"], ["true"], ["true"]]
    assert messages(result) == []
    wrong = audited(tmp_path, "wrong.py", MODULE.replace("return 2 * x", "return 3 * x"))
    assert truths(wrong) == [["false"], ["false"], ["false"]]


def test_a_module_that_cannot_be_imported_says_so_at_its_line(tmp_path: Path) -> None:
    result = audited(
        tmp_path, "thing.py", MODULE.replace("def double", "from .x import y\ndef double")
    )
    assert {problem.code for problem in result.problems} == {"crash"}
    assert "ImportError" in messages(result)[0]
    assert truths(result) == [["behind"]] * 3


# --- several files --------------------------------------------------------------------


def test_a_folder_means_all_that_can_be_audited_in_it(tmp_path: Path) -> None:
    block = "```python\nprint(1)\n```\n"
    for name in (
        "b.md",
        "a/c.mdx",
        "a/d.qmd",
        "e.rst",
        "plain.md",
        ".hidden/f.md",
        "node_modules/g.md",
    ):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(block if name != "plain.md" else "text", "utf-8")
    (tmp_path / "e.rst").write_text(">>> 1\n1\n", "utf-8")
    (tmp_path / "thing.py").write_text(MODULE, "utf-8")
    (tmp_path / "n.ipynb").write_text(notebook(cell("1")), "utf-8")
    (tmp_path / "env").mkdir()
    (tmp_path / "env/pyvenv.cfg").write_text("", "utf-8")
    (tmp_path / "env/h.md").write_text(block, "utf-8")
    (tmp_path / "link.md").symlink_to(tmp_path / "b.md")
    found = audit_files([tmp_path, tmp_path / "b.md"], runner=twice)
    names = [Path(each.path).relative_to(tmp_path).as_posix() for each in found]
    assert names == ["b.md", "e.rst", "n.ipynb", "thing.py", "a/c.mdx", "a/d.qmd"]
    assert all(finding.runs for each in found for finding in each.findings)


def test_a_folder_without_anything_to_audit_is_no_success(command: CliRunner) -> None:
    Path("docs").mkdir()
    Path("docs/a.txt").write_text(FALSE, "utf-8")
    result = command.invoke(audit, ["docs"])
    assert result.exit_code == 1
    assert "docs:1:1: no file in this folder can be audited  [unreadable]" in result.stdout


def test_a_file_without_any_program_is_said_to_have_none(command: CliRunner) -> None:
    Path("a.md").write_text("Words.\n", "utf-8")
    result = command.invoke(audit, ["a.md"])
    assert (result.exit_code, "no Python block" in result.stdout) == (0, True)


def test_what_is_found_in_a_file_is_told_before_the_next_is_done(tmp_path: Path) -> None:
    paths = []
    for number in range(20):
        paths.append(tmp_path / f"{number:02}.md")
        paths[-1].write_text(f"```python\nprint({number})  # => {number}\n```\n", "utf-8")
    ran: list[int] = []

    class Counting:
        def __init__(self, inner: Runner) -> None:
            self._inner = inner

        def run(self, programs: Sequence[Any]) -> Iterator[Any]:
            for run in self._inner.run(programs):
                ran.append(1)
                yield run

    @contextmanager
    def counting() -> Iterator[Runner]:
        with twice() as inner:
            yield Counting(inner)

    found = audit_each(paths, runner=counting)
    first = next(found)
    assert len(ran) < len(paths)
    rest = list(found)
    assert [Path(each.path).name for each in (first, *rest)] == [path.name for path in paths]
    assert [truths(each) for each in (first, *rest)] == [[["true"]]] * 20


def test_an_audit_that_is_broken_off_leaves_no_thread_behind(tmp_path: Path) -> None:
    import threading

    before = threading.active_count()
    for number in range(12):
        (tmp_path / f"{number}.md").write_text(f"```python\nprint({number})\n```\n", "utf-8")
    found = audit_each([tmp_path], runner=twice)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


# --- the command ----------------------------------------------------------------------


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    return CliRunner()


FALSE = "```python\nprint(1)  # => 2\n```\n"


def test_known_findings_pass_wherever_they_stand_by_now_and_new_ones_do_not(
    command: CliRunner,
) -> None:
    article = Path("a.md")
    article.write_text(FALSE + "\n```python\nnowhere\n```\n", "utf-8")
    report = command.invoke(audit, ["a.md", "--format", "json"])
    assert report.exit_code == 1
    Path("known.json").write_text(report.stdout, "utf-8")
    article.write_text("```python\nx = 1\n```\n\n" + article.read_text("utf-8"), "utf-8")
    known = command.invoke(audit, ["a.md", "--baseline", "known.json"])
    assert (known.exit_code, "[false-claim]" in known.stdout) == (0, False)
    assert known.stdout.endswith("; 2 findings are known\n")
    assert "crashes, as is known" in known.stdout
    article.write_text(article.read_text("utf-8") + "\n" + FALSE, "utf-8")
    new = command.invoke(audit, ["a.md", "--baseline", "known.json"])
    assert (new.exit_code, new.stdout.count("[false-claim]")) == (1, 1)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"problems": 3}', "[" * 9999, "no"])
def test_a_baseline_that_is_none_is_a_problem_with_a_mend(command: CliRunner, text: str) -> None:
    Path("a.md").write_text(FALSE, "utf-8")
    Path("known.json").write_text(text, "utf-8")
    result = command.invoke(audit, ["a.md", "--baseline", "known.json"])
    assert result.exit_code == 1
    assert "[bad-baseline]" in result.stderr
    assert "proofdeck audit … --format json" in result.stderr
    assert command.invoke(audit, ["a.md", "--baseline", "nowhere.json"]).exit_code == 2


def test_a_baseline_with_odd_entries_accepts_what_it_can(command: CliRunner) -> None:
    Path("a.md").write_text(FALSE, "utf-8")
    entry = {"path": "a.md", "code": "false-claim", "message": "says `2`, but `7` came out"}
    odd = [None, 3, "x", [], {}, {"path": 1, "code": 2, "message": 3}, entry]
    Path("known.json").write_text(json.dumps({"problems": odd}), "utf-8")
    assert command.invoke(audit, ["a.md", "--baseline", "known.json"]).exit_code == 0


def test_what_could_not_be_read_fails_where_it_is_asked_for(command: CliRunner) -> None:
    page = "```python\nprint('a')\n```\n\nThe output looks like:\n\n```\nsomething else\n```\n"
    Path("a.md").write_text(page, "utf-8")
    lenient = command.invoke(audit, ["a.md"])
    assert lenient.exit_code == 0
    assert "[claim-not-read]" in lenient.stdout
    assert "1 could not be read" in lenient.stdout
    assert command.invoke(audit, ["a.md", "--strict"]).exit_code == 1


def test_an_article_whose_broken_blocks_are_left_out_passes(command: CliRunner) -> None:
    Path("a.md").write_text("```python no-run\nnowhere\n```\n\n```python\n1\n```\n", "utf-8")
    result = command.invoke(audit, ["a.md"])
    assert result.exit_code == 0
    assert "left out: no-run" in result.stdout
    assert "1 block: 1 runs, 0 crash, 1 left out; of 0 stated outputs" in result.stdout


def test_another_python_runs_the_programs(command: CliRunner) -> None:
    Path("a.md").write_text("```python\nprint(1)  # => 1\n```\n", "utf-8")
    assert command.invoke(audit, ["a.md", "--python", sys.executable]).exit_code == 0
    missing = command.invoke(audit, ["a.md", "--python", "/nowhere/python"])
    assert missing.exit_code == 1
    assert "[python]" in missing.stderr


@pytest.mark.parametrize(
    ("code", "below", "truths"),
    [
        ("print('{\"a\": 1}')", '```json\n{"a": 2}\n```', ["false"]),
        ("print('{\"a\": 1}')", '```json\n{"a": 1}\n```', ["true"]),
        ("print('{\"a\": 1}')", 'This gives us:\n\n```json\n{"b": [3]}\n```', ["false"]),
        ("print('{\"a\": 1}')", 'Write this:\n\n```json\n{"name": "x", "y": []}\n```', []),
        ("print('<b>1</b>')", "```html\n<b>2</b>\n```", ["false"]),
        ("sorted([3, 1])", "```python\n[1, 4]\n```", ["false"]),
        ("sorted([3, 1])", "```python\n[1, 3]\n```", ["true"]),
        ("sorted([3, 1])", "```python\n'another'\n```", []),
        ("sorted([3, 1])", "```python\nx = [1, 4]\n```", []),
    ],
)
def test_an_output_may_be_marked_as_another_language(
    tmp_path: Path, code: str, below: str, truths: list[str]
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"```python\n{code}\n```\n\n{below}\n", "utf-8")
    (found,) = audit_files(path, runner=twice)
    claims = [claim.truth for each in found.findings for claim in each.claims]
    assert [truth for truth in claims if truth != "none"] == truths


def test_outputs_of_no_block_are_listed(tmp_path: Path) -> None:
    page = "```python\nx = 1\n```\n\n## Further on\n\nOutput:\n\n```\n3\n```\n\n```pyton\nx\n```\n"
    result = audited(tmp_path, "a.md", page)
    assert [claim.why for claim in result.claims] == [
        "there is no Python block above it that could print it",
        "a block marked `pyton` is not run: mark it `python`",
    ]
    assert list(as_text([result]))[-1].endswith("2 could not be read")


# --- what authors leave to their readers ----------------------------------------------

LOOSE = """\
Code may go on without prompts, as many a README has it.

```pycon
>>> data = {
    "type": "job",
    "many": [1,
             2],
}
>>> data["many"]
[1, 2]
>>> for key in data:
    print(key)

type
many
>>> import dataclasses

@dataclasses.dataclass
class Point:
    x: int

>>> Point(1)
Point(x=1)
>>> text = '''a
b'''
>>> text
'a\\nb'
```

Values may be laid out and quoted otherwise, and may be said to vary.

```pycon
>>> b'x', {"a": [1, 2], "b": "c  d"}
(b"x", {"a": [1,
              2],
        "b": "c  d"})
>>> 0.5  # doctest: +ELLIPSIS
0.7  # may vary
>>> len("é")
2
```
"""


def test_sessions_of_readmes_raise_no_alarm(tmp_path: Path) -> None:
    result = audited(tmp_path, "a.md", LOOSE)
    first, second = truths(result)
    assert first == ["true", "true", "true", "true"]
    assert second == ["true", "unread", "false"]
    assert "its remark says that it may vary" in messages(result)[0]


def test_an_exception_that_was_never_reached_is_behind_a_crash_and_not_false(
    tmp_path: Path,
) -> None:
    page = "```pycon\n>>> nowhere.check(1)\nTraceback (most recent call last):\n  ...\nValueError: no\n```\n"
    result = audited(tmp_path, "a.md", page)
    assert truths(result) == [["behind"]]
    assert messages(result) == ["crashes: NameError: name 'nowhere' is not defined"]
    import_error = page.replace("nowhere.check(1)", "import nowhere_at_all")
    assert truths(audited(tmp_path, "b.md", import_error)) == [["behind"]]


def test_a_part_of_a_package_is_run_as_such(tmp_path: Path) -> None:
    package = tmp_path / "pack"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "alone.py").write_text('"""\n>>> f()\n1\n"""\ndef f():\n    return 1\n', "utf-8")
    (package / "tied.py").write_text('"""\n>>> f()\n1\n"""\nfrom .alone import f\n', "utf-8")
    alone, tied = audit_files([package / "alone.py", package / "tied.py"], runner=twice)
    assert truths(alone) == [["true"]]
    assert truths(tied) == [["behind"]]
    assert messages(tied)[0].startswith("crashes: ModuleNotFoundError: No module named 'pack'")


def test_a_number_of_numpy_is_told_from_a_plain_one_with_the_reason(tmp_path: Path) -> None:
    pytest.importorskip("numpy")
    page = "```pycon\n>>> import numpy as np\n>>> np.ones(2).sum()\n2.0\n```\n"
    (problem,) = audited(tmp_path, "a.md", page).problems
    assert problem.code == "false-claim"
    assert problem.hint.startswith("NumPy 2 shows the type of a number with its value")


def test_an_address_that_nobody_states_is_nothing_to_speak_of(tmp_path: Path) -> None:
    result = audited(tmp_path, "a.md", "```pycon\n>>> class A: pass\n>>> A()\n>>> 1\n1\n```\n")
    assert messages(result) == []


SENTENCES = """\
`math.floor(-0.5)` returns `-1`, `len('abc')` is `4`, and `unknown(1)` returns `2`.

```python
print(6 * 7)
```

The answer is 42.

```python
print(6 * 8)
```

→ 49

```python
print("a", 1)
```

a 2

```python
print("a", 1)
```

It prints a letter and a number.
"""


def test_outputs_in_sentences_are_held_against_what_comes_out(tmp_path: Path) -> None:
    result = audited(tmp_path, "a.md", SENTENCES)
    assert truths(result) == [["true", "false"], [], ["false"], ["false"], []]
    assert list(as_text([result]))[-1].startswith("4 blocks: 4 run")


def test_sentences_about_another_language_are_left_alone(tmp_path: Path) -> None:
    page = "`'5' * 2` returns `10`.\n\n```js\nf()\n```\n\n| Code | Result |\n|---|---|\n| `1 / 2` | `0` |\n"
    assert audited(tmp_path, "a.md", page).findings == ()
