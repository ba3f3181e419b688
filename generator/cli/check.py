"""`proofdeck check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.options import deck_argument, quiet_option, strict_option


@click.command()
@deck_argument
@strict_option
@quiet_option
def check(deck: Path, strict: bool, quiet: bool) -> None:
    """Do everything that `build` does but write: read DECK, run its programs, verify its cards.

    \b
    Example:
      proofdeck check cards --strict
    """
    from generator.build import preview_deck
    from generator.cli.progress import shown_progress
    from generator.cli.report import print_problems, print_summary
    from generator.model import ProblemsError

    try:
        with shown_progress(quiet) as progress:
            built = preview_deck(deck, strict=strict, progress=progress)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    print_problems(built.problems)
    if not quiet:
        print_summary(built.checked, built.problems, built.seconds, ())
    if built.failed:
        sys.exit(1)
