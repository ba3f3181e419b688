"""What commands that rewrite an author's files show, ask, and say of it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from generator.cli.terminal import console, one_line, printable, say

if TYPE_CHECKING:
    from generator.model import Problem


class Rewritable(Protocol):
    """A file that is to become another."""

    def diff(self) -> Iterator[str]: ...


def show_difference(files: Iterable[Rewritable]) -> None:
    """Print the diffs of all files."""
    from rich.text import Text

    out = console()
    styles = {"+": "green", "-": "red", "@": "cyan"}
    for file in files:
        for number, line in enumerate(file.diff()):
            style = "bold" if number < 2 else styles.get(line[:1], "")
            out.print(Text(printable(line), style=style))


def agreed(question: str, yes: bool) -> bool:
    """Whether the user wants the files written: by `--yes`, or by an answer on the terminal."""
    if yes:
        return True
    if not sys.stdin.isatty():
        say("Nothing was written: there is no terminal to ask for confirmation.", stderr=True)
        say("  hint: review the diff, then pass --yes", stderr=True)
        return False
    return click.confirm(question, err=True)


def say_written(
    written: Mapping[Path, Problem | None], done: Mapping[Path, str], quiet: bool
) -> bool:
    """Say of each file what was `done` to it, or why it was not written; whether all were."""
    from generator.cli.problem_report import print_problems
    from generator.reading.source import display_path

    for path, problem in written.items():
        if problem is None and not quiet:
            say(f"{one_line(display_path(path))}: {done[path]}", stderr=True)
    failed = [problem for problem in written.values() if problem is not None]
    print_problems(failed)
    return not failed
