"""Every code of a problem is explained, and the page of the documentation says the same."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from generator.explaining.codes import known_codes
from generator.explaining.pages import written_pages
from generator.kinds.table import KINDS
from generator.model import Ending, MatchName
from generator.model.paper import PAPERS
from tests.support.cli import ROOT, proofdeck

PACKAGE = ROOT / "generator"


@cache
def takers(tree: ast.Module) -> dict[str, int]:
    """The functions of a module that make problems, and where among the arguments is the code."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if "code" in names and {"message", "hint"} & set(names):
                found[node.name] = names.index("code") - ("self" in names)
    return found


def codes_in(tree: ast.Module, modules: Mapping[str, ast.Module]) -> Iterator[tuple[str, int]]:
    """The codes that a module gives to problems, by itself or through functions of `modules`."""
    takes = {"Problem": 1, **takers(tree)}
    nodes = list(ast.walk(tree))
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module in modules:
            imported = takers(modules[node.module])
            takes |= {
                n.asname or n.name: imported[n.name] for n in node.names if n.name in imported
            }
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        place = takes.get(getattr(node.func, "id", getattr(node.func, "attr", "")))
        if place is None:
            continue
        given = [
            *node.args[place : place + 1],
            *(k.value for k in node.keywords if k.arg == "code"),
        ]
        for each in given:
            if isinstance(each, ast.Constant):
                yield str(each.value), node.lineno


def test_every_code_that_a_problem_can_have_is_explained() -> None:
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): ast.parse(path.read_text("utf-8"))
        for path in PACKAGE.rglob("*.py")
    }
    found = {code: f"{name}:{line}" for name, tree in modules.items()
             for code, line in codes_in(tree, modules)}  # fmt: skip
    assert {"bad-choice", "false-claim", "no-slug"} <= set(found)
    assert {code: where for code, where in found.items() if code not in known_codes()} == {}


def test_no_code_is_explained_that_no_problem_has() -> None:
    texts = [path.read_text("utf-8") for path in PACKAGE.rglob("*.py")]
    said = {code for code in known_codes() if any(f'"{code}"' in text for text in texts)}
    assert set(known_codes()) - said == set()


def test_every_end_of_a_program_that_is_a_problem_is_explained() -> None:
    assert set(get_args(Ending)) - {"finished", "raised"} <= set(known_codes())


def test_the_pages_say_what_the_tables_of_codes_and_kinds_say() -> None:
    pages = written_pages(ROOT / "docs")
    assert {page.name for page in pages} == {"errors.md", "cards.md", "deck.md"}
    for page, text in pages.items():
        assert page.read_text("utf-8") == text, f"run `make docs`: {page.name}"
    told = "".join(pages.values())
    assert all(f"`{kind.classes}`" in told for name, kind in KINDS.items() if name != "basic")
    assert all(f'`"{paper}"`' in told for paper in PAPERS)
    assert all(f"{name}" in told.partition("`match=")[2][:80] for name in get_args(MatchName))


def test_a_reader_of_a_code_is_told_what_it_means_and_how_to_mend_it(tmp_path: Path) -> None:
    told = proofdeck("explain", "false-claim", cwd=tmp_path)
    assert told.code == 0
    assert "what came out" in told.out and "accept" in told.out


def test_a_misspelt_code_is_wrong_usage_and_the_nearest_is_named(tmp_path: Path) -> None:
    told = proofdeck("explain", "fals-claim", cwd=tmp_path)
    assert told.code == 2
    assert "false-claim" in told.err and not told.out
