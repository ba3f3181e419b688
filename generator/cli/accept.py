"""`proofdeck accept`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from generator.cli.options import (
    deck_and_cards,
    once_option,
    python_option,
    quiet_option,
    sandbox_option,
    trust_option,
)

if TYPE_CHECKING:
    from generator.accepting.proposal import Proposal
    from generator.running.sandbox.confinement import Sandbox


@click.command()
@click.argument("deck_or_card", metavar="[DECK] [CARD]...", nargs=-1)
@click.option("-y", "--yes", is_flag=True, help="Write without asking.")
@click.option(
    "--fix",
    is_flag=True,
    help="Rewrite only claims whose values changed, not those that differ only in spaces.",
)
@once_option
@python_option
@sandbox_option
@trust_option
@quiet_option
def accept(
    deck_or_card: tuple[str, ...],
    yes: bool,
    fix: bool,
    once: bool,
    python: str,
    sandbox: Sandbox,
    trust: bool,
    quiet: bool,
) -> None:
    """Rewrite false claims to what came out.

    Proofdeck shows the diff and asks before it writes anything.

    DECK is a folder with a deck.toml, or a chapter or folder inside one; by default the deck you
    are in, or ./cards. CARDs are slugs; only claims of those cards are rewritten. Nothing but
    claims is changed, and none is added.

    \b
    Example:
      proofdeck accept cards tensor-shape-dtype
    """
    from generator.accepting.proposal import propose
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.rewriting import show_difference
    from generator.running.run_options import RunOptions

    deck, chapters, slugs = deck_and_cards(deck_or_card)
    with exit_with_problems(), shown_progress(quiet) as progress:
        options = RunOptions(python, once, sandbox=sandbox, trust=trust)
        proposal = propose(
            deck,
            slugs,
            chapters=chapters,
            values_only=fix,
            options=options,
            progress=progress,
        )
    if not (quiet and yes):
        show_difference(proposal.files)
    _show_left(proposal, quiet)
    print_problems(proposal.problems)
    written = not proposal.files or (_agreed(proposal, yes) and _write(proposal, quiet))
    if not written or proposal.stay_false:
        sys.exit(1)


def _show_left(proposal: Proposal, quiet: bool) -> None:
    from rich.text import Text

    from generator.cli.terminal import console, one_line, printable

    err = console(stderr=True)
    for left in proposal.edits.left:
        if left.false or not quiet:
            place = one_line(str(left.place))
            err.print(Text(f"{place}: left alone: {printable(left.reason)}", style="yellow"))
    if not (proposal.files or proposal.edits.left or proposal.problems or quiet):
        err.print("Every claim holds; there is nothing to accept.")


def _agreed(proposal: Proposal, yes: bool) -> bool:
    from generator.cli.rewriting import agreed
    from generator.counted import counted

    claims = sum(len(file.edits) for file in proposal.files)
    question = f"Rewrite {counted(claims, 'claim')} in {counted(len(proposal.files), 'file')}?"
    return agreed(question, yes)


def _write(proposal: Proposal, quiet: bool) -> bool:
    from generator.accepting.proposal import write
    from generator.cli.rewriting import say_written
    from generator.counted import counted

    done = {file.path: f"{counted(len(file.edits), 'claim')} rewritten" for file in proposal.files}
    return say_written(write(proposal), done, quiet)
