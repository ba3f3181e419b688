"""What a build depends on besides the deck, found without importing or starting anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from generator.keeping.shelf import digest
from generator.running.machine.vector_units import vector_units


def surroundings(python: str = sys.executable) -> str:
    """Changes with Proofdeck, with the interpreters that it and the programs run in, with the
    distributions installed there, and with the processor.

    A file that somebody edits inside an installed distribution goes unseen, as it does in the
    keys of single runs.
    """
    parts = [sys.version, sys.executable, vector_units(), " ".join(os.uname()[:5])]
    parts += _own_files()
    parts += _installed(sys.path)
    if Path(python).absolute() != Path(sys.executable).absolute():
        from generator.running.machine.interpreter import Facts

        facts = Facts.of(python)
        parts += [facts.python, facts.version, facts.implementation, *_installed(facts.folders)]
    return digest(*parts)


def _own_files() -> Iterator[str]:
    waiting = [Path(__file__).parents[1]]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir() and entry.name != "__pycache__":
                    waiting.append(Path(entry.path))
                elif entry.is_file():
                    info = entry.stat()
                    yield f"{entry.path} {info.st_size} {info.st_mtime_ns}"


def _installed(folders: Iterable[str]) -> Iterator[str]:
    """The names and times of what installers write about each distribution."""
    for folder in folders:
        try:
            with os.scandir(folder) as entries:
                found = [
                    f"{entry.path} {entry.stat().st_mtime_ns}"
                    for entry in entries
                    if entry.name.endswith((".dist-info", ".egg-info", ".egg-link", ".pth"))
                ]
        except OSError:
            continue
        yield from sorted(found)
