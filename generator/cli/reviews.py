"""`proofdeck reviews`: the log of what was studied."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from generator.cli.reviews_anki import from_anki, to_anki

if TYPE_CHECKING:
    from generator.scheduling.log_export import ExportFormat
    from generator.scheduling.review_log import ReviewLog


@click.group()
def reviews() -> None:
    """Export or back up what you reviewed, carry it to Anki or from there.

    The review log is one file for all decks, in your data folder; PROOFDECK_DATA sets another
    folder.

    \b
    Example:
      proofdeck reviews backup
    """


@reviews.command(name="export")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl"]),
    default="csv",
    show_default=True,
    help="CSV, or one JSON object a line.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
    help="The file to write; by default the reviews are printed.",
)  # fmt: skip
@click.option("--all", "with_undone", is_flag=True, help="Also the reviews that were taken back.")
def export_reviews(form: ExportFormat, output: Path | None, with_undone: bool) -> None:
    """Write all reviews as text.

    \b
    Example:
      proofdeck reviews export --format jsonl -o reviews.jsonl
    """
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.terminal import write_document
    from generator.scheduling.log_export import exported, write_export

    with exit_with_problems(), _existing_log() as log:
        lines = exported(log.reviews(undone=with_undone), form)
        if output is None:
            write_document("".join(lines).rstrip("\n"))
        else:
            write_export(output, lines)


@reviews.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path | None) -> None:
    """Copy the log, while it is in use, to FILE or into the folder of backups beside it.

    `study` makes a backup each day and keeps the last ten.

    \b
    Example:
      proofdeck reviews backup reviews-2026.db
    """
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.terminal import one_line, say
    from generator.reading.source import display_path
    from generator.scheduling.log_backup import back_up_file

    if file is not None and file.exists():
        raise click.UsageError(f"{file} exists; name another file")
    with exit_with_problems(), _existing_log() as log:
        copy = back_up_file(log.path, to=file)
    say(one_line(display_path(copy)))


@reviews.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--merge", is_flag=True, help="Keep what the log has, and add the reviews that it lacks."
)
def restore(file: Path, merge: bool) -> None:
    """Replace the log by the backup FILE. The log as it is now is kept as a backup.

    \b
    Example:
      proofdeck reviews restore reviews-2026.db
    """
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.terminal import one_line, say
    from generator.counted import counted
    from generator.reading.source import display_path
    from generator.scheduling.log_file import log_path
    from generator.scheduling.log_restore import restore as restore_log

    how: Literal["replace", "merge"] = "merge" if merge else "replace"
    with exit_with_problems():
        done = restore_log(file, log_path(), how)
    said = counted(done.reviews, "review")
    say(f"{said} added" if merge else f"the log has {said} now")
    if done.kept:
        say(f"before: {one_line(display_path(done.kept))}")


@reviews.command()
@click.option("--dry-run", is_flag=True, help="Show what would change, and store nothing.")
@click.option("--reset", is_flag=True, help="Go back to the default parameters of FSRS.")
def optimize(dry_run: bool, reset: bool) -> None:
    """Fit the parameters of FSRS to your reviews.

    It needs torch, and 512 reviews that were a day or more after the one before. Parameters are
    stored if they predict your reviews better than those of now. When cards are due does not
    change until their next reviews.

    \b
    Example:
      proofdeck reviews optimize
    """
    from dataclasses import replace

    from generator.cli.problem_report import exit_with_problems
    from generator.cli.terminal import say
    from generator.scheduling.fsrs_optimizer import optimized

    if dry_run and reset:
        raise click.UsageError("--reset cannot be combined with --dry-run")
    with exit_with_problems(), _existing_log() as log:
        if reset:
            log.set_settings(replace(log.settings(), parameters=()))
            say("the parameters are those of FSRS now")
            return
        found = optimized(log, progress=sys.stderr.isatty())
        losses = (
            f"{found.before:.4f} with the parameters of now, {found.after:.4f} with those found"
        )
        say(f"log loss over {found.reviews:,} reviews: {losses}")
        if not found.better:
            say("your parameters predict as well: nothing is stored")
        elif dry_run:
            say("parameters: " + ", ".join(f"{each:.4f}" for each in found.parameters))
        else:
            log.set_settings(replace(log.settings(), parameters=found.parameters))
            say("the better parameters are stored")


def _existing_log() -> ReviewLog:
    """The user's log. Raises ProblemsError where nothing was studied yet."""
    from generator.model import ProblemsError
    from generator.scheduling.log_backup import backups_of
    from generator.scheduling.log_faults import log_problem
    from generator.scheduling.log_file import log_path
    from generator.scheduling.review_log import ReviewLog

    path = log_path()
    if not path.exists() and not backups_of(path):
        hint = "study a deck first: proofdeck study DECK"
        raise ProblemsError(log_problem(path, "there is no review log yet", hint))
    return ReviewLog.open(path)


for command in (to_anki, from_anki):
    reviews.add_command(command)
