"""`proofdeck rename`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.cli.options import deck_argument, quiet_option


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@deck_argument
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@quiet_option
def rename(old: str, new: str, deck: Path, yes: bool, quiet: bool) -> None:
    """Give a card another slug without losing its readers' history.

    The slug changes in the headings of all languages, in links to the card from other cards, and in
    deck.lock, so that Anki still takes it for the same note. Proofdeck shows the diff and asks
    before it writes anything; all files are written, or none. No program is run.

    Where you have changed the headings by hand already, only deck.lock is written.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards.

    \b
    Example:
      proofdeck rename tensor-shape tensor-shape-dtype
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.rewriting import agreed, show_difference
    from generator.cli.terminal import one_line, say
    from generator.counted import counted
    from generator.lifecycle.renaming import NoSuchSlugError, propose_rename, write_rename
    from generator.model import ProblemsError
    from generator.reading.source import display_path

    try:
        renaming = propose_rename(deck, old, new)
    except NoSuchSlugError as error:
        raise click.UsageError(str(error)) from None
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    if not (quiet and yes):
        show_difference(renaming.files)
    if not agreed(f"Rename `{old}` in {counted(len(renaming.files), 'file')}?", yes):
        sys.exit(1)
    with exit_with_problems():
        write_rename(renaming)
    if quiet:
        return
    for file in renaming.files:
        say(f"{one_line(display_path(file.path))}: {file.done}", stderr=True)
    if renaming.unlocked:
        say(
            f"deck.lock does not know {_cards(renaming.unlocked, old)} yet: no reader has it.",
            stderr=True,
        )
    if renaming.files[-1].path == renaming.lock:
        say("Readers keep its history. Commit deck.lock together with the cards.", stderr=True)


def _cards(languages: tuple[str, ...], slug: str) -> str:
    return ", ".join(f"`{language}/{slug}`" for language in languages)
