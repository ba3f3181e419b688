"""How runs end, in words that serve everywhere: "this program …", "it …"."""

from __future__ import annotations

import signal
from typing import Final

from generator.model import Program, Run

_LONGEST_REASON: Final = 200  # characters

_HINTS: Final = {
    "timeout": "make it smaller, or give it more time with timeout=… on its fence",
    "memory": "make it smaller, or raise `memory` under [run] in deck.toml",
    "disk": "write less: there is room for 512 MiB in 16384 files",
    "processes": "start fewer: a card may have 64 at a time",
    "exit": "remove the call to exit: a card's program must run to its end",
    "signal": "a crash below Python; run it by itself to find the line",
    "forged": "remove the code that touches the worker: no output of this program can be trusted",
    "lost": "build again; if it happens again, please report it",
}


_NO_START: Final = "fix its variables (env=); Python says above what is wrong"


def hint_of_ending(code: str, run: Run) -> str:
    """What mends a program whose end is the problem `code`."""
    return _NO_START if code == "exit" and run.detail else _HINTS[code]


def is_whole(program: Program, run: Run) -> bool:
    """Whether a run that says it finished, or raised, has as many cells as that takes."""
    cells, count = run.cells, len(program.cells)
    if run.ended == "finished":
        return len(cells) == count
    if run.ended != "raised":
        return True
    if not 0 < len(cells) <= count or cells[-1].raised is None:
        return False
    return program.cells[len(cells) - 1].raises is None


def how_it_ended(program: Program, run: Run) -> str:
    """What a program did instead of running to its end, to follow "this program" or "it"."""
    match run.ended:
        case "timeout":
            return f"did not end within {program.timeout:g} seconds and was stopped"
        case "memory":
            return f"needs more than the {program.memory / 2**20:g} MiB it may use"
        case "disk":
            return "filled its scratch folder and was stopped"
        case "processes":
            return "started too many processes and was stopped"
        case "exit" if run.detail:
            return f"did not run{_reason(run)}, with exit status {run.status}"
        case "exit":
            return f"ended its own process with exit status {run.status}"
        case "signal":
            return f"was killed by {_signal_name(run.status)}"
        case "finished" | "raised" | "forged":
            return "sent messages in the name of its worker" + _reason(run)
        case "lost":
            return "could not be run" + _reason(run)


def _reason(run: Run) -> str:
    said = run.detail.strip().split("\n")[-1][:_LONGEST_REASON]
    return f": {said}" if said else ""


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
