"""Runs of the command that skip its imports: a process that has imported Proofdeck forks for each.

Half of what a short command takes is the imports, and the tests run hundreds. Where the start itself
is tested, tests start an interpreter: `proofdeck(..., fresh=True)`.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

ROOT = Path(__file__).parents[2]
_LONGEST = 1 << 18  # bytes of a request
# Scripts for processes of their own, of which the command imports nothing, and what needs an extra
# that takes long to import.
_SCRIPTS = ("generator.running.worker", "generator.writing.pdf_child", "generator.__main__",
            "generator.assisting")  # fmt: skip
# What an extra brings; where it is not installed, no command reads what imports it either.
_OF_EXTRAS = ("anyio", "dask", "distributed", "lsprotocol", "pygls", "starlette")
# What it imports as it needs it.
_LIBRARIES = ("genanki", "markdown_it", "mdit_py_plugins", "pikepdf", "pygments.formatters.html",
              "pygments.lexers.python", "rich.console", "rich.progress")  # fmt: skip


def run_forked(
    arguments: Sequence[str], cwd: Path, variables: Mapping[str, str], limit: float
) -> tuple[int, bytes, bytes]:
    """Run the command; its exit status, negative for a signal, and what it wrote to standard output
    and to standard error. Raises TimeoutExpired, as `subprocess.run` does.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    request = {"arguments": [*arguments], "cwd": str(cwd), "variables": {**variables}}
    with ours, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        with theirs:
            given = [theirs.fileno(), out.fileno(), err.fileno()]
            socket.send_fds(_forking(), [json.dumps(request).encode()], given)
        pid = int(ours.recv(64))
        ours.settimeout(limit)
        try:
            status = int(ours.recv(64))
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired("proofdeck", limit) from None
        out.seek(0)
        err.seek(0)
        return status, out.read(), err.read()


@cache
def _forking() -> socket.socket:
    """The connection to the process that forks, which ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.support.preloaded", str(theirs.fileno())]
        process = subprocess.Popen(
            command, cwd=ROOT, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
        )

    def end() -> None:
        ours.close()
        process.wait()

    atexit.register(end)
    return ours


def _serve(requests: socket.socket) -> None:
    _import_all()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that nobody need wait for the attendants
    while True:
        data, numbers, _, _ = socket.recv_fds(requests, _LONGEST, 3)
        if not data:
            return
        if os.fork() == 0:
            requests.close()
            _attend(json.loads(data), *numbers)
        for number in numbers:
            os.close(number)


def _import_all() -> None:
    import generator

    for module in pkgutil.walk_packages(generator.__path__, "generator."):
        if not module.name.startswith(_SCRIPTS):
            try:
                importlib.import_module(module.name)
            except ModuleNotFoundError as error:
                if (error.name or "").partition(".")[0] not in _OF_EXTRAS:
                    raise
    for name in _LIBRARIES:
        importlib.import_module(name)


def _attend(request: dict[str, Any], answer: int, out: int, err: int) -> NoReturn:
    """Run the command in a process and tell how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    pid = os.fork()
    if pid == 0:
        os.close(answer)
        _run(request, out, err)
    with socket.socket(fileno=answer) as told:
        told.send(str(pid).encode())
        _, status = os.waitpid(pid, 0)
        with contextlib.suppress(OSError):  # nobody waits for it any more
            told.send(str(os.waitstatus_to_exitcode(status)).encode())
    os._exit(0)


def _run(request: dict[str, Any], out: int, err: int) -> NoReturn:
    """The command, as an interpreter that was just started would run it, to its exit."""
    for number, stream in enumerate((os.open(os.devnull, os.O_RDONLY), out, err)):
        os.dup2(stream, number)
        os.close(stream)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["variables"])
    sys.argv = [str(ROOT / "generator/__main__.py"), *request["arguments"]]
    sys.path[0] = str(Path.cwd())
    sys.stdin = open(0, encoding=sys.stdin.encoding)  # noqa: SIM115
    sys.stdout = open(1, "w", encoding=sys.stdout.encoding)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding=sys.stderr.encoding, errors="backslashreplace")  # noqa: SIM115
    code: Any = 0
    try:
        importlib.import_module("generator.__main__").run()
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
        code = 1
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1 if code else 0)


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])))
