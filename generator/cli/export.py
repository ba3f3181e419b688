"""`proofdeck export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generator.building.targets import EXPORTED
from generator.cli.options import (
    deck_and_part,
    output_option,
    quiet_option,
    run_options,
    running_options,
    strict_option,
)

if TYPE_CHECKING:
    from generator.building.built import Built


@click.command()
@click.argument("deck", required=False, default=".", type=click.Path(path_type=Path))
@click.option(
    "--to",
    "formats",
    multiple=True,
    required=True,
    type=click.Choice(EXPORTED),
    help="The format; may be repeated.",
)
@output_option("Folder for the files.")
@running_options
@strict_option
@quiet_option
def export(
    deck: Path, formats: tuple[str, ...], output: Path, strict: bool, quiet: bool, **options: Any
) -> None:
    """Write a verified deck for other tools than Anki.

    tsv is for Anki's import of text, crowdanki for the add-on of that name, mochi for Mochi, and
    markdown for any other tool. What a format cannot carry is said. As `build` does, `export`
    checks the deck first, and writes nothing unless every card holds.

    DECK is a folder with a deck.toml; by default the deck you are in, or ./cards. Given a chapter
    or folder inside a deck, only that part is exported.

    \b
    Example:
      proofdeck export cards --to mochi -o build
    """
    from generator.building.deck import build_deck
    from generator.cli.problem_report import exit_with_problems, print_problems
    from generator.cli.progress_bars import shown_progress

    folder, chapters = deck_and_part(deck)
    with exit_with_problems(), shown_progress(quiet) as progress:
        built = build_deck(
            folder,
            output,
            chapters=chapters,
            only=formats,
            strict=strict,
            options=run_options(options),
            progress=progress,
        )
    print_problems(built.problems)
    if built.failed:
        sys.exit(1)
    if not quiet:
        _say_written(built, formats)


def _say_written(built: Built, formats: tuple[str, ...]) -> None:
    """Name the files, and below those of a format what it cannot carry."""
    from generator.building.targets import TARGETS
    from generator.cli.terminal import one_line, say
    from generator.reading.source import display_path

    for name in dict.fromkeys(formats):
        files = [path for path in built.files if path.name.endswith(TARGETS[name].ending)]
        for path in files:
            say(f"{one_line(display_path(path))}{'/' if path.is_dir() else ''}")
        lacks = {
            line: None
            for language in built.config.languages
            for line in TARGETS[name].lacks(built.rendered(language))
        }
        for line in lacks:
            say(f"  {line}")
