"""`proofdeck retire`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from generator.cli.options import deck_folder, quiet_option


@click.command()
@click.argument("slugs_and_deck", metavar="SLUG... [DECK]", nargs=-1, required=True)
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@quiet_option
def retire(slugs_and_deck: tuple[str, ...], yes: bool, quiet: bool) -> None:
    """Take cards out of a deck, and record that in deck.lock.

    The sections of the cards are removed from the chapters of all languages. Proofdeck shows the
    diff and asks before it writes anything; all files are written, or none. A card that another
    card links to stays. No program is run.

    Cards that you have deleted by hand are only recorded in deck.lock.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards.

    \b
    Example:
      proofdeck retire still-zero
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.rewriting import agreed, show_difference
    from generator.cli.terminal import one_line, say
    from generator.counted import counted
    from generator.lifecycle.renaming import NoSuchSlugError
    from generator.lifecycle.retiring import propose_retirement, write_retirement
    from generator.model import ProblemsError
    from generator.reading.source import display_path

    slugs, deck = _slugs_and_deck(slugs_and_deck)
    try:
        retiring = propose_retirement(deck, slugs)
    except NoSuchSlugError as error:
        raise click.UsageError(str(error)) from None
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    if not quiet:
        for slug, day in retiring.earlier.items():
            say(f"`{slug}` was retired before, on {day}.", stderr=True)
    if not retiring.files:
        return
    if not (quiet and yes):
        show_difference(retiring.files)
    if not agreed(f"Rewrite {counted(len(retiring.files), 'file')}?", yes):
        sys.exit(1)
    with exit_with_problems():
        write_retirement(retiring)
    if quiet:
        return
    for file in retiring.files:
        say(f"{one_line(display_path(file.path))}: {file.done}", stderr=True)
    if not retiring.locked:
        say("deck.lock does not know them: no reader has them.", stderr=True)
        return
    say(
        "Commit deck.lock together with the cards. Importing a package never deletes a card, so "
        "readers who have it keep it;\n`proofdeck sync` suspends it. A card that gets such a slug "
        "again is the same note, with its history.",
        stderr=True,
    )


def _slugs_and_deck(words: Sequence[str]) -> tuple[tuple[str, ...], Path]:
    """The slugs and the deck that the words of `SLUG... [DECK]` mean: the last is the deck if it
    is a folder with one, or cannot be a slug.
    """
    from generator.reading.config import FILE_NAME
    from generator.reading.slugs import SLUG

    last = Path(words[-1])
    is_deck = (deck_folder(last) / FILE_NAME).exists() if last.is_dir() else False
    if len(words) > 1 and (is_deck or not SLUG.fullmatch(words[-1])):
        return tuple(words[:-1]), deck_folder(last)
    return tuple(words), deck_folder(Path())
