"""`proofdeck stamp`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.options import deck_and_part, quiet_option


@click.command()
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@quiet_option
def stamp(deck: Path, yes: bool, quiet: bool) -> None:
    """Write a slug into each heading of a card that has none.

    A slug is made of the words of the heading; no other card of the deck has it, nor had it. A
    chapter of the same name and with as many cards in another language is taken for its
    translation: its cards get the same slugs. Proofdeck shows the diff and asks before it writes
    anything. No program is run.

    DECK is a folder with a deck.toml, or a chapter or folder inside one; by default the deck you
    are in, or ./cards.

    \b
    Example:
      proofdeck stamp cards/en/02-tensors.md
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.rewriting import agreed, say_written, show_difference
    from generator.cli.terminal import say
    from generator.counted import counted
    from generator.stamping import propose_stamps, write_stamps

    folder, chapters = deck_and_part(deck)
    with exit_with_problems():
        stamps = propose_stamps(folder, chapters=chapters)
    if not (quiet and yes):
        show_difference(stamps.files)
    print_problems(stamps.problems)
    if not (stamps.files or stamps.problems or quiet):
        say("Every card has a slug.", stderr=True)
    slugs = sum(len(file.slugs) for file in stamps.files)
    question = f"Write {counted(slugs, 'slug')} into {counted(len(stamps.files), 'file')}?"
    if stamps.files and not agreed(question, yes):
        sys.exit(1)
    done = {file.path: f"{counted(len(file.slugs), 'slug')} written" for file in stamps.files}
    if not say_written(write_stamps(stamps), done, quiet) or stamps.problems:
        sys.exit(1)
