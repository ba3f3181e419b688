"""The steps of `proofdeck sync`, and what is said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import run_options

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.model import Problem
    from generator.syncing.anki_connect import Client
    from generator.syncing.deciding import Decision
    from generator.syncing.our_deck import OurDeck
    from generator.syncing.plan import Prune
    from generator.syncing.reconcile import Applied, Situation


class SyncRun:
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
        from generator.cli.sync_report import applied_text, backup_text, plan_text
        from generator.cli.terminal import say
        from generator.keeping.exclusive import exclusive
        from generator.syncing.reconcile import carry_out, left_problems, situation

        built, decks = self._deck(deck, languages, apply_it, options, quiet)
        if not decks:
            return built.problems
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

    def pull(
        self,
        deck: Path,
        languages: tuple[str, ...],
        options: dict[str, Any],
        quiet: bool,
        yes: bool,
    ) -> tuple[tuple[Problem, ...], bool]:
        """Write into the deck what readers changed; problems, and whether nothing is left to do.
        Raises ProblemsError.
        """
        from generator.cli.problem_report import print_problems
        from generator.cli.sync_pull import Puller
        from generator.importing.html.html_trees import require_parser
        from generator.keeping.exclusive import exclusive
        from generator.reading.source import display_path
        from generator.syncing.reconcile import situation

        require_parser(display_path(deck))
        puller = Puller(deck, yes=yes, quiet=quiet)
        built, decks = self._deck(deck, languages, False, options, quiet)
        if not decks:
            return built.problems, False
        with exclusive(f"sync {self.client.url}"):
            found = situation(self.client, decks, all_of=bool(languages))
        print_problems(built.problems)  # their lines are those of the files before the pull
        return puller.pull(found.plans, built.config)

    def _deck(
        self,
        deck: Path,
        languages: tuple[str, ...],
        apply_it: bool,
        options: dict[str, Any],
        quiet: bool,
    ) -> tuple[Built, list[OurDeck]]:
        """The deck as it is built, and the languages to compare; none where it has problems."""
        from generator.building.deck_files import LOCK_NAME
        from generator.syncing.lock_history import lock_history
        from generator.syncing.our_deck import our_deck
        from generator.writing.lock import Lock

        self.client.greet()  # before programs run, and before a build writes deck.lock
        lock = deck / LOCK_NAME
        past = (Lock.read(lock), *lock_history(lock))
        built = _built(deck, languages, apply_it, options, quiet)
        if built.failed:
            return built, []
        chosen = languages or built.config.languages
        return built, [our_deck(built, language, past) for language in chosen]

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
