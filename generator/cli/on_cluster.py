"""--on: the workers that run programs in place of this machine."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from generator.matrix.worker_columns import WorkerColumn
    from generator.running.run_options import RunOptions
    from generator.running.sandbox.confinement import Sandbox
    from generator.spreading.engine import Engine

F = TypeVar("F", bound=Callable[..., Any])

_EXTRA: Final = "pip install 'proofdeck[cluster]'"


def on_option(function: F) -> F:
    """--on: where programs run."""
    return click.option(
        "--on",
        metavar="ADDRESS",
        help="Run the programs on the Dask cluster whose scheduler is at ADDRESS, such as "
        "tcp://host:8786, or on workers that are started on this machine (local).",
    )(function)


def spread_option(function: F) -> F:
    """--spread: the second run of a program is on another machine than the first."""
    return click.option(
        "--spread",
        is_flag=True,
        help="With --on, have the two runs of each program on different workers, of different "
        "kinds of machine if there are any; nothing is taken from the cache.",
    )(function)


def opened_engine(
    address: str | None, options: RunOptions, *, spread: bool = False
) -> AbstractContextManager[Engine | None]:
    """The workers at an address, which run programs as `options` say; None without an address.
    Those that are left out are named on standard error.

    Raises UsageError at once for what only this machine can do; and when it is entered,
    ProblemsError if Dask is not installed, no scheduler answers, or no worker is like this machine.
    """
    if address is not None and not address.strip():
        raise click.UsageError("--on has no address: name a scheduler, or local")
    if spread and address is None:
        raise click.UsageError("--spread needs the workers of a cluster: name it with --on")
    if spread and options.once:
        raise click.UsageError("--spread needs two runs of each program: leave out --once")
    if address is not None and options.python != sys.executable:
        raise click.UsageError(
            "--on: workers run programs in the Python that they run in: leave out --python"
        )
    if address is not None and options.cold:
        raise click.UsageError(
            "--cold compares with a fresh interpreter on this machine: leave out --on"
        )
    return _opened(address, options, spread)


@contextmanager
def _opened(address: str | None, options: RunOptions, spread: bool) -> Iterator[Engine | None]:
    if address is None:
        yield None
        return
    _require_dask()
    from generator.cli.problem_report import print_problems
    from generator.model import Place, Problem
    from generator.spreading.dask_engine import dask_engine

    def said(words: str) -> None:
        hint = "give it what this machine has to use it, too"
        print_problems([Problem(Place("--on"), "cluster", words, hint, severity="warning")])

    with dask_engine(address, sandbox=options.sandbox, spread=spread, said=said) as engine:
        yield engine


@contextmanager
def opened_columns(
    address: str | None, sandbox: Sandbox
) -> Iterator[Callable[[tuple[str, ...]], Sequence[WorkerColumn]] | None]:
    """What finds the columns of a matrix among the workers at an address; None without one.

    Raises ProblemsError if Dask is not installed, or no scheduler answers.
    """
    if address is None:
        yield None
        return
    _require_dask()
    from generator.matrix.worker_columns import WorkerColumn
    from generator.model import ProblemsError
    from generator.spreading.dask_connection import DaskConnection
    from generator.spreading.dask_engine import DaskEngine
    from generator.spreading.described import Described
    from generator.spreading.worker_kinds import WorkerKind, worker_kinds

    with DaskConnection(address, sandbox=sandbox) as connection:

        def column(kind: WorkerKind) -> WorkerColumn:
            if kind.described is None:
                return WorkerColumn(kind.name, why=kind.why)
            try:
                engine = DaskEngine(connection, like=kind.addresses[0])
            except ProblemsError as error:
                return WorkerColumn(kind.name, why=error.problems[0].message)
            return WorkerColumn(kind.name, kind.described, engine)

        def columns(modules: tuple[str, ...]) -> Sequence[WorkerColumn]:
            found = worker_kinds(Described.of(modules), connection.described(modules))
            return [column(kind) for kind in found]

        yield columns


def _require_dask() -> None:
    from generator.model import Place, Problem, ProblemsError

    if importlib.util.find_spec("distributed") is None:
        message = "running programs on a cluster needs a package that is not installed here: dask"
        hint = f"install it: {_EXTRA}"
        raise ProblemsError(Problem(Place("proofdeck"), "missing-extra", message, hint))
