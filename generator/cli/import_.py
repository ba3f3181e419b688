"""`proofdeck import`."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import (
    format_option,
    once_option,
    python_option,
    sandbox_option,
    trust_option,
)

if TYPE_CHECKING:
    from generator.running.sandbox.confinement import Sandbox


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="The folder of the new deck; it must not exist yet, or be empty.",
)
@click.option("--from", "name", metavar="FORMAT", help="What the files are, if it cannot be told.")
@click.option(
    "--language", default="en", show_default=True, metavar="CODE", help="Language of the cards."
)
@click.option("--no-run", is_flag=True, help="Run no program: show all code as not run.")
@click.option(
    "--keep-ids", is_flag=True, help="Keep the ids that notes have in Anki, and so their reviews."
)
@format_option("Format of the report.")
@once_option
@python_option
@sandbox_option
@trust_option
def import_(
    files: tuple[Path, ...],
    output: Path,
    name: str | None,
    language: str,
    no_run: bool,
    keep_ids: bool,
    form: str,
    once: bool,
    python: str,
    sandbox: Sandbox,
    trust: bool,
) -> None:
    """Make a deck of cards that other tools wrote.

    FILE is a package of Anki (.apkg, .colpkg) or Mochi, a table (.txt, .csv, .tsv), a notebook of
    Jupyter, Markdown of another tool (Obsidian, hashcards, mdanki and others), or a folder of
    these. Sub-decks become chapters, and code is run: what does not run, or states what is false,
    is shown as not run. With `--from article` cards are made of what the programs of an article
    do. The report names what was not carried over, and each card to look at.

    \b
    Example:
      proofdeck import python.apkg -o python
      proofdeck check python
    """
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import console, json_in_a_log, one_line, say, write_document
    from generator.importing.import_deck import import_files
    from generator.importing.import_formats import IMPORT_FORMATS
    from generator.importing.import_text import import_json, import_text
    from generator.reading.config import is_language
    from generator.running.run_options import RunOptions

    names = tuple(dict.fromkeys(each.name for each in IMPORT_FORMATS))
    if name is not None and name not in names:
        raise click.UsageError(f"--from {name!r} is no format; it takes one of: {', '.join(names)}")
    if not is_language(language):
        raise click.UsageError(f"{language!r} is not a language code: --language takes en, zh, …")
    options = RunOptions(python=python, sandbox=sandbox, trust=trust, once=once)
    with exit_with_problems(), shown_progress(quiet=form == "json") as progress:
        imported = import_files(
            files,
            output,
            name=name or "",
            language=language,
            options=options,
            run=not no_run,
            keep_guids=keep_ids,
            paper=True,
            progress=progress,
        )
    if form == "json":
        write_document(json_in_a_log(import_json(imported)))
    else:
        for line in import_text(imported):
            console().print(one_line(line))
        say(f"Next: proofdeck check {one_line(shlex.quote(str(output)))}")
    if imported.unprinted:
        sys.exit(1)
