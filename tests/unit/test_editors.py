"""The settings for editors in docs/editors.md read what `check` prints."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.cli import ROOT, proofdeck
from tests.support.decks import write_deck

PAGE = (ROOT / "docs" / "editors.md").read_text("utf-8")
# No code on the cards: the form of a line does not depend on what runs.
DECK = """\
# T

## 中文: a [b] {#one .cloz}

See [there](#nope), $\\fraz$.
"""
Found = list[tuple[str, int, int, str]]


@pytest.fixture(name="told")
def _told(tmp_path: Path) -> tuple[str, Found]:
    """What `check` prints on standard error, and the problems in its JSON."""
    deck = write_deck(tmp_path / "a b", {"en/01.md": DECK})
    done = proofdeck(
        *arguments()[:1], str(deck), *arguments()[1:], "--format", "json", cwd=tmp_path
    )
    assert done.code == 1
    problems = json.loads(done.out)["problems"]
    found = [(p["path"], p["line"], p["column"], p["severity"]) for p in problems]
    assert {severity for *_, severity in found} == {"error", "warning"}
    assert all(Path(path).is_absolute() for path, *_ in found)
    return done.err, found


def code_of(language: str) -> str:
    found = re.search(rf"(?s)```{language}\n(.*?)```", PAGE)
    assert found is not None
    return found[1]


def task() -> dict[str, Any]:
    (only,) = json.loads(code_of("json"))["tasks"]
    assert isinstance(only, dict)
    return only


def arguments() -> list[str]:
    assert task()["command"] == "proofdeck"
    return list(task()["args"])


def matched(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    return (found for line in text.split("\n") if (found := pattern.search(line)))


def test_vs_code_lists_every_problem_at_its_place_with_its_code(told: tuple[str, Found]) -> None:
    matcher = task()["problemMatcher"]
    assert matcher["fileLocation"] == "absolute"
    pattern = matcher["pattern"]
    at = {name: pattern[name] for name in ("file", "line", "column", "severity")}
    found = [
        (m[at["file"]], int(m[at["line"]]), int(m[at["column"]]), m[at["severity"]])
        for m in matched(re.compile(pattern["regexp"]), told[0])
    ]
    assert found == told[1]
    codes = [m[pattern["code"]] for m in matched(re.compile(pattern["regexp"]), told[0])]
    assert "unknown-kind" in codes and all(codes)


def test_emacs_goes_to_every_problem(told: tuple[str, Found]) -> None:
    written = re.search(r'\(proofdeck "(.*)" 1 2 3 \(4\)\)', code_of("elisp"))
    assert written is not None
    # In Emacs' regular expressions it is the escaped parentheses and bars that group.
    regexp = json.loads(f'"{written[1]}"').replace("\n", "\\n")
    regexp = re.sub(r"\\([()|])|([()|])", lambda m: m[1] or f"\\{m[2]}", regexp)
    found = [
        (m[1], int(m[2]), int(m[3]), "warning" if m[4] else "error")
        for m in matched(re.compile(regexp), told[0])
    ]
    assert found == told[1]


@pytest.mark.skipif(shutil.which("vim") is None, reason="needs vim")
def test_vim_lists_every_problem_and_nothing_else(tmp_path: Path, told: tuple[str, Found]) -> None:
    (tmp_path / "output").write_text(told[0], "utf-8")
    script = [
        line.replace("setlocal", "set") for line in code_of("vim").splitlines() if "error" in line
    ]
    script += [
        "cgetfile output",
        "let found = map(getqflist(), '[bufname(v:val.bufnr), v:val.lnum, v:val.col, v:val.type]')",
        "call writefile([json_encode(found)], 'found')",
        "qall!",
    ]
    (tmp_path / "script.vim").write_text("\n".join(script), "utf-8")
    command = ["vim", "--clean", "-n", "-es", "-i", "NONE", "-S", "script.vim"]
    subprocess.run(command, cwd=tmp_path, stdin=subprocess.DEVNULL, timeout=60, check=False)
    read = json.loads((tmp_path / "found").read_text("utf-8"))
    severities = {"e": "error", "w": "warning"}
    found = [(str(tmp_path / f), line, column, severities[kind]) for f, line, column, kind in read]
    assert found == told[1]


def test_vim_runs_what_the_other_editors_run() -> None:
    program = re.search(r"makeprg=(.*)", code_of("vim"))
    assert program is not None
    assert program[1].replace("\\ ", " ").split() == ["proofdeck", *arguments()]
    assert " ".join(["`proofdeck", *arguments()]) + "`" in PAGE
