"""The command with standard streams that are closed, full, or nobody reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.cli import ROOT
from tests.support.decks import write_deck

GOOD = "## Q {#q}\n\nA.\n"
BAD = "## Q\n\nA.\n"


def run(
    deck: Path, tail: str, *, command: str = "check"
) -> tuple[int, subprocess.CompletedProcess[str]]:
    """The command line with a tail that the shell understands; its status and what was seen."""
    line = f'"{sys.executable}" -m generator {command} "{deck}" {tail}'
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(deck / "cache")}
    done = subprocess.run(
        ["/bin/sh", "-c", line], env=env, capture_output=True, text=True, check=False
    )
    return done.returncode, done


@pytest.mark.parametrize("tail", ["2>&-", ">&-", ">&- 2>&-", "<&-", "<&- >&- 2>&-", "2>/dev/full"])
@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1)])
def test_a_missing_stream_changes_no_status(
    tmp_path: Path, tail: str, text: str, status: int
) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": text})
    code, done = run(deck, tail)
    assert code == status, done
    assert "Traceback" not in done.stderr + done.stdout


@pytest.mark.parametrize("tail", [">/dev/full", "--format json >/dev/full"])
def test_half_a_report_is_told_and_is_no_success(tmp_path: Path, tail: str) -> None:
    code, done = run(write_deck(tmp_path / "deck", {"en/01.md": GOOD}), tail)
    assert code == 1
    assert done.stderr.strip() == "cannot write to standard output: no space left on device"


def test_a_reader_that_has_enough_is_no_error_to_tell(tmp_path: Path) -> None:
    _, done = run(write_deck(tmp_path / "deck", {"en/01.md": GOOD}), "| true")
    assert done.stderr == ""


def test_what_a_script_typed_is_quoted_and_obeyed_by_nobody(tmp_path: Path) -> None:
    code, done = run(tmp_path, "'$(printf \"\\n::error::x\\033[2J\")' --no-such-option")
    assert code == 2 and "\x1b" not in done.stderr
    code, done = run(tmp_path, "--format '\n::error::x'")
    assert code == 2 and not any(line.startswith("::") for line in done.stderr.splitlines())


def test_an_error_that_is_a_workflow_command_is_shown_and_not_obeyed(tmp_path: Path) -> None:
    text = (
        "## One {#one}\n\n```python\n"
        'raise ValueError("x\\n::error file=a.js::Injected\\n##[error]y\\r::stop-commands::z")\n```\n'
    )
    deck = write_deck(tmp_path / "deck", {"en/01.md": text})
    for form in ("text", "json", "junit"):
        _, done = run(deck, f"--format {form}")
        for line in (done.stdout + done.stderr).splitlines():
            assert not line.strip().startswith("::") and "##[" not in line, (form, line)
    _, done = run(deck, "--format json")
    assert "##[error]y" in json.loads(done.stdout)["problems"][0]["detail"]
