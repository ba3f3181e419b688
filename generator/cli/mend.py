"""`proofdeck lock`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import deck_argument, quiet_option
from generator.counted import counted

if TYPE_CHECKING:
    from generator.comparing.mending import Mended
    from generator.comparing.merging import Merged

_NAMED = 10  # cards


@click.command("lock")
@deck_argument
@quiet_option
def lock(deck: Path, quiet: bool) -> None:
    """Look at deck.lock, and mend it after a merge.

    Where git left a conflict in deck.lock, or the lines of both sides, they are merged: every card
    of either side stays, and keeps its id in Anki. Then merge the Markdown, build, and commit both.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards.

    \b
    Example:
      git merge topic        # CONFLICT in cards/deck.lock
      proofdeck lock cards
    """
    from generator.building.deck_files import LOCK_NAME
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.terminal import one_line, say
    from generator.comparing.mending import mend_lock, write_mended
    from generator.keeping.exclusive import exclusive
    from generator.reading.source import display_path

    path = deck / LOCK_NAME
    # No build writes the lock meanwhile.
    with exit_with_problems(), exclusive(f"deck {path.absolute()}"):
        mended = mend_lock(deck, path)
        if mended.differs:
            write_mended(mended, path)
    if not quiet:
        for line in _told(mended):
            say(f"{one_line(display_path(path))}: {one_line(line)}")


def _told(mended: Mended) -> Iterator[str]:
    entries = mended.lock.entries
    cards = counted(len(entries), "card")
    if mended.merged is None and not mended.shared:
        retired = sum(entry.retired is not None for entry in entries.values())
        yield f"nothing to mend; {cards}{f', {retired:,} of them retired' if retired else ''}"
        return
    if mended.merged is not None:
        yield f"merged: {cards}, all of either side"
        yield from _merged(mended.merged)
    for name, now in mended.left_out:
        yield f"{name} is {now} now, with the same id"
    for names in mended.shared:
        yield (
            f"{' and '.join(names)} have one id, as after a rename: once the Markdown is merged, "
            "run `proofdeck lock` again, which takes out the name that is no longer in it"
        )
    yield "now merge the Markdown, run `proofdeck build`, and commit deck.lock with the cards"


def _merged(found: Merged) -> Iterator[str]:
    changed = found.changed
    if changed:
        more = f" and {len(changed) - _NAMED:,} more" if len(changed) > _NAMED else ""
        named = ", ".join(changed[:_NAMED])
        yield f"different on the two sides, kept with the newer time: {named}{more}"
    for name, lost in found.dropped.items():
        yield (
            f"{name} had several ids: {found.lock.entries[name].guid} is kept, the older one; "
            f"whoever imported {' or '.join(lost)} gets the card a second time"
        )
