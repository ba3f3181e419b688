"""`proofdeck matrix`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.on_cluster import on_option, opened_columns
from generator.cli.options import (
    deck_argument,
    format_option,
    quiet_option,
    sandbox_option,
    trust_option,
)

if TYPE_CHECKING:
    from generator.matrix.columns import Column
    from generator.running.sandbox.confinement import Sandbox


@click.command()
@deck_argument
@click.option(
    "--with",
    "lists",
    metavar="REQUIREMENTS",
    multiple=True,
    help="Add an environment with these requirements, written as for pip; may be repeated.",
)
@click.option(
    "--python",
    "pythons",
    metavar="PATH",
    multiple=True,
    help="Add this interpreter as it is; may be repeated.",
)
@on_option
@click.option("--all", "every", is_flag=True, help="Also show cards that are the same everywhere.")
@format_option("Format of the results.")
@sandbox_option
@trust_option
@quiet_option
def matrix(
    deck: Path,
    lists: tuple[str, ...],
    pythons: tuple[str, ...],
    on: str | None,
    every: bool,
    form: str,
    sandbox: Sandbox,
    trust: bool,
    quiet: bool,
) -> None:
    """Run a deck under other versions and report what differs.

    Environments are made with uv or pip and kept in the cache. Packages that the cards import but
    --with does not name are installed in the versions of this environment. With --on, each kind of
    worker, by its versions and its processor, is a column.

    \b
    Example:
      proofdeck matrix cards --with 'jax==0.9.*' --with 'torch==2.12.* jax'
    """
    from generator.cli.matrix_report import print_matrix
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import console, json_in_a_log, write_document
    from generator.matrix.comparison import try_deck
    from generator.matrix.matrix_json import matrix_json

    columns = _columns(lists, pythons, enough=on is not None)
    with (
        exit_with_problems(),
        opened_columns(on, sandbox) as elsewhere,
        shown_progress(quiet) as progress,
    ):
        found = try_deck(
            deck, columns, elsewhere=elsewhere, sandbox=sandbox, trust=trust, progress=progress
        )
    if form == "json":
        write_document(json_in_a_log(matrix_json(found)))
    elif not quiet or found.failed:
        print_matrix(found, console(), every=every)
    if found.failed:
        sys.exit(1)


def _columns(lists: tuple[str, ...], pythons: tuple[str, ...], *, enough: bool) -> list[Column]:
    from generator.matrix.columns import column_of, column_with

    columns = []
    for text in lists:
        try:
            columns.append(column_with(text))
        except ValueError as error:
            raise click.BadParameter(f"`{text}`: {error}", param_hint="--with") from None
    columns += [column_of(python) for python in pythons]
    if not columns and not enough:
        raise click.UsageError("name at least one environment: --with 'jax==0.9.*'")
    return columns
