"""`proofdeck sync`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from generator.cli.options import deck_argument, quiet_option, run_options, running_options

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.model import Problem
    from generator.syncing.anki_connect import Client
    from generator.syncing.deciding import Decision
    from generator.syncing.plan import Prune
    from generator.syncing.reconcile import Applied, Situation

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
    "--url",
    default="http://127.0.0.1:8765",
    show_default=True,
    metavar="URL",
    help="Where AnkiConnect listens. Its API key is read from PROOFDECK_ANKI_KEY.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the plan and of what was done.",
)
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
    url: str,
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
    from generator.cli.terminal import json_in_a_log, write_document
    from generator.model import ProblemsError
    from generator.syncing.anki_connect import BadUrlError, Client
    from generator.syncing.sync_json import sync_json

    try:
        client = Client.of(url)
    except BadUrlError as error:
        raise click.UsageError(str(error)) from None
    decisions = _decisions(ours=ours, theirs=theirs, both=both, restore=restore)
    run = _Run(client, prune, form == "text" and not quiet, decisions)
    problems: tuple[Problem, ...] = ()
    try:
        problems = run.sync(deck, languages, apply_it, options, quiet)
    except ProblemsError as error:
        problems = error.problems
    print_problems(problems)
    if form == "json":
        write_document(json_in_a_log(sync_json(run.found, run.applied, problems)))
    if any(problem.severity == "error" for problem in problems):
        sys.exit(1)
    if run.found is not None and not apply_it and (decisions or not run.found.empty):
        sys.exit(_NOT_EMPTY)


def _decisions(**asked: tuple[str, ...]) -> Mapping[str, Decision]:
    """What was decided about each card; one card, one decision."""
    decided: dict[str, Decision] = {}
    for name, slugs in asked.items():
        for slug in slugs:
            if decided.setdefault(slug, name) != name:  # type: ignore[arg-type]
                raise click.UsageError(f"--{decided[slug]} and --{name} both name `{slug}`")
    return decided


class _Run:
    """One sync; what it has found and done so far is told even where it fails later."""

    def __init__(
        self, client: Client, prune: Prune | None, told: bool, decisions: Mapping[str, Decision]
    ) -> None:
        self.client = client
        self.prune = prune
        self.told = told
        self.decisions = decisions
        self.found: Situation | None = None
        self.applied: Applied | None = None

    def sync(
        self,
        deck: Path,
        languages: tuple[str, ...],
        apply_it: bool,
        options: dict[str, Any],
        quiet: bool,
    ) -> tuple[Problem, ...]:
        """Do it all, and return the problems. Raises ProblemsError."""
        from generator.building.deck_files import LOCK_NAME
        from generator.cli.sync_report import applied_text, backup_text, plan_text
        from generator.cli.terminal import say
        from generator.keeping.exclusive import exclusive
        from generator.syncing.lock_history import lock_history
        from generator.syncing.our_deck import our_deck
        from generator.syncing.reconcile import carry_out, left_problems, situation
        from generator.writing.lock import Lock

        self.client.greet()  # before programs run, and before a build writes deck.lock
        lock = deck / LOCK_NAME
        past = (Lock.read(lock), *lock_history(lock))
        built = _built(deck, languages, apply_it, options, quiet)
        if built.failed:
            return built.problems
        chosen = languages or built.config.languages
        decks = [our_deck(built, language, past) for language in chosen]
        with exclusive(f"sync {self.client.url}"):
            found = situation(self.client, decks, prune=self.prune, all_of=bool(languages))
            self.found = found = _decided(found, self.decisions)
            self._tell(plan_text(found))
            if self.told:
                self.found = found = self._conflicts(found, ask=apply_it)
            if not apply_it:
                if self.told and (self.decisions or not found.empty):
                    say("Nothing was changed. To do this, add --apply.")
                return built.problems
            self.applied = carry_out(
                self.client,
                found,
                built,
                prune=self.prune,
                backed_up=lambda paths: self._tell(backup_text(paths)),
            )
        self._tell(applied_text(self.applied))
        return (*built.problems, *left_problems(self.applied, self.client.url))

    def _conflicts(self, found: Situation, *, ask: bool) -> Situation:
        """Show what both sides changed, and if wanted, have it decided."""
        from generator.cli.conflict_view import ask_about, may_ask, show_conflicts
        from generator.syncing.deciding import undecided

        conflicts = tuple(undecided(found.plans))
        if ask and conflicts and may_ask():
            return _decided(found, ask_about(conflicts))
        show_conflicts(conflicts)
        return found

    def _tell(self, lines: Any) -> None:
        from generator.cli.terminal import console

        if self.told:
            for line in lines:
                console().print(line)


def _decided(found: Situation, decisions: Mapping[str, Decision]) -> Situation:
    """What is found, with decisions; each must be about a card that needs it."""
    from generator.syncing.deciding import decide

    decided = decide(found.plans, decisions)
    for slug, decision in decided.unmet:
        what = "was deleted" if decision == "restore" else "was changed"
        raise click.UsageError(f"--{decision} {slug}: no such card {what} in Anki")
    return replace(found, plans=decided.plans)


def _built(
    deck: Path, languages: tuple[str, ...], apply_it: bool, options: dict[str, Any], quiet: bool
) -> Built:
    """The deck, all of it checked. Only what is applied is written into deck.lock."""
    from generator.building.deck import build_deck, check_deck
    from generator.cli.progress_bars import shown_progress
    from generator.nearest import did_you_mean
    from generator.reading.config import read_config
    from generator.running.machine.scratch import scratch_folder

    known = read_config(deck).languages
    for language in languages:
        if language not in known:
            raise click.UsageError(
                f"unknown language {language!r}: {did_you_mean(language, known)}"
            )
    asked = run_options(options)
    with shown_progress(quiet) as progress:
        if not apply_it:
            return check_deck(deck, only="apkg", options=asked, progress=progress)
        with scratch_folder() as scratch:
            return build_deck(deck, scratch, only="apkg", options=asked, progress=progress)
