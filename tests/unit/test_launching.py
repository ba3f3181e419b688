"""Processes start in one place, with nothing of a deck or of a shell about them."""

from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from generator import launching
from generator.model import ProblemsError
from generator.running import Facts
from generator.running.worker.order import Limits, Order, write
from tests.support.cli import ROOT

PACKAGE = ROOT / "generator"
EXEC = {f"{kind}{end}" for kind in ("exec", "spawn")
        for end in ("v", "ve", "vp", "vpe", "l", "le", "lp", "lpe")}  # fmt: skip
STARTING = {
    "subprocess": {"run", "Popen", "call", "check_call", "check_output", "getoutput",
                   "getstatusoutput"},
    "os": {"system", "popen", "posix_spawn", "posix_spawnp", "startfile", "fork", "forkpty", *EXEC},
    "posix": {"system", "posix_spawn", "posix_spawnp", "fork", "forkpty", "execv", "execve"},
    "_posixsubprocess": {"fork_exec"},
    "asyncio": {"create_subprocess_exec", "create_subprocess_shell"},
    "shutil": {"which"},
    # These ask other programs, found on the PATH.
    "platform": {"platform", "processor", "uname", "architecture"},
    "ctypes.util": {"find_library"},
}  # fmt: skip
# Of these nothing can be used without starting processes.
MODULES = {
    "multiprocessing",
    "concurrent.futures.process",
    "pty",
    "webbrowser",
    "asyncio.subprocess",
}
# The worker forks and becomes what it was asked to be; its commands are absolute and its
# environment is the fixed one, or it is closed off already (`child.start_again`).
KNOWN = {
    "launching.py": {"run", "Popen", "webbrowser"},
    "running/worker/script/child.py": {"execv"},
    "running/worker/isolation/probe.py": {"fork"},
    "running/worker/isolation/containers.py": {"fork"},
    "running/worker/isolation/init.py": {"fork", "execv"},
    "running/worker/forking/forkserver.py": {"fork"},
    "running/worker/forking/supervisor.py": {"fork", "execv"},
}
USERS = {
    "matrix/environments.py", "running/sandbox/confinement.py", "running/pool/oneshot_host.py",
    "running/machine/interpreter.py", "running/programs/requires.py",
    "running/pool/forkserver_host.py", "writing/compiler.py",
    "writing/pdf_pictures.py", "rendering/drawn_formulas.py", "syncing/lock_history.py",
    "comparing/revision.py", "serving/editor.py",
}  # fmt: skip


def starting(tree: ast.Module) -> set[str]:
    """The functions by which a module starts processes itself, under whatever name."""
    nodes = list(ast.walk(tree))
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    modules, found = {}, set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names} & MODULES
            for alias in node.names:
                modules[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = {alias.name for alias in node.names}
            whole = {f"{node.module}.{name}" for name in names} | {node.module or ""}
            found |= whole & MODULES
            known = STARTING.get(node.module or "", set())
            found |= known if "*" in names else names & known
            for alias in node.names:
                modules[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    for node in nodes:
        if isinstance(node, ast.Attribute):
            named = modules.get(ast.unparse(node.value), "")
            # Popen is also the type of what is running.
            if node.attr in STARTING.get(named, set()) - {"Popen"} or (
                named == "subprocess" and node.attr == "Popen" and id(node) in called
            ):
                found.add(node.attr)
    return found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import os\nos.fork()", {"fork"}),
        ("import os as o\nkeep = o.execve", {"execve"}),
        ("from os import system as s", {"system"}),
        ("from os import *", STARTING["os"]),
        ("import subprocess as sp\nsp.run([])", {"run"}),
        ("import subprocess\nx: subprocess.Popen[bytes]\nsubprocess.TimeoutExpired", set()),
        ("import subprocess\nsubprocess.Popen([])", {"Popen"}),
        ("import webbrowser", {"webbrowser"}),
        ("from concurrent.futures import process", {"concurrent.futures.process"}),
        ("import ctypes.util\nctypes.util.find_library('c')", {"find_library"}),
        ("from ctypes import util as u\nu.find_library('c')", {"find_library"}),
        ("from platform import uname", {"uname"}),
    ],
)
def test_whatever_starts_processes_is_seen(code: str, found: set[str]) -> None:
    assert starting(ast.parse(code)) == found


def test_no_module_starts_a_process_but_the_one_for_it() -> None:
    trees = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8"))
             for path in PACKAGE.rglob("*.py")}  # fmt: skip
    found = {name: each for name, tree in trees.items() if (each := starting(tree))}
    assert found == KNOWN, (
        "call `start` or `ask` of generator/launching.py instead: they give a process nothing of a "
        "deck or of a shell"
    )
    users = {
        name
        for name, tree in trees.items()
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "generator.launching"
            and {"start", "start_desktop", "ask"} & {alias.name for alias in node.names}
        )
        or (
            isinstance(node, ast.Attribute)
            and node.attr in ("start", "start_desktop", "ask")
            and ast.unparse(node.value).endswith("launching")
        )
    }
    assert users == USERS, (
        "a new caller: see that its command is absolute or `isolated`, that no part of its "
        "environment comes from a deck, then add it to USERS"
    )


def test_relative_folders_of_a_shell_find_no_interpreter_and_no_helper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("python-of-mallory", "nvidia-smi"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.chdir(tmp_path)
    for path in (".", "", f":{os.pathsep}."):
        monkeypatch.setenv("PATH", path)
        assert launching.interpreter("python-of-mallory") == "python-of-mallory"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert launching.interpreter("python-of-mallory") == str(tmp_path / "python-of-mallory")
    assert launching.helper("nvidia-smi") != str(tmp_path / "nvidia-smi")


def test_what_is_started_sees_no_variable_and_no_folder_of_the_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PYTHONPATH", "PYTHONSTARTUP", "LD_PRELOAD", "BROWSER", "TOKEN"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("LD_LIBRARY_PATH", f".:{tmp_path}:")
    monkeypatch.chdir(tmp_path)
    code = "import os; print(os.getcwd(), sorted(os.environ), os.environ['LD_LIBRARY_PATH'])"
    told = launching.ask(launching.isolated(sys.executable, "-c", code)).stdout.split()
    assert told[0] == "/" and told[-1] == str(tmp_path)
    assert "TOKEN" not in str(told) and "PYTHONPATH" not in str(told)


def test_an_installer_gets_what_its_user_set_for_it_and_nothing_of_python(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "https://example.org")
    monkeypatch.setenv("https_proxy", "http://proxy")
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    found = launching.installer_environment()
    assert found["PIP_INDEX_URL"] == "https://example.org" and found["https_proxy"]
    assert not any(name.startswith("PYTHON") for name in found)


def test_a_program_s_own_file_can_be_imported_only_once_it_is_closed_off(tmp_path: Path) -> None:
    code = """
import sys
from generator.running.worker.isolation import lockdown
from generator.running.worker.order import read
from generator.running.worker.script import child
order = read(sys.stdin)
lockdown.confine = lambda order, container: print(order.work in sys.path, "A" in child.os.environ)
child.prepare(order, container=False)
print("A" in child.os.environ)
"""
    order = Order(
        token="", root=str(tmp_path), folder=str(tmp_path / "1"), path="ctypes.py", text="1 / 0",
        cells=(), env={"A": "b"}, again=False, world=0, fonts=str(tmp_path), sandbox="auto",
        readable=(), without=(), timeout=1, memory=1, compiled=None, weigh=False,
        limits=Limits(1, 1, 1),
    )  # fmt: skip
    given = write(order).decode()
    environment = {**launching.fixed_environment(), "PYTHONPATH": str(ROOT)}
    told = launching.ask([sys.executable, "-c", code], told=given, environment=environment)
    assert told.stdout.splitlines() == ["False False", "True"], told.stderr


def test_an_interpreter_that_says_something_else_is_named(tmp_path: Path) -> None:
    for number, answer in enumerate(("{}", "[]", "3", "[" * 100_000, '{"interpreter": 1}')):
        python = tmp_path / f"python{number}"
        python.write_text(f"#!/bin/sh\necho '{answer}'\n")
        python.chmod(0o755)
        with pytest.raises(ProblemsError) as caught:
            Facts.of(str(python))
        (problem,) = caught.value.problems
        assert problem.code == "python" and problem.hint


def test_a_page_opens_in_the_browser_of_the_user_and_in_none_of_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tmp_path / "said"
    program = tmp_path / "browser"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > {said}.new && mv {said}.new {said}\n')
    program.chmod(0o755)
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("BROWSER", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert not launching.browse("http://127.0.0.1:1/")
    code = "import sys; from generator.launching import browse; print(browse(sys.argv[1]))"
    variables = {**os.environ, "BROWSER": str(program), "PYTHONPATH": str(ROOT)}
    told = launching.ask(
        [sys.executable, "-c", f"{code}; import threading; [t.join() for t in threading.enumerate() if t.daemon]",
         "http://127.0.0.1:1/"],
        environment=variables,
    )  # fmt: skip
    assert told.stdout == "True\n", told.stderr
    assert said.read_text() == "http://127.0.0.1:1/"
