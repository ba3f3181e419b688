"""`proofdeck verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.cli.on_cluster import on_option, opened_engine
from generator.cli.options import format_option, quiet_option, sandbox_option, trust_option

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from generator.model import Problem
    from generator.running import Runner
    from generator.running.sandbox.confinement import Sandbox
    from generator.spreading.engine import Engine
    from generator.verifying.package import Package


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@sandbox_option
@trust_option
@on_option
@click.option("--show", is_flag=True, help="Print the programs without running them.")
@format_option("Format of the results.")
@quiet_option
def verify(
    file: Path,
    sandbox: Sandbox,
    trust: bool,
    on: str | None,
    show: bool,
    form: str,
    quiet: bool,
) -> None:
    """Run the programs in an Anki package to see if it is still true.

    FILE is an .apkg file that Proofdeck built, or one that Anki exported from such a deck. Its
    programs are not yours: without a full sandbox they run only with --trust, and are printed for
    you to read instead.

    \b
    Example:
      proofdeck verify pytorch-jax-en.apkg
    """
    from generator.cli.problem_report import exit_with_problems
    from generator.running.run_options import RunOptions
    from generator.verifying.package import read_package

    with exit_with_problems():
        package = read_package(file)
        where = opened_engine(None if show else on, RunOptions(sandbox=sandbox, once=True))
        with where as engine:
            refusal = _refusal(package, sandbox, trust, engine)
            if show or refusal:
                _show(package, form, refusal)
                failed = bool(refusal)
            else:
                failed = _run(package, form, quiet, sandbox, engine)
    if failed:
        sys.exit(1)


def _refusal(
    package: Package, sandbox: Sandbox, trust: bool, engine: Engine | None
) -> tuple[Problem, ...]:
    """Why the programs need --trust to run. Raises ProblemsError if they may not run at all."""
    from generator.model import ProblemsError
    from generator.running.sandbox.trust import require_level, require_sandbox

    foreign = "this package is not yours"
    if engine is not None:
        strict = sandbox == "strict"
        require_level(engine.level, package.path, foreign="", strict=strict)
        try:
            require_level(
                engine.level, package.path, foreign="" if trust else foreign, strict=strict
            )
        except ProblemsError as error:
            return error.problems
        return ()
    require_sandbox(sys.executable, sandbox, package.path)
    try:
        require_sandbox(sys.executable, sandbox, package.path, foreign=foreign, trust=trust)
    except ProblemsError as error:
        return error.problems
    return ()


def _run(package: Package, form: str, quiet: bool, sandbox: Sandbox, engine: Engine | None) -> bool:
    from functools import partial

    from generator.cli.progress_bars import shown_progress
    from generator.cli.terminal import console, json_in_a_log, write_document
    from generator.cli.verify_report import results_text
    from generator.running import Facts, LocalPool
    from generator.verifying.verification import verify_package
    from generator.verifying.verify_json import verified_json

    facts = Facts.of()
    # No cache: a foreign program must not put results there that are believed later.
    runner: Callable[[], AbstractContextManager[Runner]] = partial(LocalPool, sandbox=sandbox)
    if engine is not None:
        from generator.spreading.executor_runner import ExecutorRunner

        runner = partial(ExecutorRunner, engine, sandbox=sandbox)
    with shown_progress(quiet) as progress:
        verified = verify_package(package, runner=runner, facts=facts, progress=progress)
    if form == "json":
        write_document(json_in_a_log(verified_json(verified, facts)))
    elif not quiet or verified.failed:
        for line in results_text(verified):
            console().print(line)
    return verified.failed


def _show(package: Package, form: str, refusal: tuple[Problem, ...]) -> None:
    from generator.cli.problem_report import print_problems
    from generator.cli.terminal import console, json_in_a_log, write_document
    from generator.cli.verify_report import programs_text
    from generator.verifying.verify_json import untrusted_json

    if form == "json":
        write_document(json_in_a_log(untrusted_json(package)))
    else:
        for line in programs_text(package):
            console().print(line)
    print_problems(refusal)
