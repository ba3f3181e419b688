"""The author's editor opens at the line, or the author is told how to get there."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from generator.serving.editor import Editor, Opened
from tests.support.local_pages import wait_until

FILE = Path("/decks/my deck/en/01.md")


@pytest.fixture
def started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the PATH whose programs write what they are given to `said` in it."""
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    for name in ("code", "subl", "emacs", "pycharm", "gvim", "emacsclient", "mine", "kate"):
        program = tmp_path / name
        script = (
            f'#!/bin/sh\nprintf "%s|" "$@" > {tmp_path}/new && mv {tmp_path}/new {tmp_path}/said\n'
        )
        program.write_text(script)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return tmp_path / "said"


def said(started: Path) -> str:
    wait_until(started.exists)
    return started.read_text()


@pytest.mark.parametrize(
    ("template", "url"),
    [
        ("vscode://file/{path}:{line}:{column}", "vscode://file/decks/my%20deck/en/01.md:8:3"),
        ("idea://open?file={path}&line={line}", "idea://open?file=/decks/my%20deck/en/01.md&line=8"),
        ("txmt://open?url=file://{path}&line={line}",
         "txmt://open?url=file:///decks/my%20deck/en/01.md&line=8"),
    ],
)  # fmt: skip
def test_a_url_leads_to_the_line(template: str, url: str) -> None:
    assert Editor(template).open(FILE, 8, 3) == Opened(url=url)


def test_no_name_of_a_file_becomes_a_part_of_a_url() -> None:
    hostile = Path("/decks/a?b#c&line=1 %2e.md")
    url = Editor("vscode://file/{path}:{line}").open(hostile, 2).url
    assert url == "vscode://file/decks/a%3Fb%23c%26line%3D1%20%252e.md:2"


@pytest.mark.parametrize(
    ("command", "given"),
    [
        ("code", "--goto|{file}:8:3|"),
        ("code --wait -n", "-n|--goto|{file}:8:3|"),
        ("subl -w", "{file}:8:3|"),
        ("emacs", "+8:3|{file}|"),
        ("emacsclient", "--no-wait|+8:3|{file}|"),
        ("pycharm", "--line|8|--column|3|{file}|"),
        ("kate", "--line|8|--column|3|{file}|"),
        ("gvim -p", "-p|+8|{file}|"),
        ("mine --at {line}:{column} {path}", "--at|8:3|{file}|"),
        ("mine '{path}' -w", "{file}|-w|"),
    ],
)
def test_an_editor_with_a_window_is_started(started: Path, command: str, given: str) -> None:
    assert Editor(command).open(FILE, 8, 3) == Opened(started=True)
    assert said(started) == given.format(file=FILE)


@pytest.mark.parametrize(
    ("command", "by_hand"),
    [
        ("vim", "vim +8 '{file}'"),
        ("/usr/bin/nvim -p", "/usr/bin/nvim -p +8 '{file}'"),
        ("nano", "nano +8,3 '{file}'"),
        ("hx", "hx '{file}:8:3'"),
        ("emacs -nw", "emacs -nw +8:3 '{file}'"),
        ("emacsclient -t", "emacsclient -t +8:3 '{file}'"),
    ],
)
def test_an_editor_of_the_terminal_is_a_command_to_copy(
    started: Path, command: str, by_hand: str
) -> None:
    found = Editor(command).open(FILE, 8, 3)
    assert (found.started, found.command) == (False, by_hand.format(file=FILE))
    assert "needs a terminal" in found.message and not started.exists()


def test_what_cannot_be_started_is_said_with_what_to_do(started: Path) -> None:
    none = Editor("").open(FILE, 8)
    assert none.command == "'/decks/my deck/en/01.md':8" and "PROOFDECK_EDITOR" in none.message
    unknown = Editor("mine").open(FILE, 8)
    assert not unknown.started and unknown.command and "{line}" in unknown.message
    missing = Editor("not-installed-anywhere {path}").open(FILE, 8)
    assert not missing.started and "not installed" in missing.message
    assert not started.exists()


def test_no_shell_reads_the_command_or_the_name_of_a_file(started: Path, tmp_path: Path) -> None:
    hostile = Path(f"/decks/$(touch {tmp_path}/oops);`touch {tmp_path}/oops`|a.md")
    assert Editor("code").open(hostile, 1).started
    assert said(started) == f"--goto|{hostile}:1:1|" and not (tmp_path / "oops").exists()
    assert "'" in Editor("vim").open(hostile, 1).command


@pytest.mark.parametrize(
    "template",
    ["javascript://{path}", "data:text/html,{path}", "vscode://file/", "code '{path}", "x {line}",
     "file:///{path}"],
)  # fmt: skip
def test_a_template_that_leads_nowhere_is_refused(template: str) -> None:
    assert Editor(template).fault()
    found = Editor(template).open(FILE, 1)
    assert not (found.started or found.url) and found.message


def test_an_option_comes_before_the_variables() -> None:
    variables = {"EDITOR": "vim", "VISUAL": "code", "PROOFDECK_EDITOR": " "}
    assert Editor.chosen("subl", variables).template == "subl"
    assert Editor.chosen(None, variables).template == "code"
    assert Editor.chosen("", {"EDITOR": "vim"}).template == "vim"
    assert Editor.chosen(None, {}).template == ""
    assert all(not Editor(each).fault() for each in ("", "vim", "code -g", "C:/x/code.exe"))
