"""`proofdeck audit`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.options import sandbox_option

if TYPE_CHECKING:
    from generator.running.sandbox.confinement import Sandbox


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE.md...", type=click.Path(path_type=Path)
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0, 86_400, min_open=True),
    help="Stop a program after that long.",
)
@click.option(
    "--format",
    "form",
    default="text",
    show_default=True,
    type=click.Choice(["text", "json"]),
    help="How the report is written.",
)
@sandbox_option
def audit(files: tuple[Path, ...], timeout: float, form: str, sandbox: Sandbox) -> None:
    """Say what in an article runs, crashes, is false, or varies.

    FILE.md is an article, a README, lecture notes: no deck is needed. Each block is run alone,
    and where that fails after the earlier blocks that it needs; outputs stated in comments,
    sessions and output fences are held against what comes out.

    \b
    Example:
      proofdeck audit article.md
    """
    from generator.auditing.audit_files import audit_files
    from generator.auditing.audit_json import as_json
    from generator.auditing.audit_text import as_text
    from generator.auditing.summary import Summary
    from generator.checking.runners import open_runner
    from generator.cli.problem_report import print_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import console, json_in_a_log, one_line, write_document
    from generator.model import ProblemsError
    from generator.running.run_options import RunOptions
    from generator.running.sandbox.trust import require_sandbox

    try:
        require_sandbox(sys.executable, sandbox, str(files[0]))
        runner = partial(open_runner, RunOptions(sandbox=sandbox))
        with shown_progress(quiet=form == "json") as progress:
            audited = audit_files(files, timeout=timeout, runner=runner, progress=progress)
    except ProblemsError as error:
        print_problems(error.problems)
        sys.exit(1)
    if form == "json":
        write_document(json_in_a_log(as_json(audited)))
    else:
        out = console()
        for line in as_text(audited):
            out.print(one_line(line))
    if Summary.of(audited).problems:
        sys.exit(1)
