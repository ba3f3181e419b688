"""Makes a forked or fresh process look to its program like a script that was just started."""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH103, PTH120, PTH123

from __future__ import annotations

import gc
import importlib.machinery
import os
import sys
from types import ModuleType
from typing import Any

from .. import libraries
from ..order import Order

COPIED = 64 * 1024 * 1024  # bytes
# By then nothing can be imported any more: a warning suggests no tracemalloc.
FAREWELL = (
    "sys.modules['builtins'].__dict__.pop('_', None); sys.modules.pop('__main__', None); "
    "sys.modules.setdefault('tracemalloc', None); gc.collect()"
)


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
    use_up_inodes(order.folder, order.world)
    os.makedirs(os.path.dirname(order.full), exist_ok=True)
    with open(order.full, "wb") as file:
        file.write(order.text.encode("utf-8", "replace"))
    libraries.own_fonts(order.fonts, order.home)


def use_up_inodes(folder: str, count: int) -> None:
    """Use up low inode numbers, so that files get others: a file system assigns the lowest free
    ones.
    """
    for number in range(count):
        flags = os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        os.close(os.open(f"{folder}/inode-{number}", flags))


def offer_files(order: Order, *, closed: bool) -> None:
    """Have the files of the deck that the program names in the folder that it starts in.

    As links where the program is `closed` off from writing to them, else as copies up to COPIED
    bytes together: it may take them for its own. What has the name of something there is put into
    it, if both are folders.
    """
    left = COPIED
    for name, path in order.files:
        left = _offer(order.work + "/" + name, path, left, closed=closed)


def _offer(target: str, path: str, left: int, *, closed: bool) -> int:
    """Returns how many bytes may still be copied."""
    try:
        if os.path.isdir(path) and (not closed or os.path.isdir(target)):  # noqa: PTH112
            os.makedirs(target, exist_ok=True)
            for entry in sorted(os.scandir(path), key=lambda entry: entry.name):
                if not entry.is_symlink():  # which may lead out of the deck, or round in it
                    name = "/" + entry.name
                    left = _offer(target + name, path + name, left, closed=closed)
        elif closed:
            os.symlink(path, target)  # noqa: PTH211
        elif os.path.isfile(path) and os.path.getsize(path) <= left:  # noqa: PTH113, PTH202
            with open(path, "rb") as file, open(target, "xb") as copy:
                left -= copy.write(file.read(left))
    except OSError:
        pass  # the program finds no such file, and says so
    return left


def enter_folders(work: str, home: str, temporary: str) -> None:
    """Enter the program's own folders, where earlier imports may have remembered others.

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


def end_main() -> None:
    """Let go of what a program's module still holds, as an interpreter does at its end: what an
    object says then belongs to what the program prints.

    Nobody else may hold its namespace any more. Called from code that says where an interpreter
    is by then: in `sys`, on line 1.
    """
    exec(compile(FAREWELL, "sys", "exec"), {"__name__": "sys", "sys": sys, "gc": gc})
