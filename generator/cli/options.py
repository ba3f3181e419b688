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
    """DECK: a folder with a deck.toml, one whose `cards/` has it, or a path inside a deck."""
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
    """--strict: differing twins, claims not read and would-be programs not run are errors."""
    return click.option(
        "--strict",
        is_flag=True,
        help="Treat missing or diverging translations, claims that are not read, and fences that "
        "look like programs but are not run, as errors.",
    )(function)


def sandbox_option(function: F) -> F:
    """--sandbox: how far programs are confined."""
    return click.option(
        "--sandbox",
        type=click.Choice(["auto", "strict", "off"]),
        default="auto",
        show_default=True,
        help="Confine programs as far as this machine can (auto), fully or not at all (strict), "
        "or never (off).",
    )(function)


def trust_option(function: F) -> F:
    """--trust: programs that are not the user's may run without a full sandbox."""
    return click.option(
        "--trust",
        is_flag=True,
        help="Run programs that are not yours even if the sandbox is not at full strength.",
    )(function)


def python_option(function: F) -> F:
    """--python: the interpreter that runs programs."""
    return click.option(
        "--python",
        default=sys.executable,
        metavar="PATH",
        help="Run the programs with this Python (3.9 or newer).",
    )(function)


def running_options(function: F) -> F:
    """--once, --cold, --python, --sandbox, --trust: how programs are run."""
    options = (
        click.option(
            "--once",
            is_flag=True,
            help="Run each program once instead of twice; output that varies is not noticed.",
        ),
        click.option(
            "--cold", is_flag=True, help="Also run each program in a fresh interpreter and compare."
        ),
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
        raise click.UsageError("--cold needs two runs of each program: leave out --once")
    return RunOptions(**options)


def deck_folder(path: Path) -> Path:
    """The folder of the deck that a path means: itself, its `cards/`, or the nearest above it.

    A path that leads to no deck is returned unchanged, and reported by whoever reads it.
    """
    for folder in (path, path / "cards"):
        if (folder / FILE_NAME).is_file():
            return folder
    for folder in path.absolute().parents:
        if (folder / FILE_NAME).is_file():
            return Path(os.path.relpath(folder)) if _is_above(folder) else folder
    return path if path != Path() else path / "cards"


def part_of(path: Path, folder: Path) -> tuple[Path, ...]:
    """The chapters that a path selects: all, unless it is a file or folder inside the deck."""
    inside = path.absolute().is_relative_to(folder.absolute()) and path != Path()
    return (path,) if inside and path.absolute() != folder.absolute() and path.exists() else ()


def _is_above(folder: Path) -> bool:
    return Path.cwd().is_relative_to(folder)


def deck_and_cards(words: Sequence[str]) -> tuple[Path, tuple[Path, ...], tuple[str, ...]]:
    """The deck, its chapters and the slugs that the words of `[DECK] [CARD]...` mean.

    The first word is the deck if there is one at that path, or if it is not a valid slug. Raises
    UsageError for a card that does not exist.
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
        return  # checking the deck reports what is wrong with it
    for slug in slugs:
        if slug not in known:
            raise click.UsageError(f"no card has the slug `{slug}`: {did_you_mean(slug, known)}")
