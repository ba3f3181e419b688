"""`proofdeck build`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from generator.building.targets import BUILT
from generator.cli.on_cluster import on_option, opened_engine, spread_option
from generator.cli.options import (
    deck_and_part,
    output_option,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)


@click.command()
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@output_option("Folder for the decks and PDFs.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(BUILT),
    help="Make only this kind of file; may be repeated.",
)
@running_options
@on_option
@spread_option
@strict_option
@quiet_option
def build(
    deck: Path,
    output: Path,
    only: tuple[str, ...],
    on: str | None,
    spread: bool,
    strict: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Run and verify a deck, then write Anki decks and PDFs.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. Given a chapter
    or folder inside a deck, only that part is built. Nothing is written unless every card holds.

    \b
    Example:
      proofdeck build cards -o build
    """
    from generator.building.deck import build_deck
    from generator.building.session import Session
    from generator.cli.problem_report import exit_with_problems, print_problems, print_summary
    from generator.cli.progress_bars import shown_progress

    folder, chapters = deck_and_part(deck)
    asked = run_options(options)
    with (
        exit_with_problems(),
        opened_engine(on, asked, spread=spread) as engine,
        Session(asked, engine=engine) as session,
        shown_progress(quiet) as progress,
    ):
        built = build_deck(
            folder,
            output,
            chapters=chapters,
            only=only or None,
            strict=strict,
            session=session,
            progress=progress,
        )
    print_problems(built.problems)
    if not quiet:
        print_summary(built)
    if built.failed:
        sys.exit(1)
