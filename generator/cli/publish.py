"""`proofdeck publish`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.building.targets import BUILT
from generator.cli.options import (
    deck_and_part,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)

if TYPE_CHECKING:
    from generator.publishing.publish_site import PublishedDeck

_SHOWN = 3  # pages that are named


@click.command()
@click.argument("deck_and_dir", metavar="[DECK] DIR", nargs=-1)
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(BUILT),
    help="Offer only this kind of file for download; may be repeated.",
)
@running_options
@strict_option
@quiet_option
def publish(
    deck_and_dir: tuple[str, ...], only: tuple[str, ...], strict: bool, quiet: bool, **options: Any
) -> None:
    """Write a site with every card of a verified deck.

    The site is a folder of static files for any host; it also works from the folder itself. Each
    card has a page of its own, whose address stays. Decks and PDFs are there for download, and
    what has changed since the last time. As `build` does, `publish` checks the deck first, and
    writes nothing unless every card holds.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. DIR is a new or
    empty folder, or one with an earlier site of this deck.

    \b
    Example:
      proofdeck publish site
      proofdeck publish my-deck site
    """
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.publishing.publish_site import publish_deck

    deck, folder = _deck_and_dir(deck_and_dir)
    with exit_with_problems(), shown_progress(quiet) as progress:
        published = publish_deck(
            deck,
            folder,
            only=only or None,
            strict=strict,
            options=run_options(options),
            progress=progress,
        )
    print_problems(published.built.problems)
    if published.written is None:
        sys.exit(1)
    if not quiet:
        _say_written(published, folder)


def _say_written(published: PublishedDeck, folder: Path) -> None:
    from generator.cli.terminal import one_line, say
    from generator.counted import counted
    from generator.reading.source import display_path

    written, built = published.written, published.built
    assert written is not None
    say(one_line(display_path(folder / "index.html")))
    say(f"  {counted(built.cards, 'card')}, {built.count('verified'):,} of them verified")
    done = f"  {counted(written.written, 'file')} written, {written.same:,} as they were"
    say(done + (f", {written.removed:,} removed" if written.removed else ""))
    if published.large:
        named = ", ".join(map(one_line, published.large[:_SHOWN]))
        say(f"  {counted(len(published.large), 'page')} with one card above 200 kB: {named}")
    site, about = built.config.site, built.config.about
    if not site.issues and not about.report:
        say("  readers cannot report a mistake: deck.toml has no `issues` in [publish]")


def _deck_and_dir(words: Sequence[str]) -> tuple[Path, Path]:
    if not 1 <= len(words) <= 2:
        raise click.UsageError("name the folder for the site: proofdeck publish [DECK] DIR")
    deck, chapters = deck_and_part(Path(words[0]) if len(words) == 2 else Path())
    if chapters:
        raise click.UsageError("a site is made of a whole deck: name its folder, not a chapter")
    return deck, Path(words[-1])
