"""`proofdeck build`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import deck_argument, quiet_option, strict_option, way_of, way_options

if TYPE_CHECKING:
    from generator.building.outputs import Kind


@click.command()
@deck_argument
@click.option(
    "-o",
    "--output",
    default="build",
    show_default=True,
    type=click.Path(path_type=Path),
    help="Folder for the decks and PDFs.",
)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(["apkg", "cheatsheet", "cards"]),
    help="Make only this kind of file; may be repeated.",
)
@way_options
@strict_option
@quiet_option
def build(
    deck: Path,
    output: Path,
    only: tuple[Kind, ...],
    strict: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run every program of DECK, verify its cards, and write Anki decks and PDFs.

    DECK is a folder with a deck.toml; without it, ./cards or the folder you are in. Nothing is
    written unless every card holds.

    \b
    Example:
      proofdeck build cards -o build
    """
    from generator.build import build_deck
    from generator.cli.progress import shown_progress
    from generator.cli.report import print_problems, print_summary
    from generator.model import ProblemsError

    try:
        with shown_progress(quiet) as progress:
            way = way_of(options)
            built = build_deck(deck, output, only=only, strict=strict, way=way, progress=progress)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    print_problems(built.problems)
    if not quiet:
        print_summary(built)
    if built.failed:
        sys.exit(1)
