"""Earlier states of `deck.lock`, from git where the deck is in it.

At the first sync nothing else tells whether a note that differs is an earlier edition of the
deck's, or was changed by its reader.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Final

from generator.launching import ask, fixed_environment, helper
from generator.model import NOTE_KINDS
from generator.writing.lock import Entry, Lock

_COMMITS: Final = 500
_PATIENCE: Final = 10.0  # seconds
# The deck may be somebody else's: no setting of its repository may start a program.
_CLOSED: Final = (
    "-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "-c", "protocol.allow=never",
    "-c", "core.hooksPath=/dev/null",
)  # fmt: skip
_VARIABLES: Final = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_CONFIG_NOSYSTEM": "1",
}
_LINE: Final = re.compile(r'[+-] +("(?:[^"\\]|\\.)+"): (\{.*\}),?')


def lock_history(lock: Path) -> tuple[Lock, ...]:
    """What git knows of earlier states of a lock, in parts; nothing where there is no git."""
    git = helper("git")
    if git is None:
        return ()
    folder = lock.absolute().parent
    command = [git, *_CLOSED, "--no-pager", "-C", str(folder), "log", f"--max-count={_COMMITS}",
               "--format=", "--patch", "--unified=0", "--no-color", "--no-ext-diff",
               "--no-textconv", "--no-renames", "--", lock.name]  # fmt: skip
    try:
        done = ask(command, environment=fixed_environment() | _VARIABLES, seconds=_PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    return tuple(_locks(_entries(done.stdout.split("\n")))) if done.returncode == 0 else ()


def _locks(entries: Iterable[tuple[str, Entry]]) -> Iterator[Lock]:
    """Locks that together have all entries, though each of a name once."""
    part: dict[str, Entry] = {}
    for name, entry in entries:
        if name in part:
            yield Lock(MappingProxyType(part))
            part = {}
        part[name] = entry
    if part:
        yield Lock(MappingProxyType(part))


def _entries(lines: Iterable[str]) -> Iterator[tuple[str, Entry]]:
    for line in lines:
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        try:
            name, item = json.loads(found[1]), json.loads(found[2])
            subdeck = item.get("subdeck")
            entry = Entry(
                str(item["guid"]),
                item["kind"],
                str(item["digest"]),
                int(item["modified"]),
                subdeck=None if subdeck is None else str(subdeck),
            )
        except (ValueError, KeyError, TypeError, RecursionError):
            continue  # a line of another table, or of a lock that was broken
        if entry.kind in NOTE_KINDS:
            yield name, entry
