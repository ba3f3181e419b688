"""The vector units of the processor, by which numeric libraries choose their kernels."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

_VECTORS: Final = ("avx", "fma", "amx", "asimd", "sve")  # flags of x86 and Arm


@cache
def vector_units() -> str:
    """The names of the units, on which the last digits of results may depend."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return os.uname().machine if hasattr(os, "uname") else ""
    for line in text.splitlines():
        name, _, flags = line.partition(":")
        if name.strip() in ("flags", "Features"):
            return " ".join(sorted(flag for flag in flags.split() if flag.startswith(_VECTORS)))
    return ""
