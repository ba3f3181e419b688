"""`proofdeck new`."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
def new(path: Path) -> None:
    """Write a small starter deck that builds as it is.

    \b
    Example:
      proofdeck new my-deck
    """
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.terminal import one_line, say
    from generator.writing.starter import write_starter

    with exit_with_problems():
        files = write_starter(path)
    for file in files:
        say(one_line(str(file)))
    say(f"Next: proofdeck build {one_line(shlex.quote(str(path)))}")
