"""`proofdeck audit`."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.on_cluster import on_option, opened_engine
from generator.cli.options import format_option, python_option, sandbox_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from generator.auditing.document import Audited
    from generator.running import Runner
    from generator.running.run_options import RunOptions
    from generator.running.sandbox.confinement import Sandbox
    from generator.spreading.engine import Engine


@click.command()
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
)
@click.option(
    "--timeout",
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0, 86_400, min_open=True),
    help="Stop each program after this time.",
)
@format_option("Format of the report.")
@click.option(
    "--baseline",
    metavar="REPORT",
    type=click.Path(exists=True, path_type=Path, dir_okay=False),
    help="Accept the findings of an earlier JSON report; only new ones fail.",
)
@click.option(
    "--strict", is_flag=True, help="Fail also where a stated output could not be checked."
)
@python_option
@sandbox_option
@on_option
def audit(
    files: tuple[Path, ...],
    timeout: float,
    form: str,
    baseline: Path | None,
    strict: bool,
    python: str,
    sandbox: Sandbox,
    on: str | None,
) -> None:
    """Report what runs, crashes, is false, or varies in an article.

    FILE is an article, a README or lecture notes in Markdown or reStructuredText, a notebook
    (.ipynb), a module with doctests (.py), or a folder of them; no deck is needed. Each block runs
    alone, then after the earlier blocks that it needs, then after all earlier blocks. Outputs
    stated in comments, sessions, tables and listings are checked against what comes out.

    \b
    Example:
      proofdeck audit article.md
      proofdeck audit docs --format json > known.json
      proofdeck audit docs --baseline known.json
    """
    from generator.auditing.audit_files import audit_each
    from generator.auditing.audit_json import as_json
    from generator.auditing.audit_text import file_text
    from generator.auditing.baseline import read_baseline
    from generator.auditing.summary import Summary
    from generator.cli.problem_report import exit_with_problems
    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import console, json_in_a_log, one_line, write_document
    from generator.running.run_options import RunOptions

    found: list[Audited] = []
    out = console()
    options = RunOptions(python=python, sandbox=sandbox)
    with exit_with_problems(), opened_engine(on, options) as engine:
        known = read_baseline(baseline) if baseline is not None else None
        runner = _runner(options, engine, str(files[0]))
        with shown_progress(quiet=form == "json") as progress:
            for audited in audit_each(files, timeout=timeout, runner=runner, progress=progress):
                accepted = known.accept(audited) if known is not None else audited
                found.append(accepted)
                if form == "text":
                    for line in file_text(accepted):
                        out.print(one_line(line))
    summary = Summary.of(found)
    if form == "json":
        write_document(json_in_a_log(as_json(found)))
    else:
        out.print(one_line(str(summary)))
    if summary.failures or (strict and summary.unread):
        sys.exit(1)


def _runner(
    options: RunOptions, engine: Engine | None, place: str
) -> Callable[[], AbstractContextManager[Runner]]:
    """What opens a runner, here or on the workers of an engine. Raises ProblemsError where the
    sandbox is weaker than the options ask for.
    """
    if engine is None:
        from generator.checking.runners import open_runner
        from generator.running.sandbox.trust import require_sandbox

        require_sandbox(options.python, options.sandbox, place)
        return partial(open_runner, options)
    from generator.running.sandbox.trust import require_level
    from generator.spreading.cached_engine import open_engine

    require_level(engine.level, place, foreign="", strict=options.sandbox == "strict")
    return partial(open_engine, engine, options)
