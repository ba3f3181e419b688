"""Arguments and options that several commands share."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from generator.running.run_options import RunOptions
    from generator.syncing.anki_connect import Client

F = TypeVar("F", bound=Callable[..., Any])


def deck_argument(function: F) -> F:
    """DECK: a folder with a deck.toml, one whose `cards/` has it, or a path inside a deck."""
    return click.argument(
        "deck",
        required=False,
        default=".",
        type=click.Path(path_type=Path),
        callback=lambda _context, _parameter, value: deck_and_part(value)[0],
    )(function)


def output_option(said: str) -> Callable[[F], F]:
    """-o, --output: the folder of what is built, by default `build`."""
    return click.option(
        "-o",
        "--output",
        default="build",
        show_default=True,
        type=click.Path(path_type=Path),
        help=said,
    )


def following_options(function: F) -> F:
    """--output, --poll: what is not watched, and how the rest is."""
    poll = click.option(
        "--poll",
        is_flag=True,
        help="Look at the files several times a second: for file systems that tell of no changes, "
        "such as those of a network.",
    )
    return output_option("Folder of the decks and PDFs that you build, which is not watched.")(
        poll(function)
    )


def format_option(said: str, name: str = "form") -> Callable[[F], F]:
    """--format, as the parameter `name`: text or JSON."""
    return click.option(
        "--format",
        name,
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help=said,
    )


def quiet_option(function: F) -> F:
    """--quiet: only problems are printed."""
    return click.option("-q", "--quiet", is_flag=True, help="Print problems and nothing else.")(
        function
    )


def anki_option(function: F) -> F:
    """--url: the AnkiConnect of a running Anki, as the argument `client`."""
    return click.option(
        "--url",
        "client",
        default="http://127.0.0.1:8765",
        show_default=True,
        metavar="URL",
        callback=lambda _context, _parameter, value: _client(value),
        help="Where AnkiConnect listens. Its API key is read from PROOFDECK_ANKI_KEY.",
    )(function)


def _client(url: str) -> Client:
    from generator.syncing.anki_connect import BadUrlError, Client

    try:
        return Client.of(url)
    except BadUrlError as error:
        raise click.UsageError(str(error)) from None


def strict_option(function: F) -> F:
    """--strict: what is missing, not read, not run or not printed is an error."""
    return click.option(
        "--strict",
        is_flag=True,
        help="Treat missing or diverging translations, claims that are not read, fences that look "
        "like programs but are not run, and formulas and characters that cannot be printed, as "
        "errors.",
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


def once_option(function: F) -> F:
    """--once: each program runs once."""
    return click.option(
        "--once",
        is_flag=True,
        help="Run each program once instead of twice; output that varies is not noticed.",
    )(function)


def running_options(function: F) -> F:
    """--once, --cold, --python, --sandbox, --trust: how programs are run."""
    options = (
        once_option,
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
    from generator.reading.source import located

    for folder in (path, path / "cards"):
        if _has_settings(folder):
            return folder
    for folder in located(path).parents:
        if _has_settings(folder):
            return Path(os.path.relpath(folder)) if _is_above(folder) else folder
    return path if path != Path() else path / "cards"


def deck_and_part(path: Path) -> tuple[Path, tuple[Path, ...]]:
    """The deck that a path means, and the chapters of it: all, unless the path is a file or folder
    inside the deck. Raises UsageError for one that does not exist or has no chapters.
    """
    from generator.building.deck_files import LOCK_NAME
    from generator.reading.config import FILE_NAME
    from generator.reading.source import located

    folder = deck_folder(path)
    inside, root = located(path), located(folder)
    whole = (root, root / FILE_NAME, root / LOCK_NAME)
    if path == Path() or inside in whole or not inside.is_relative_to(root):
        return folder, ()
    if not _has_settings(folder):
        return folder, ()
    _require(folder, (path,), ())
    return folder, (path,)


def _has_settings(folder: Path) -> bool:
    from generator.reading.config import FILE_NAME

    # A pipe or a folder of this name is reported when it is read.
    return os.path.lexists(folder / FILE_NAME)


def _is_above(folder: Path) -> bool:
    return Path.cwd().is_relative_to(folder)


def deck_and_cards(words: Sequence[str]) -> tuple[Path, tuple[Path, ...], tuple[str, ...]]:
    """The deck, its chapters and the slugs that the words of `[DECK] [CARD]...` mean.

    The first word is the deck if there is one at that path, or if it is not a valid slug. Raises
    UsageError for a card or a chapter that does not exist.
    """
    first = Path(words[0]) if words else Path()
    is_deck = first.exists() and _has_settings(deck_folder(first))
    slugs = tuple(words[1:])
    if words and not is_deck and _is_slug(words[0]) and _has_settings(deck_folder(Path())):
        first, slugs = Path(), tuple(words)
    folder, chapters = deck_and_part(first)
    if slugs:
        _require(folder, chapters, slugs)
    return folder, chapters, slugs


def _is_slug(word: str) -> bool:
    from generator.reading.slugs import SLUG

    return SLUG.fullmatch(word) is not None


def _require(deck: Path, chapters: Sequence[Path], slugs: Sequence[str]) -> None:
    """Raises UsageError for a chapter or a card that the deck does not have."""
    from generator.building.selection import NoSuchPartError, Selection
    from generator.model import ProblemsError
    from generator.reading.chapter_files import deck_files
    from generator.reading.config import read_config
    from generator.reading.whole_deck import read_files

    selection = Selection.of(slugs, chapters)
    try:
        files = selection.files(deck_files(deck, read_config(deck)).files)
        if slugs:
            selection.require_cards(use.slug for use in read_files(files)[1])
    except ProblemsError:
        return  # checking the deck reports what is wrong with it
    except NoSuchPartError as error:
        raise click.UsageError(str(error)) from None
