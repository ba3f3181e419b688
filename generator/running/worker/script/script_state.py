"""Makes a forked or fresh process look to its program like a script that was just started."""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH103, PTH120, PTH123

from __future__ import annotations

import importlib.machinery
import os
import sys
from types import ModuleType
from typing import Any

from .. import libraries
from ..order import Order


def take_descriptors(stdout: int, stderr: int) -> None:
    """Put the pipes where C code, too, looks for them; nothing comes in."""
    empty = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((empty, 0), (stdout, 1), (stderr, 2)):
        if source != target:
            os.dup2(source, target)
            os.close(source)


def make_folders(order: Order) -> None:
    """The program's scratch folders, and in them its file."""
    for folder in (order.work, order.home, order.temporary):
        os.makedirs(folder)
    os.makedirs(os.path.dirname(order.full), exist_ok=True)
    with open(order.full, "wb") as file:
        file.write(order.text.encode("utf-8", "replace"))
    libraries.own_fonts(order.fonts, order.home)


def move_in(work: str, home: str, temporary: str) -> None:
    """Live in folders of one's own, where earlier imports may have noted others.

    Nothing is imported from there until this process is closed off.
    """
    os.chdir(work)
    os.environ["HOME"] = home
    os.environ["TMPDIR"] = temporary
    tempfile = sys.modules.get("tempfile")
    if tempfile is not None:
        vars(tempfile)["tempdir"] = None
    multiprocessing = sys.modules.get("multiprocessing.process")
    if multiprocessing is not None:
        vars(multiprocessing)["ORIGINAL_DIR"] = work


def make_main(path: str, full: str) -> dict[str, Any]:
    """A fresh `__main__` whose file is the program's; returns its namespace."""
    main = ModuleType("__main__")
    main.__file__ = full
    main.__loader__ = importlib.machinery.SourceFileLoader("__main__", full)
    main.__dict__["__builtins__"] = sys.modules["builtins"]
    sys.modules["__main__"] = main
    sys.argv = [path]
    return main.__dict__
