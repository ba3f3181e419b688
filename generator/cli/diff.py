"""`proofdeck diff`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import deck_folder, quiet_option, run_options, running_options

if TYPE_CHECKING:
    from generator.comparing.changelog import Changelog


@click.command()
@click.argument("rev_and_deck", metavar="[REV] [DECK]", nargs=-1)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Format of the list on standard output.",
)
@running_options
@quiet_option
def diff(rev_and_deck: tuple[str, ...], style: str, quiet: bool, **options: Any) -> None:
    """List what changed in a deck, for its readers.

    Compares the cards with deck.lock, which stands for the last build; with REV (a tag, a branch,
    HEAD~3) with the deck as it was at that revision in git. Cards are listed by chapter, with what
    they ask and, where that is short, their old and new words.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. Like `check`, it
    runs the programs that have changed since the last check; it writes nothing.

    \b
    Example:
      proofdeck diff
      proofdeck diff v1.2 --format markdown > release.md
      proofdeck diff HEAD~3 my-deck
    """
    from generator.building.deck import check_deck
    from generator.building.deck_files import LOCK_NAME
    from generator.cli.problem_report import print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import say
    from generator.comparing.revision import NoSuchRevisionError
    from generator.comparing.since import changelog_since, state_of
    from generator.comparing.warned import change_problems
    from generator.model import ProblemsError

    revision, deck = _revision_and_deck(rev_and_deck)
    try:
        state = state_of(deck, LOCK_NAME, revision)
        with shown_progress(quiet) as progress:
            built = check_deck(deck, only=(), options=run_options(options), progress=progress)
        if built.lock is None:
            print_problems(built.problems)
            say("mend these first: nobody knows yet what the cards will show", stderr=True)
            sys.exit(1)
        notes = [note for chapter in built.chapters for note in chapter.notes]
        log = changelog_since(state, built.config, built.lock, notes)
    except NoSuchRevisionError as error:
        raise click.UsageError(str(error)) from None
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    print_problems(change_problems(log.changes))
    _print(log, style)


def _print(log: Changelog, style: str) -> None:
    from generator.cli.terminal import json_in_a_log, one_line, write_document
    from generator.comparing.changelog_forms import as_json, as_markdown, as_text

    match style:
        case "json":
            write_document(json_in_a_log(as_json(log)))
        case "markdown":
            write_document("\n".join(map(one_line, as_markdown(log))))
        case _:
            write_document("\n".join(map(one_line, as_text(log))))


def _revision_and_deck(words: Sequence[str]) -> tuple[str | None, Path]:
    """What the words of `[REV] [DECK]` mean: one alone is the deck if there is one at that path."""
    from generator.reading.config import FILE_NAME

    if len(words) > 2:
        raise click.UsageError("name one revision and one deck: proofdeck diff [REV] [DECK]")
    if len(words) == 2:
        return words[0], deck_folder(Path(words[1]))
    if words and Path(words[0]).exists():
        folder = deck_folder(Path(words[0]))
        if (folder / FILE_NAME).exists():
            return None, folder
    return (words[0] if words else None), deck_folder(Path())
