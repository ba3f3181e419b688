"""`proofdeck new`."""

from __future__ import annotations

import shlex
import sys
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
    from generator.cli.problem_report import print_problems
    from generator.cli.terminal import one_line, say
    from generator.model import ProblemsError
    from generator.writing.starter import write_starter

    try:
        files = write_starter(path)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    for file in files:
        say(one_line(str(file)))
    say(f"Next: proofdeck build {one_line(shlex.quote(str(path)))}")
