"""Arguments and options that several commands share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.reading.config import FILE_NAME

if TYPE_CHECKING:
    from generator.running.run_options import RunOptions

F = TypeVar("F", bound=Callable[..., Any])


def deck_argument(function: F) -> F:
    """DECK: a folder with a deck.toml, or one whose `cards/` has it."""
    return click.argument(
        "deck",
        required=False,
        default=".",
        type=click.Path(path_type=Path),
        callback=lambda _context, _parameter, value: deck_folder(value),
    )(function)


def quiet_option(function: F) -> F:
    """--quiet: only problems are printed."""
    return click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else.")(
        function
    )


def strict_option(function: F) -> F:
    """--strict: a missing or diverging twin is an error."""
    return click.option(
        "--strict", is_flag=True, help="Treat a missing or diverging translation as an error."
    )(function)


def sandbox_option(function: F) -> F:
    """--sandbox: how far programs are closed off."""
    return click.option(
        "--sandbox",
        type=click.Choice(["auto", "strict", "off"]),
        default="auto",
        show_default=True,
        help="Close programs off as far as this machine can, altogether or not at all, or not.",
    )(function)


def trust_option(function: F) -> F:
    """--trust: somebody else's programs may run without a full sandbox."""
    return click.option(
        "--trust",
        is_flag=True,
        help="Run somebody else's programs even where the sandbox is not at full strength.",
    )(function)


def running_options(function: F) -> F:
    """--once, --cold, --python, --sandbox, --trust: how programs are run."""
    options = (
        click.option(
            "--once", is_flag=True, help="Run each program once: what varies is not seen."
        ),
        click.option("--cold", is_flag=True, help="Run each again in an interpreter of its own."),
        click.option(
            "--python",
            default=sys.executable,
            metavar="PATH",
            help="Run the programs in another Python (3.9 or newer).",
        ),
        sandbox_option,
        trust_option,
    )
    for option in reversed(options):
        function = option(function)
    return function


def run_options(options: Mapping[str, Any]) -> RunOptions:
    """What the options of `running_options` ask for."""
    from generator.running.run_options import RunOptions

    if options["once"] and options["cold"]:
        raise click.UsageError("--cold needs both runs of a program: leave out --once")
    return RunOptions(**options)


def deck_folder(path: Path) -> Path:
    """The folder of the deck that a path means: itself, or its `cards/`."""
    below = path / "cards"
    if not (path / FILE_NAME).is_file() and (below / FILE_NAME).is_file():
        return below
    return path if path != Path() or (path / FILE_NAME).is_file() else below
