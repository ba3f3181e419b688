"""What commands that rewrite an author's files show and ask first."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Protocol

import click

from generator.cli.terminal import console, printable, say


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


def number(count: int, noun: str) -> str:
    """A count and its noun: `1 file`, `2 files`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
