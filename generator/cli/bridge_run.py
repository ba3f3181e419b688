"""The steps of `reviews to-anki` and `from-anki`, and what is said of them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from generator.cli.options import deck_and_part, run_options

if TYPE_CHECKING:
    from generator.bridging.live_history import Studied
    from generator.bridging.to_running import Delivered
    from generator.model import Problem
    from generator.syncing.anki_connect import Client

_LEFT = "look at these cards in Anki, then run this again: no review comes twice"


def give(client: Client, source: Path, *, apply_it: bool, again: bool, quiet: bool) -> bool:
    """Show what Anki lacks, and give it if `apply_it`; whether nothing is left to do. Raises
    ProblemsError.
    """
    from generator.bridging.log_side import studying
    from generator.bridging.to_running import deliver, offer
    from generator.cli.bridge_report import delivered_text, offered_text
    from generator.cli.problem_report import print_problems
    from generator.keeping.exclusive import exclusive
    from generator.scheduling.review_log import ReviewLog

    client.greet()
    studied = _studied(source)
    with ReviewLog.open() as log, exclusive(f"sync {client.url}"):
        offered = offer(client, studied, studying(log, studied.guids), again=again)
        _tell(offered_text(offered), quiet)
        if not apply_it or offered.plan.empty:
            _hint(apply_it or offered.plan.empty, quiet)
            return offered.plan.empty
        done = deliver(client, offered, backed_up=lambda paths: _backups(paths, quiet))
    _tell(delivered_text(offered, done), quiet)
    problems = tuple(_left(studied, done, client.url))
    print_problems(problems)
    return not problems


def write_package(
    source: Path, output: Path, language: str | None, options: dict[str, Any], *, quiet: bool
) -> None:
    """Write a package with the history of its cards. Raises ProblemsError."""
    from generator.bridging.anki_history import latest_moment
    from generator.bridging.log_side import studying, until
    from generator.bridging.outgo import all_scheduled
    from generator.bridging.scheduled_package import keys_in, write_scheduled
    from generator.cli.bridge_report import package_text
    from generator.model import Place, Problem, ProblemsError
    from generator.reading.source import display_path
    from generator.running.machine.scratch import scratch_folder
    from generator.scheduling.review_log import ReviewLog

    try:
        with ReviewLog.open() as log, scratch_folder() as folder:
            package = _package(source, Path(folder), language, options, quiet)
            guids = {key.guid for key in keys_in(package)}
            mine, later = until(studying(log, guids), latest_moment())
            cards = write_scheduled(package, all_scheduled(mine), output)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"the package cannot be written: {reason}"
        hint = "choose another file with -o"
        raise ProblemsError(
            Problem(Place(display_path(output)), "unwritable", message, hint)
        ) from None
    _tell(package_text(output, cards, later), quiet)


def take_from_running(
    client: Client, source: Path, *, apply_it: bool, take_back: bool, quiet: bool
) -> bool:
    """Show what study lacks of a running Anki, and take it if `apply_it`; whether nothing is left
    to do. Raises ProblemsError.
    """
    from generator.bridging.from_running import fetch, remember
    from generator.bridging.log_side import studying, take_in
    from generator.cli.bridge_report import intake_text, taken_text
    from generator.keeping.exclusive import exclusive
    from generator.scheduling.review_log import ReviewLog

    client.greet()
    studied = _studied(source)
    with ReviewLog.open() as log, exclusive(f"sync {client.url}"):
        fetched = fetch(client, studied, studying(log, studied.guids))
        where = f"the profile {fetched.live.profile.name}"
        _tell(intake_text(where, fetched.live.history, fetched.plan, take_back=take_back), quiet)
        empty = fetched.plan.empty if take_back else fetched.plan.nothing_new
        if not apply_it:
            _hint(empty, quiet)
            return empty
        taken = take_in(log, fetched.plan, take_back=take_back)
        remember(fetched)
    _tell(taken_text(taken), quiet)
    return True


def take_from_files(
    files: Sequence[Path], deck: Path | None, *, apply_it: bool, quiet: bool
) -> bool:
    """Show what study lacks of packages, if named of the cards of one `deck`, and take it if
    `apply_it`; whether nothing is left to do. Raises ProblemsError.
    """
    from generator.bridging.history_in_package import read_history
    from generator.bridging.intake import intake
    from generator.bridging.live_history import of_guids
    from generator.bridging.log_side import studying, take_in
    from generator.cli.bridge_report import intake_text, taken_text
    from generator.reading.source import display_path
    from generator.scheduling.review_log import ReviewLog

    empty, only = True, _studied(deck).guids if deck else None
    with ReviewLog.open() as log:
        for file in files:
            history = read_history(file)
            if only is not None:
                history = of_guids(history, only)
            mine = studying(log)
            plan = intake(history, mine.reviews, mine.marks, mine.settings)
            _tell(intake_text(display_path(file), history, plan), quiet)
            empty = empty and plan.nothing_new
            if apply_it:
                _tell(taken_text(take_in(log, plan)), quiet)
    if not apply_it:
        _hint(empty, quiet)
    return empty or apply_it


def _studied(source: Path) -> Studied:
    from generator.bridging.bridged_deck import studied_folder, studied_package

    if is_package(source):
        return studied_package(source)
    return studied_folder(deck_and_part(source)[0])


def is_package(source: Path) -> bool:
    """Whether a path is one of a package and not of a deck's folder."""
    return source.suffix.lower() in (".apkg", ".colpkg") and not source.is_dir()


def _package(
    source: Path, folder: Path, language: str | None, options: dict[str, Any], quiet: bool
) -> Path:
    """The package that is given, or that a deck makes. Raises ProblemsError."""
    from generator.building.deck import build_deck
    from generator.cli.problem_report import print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.nearest import did_you_mean
    from generator.reading.config import read_config

    if is_package(source):
        return source
    deck = deck_and_part(source)[0]
    languages = read_config(deck).languages
    if language is None and len(languages) > 1:
        raise click.UsageError(f"choose one with --language: {', '.join(languages)}")
    if language is not None and language not in languages:
        known = did_you_mean(language, languages)
        raise click.UsageError(f"unknown language {language!r}: {known}")
    with shown_progress(quiet) as progress:
        built = build_deck(
            deck, folder, only="apkg", options=run_options(options), progress=progress
        )
    print_problems(built.problems)
    if built.failed:
        sys.exit(1)
    return folder / f"{built.config.name}-{language or languages[0]}.apkg"


def _left(studied: Studied, done: Delivered, url: str) -> Iterable[Problem]:
    from generator.model import Place, Problem

    if not done.left.empty:
        names = studied.listed([one.card.key for one in done.left.given])
        message = f"Anki still lacks reviews or dates: {names}"
        yield Problem(Place(url), "sync-left", message, _LEFT)
    for fault in done.faults:
        message = f"this is not as it should be after the reviews were given: {fault}"
        hint = "look at it in Anki; the backup has it as it was"
        yield Problem(Place(url), "sync-changed", message, hint)


def _backups(paths: Sequence[Path], quiet: bool) -> None:
    from generator.cli.sync_report import backup_text

    _tell(backup_text(paths), quiet)


def _hint(empty: bool, quiet: bool) -> None:
    from generator.cli.terminal import say

    if not (empty or quiet):
        say("Nothing was changed. To do this, add --apply.")


def _tell(lines: Iterable[Text], quiet: bool) -> None:
    from generator.cli.terminal import console

    if not quiet:
        for line in lines:
            console().print(line)
