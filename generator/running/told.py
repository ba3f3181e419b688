"""What a worker says of its program as a whole, and how the program ended by all that is known.

The program is in the same process, so that it can have said any of it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from generator.model import Ending
from generator.running.transcript import Transcript
from generator.running.worker.channel import MUTE, UNCONFINED

SAID = ("finished", "raised", "memory", "disk", "exit")  # the ends that a worker knows of
LIMITS: dict[str, Ending] = {"memory": "memory", "processes": "processes", "disk": "disk"}
SILENT = {
    MUTE: "the program closed the worker's way back",
    UNCONFINED: "the program was not run: its process got no further than {level}",
}
FORGED = "the program spoke for the worker: it did not end as it says"
LEVEL = re.compile(r"[a-z0-9+]{1,40}")
EVENTS = ("start", "verdict", "weight", "done")


class Told:
    """`folders` are those outside its own that a program in a sandbox can have read files of."""

    def __init__(self, folders: Sequence[str]) -> None:
        self.sandbox = "none"
        self.reads: tuple[str, ...] = ()
        self.weight = 0  # bytes; what a program makes up has only itself wait, or swap
        self._folders = tuple(folder + os.sep for folder in folders)
        self._started = False
        self._verdict: dict[str, Any] | None = None
        self._done = False

    def message(self, message: dict[str, Any]) -> None:
        """One of the `EVENTS`. Raises an Exception of any kind where no worker would say so."""
        event = message["event"]
        if event == "start":
            if self._started or not LEVEL.fullmatch(message["sandbox"]):
                raise ValueError("it starts twice, or at a level that there is none of")
            self._started = True
            self.sandbox = message["sandbox"]
        elif event == "verdict":
            if message["ended"] not in SAID or type(message["status"]) is not int:
                raise ValueError("it ends in a way that there is none of")
            self._verdict = message
        elif event == "weight":
            if type(message["bytes"]) is not int:
                raise ValueError("it weighs something that is no number")
            self.weight = message["bytes"]
        else:
            self._done = True
            self.reads = tuple(filter(self._may_read, message["reads"]))

    def _may_read(self, path: str) -> bool:
        """Whether it can have read a file: the cache looks at those that are named."""
        return "landlock" not in self.sandbox or os.path.normpath(path).startswith(self._folders)

    def ending(
        self, status: int, limit: str, transcript: Transcript, cells: int
    ) -> tuple[Ending, int, str]:
        """How a program of so many cells ended, with which exit status or signal, and why if it
        is lost: by what the system says, then by what the worker does.

        `status` is that of `os.waitpid`, `limit` the bound that all its processes exceeded.
        """
        if limit in LIMITS:
            return LIMITS[limit], 0, ""
        if os.WIFSIGNALED(status):
            return "signal", os.WTERMSIG(status), ""
        code = os.WEXITSTATUS(status)
        if self._verdict is None and code in SILENT:
            return "lost", code, SILENT[code].format(level=self.sandbox)
        if self._verdict is None or not self._done or code != self._verdict["status"]:
            return "exit", code, ""  # perhaps an exit handler or a thread left in its own way
        ended: Ending = self._verdict["ended"]
        if ended == "finished":
            possible = transcript.started == cells
        else:
            possible = ended == "exit" or transcript.raised
        if not possible:
            return "lost", code, FORGED
        return ended, code if ended == "exit" else 0, ""
