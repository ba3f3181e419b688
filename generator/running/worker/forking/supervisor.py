"""The process above a program that has an interpreter of its own and no container: it sees to the
program's bounds, and ends what the program leaves running.
"""

from __future__ import annotations

import json
import os
import select
import signal
from typing import Any, NoReturn

from ..isolation.observed import Outside
from ..isolation.watch import EVERY, Watch
from ..kernel import process
from ..kernel.children import Ends
from .sweep import sweep


def main(settings: dict[str, Any], command: list[str]) -> NoReturn:
    """Run `command`, tell how it ended on the descriptor `report`, and exit as it did.

    The program is ended at a signal, and when nobody reads the report any more.
    """
    process.adopt_orphans()
    ends = Ends()
    called: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: called.append(number))
    own = os.getpid()
    program = os.fork()
    if program == 0:
        try:
            ends.leave()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            process.die_with(own)
            os.setsid()
            os.set_inheritable(settings["report"], False)
            os.execv(command[0], command)
        finally:
            os._exit(1)
    folder = settings["folder"]
    where = Outside(folder, lambda: process.of_program(program, folder, set(), set()))
    watch = Watch(where, settings["memory"], settings["timeout"])
    hearing = select.poll()
    hearing.register(settings["report"], 0)  # only whether its other end is there
    hearing.register(ends, select.POLLIN)
    status, limit = None, ""
    while status is None:
        heard = dict(hearing.poll(EVERY * 1000))
        if ends.fileno() in heard:
            ends.heard()
        if called or settings["report"] in heard:
            called.clear()
            limit = limit or watch.exceeded()
            process.kill(program)
        elif not limit and watch.due():
            limit = watch.exceeded()
            if limit:
                process.kill(program)
        status = _ended(program)
    sweep(lambda: process.left_behind(program, folder, set(), set()))
    report = json.dumps({"status": status, "limit": limit}).encode("ascii")
    try:
        os.write(settings["report"], report)
    finally:
        process.exit_like(status)


def _ended(program: int) -> int | None:
    """How the program ended, as `os.waitpid` says it; None while it runs. Orphans are buried."""
    while True:
        found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        if found is None:
            return None
        if found.si_pid == program:
            process.kill(program)  # and its group, before its number is free for anyone else
            return os.waitpid(program, 0)[1]
        os.waitpid(found.si_pid, 0)
