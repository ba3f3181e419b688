"""Imports what programs will be forked with, and sees that those forks will be faithful."""

from __future__ import annotations

import gc
import importlib
import os
import sys
import weakref

from ..isolation import lockdown
from ..kernel import process
from . import lazy

PRINTED = "importing printed something"  # which the program has to show


def preload(modules: list[str]) -> str:
    """Import the modules. Returns why forks of this process would not be faithful, or "".

    To import some and later the others leaves what importing all of them at once would.
    """
    gc.disable()
    for name in modules:
        try:
            importlib.import_module(name)
        except BaseException as error:
            # The program that wants it must see its own, real failure: in a fresh process.
            return f"import {name}: {type(error).__name__}: {error}"
        lazy.bring()  # after each, so that the order of all is the same in one go and in two
    sys.stdout.flush()
    sys.stderr.flush()
    process.flush_c()
    if modules and os.fstat(1).st_size:
        return PRINTED
    count = process.threads()
    if count != 1:
        return f"{count} threads after importing"
    disown_finalizers()
    lockdown.prepare()
    gc.collect()
    gc.freeze()
    return ""


def disown_finalizers() -> None:
    """Keep what was imported here from being torn down by each fork that ends.

    A fork would delete temporary folders that the others still use, and take tens of
    milliseconds to unregister torch's operators.
    """
    for each in list(getattr(weakref.finalize, "_registry", ())):
        each.atexit = False
