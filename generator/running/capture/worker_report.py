"""What a worker says of its program as a whole, and how the program ended by all that is known.

The program is in the same process, so that it can have said any of it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from generator.model import Ending
from generator.running.capture.credible import ForgedError, listed, seconds, text, whole
from generator.running.capture.program_capture import Transcript
from generator.running.worker.script.channel import UNCONFINED
from generator.running.worker.script.reads import LONGEST
from generator.running.worker.script.reads import MOST as READS

SAID = ("finished", "raised", "memory", "disk", "exit")  # the ends that a worker knows of
LIMITS: dict[str, Ending] = {
    "memory": "memory",
    "processes": "processes",
    "disk": "disk",
    "timeout": "timeout",
}
NOT_BEGUN = "the program was not run: its process failed before the first line"
NO_START = "Python itself ended it, before the first line"
UNCLOSED = "the program was not run: its sandbox only reached level {level}"
FORGED = "it ended in another way than it reported"
UNCLOSED_LEVELS = ("rlimits", "none")  # where there is no layer of its own
GENERATORS = 8  # that a worker knows of
EVENTS = ("start", "verdict", "weight", "done")


class WorkerReport:
    """`level` is that of the sandbox that the program was to get, `folders` are those outside its
    own that it can have read there.
    """

    def __init__(self, level: str, folders: Sequence[str]) -> None:
        self.sandbox = self._level = level  # until it says so no line of a program runs
        self._started = False
        self.reads: tuple[str, ...] = ()
        self.drawn: tuple[tuple[str, str, int], ...] = ()
        self.computed = 0.0  # seconds of the processor
        self.weight = 0  # bytes; a program that makes them up harms only itself
        self._folders = tuple(folder + os.sep for folder in folders)
        self._verdict: dict[str, Any] | None = None
        self._done = False

    def message(self, message: dict[str, Any]) -> None:
        """One of the `EVENTS`, in its turn. Raises ForgedError, or KeyError where a part is
        missing, where no worker would say so.
        """
        event = message["event"]
        if event == "start":
            self.sandbox = self._believable(text(message["sandbox"]))
            self._started = True
        elif event == "verdict":
            if message["ended"] not in SAID:
                raise ForgedError("an unknown kind of end")
            whole(message["status"], most=255)
            self._verdict = message
        elif event == "weight":
            self.weight = whole(message["bytes"])
        else:
            self.computed = seconds(message["computed"])
            found = [_path(path) for path in listed(message["reads"], READS)]
            self.reads = tuple(filter(self._may_read, found))
            self.drawn = tuple(map(_drawn, listed(message["drawn"], GENERATORS)))
            self._done = True

    def _believable(self, level: str) -> str:
        """A level that a process can have reached: the one it was to get, or less.

        Raises ForgedError.
        """
        possible = self._level.split("+")
        if level not in UNCLOSED_LEVELS and not set(level.split("+")) <= set(possible):
            raise ForgedError("an impossible level of the sandbox")
        return level

    def _may_read(self, path: str) -> bool:
        """Whether it can have read a file; the cache opens the files named here."""
        return "landlock" not in self._level or os.path.normpath(path).startswith(self._folders)

    def ending(
        self, status: int, limit: str, transcript: Transcript, cells: int
    ) -> tuple[Ending, int, str]:
        """How a program of so many cells ended, with which exit status or signal, and why if it
        is lost or forged: by what the system says, then by what the worker does.

        `status` is that of `os.waitpid`, `limit` the bound that all its processes exceeded.
        """
        if limit in LIMITS:
            return LIMITS[limit], 0, ""
        if os.WIFSIGNALED(status):
            return "signal", os.WTERMSIG(status), ""
        code = os.WEXITSTATUS(status)
        if cells and not transcript.started:  # so that no status is the program's
            if code == UNCONFINED:
                return "lost", code, UNCLOSED.format(level=self.sandbox)
            if self._started and transcript.printed:
                return "exit", code, NO_START
            return "lost", code, NOT_BEGUN
        if self._verdict is None or not self._done or code != self._verdict["status"]:
            return "exit", code, ""  # perhaps an exit handler or a thread left in its own way
        ended: Ending = self._verdict["ended"]
        if ended == "finished":
            possible = transcript.started == cells
        else:
            possible = ended == "exit" or transcript.raised
        if not possible:
            return "forged", code, FORGED
        return ended, code if ended == "exit" else 0, ""


def _drawn(value: Any) -> tuple[str, str, int]:
    """What a program has drawn from a generator."""
    name, mark, words = (*listed(value, 3), *[None] * 3)[:3]
    return text(name, LONGEST), text(mark, LONGEST), whole(words)


def _path(value: Any) -> str:
    """An absolute path that the system can be asked about."""
    if type(value) is not str or not value.startswith("/") or "\0" in value or len(value) > LONGEST:
        raise ForgedError("an impossible name of a file that was read")
    try:
        os.fsencode(value)
    except ValueError:
        raise ForgedError("an impossible name of a file that was read") from None
    return value
