"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from generator.config import FILE_NAME

F = TypeVar("F", bound=Callable[..., Any])


def deck_argument(function: F) -> F:
    """DECK: a folder with a deck.toml, or one whose `cards/` has it."""
    return click.argument(
        "deck",
        required=False,
        default=".",
        type=click.Path(path_type=Path),
        callback=lambda _context, _parameter, value: _deck_folder(value),
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


def _deck_folder(path: Path) -> Path:
    below = path / "cards"
    if not (path / FILE_NAME).is_file() and (below / FILE_NAME).is_file():
        return below
    return path if path != Path() or (path / FILE_NAME).is_file() else below
