"""The facts of an interpreter that results depend on."""

from __future__ import annotations

import os
import platform
import sys
import sysconfig
from typing import Any


def interpreter() -> dict[str, Any]:
    """Version, implementation, platform, C library, and the folders of installed code."""
    libc = ""
    if hasattr(os, "confstr") and "CS_GNU_LIBC_VERSION" in os.confstr_names:
        libc = os.confstr("CS_GNU_LIBC_VERSION") or ""
    folders = {sysconfig.get_path(name) for name in ("purelib", "platlib", "stdlib", "platstdlib")}
    return {
        "version": platform.python_version(),
        "implementation": platform.python_implementation(),
        "platform": sysconfig.get_platform(),
        "libc": libc,
        "folders": sorted((folder for folder in folders if folder), key=len, reverse=True),
        "stdlib": sorted(getattr(sys, "stdlib_module_names", sys.builtin_module_names)),
    }
