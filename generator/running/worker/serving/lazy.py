"""What frameworks import only when they are first used: once here, instead of in every fork."""

from __future__ import annotations

import importlib
import sys

# By the package that does so. All are private, so that any may be missing from a version;
# tabulate, which torch asks for when a program ends, need not be installed.
LAZY = {
    "jax": ("jaxlib.mlir.dialects.builtin", "jaxlib.mlir.dialects.mhlo"),
    "torch": (
        "torch._subclasses.schema_check_mode",
        "torch.profiler._cupti_monitor",
        "tabulate",
    ),
}


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
