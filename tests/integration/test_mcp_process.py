"""`proofdeck mcp` as a process: what it reads and writes, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.assistant import command, variables
from tests.support.cli import ROOT
from tests.support.decks import write_deck

GENEROUS = 120.0  # seconds until it is certain that nothing comes
HELLO = {
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}


class Server:
    """The command, and the lines of the protocol as they are."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def send(self, message: dict[str, Any]) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        found = json.loads(self.process.stdout.readline())
        assert found["jsonrpc"] == "2.0"
        return found  # type: ignore[no-any-return]

    def call(self, number: int, tool: str, **arguments: Any) -> None:
        params = {"name": tool, "arguments": arguments}
        self.send({"id": number, "method": "tools/call", "params": params})

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()

    def end(self) -> int:
        return self.process.wait(GENEROUS)

    def rest(self) -> tuple[bytes, bytes]:
        assert self.process.stdout is not None and self.process.stderr is not None
        return self.process.stdout.read(), self.process.stderr.read()


def _heed_signals() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


@contextmanager
def serving(cwd: Path) -> Iterator[Server]:
    write_deck(cwd / "deck")
    process = subprocess.Popen(
        command("deck", "--trust"),
        cwd=cwd,
        env={**os.environ, **variables(cwd)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=_heed_signals,
    )
    with process:
        try:
            server = Server(process)
            server.send(HELLO)
            assert server.receive()["result"]["serverInfo"]["name"] == "proofdeck"
            server.send({"method": "notifications/initialized"})
            yield server
        finally:
            process.kill()


def programs_of(process: subprocess.Popen[bytes]) -> set[int]:
    """The processes that descend from one."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                after = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(after[1])
    found = {process.pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found - {process.pid}


def running(server: Server) -> set[int]:
    """Start a program without end, and wait until its processes are there."""
    server.call(2, "run_program", code="while True:\n    pass\n", timeout=60)
    until = time.monotonic() + GENEROUS
    while len(found := programs_of(server.process)) < 2:
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


def gone(processes: set[int]) -> bool:
    until = time.monotonic() + GENEROUS
    while any(Path(f"/proc/{number}").exists() for number in processes):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc")
@pytest.mark.parametrize("number", [None, signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_program_outlives_its_server(tmp_path: Path, number: signal.Signals | None) -> None:
    with serving(tmp_path) as server:
        started = running(server)
        if number is None:
            server.close()
        else:
            server.process.send_signal(number)
        code = server.end()
        assert gone(started)
        _, err = server.rest()
    expected = {None: 0, signal.SIGKILL: -signal.SIGKILL}
    assert code == expected.get(number, 128 + (number or 0))
    assert err.replace(b"\n", b"") in (b"", b"Interrupted.")


def test_what_is_no_message_does_not_end_the_server(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        for line in (b"nonsense", b"", b"[]", b"\xff\xfe", b'{"jsonrpc": "2.0"}', b"{" * 9_000):
            server.write(line + b"\n")
        server.write(b'{"jsonrpc": "2.0", "id": 5, "method": "x", "params": "' + b"y" * 5_000_000)
        server.write(b'"}\n')
        server.call(6, "explain_problem", code="crash")
        refused = []
        while (answer := server.receive()).get("id") != 6:
            assert "error" in answer or "method" in answer, answer
            refused.append(answer.get("id"))
        assert not answer["result"]["isError"]
        assert 5 in refused  # of the one that is too long, so that its sender need not wait
        server.close()
        assert server.end() == 0
        out, err = server.rest()
    assert b"Traceback" not in out + err


def test_nothing_but_the_protocol_is_on_standard_output(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        text = (
            "## P? {#p}\n\n```python\nimport os\nos.system('echo loud')\nos.write(1, b'raw')\n```\n"
        )
        server.call(2, "check_text", text=text)
        assert server.receive()["id"] == 2
        server.close()
        assert server.end() == 0
        assert server.rest() == (b"", b"")


def test_without_its_package_the_command_says_what_to_install(tmp_path: Path) -> None:
    write_deck(tmp_path / "deck")
    hide = tmp_path / "hide.py"
    hide.write_text(
        "import importlib.util as util, sys\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'mcp' else find(name, *more)\n"
        "from generator.__main__ import run\n"
        "sys.argv = ['proofdeck', 'mcp', 'deck']\n"
        "run()\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(hide)],
        cwd=tmp_path,
        env={**os.environ, **variables(tmp_path), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=GENEROUS,
        check=False,
    )
    assert done.returncode == 1 and done.stdout == ""
    assert "pip install 'proofdeck[mcp]'" in done.stderr and "[missing-extra]" in done.stderr


def test_where_there_is_no_deck_nothing_is_served(tmp_path: Path) -> None:
    done = subprocess.run(
        command("nowhere"),
        cwd=tmp_path,
        env={**os.environ, **variables(tmp_path)},
        capture_output=True,
        text=True,
        timeout=GENEROUS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 1 and "[no-deck]" in done.stderr and done.stdout == ""
