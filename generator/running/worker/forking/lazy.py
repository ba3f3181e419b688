"""What libraries import only when they are first used: once here, instead of in every fork."""

from __future__ import annotations

import importlib
import sys

from ..libraries import LAZY


def bring() -> None:
    """Import what belongs to the packages that are loaded."""
    for package, names in LAZY.items():
        if package not in sys.modules:
            continue
        for name in names:
            try:
                importlib.import_module(name)
            except (ImportError, AttributeError):
                continue
