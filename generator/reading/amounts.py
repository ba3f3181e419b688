"""Amounts of memory as they are written: "2GiB", "512 MiB"."""

from __future__ import annotations

import re
from typing import Final

_SIZE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB|KB|MB|GB)?", re.ASCII)
_UNITS: Final = {
    "B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "KB": 10**3, "MB": 10**6, "GB": 10**9,
}  # fmt: skip


def bytes_of(written: str) -> int:
    """The bytes that an amount of memory is; 0 for what is none, or more than any machine has."""
    size = _SIZE.fullmatch(written.strip())
    amount = float(size[1]) * _UNITS[size[2] or "B"] if size else 0.0
    return int(amount) if amount < 1 << 60 else 0
