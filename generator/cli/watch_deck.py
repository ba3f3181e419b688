"""`proofdeck watch`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from generator.cli.options import (
    deck_and_part,
    following_options,
    run_options,
    running_options,
    strict_option,
)
from generator.counted import counted

if TYPE_CHECKING:
    from generator.watching.rounds import Overtaken, Round

_NAMED: Final = 2  # paths in a line


@click.command()
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@following_options
@running_options
@strict_option
def watch(deck: Path, output: Path, poll: bool, strict: bool, **options: Any) -> None:
    """Check a deck, and after each save what has changed, until Ctrl-C.

    DECK is a folder with a deck.toml, or a chapter or folder inside one to watch only that part;
    by default the deck you are in, or ./cards. Nothing is written, and no PDFs are tried: `check`
    does that. New problems come first.

    \b
    Example:
      proofdeck watch cards
    """
    from generator.building.session import Session
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import one_line, say
    from generator.reading.source import display_path
    from generator.watching.deck_checks import DeckChecks, no_deck
    from generator.watching.deck_state import DeckWatch
    from generator.watching.rounds import rounds
    from generator.watching.wakes import require_watcher, wakes

    folder, chapters = deck_and_part(deck)
    asked = run_options(options)
    with exit_with_problems():
        require_watcher(folder.as_posix())
        no_deck(folder)
    watched = DeckWatch(folder, output)
    say(f"Watching {one_line(display_path(chapters[0] if chapters else folder))} until Ctrl-C")
    with Session(asked) as session, wakes(watched.deck, poll=poll) as waking:
        checks = DeckChecks(
            folder, chapters, session, strict, lambda: shown_progress(False), watched.need
        )
        for found in rounds(checks.check, watched.look, waking):
            _print(found)


def _print(found: Round | Overtaken) -> None:
    from generator.cli.problem_report import print_problems
    from generator.cli.terminal import say
    from generator.watching.rounds import Overtaken

    clock = time.strftime("%H:%M:%S")
    if isinstance(found, Overtaken):
        say(f"{clock}  {_named(found.late)} changed during the check: checking again")
        return
    print_problems(found.new)
    print_problems(found.stayed)
    after = f"{_named(found.changed)} changed: " if found.changed else ""
    say(f"{clock}  {after}{_in_words(found)}  ({found.seconds:.1f} s)")
    if found.late:
        say(f"{clock}  {_named(found.late)} changed during the check: checking again")


def _in_words(found: Round) -> str:
    checked = found.checked
    gone = f", {counted(found.gone, 'problem')} gone" if found.gone else ""
    if not checked.whole:
        return "the deck cannot be read; its cards were not checked"
    if not checked.problems:
        return f"no problems in {counted(checked.cards, 'card')}{gone}"
    new = "" if found.first or not found.new else f" ({len(found.new):,} new)"
    return f"{counted(len(checked.problems), 'problem')}{new}{gone}"


def _named(paths: tuple[str, ...]) -> str:
    from generator.cli.terminal import one_line
    from generator.reading.source import display_path

    names = [one_line(display_path(Path(path))) for path in paths[:_NAMED]]
    more = len(paths) - _NAMED
    return ", ".join(names) + (f" and {more:,} more" if more > 0 else "")
