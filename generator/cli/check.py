"""`proofdeck check`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.cli.options import (
    deck_argument,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)

if TYPE_CHECKING:
    from generator.reporting.report import FailOn, Report


@click.command()
@deck_argument
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "junit", "github"]),
    default="text",
    show_default=True,
    help="What goes to standard output; problems in words always go to standard error.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning"]),
    default="error",
    show_default=True,
    help="The least severity that makes the exit status 1.",
)
@running_options
@strict_option
@quiet_option
def check(
    deck: Path, style: str, fail_on: FailOn, strict: bool, quiet: bool, **options: Any
) -> None:
    """Do everything that `build` does but write: read DECK, run its programs, verify its cards.

    \b
    Example:
      proofdeck check cards --strict
      proofdeck check cards --format junit > report.xml
    """
    from generator.building.deck import check_deck
    from generator.cli.progress import shown_progress
    from generator.cli.report import print_problems, print_summary
    from generator.model import ProblemsError
    from generator.reporting.report import report_on, report_unread

    try:
        with shown_progress(quiet) as progress:
            asked = run_options(options)
            built = check_deck(deck, strict=strict, options=asked, progress=progress)
    except ProblemsError as error:
        print_problems(error.problems)
        report = report_unread(error.problems)
    else:
        print_problems(built.problems)
        report = report_on(built)
        if style == "text" and not quiet:
            print_summary(built)
    _print_report(report, style, fail_on)
    if report.failed(fail_on):
        sys.exit(1)


def _print_report(report: Report, style: str, fail_on: FailOn) -> None:
    from generator.cli.terminal import json_in_a_log, write_document, xml_in_a_log
    from generator.reporting.as_github import as_github
    from generator.reporting.as_json import as_json
    from generator.reporting.as_junit import as_junit

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
