"""`proofdeck sync`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from generator.cli.options import (
    anki_option,
    deck_argument,
    format_option,
    quiet_option,
    running_options,
)

if TYPE_CHECKING:
    from generator.model import Problem
    from generator.syncing.anki_connect import Client
    from generator.syncing.deciding import Decision
    from generator.syncing.plan import Prune

_NOT_EMPTY: Final = 2
_Command = TypeVar("_Command", bound=Callable[..., Any])


def _decision(name: str, about: str) -> Callable[[_Command], _Command]:
    """An option that decides about cards."""
    return click.option(
        f"--{name}", multiple=True, metavar="SLUG", help=f"{about} May be repeated."
    )


@click.command()
@deck_argument
@click.option("--apply", "apply_it", is_flag=True, help="Do it, after a backup.")
@click.option(
    "--prune",
    type=click.Choice(["tag", "suspend", "delete"]),
    help="What to do with notes that are no longer in the deck: tag them, also suspend their cards "
    "(the default), or delete them with their reviews.",
)
@click.option(
    "-l", "--language", "languages", multiple=True, metavar="LANGUAGE",
    help="Sync this language of the deck; may be repeated. By default those that the collection "
    "has, or all if it has none.",
)  # fmt: skip
@_decision("ours", "Take the deck's version of this card, which its reader has changed too.")
@_decision("theirs", "Keep the version in Anki of this card, until its author changes it again.")
@_decision("both", "Take the deck's version, and keep the one in Anki as a note of its own.")
@_decision("restore", "Bring back this card, which its reader has deleted.")
@click.option(
    "--pull",
    "pull_it",
    is_flag=True,
    help="Write prose, never code, that was changed in Anki into the Markdown. Proofdeck shows the "
    "diff and asks first.",
)
@click.option("-y", "--yes", is_flag=True, help="With --pull: write without asking.")
@anki_option
@format_option("Format of the plan and of what was done.")
@running_options
@quiet_option
def sync(
    deck: Path,
    apply_it: bool,
    prune: Prune | None,
    languages: tuple[str, ...],
    ours: tuple[str, ...],
    theirs: tuple[str, ...],
    both: tuple[str, ...],
    restore: tuple[str, ...],
    pull_it: bool,
    yes: bool,
    client: Client,
    form: str,
    quiet: bool,
    **options: Any,
) -> None:
    """Show what would change in a running Anki; --apply changes it.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. Anki must run
    with the add-on AnkiConnect (2055492159). The deck is built first: nothing is synced unless
    every card holds. Reviews, and what the reader changed, stay.

    The exit status is 0 if there is nothing to do or all of it was done, 2 if a plan was shown that
    is not empty, and 1 if something went wrong or is left after --apply.

    \b
    Example:
      proofdeck sync cards
      proofdeck sync cards --apply
    """
    from generator.cli.problem_report import print_problems
    from generator.cli.sync_run import SyncRun
    from generator.cli.terminal import json_in_a_log, write_document
    from generator.model import ProblemsError
    from generator.syncing.sync_json import sync_json

    decisions = _decisions(ours=ours, theirs=theirs, both=both, restore=restore)
    if pull_it and (apply_it or decisions or form != "text"):
        raise click.UsageError("--pull cannot be combined with --apply, --format or decisions")
    run = SyncRun(client, prune, form == "text" and not quiet, decisions)
    problems: tuple[Problem, ...] = ()
    whole = False
    try:
        if pull_it:
            problems, whole = run.pull(deck, languages, options, quiet, yes)
        else:
            problems, whole = run.sync(deck, languages, apply_it, options, quiet), True
    except ProblemsError as error:
        problems = error.problems
    print_problems(problems)
    if form == "json":
        write_document(json_in_a_log(sync_json(run.found, run.applied, problems)))
    if not whole or any(problem.severity == "error" for problem in problems):
        sys.exit(1)
    if run.found is not None and not (apply_it or pull_it) and (decisions or not run.found.empty):
        sys.exit(_NOT_EMPTY)


def _decisions(**asked: tuple[str, ...]) -> Mapping[str, Decision]:
    """What was decided about each card; one card, one decision."""
    decided: dict[str, Decision] = {}
    for name, slugs in asked.items():
        for slug in slugs:
            if decided.setdefault(slug, name) != name:  # type: ignore[arg-type]
                raise click.UsageError(f"--{decided[slug]} and --{name} both name `{slug}`")
    return decided
