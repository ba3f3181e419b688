"""An article of a stranger, hard to read on purpose, is audited within two seconds of our own work,
or is refused with words.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.auditing.audit_files import audit_files
from generator.auditing.document import Audited
from generator.auditing.read import MOST_BLOCKS, read_document
from generator.model import CellRun, Difference, Output, Raised, Run
from tests.fuzz.case import BUSY_LIMIT, Case
from tests.fuzz.crew import Examiner
from tests.fuzz.made_up import ENVIRONMENT
from tests.support.runners import Answering


def block(code: str, language: str = "python") -> str:
    return f"```{language}\n{code}\n```\n\n"


MARKS = {
    "backticks": "`", "tildes": "~", "prompts": ">>> ", "quotes": "> ", "lists": "- ", "brackets": "[",
    "links": "[a](", "comments": "<!--", "cdata": "<![CDATA[", "stars": "*a ", "dollars": "$ ", "tables": "|a",
    "entities": "&#x41;", "rules": "---\n", "notes": "[^1]", "references": "[a]: x\n", "fences": "```\n",
    "fences-of-python": "```python\n", "sessions": "```pycon\n>>> 1\n1\n```\n", "headings": "# a\n",
    "brace-headings": "# a {#\n", "outputs": "Output:\n\n```\n1\n```\n\n",
}  # fmt: skip
ARTICLES = {
    **{f"many-{name}": mark * (100_000 // len(mark)) for name, mark in MARKS.items()},
    **{f"many-{name}-apart": (mark * 50 + "\n\n") * (1500 // len(mark)) for name, mark in MARKS.items()},
    "ticks-of-all-lengths": "".join("`" * i + " " for i in range(1, 700)),
    "spaces-in-headings": ("# a" + " " * 9000 + "b\n\n" + block("1")) * 200,
    "introductions": ("the " * 2400 + "output:\n\n" + block("1")) * 200,
    "introductions-in-chinese": ("打印" * 4900 + "x\n\n" + block("1")) * 200,
    "one-long-session": block("\n".join(">>> print(1)\n1" for _ in range(490)), "pycon"),
    "one-session-too-long": block("\n".join(">>> print(1)\n1" for _ in range(200_000)), "pycon"),
    "prompts-of-spaces": block("\n".join(" " * 400 + "x" for _ in range(900)), "pycon"),
    "prompts-in-a-line": block(">>> " + "1;" * 20_000, "pycon"),
    "long-line": block("x = '" + "y" * 3_000_000 + "'"),
    "many-statements": block("1;" * 1_000_000),
    "claims": block("\n".join("print(1)  # => 1" for _ in range(990))),
    "comments-below-each-other": block("print(1)\n" + "# => 1\n" * 900),
    **{
        f"comments-of-{name}": block("\n".join(f"print(x)  # {text}"[:9900] for _ in range(5)))
        for name, text in {
            "marks": "=> " * 3300, "nested-marks": "=> " + "prints " * 1400, "dashes": "-" * 9900, "words": "the " * 2400 + "output",
            "chinese": "代码" * 4900, "brackets": "=> " + "(" * 9900, "angles": "=> " + "<a " * 3300, "quotes": "=> " + "'" * 9900,
            "digits": "=> " + "9" * 9900, "spaces": "=> hello" + " " * 9800 + "x", "sums": "= " + "9**" * 3300 + "9",
            "errors": "=> " + "Error" * 1900, "names": "x." * 4900 + "= 3", "hashes": "# => 1 " * 1400, "shapes": "shape: " * 1400,
        }.items()
    },
    "comments-of-several-prints": block("print(1)\n# Output:\n# 1\n# 2\n# 3\n" * 190),
    "comments-in-a-literal": block("x = [\n" + "1,  # => 1\n" * 900 + "]"),
    "nested-code": block("(" * 40_000) + block("-" * 40_000 + "1") + block("x" + ".a" * 20_000),
    "blocks": "".join(block(f"x{i} = 1\nprint(y{i})") for i in range(20_000)),
    "blocks-that-need-all-above": "".join(
        block(f"x{i} = 1\n" + "\n".join(f"x{j}" for j in range(max(0, i - 90), i))) for i in range(480)
    ),
    "blocks-that-are-alike": block("print(x)\nx = 1") * 480,
    "names": block("\n".join(f"print(y{i})" for i in range(990))) + block("1") * 400,
    "luck": "".join(block(f"import random\nx{i} = random.choice([1, 2])\nx{i}") for i in range(480)),
    "output-fence": block("print(1)") + block("9\n" * 300_000, "output"),
    "dots": block("print(1)") + block("... " * 40_000, "output"),
    "quoted": "".join("> " * 15 + line + "\n" for line in block("print(1)  # => 2").split("\n")) * 100,
    "carriage-returns": block("print(1)  # => 2").replace("\n", "\r") * 400,
    "separators": block("x = 1\u2028print(x)\x0c # => 2\x0b") * 400,
}  # fmt: skip


@pytest.fixture(scope="module")
def examiner() -> Iterator[Examiner]:
    with Examiner(BUSY_LIMIT) as opened:
        yield opened


@pytest.mark.parametrize("name", ARTICLES)
def test_no_article_hangs_an_audit(name: str, examiner: Examiner) -> None:
    for salt in (1, 2):
        assert examiner.examine(Case("article", ARTICLES[name], salt)) is None


def test_blocks_beyond_the_bound_are_said_to_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text(block("1") * (MOST_BLOCKS + 2), "utf-8")
    document = read_document(path)
    assert len(document.blocks) == MOST_BLOCKS
    (problem,) = document.problems
    assert problem.place.line == 4 * MOST_BLOCKS + 1
    assert f"more than {MOST_BLOCKS}" in problem.message
    path.write_text(block("1") * MOST_BLOCKS, "utf-8")
    assert read_document(path).problems == ()


def test_a_block_that_is_too_long_crashes_with_both_numbers(tmp_path: Path) -> None:
    for code, said in (("1\n" * 1001, "1,002 lines"), ("1;" * 30_000, "60,000 characters")):
        (finding,) = audited(tmp_path, block(code) + "text\n").findings
        (problem,) = finding.problems
        assert said in problem.message
        assert "the limit is" in problem.message


# --- runs that no worker gives --------------------------------------------------------

CODE = block("print(1)  # => 2") + block(">>> print(x)\n1\n>>> y\n2", "pycon")
RAISED = Raised("NameError", "NameError", (), "NameError: name 'x' is not defined")


def audited(folder: Path, text: str, *runs: Run) -> Audited:
    path = folder / "article.md"
    path.write_text(text, "utf-8")
    (found,) = audit_files([path], runner=lambda: Answering(runs))
    return found


@pytest.mark.parametrize(
    "run",
    [
        Run("", "raised", (), ENVIRONMENT),
        Run("", "raised", (CellRun(), CellRun()), ENVIRONMENT),
        Run("", "raised", (CellRun(raised=RAISED),) * 9, ENVIRONMENT),
        Run("", "finished", (), ENVIRONMENT),
        Run("", "finished", (CellRun((Output("stdout", "1\n"),)),) * 9, ENVIRONMENT),
        Run("", "finished", (CellRun(),) * 2, ENVIRONMENT, differences=(Difference(8, "a", "b", "c", "d", 9),)),
    ],
    ids=["no-cell", "nothing-raised", "too-many-cells", "none", "all", "difference-of-no-cell"],
)  # fmt: skip
def test_a_run_that_cannot_be_is_no_traceback(tmp_path: Path, run: Run) -> None:
    assert len(audited(tmp_path, CODE, run).findings) == 2


def test_a_program_that_the_runner_lost_is_a_crash(tmp_path: Path) -> None:
    first, second = audited(tmp_path, CODE).findings
    assert "could not be run" in first.problems[0].message
    assert "could not be run" in second.problems[0].message
