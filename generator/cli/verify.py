"""`proofdeck verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import quiet_option

if TYPE_CHECKING:
    from generator.verifying.package import Package


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trust", is_flag=True, help="Run the programs that the deck carries.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How results are printed.",
)
@quiet_option
def verify(file: Path, trust: bool, form: str, quiet: bool) -> None:
    """Run the programs that an Anki deck carries, and say whether it is still true.

    FILE is an .apkg file that Proofdeck built, or Anki exported from such a deck. Without
    --trust nothing runs: the programs are printed for you to read. They are somebody else's
    code, and run with limits on time and memory, but otherwise as you.

    \b
    Example:
      proofdeck verify pytorch-jax-en.apkg --trust
    """
    from generator.cli.report import print_problems
    from generator.model import ProblemsError
    from generator.verifying.package import read_package

    try:
        package = read_package(file)
        failed = _run(package, form, quiet) if trust else _show(package, form)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    if failed:
        sys.exit(1)


def _run(package: Package, form: str, quiet: bool) -> bool:
    from generator.cli.progress import shown_progress
    from generator.cli.terminal import console
    from generator.cli.verify_report import results_text
    from generator.running import Facts, LocalPool
    from generator.verifying.as_json import verified_json
    from generator.verifying.verify import verify_package

    facts = Facts.of()
    # Not behind the cache: what a stranger's program leaves there would be believed later.
    with shown_progress(quiet) as progress:
        verified = verify_package(package, runner=LocalPool, facts=facts, progress=progress)
    if form == "json":
        click.echo(verified_json(verified, facts))
    elif not quiet or verified.failed:
        for line in results_text(verified):
            console().print(line)
    return verified.failed


def _show(package: Package, form: str) -> bool:
    from generator.cli.terminal import console
    from generator.cli.verify_report import programs_text
    from generator.verifying.as_json import untrusted_json

    if form == "json":
        click.echo(untrusted_json(package))
    else:
        for line in programs_text(package):
            console().print(line)
    click.echo(f"{package.path}: nothing was run: these are somebody else's programs", err=True)
    click.echo("  hint: read them, then give --trust to run them as yourself", err=True)
    return True
