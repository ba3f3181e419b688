"""Other ways to run the programs of cards, as their own manuals say."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from generator.keeping.cache_folder import cache_folder
from generator.model import Program
from generator.running.machine.environ import environment

# The cells one after the other; one that is meant to fail does not keep the next from running.
SCRIPT = """
import contextlib, json, sys
for code, mode, raises in json.loads(sys.argv[1]):
    with contextlib.suppress(BaseException if raises else ()):
        exec(compile(code, "card.md", "exec"), globals())
"""


def settings(program: Program | None = None, *, varied: bool = False) -> dict[str, str]:
    """The environment that programs have in the pool, in their second run if `varied`."""
    extra = dict(program.env) if program is not None else {}
    return environment(Path.home(), cache_folder() / "matplotlib", world=int(varied)) | extra


def fresh(program: Program) -> None:
    """A new interpreter."""
    cells = json.dumps([(cell.code, cell.mode, cell.raises) for cell in program.cells])
    command = [sys.executable, "-s", "-c", SCRIPT, cells]
    subprocess.run(command, env=settings(program), check=False, capture_output=True)


def one_by_one(programs: Sequence[Program]) -> None:
    """A new interpreter for each."""
    for program in programs:
        fresh(program)


def two_by_two(programs: Sequence[Program]) -> None:
    """The same, as many at a time as there are cores."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        list(threads.map(fresh, programs))


def notebook(program: Program) -> Any:
    """A card as a notebook."""
    import nbformat

    book = nbformat.v4.new_notebook()
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    book.cells = [nbformat.v4.new_code_cell(cell.code) for cell in program.cells]
    return book


def with_nbclient(programs: Sequence[Program]) -> None:
    """A Jupyter kernel for each card."""
    from nbclient import NotebookClient

    for program in programs:
        with variables(settings(program)), silence():
            NotebookClient(notebook(program), allow_errors=True, kernel_name="python3").execute()


def with_jupyter_cache(programs: Sequence[Program]) -> None:
    """A project of notebooks in an empty cache, run with its default executor."""
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.executors import load_executor

    with tempfile.TemporaryDirectory() as folder, variables(settings()), silence():
        cache = get_cache(str(Path(folder) / "cache"))
        for number, program in enumerate(programs):
            path = Path(folder) / f"{number}.ipynb"
            book = notebook(program)
            book.metadata["number"] = number
            nbformat.write(book, path)
            cache.add_nb_to_project(str(path))
        load_executor("local-serial", cache=cache).run_and_cache(allow_errors=True)


@contextlib.contextmanager
def variables(wanted: dict[str, str]) -> Iterator[None]:
    """What a kernel inherits; the home stays, since kernels are looked up there."""
    before = dict(os.environ)
    os.environ.update({name: value for name, value in wanted.items() if name != "HOME"})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Keep to themselves what kernels say of their transport."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nothing:  # noqa: PTH123
        os.dup2(nothing.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def installed(*names: str) -> bool:
    """Whether all these can be imported."""
    return all(importlib.util.find_spec(name) is not None for name in names)
