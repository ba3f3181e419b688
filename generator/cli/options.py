"""Arguments and options that several commands share."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from generator.reading.config import FILE_NAME

if TYPE_CHECKING:
    from generator.running.run_options import RunOptions

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

F = TypeVar("F", bound=Callable[..., Any])


def deck_argument(function: F) -> F:
    """DECK: a folder with a deck.toml, or one whose `cards/` has it, or one inside it."""
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
    """--strict: missing or diverging twins are errors, and what is not read or not run."""
    return click.option(
        "--strict",
        is_flag=True,
        help="Treat missing or diverging translations, results that are not read, and what looks "
        "like a program and is not run, as errors.",
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


def python_option(function: F) -> F:
    """--python: the interpreter that runs programs."""
    return click.option(
        "--python",
        default=sys.executable,
        metavar="PATH",
        help="Run the programs in another Python (3.9 or newer).",
    )(function)


def running_options(function: F) -> F:
    """--once, --cold, --python, --sandbox, --trust: how programs are run."""
    options = (
        click.option(
            "--once", is_flag=True, help="Run each program once: what varies is not seen."
        ),
        click.option("--cold", is_flag=True, help="Run each again in an interpreter of its own."),
        python_option,
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
    """The folder of the deck that a path means: itself, its `cards/`, or the nearest above it.

    A path that means none stays as it is, to be told as such.
    """
    for folder in (path, path / "cards"):
        if (folder / FILE_NAME).is_file():
            return folder
    for folder in path.absolute().parents:
        if (folder / FILE_NAME).is_file():
            return Path(os.path.relpath(folder)) if _is_above(folder) else folder
    return path if path != Path() else path / "cards"


def part_of(path: Path, folder: Path) -> tuple[Path, ...]:
    """The chapters that a path asks for: all, unless it is a file or a folder inside the deck's."""
    inside = path.absolute().is_relative_to(folder.absolute()) and path != Path()
    return (path,) if inside and path.absolute() != folder.absolute() and path.exists() else ()


def _is_above(folder: Path) -> bool:
    return Path.cwd().is_relative_to(folder)


def deck_and_cards(words: Sequence[str]) -> tuple[Path, tuple[Path, ...], tuple[str, ...]]:
    """The deck, its chapters and the slugs that the words of `[DECK] [CARD]...` mean.

    The first word is a deck where there is one, or where it can be no slug. Raises UsageError
    for a card that is not there.
    """
    first = Path(words[0]) if words else Path()
    folder = deck_folder(first)
    is_deck = first.exists() and (folder / FILE_NAME).is_file()
    if words and not is_deck and _SLUG.fullmatch(words[0]):
        first, folder = Path(), deck_folder(Path())
        slugs = tuple(words)
    else:
        slugs = tuple(words[1:])
    if slugs:
        _require_cards(folder, slugs)
    return folder, part_of(first, folder), slugs


def _require_cards(deck: Path, slugs: Sequence[str]) -> None:
    from generator.model import ProblemsError
    from generator.nearest import did_you_mean
    from generator.reading.whole_deck import read_deck

    try:
        known = {card.slug for card in read_deck(deck)[0].cards() if card.slug}
    except ProblemsError:
        return  # whoever checks the deck tells what is wrong with it
    for slug in slugs:
        if slug not in known:
            raise click.UsageError(f"there is no card `{slug}`: {did_you_mean(slug, known)}")
