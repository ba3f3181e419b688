"""`proofdeck check`."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.on_cluster import on_option, opened_engine, spread_option
from generator.cli.options import (
    deck_and_cards,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from generator.building.built import Built
    from generator.model import Problem, TextEdit
    from generator.reporting.report import FailOn, Report


@click.command()
@click.argument("deck_or_card", metavar="[DECK] [CARD]...", nargs=-1)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    show_default=True,
    help="Format of the report on standard output; problems in plain words go to standard error.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The lowest severity that makes the exit status 1.",
)
@click.option(
    "--locked", is_flag=True, help="Fail if deck.lock is missing or a build would change it."
)
@click.option("--absolute", is_flag=True, help="Write the paths of problems from the root.")
@click.option(
    "--summary",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Append a table of all problems to FILE, as Markdown: for $GITHUB_STEP_SUMMARY.",
)
@running_options
@on_option
@spread_option
@strict_option
@quiet_option
def check(
    deck_or_card: tuple[str, ...],
    style: str,
    fail_on: FailOn,
    locked: bool,
    absolute: bool,
    summary: Path | None,
    on: str | None,
    spread: bool,
    strict: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """Do everything that `build` does except write files.

    DECK is a folder with a deck.toml, or a chapter or folder inside one to check only that part;
    by default the deck you are in, or ./cards. CARDs are slugs; only those cards are checked.

    \b
    Example:
      proofdeck check cards --strict
      proofdeck check cards/en/02-tensors.md
      proofdeck check cards tensor-shape-dtype --format junit > report.xml
    """
    from generator.accepting.offered import offered_edits
    from generator.building.deck import check_deck
    from generator.building.session import Session
    from generator.cli.problem_report import print_problems, print_summary
    from generator.cli.progress_bars import shown_progress
    from generator.last_net import net
    from generator.model import Place, ProblemsError
    from generator.reporting.report import report_on, report_unread

    deck, chapters, cards = deck_and_cards(deck_or_card)
    if locked and (chapters or cards):
        raise click.UsageError(
            "--locked checks the whole deck: leave out the chapter and the cards"
        )
    asked = run_options(options)
    where = opened_engine(on, asked, spread=spread)
    if summary is not None:
        _append(summary, "")  # a path that cannot be written to is known before the deck has run
    built: Built | None = None
    edits: Mapping[Place, TextEdit] = {}
    unread: list[Problem] = []
    try:
        # Other programs parse the report, so there is always one.
        caught = net(unread.append, Place(deck.as_posix()), "checking this deck")
        with (
            caught,
            where as engine,
            Session(asked, engine=engine) as session,
            shown_progress(quiet) as progress,
        ):
            checked = check_deck(
                deck,
                strict=strict,
                locked=locked,
                cards=cards,
                chapters=chapters,
                session=session,
                progress=progress,
            )
            edits = offered_edits(checked) if style == "json" else {}
            built = checked
    except ProblemsError as error:
        unread += error.problems
    report = report_unread(unread) if built is None else report_on(built)
    report = replace(report, edits=edits)
    shown = report.absolute() if absolute else report
    print_problems(shown.problems)
    if built is not None and style == "text" and not quiet:
        print_summary(built)
    _print_report(shown, style, fail_on)
    if summary is not None:
        from generator.reporting.report_summary import as_summary

        _append(summary, as_summary(report, _source()))
    if report.failed(fail_on):
        sys.exit(1)


def _print_report(report: Report, style: str, fail_on: FailOn) -> None:
    from generator.cli.terminal import json_in_a_log, write_document, xml_in_a_log
    from generator.reporting.report_github import as_github
    from generator.reporting.report_json import as_json
    from generator.reporting.report_junit import as_junit

    match style:
        case "json":
            text = json_in_a_log(as_json(report))
        case "junit":
            text = xml_in_a_log(as_junit(report, fail_on))
        case "github":
            text = as_github(report)
        case _:
            return
    if text:
        write_document(text)


def _append(file: Path, text: str) -> None:
    try:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise click.UsageError(
            f"--summary: {file}: {error.strerror or error}; name a file that can be written"
        ) from None


def _source() -> str:
    """Where GitHub shows the files of the working folder, if this is the root of its checkout."""
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA", "GITHUB_WORKSPACE")
    server, repository, commit, root = (os.environ.get(name, "") for name in names)
    if not (server and repository and commit and root) or not Path(root).is_dir():
        return ""
    return f"{server}/{repository}/blob/{commit}" if Path(root).samefile(Path.cwd()) else ""
