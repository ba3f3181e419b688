"""Code that nests deep, or is no Python, costs nobody a report: not where it is only read."""

from __future__ import annotations

import ast
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from generator.accepting.reread import _same_code
from generator.auditing.names import names_of
from generator.checking.match_dtype import parse_dtype
from generator.checking.match_outcome import Got
from generator.checking.match_shape import parse_shape
from generator.checking.matches import match_named
from generator.checking.twins import same_program, skeleton_of
from generator.model import Cell, Program, Structure
from generator.reading.comments import find_claims, without_claims
from generator.reading.prompts import echoing
from generator.reading.statements import read_statements
from generator.running.programs.hash_order import shows_hashes
from generator.running.programs.luck import seeds
from generator.running.programs.scan import scan
from generator.running.programs.signs import signs
from generator.running.results.compiled import _statements
from generator.syntax import dotted_name, outline, parse_quietly, parse_stated
from tests.support.deep_code import DEEP

ROOT = Path(__file__).parents[2]
deep = pytest.mark.parametrize("code", DEEP.values(), ids=DEEP)


@deep
def test_a_reader_of_programs_stops_at_none(code: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # which would be printed between the problems
        for stated in (code, f"{code}  # => 1"):
            read_statements(stated)
            find_claims(stated)
            without_claims(stated)
            signs(stated)
            scan(Program("x", "x.md", (Cell(stated, 1), Cell(stated, 9, "eval"))))
            names_of(stated)
            seeds(stated)
            shows_hashes(stated)
            echoing(stated)
            assert _statements(stated, "exec")
            assert _statements(stated, "eval")
            assert same_program(stated, stated)
            assert not same_program(stated, "x = 2")
            assert _same_code(stated, stated)
            assert not _same_code(stated, "x = 2")


@deep
def test_a_claim_that_nests_deep_states_nothing(code: str) -> None:
    value = Structure("list", "sequence", items=(("0", Structure("int", "number", values=(1,))),))
    if not code.startswith("(" * 150 + ")"):  # which is a deep way to write ()
        assert parse_shape(code) is None
        assert parse_dtype(code) is None
    for name in ("shape", "dtype"):
        for said in (code, f"({code},)", f"{{{code}: 1}}", f"Size({code})"):
            mismatch = match_named(name)(said, Got("1", value))  # type: ignore[arg-type]
            assert mismatch is not None
            assert len(mismatch.why) < 10_000


@pytest.mark.parametrize("text", ["9" * 5000 + " x 2", "(0x" + "f" * 9000 + ",)", "(-1,)", ""])
def test_a_number_that_python_does_not_print_is_no_size(text: str) -> None:
    assert parse_shape(text) is None


def test_no_other_module_parses_by_itself() -> None:
    found = []
    for path in (ROOT / "generator").rglob("*.py"):
        if "worker" not in path.parts and path.name != "syntax.py":
            text = path.read_text("utf-8")
            words = ("ast.parse(", "ast.dump(", "ast.unparse(", "NodeVisitor", "NodeTransformer")
            found += [f"{path.name}: {word}" for word in words if word in text]
    assert found == []


def test_an_outline_says_all_that_counts_and_no_more() -> None:
    def of(code: str) -> str:
        tree = parse_quietly(code)
        assert tree is not None
        return outline(tree)

    assert of("f(1,\n  2)  # why") == of("f(1, 2)")
    codes = [
        "x = 1", "x = 1.0", "x = True", "x = '1'", "x = b'1'", "x = [1]", "x = (1,)", "x: int = 1",
        "x = None", "x = 'None'", "y = 1", "x = -1", "x += 1", "x = f'{1}'", "x = f'{1!r}'",
        "x = a or b and c", "x = (a or b) and c", "x = 'Sign ) ('", "x = '[]'", "x = []",
        "def f(a, /, b, *, c): pass", "def f(a, b, *, c): pass", "from . import a", "import a",
    ]  # fmt: skip
    assert len({of(code) for code in codes}) == len(codes)


def test_the_outline_of_a_program_tells_apart_what_python_does() -> None:
    for path in sorted((ROOT / "generator").rglob("*.py"))[:40]:
        code = path.read_text("utf-8")
        tree, again = ast.parse(code), ast.parse(ast.unparse(ast.parse(code)))
        assert (outline(tree) == outline(again)) is (ast.dump(tree) == ast.dump(again))
        assert skeleton_of(code) == skeleton_of(ast.unparse(tree))


def test_an_expression_reads_as_a_statement_at_its_place() -> None:
    tree = parse_quietly("  a.b\n", "eval")
    assert tree is not None
    (statement,) = tree.body
    assert (statement.lineno, statement.col_offset) == (1, 0)
    assert isinstance(statement, ast.Expr)
    assert dotted_name(statement.value) == "a.b"
    assert parse_quietly("x = 1", "eval") is None
    assert parse_stated("1 +") is None


def test_no_warning_of_an_authors_code_is_printed_by_the_command(tmp_path: Path) -> None:
    card = "## A {#a}\n\n```python {.norun reason=\"a reason\"}\nx = '\\d'\n1 is 1\n```\n\nText.\n"
    for language in ("en", "de"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "01.md").write_text(card, "utf-8")
    (tmp_path / "deck.toml").write_text('name = "demo"\nlanguages = ["en", "de"]\n')
    done = subprocess.run(
        [sys.executable, "-W", "always", "-m", "generator", "check", str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert "Warning" not in done.stderr
