"""Runs programs: each in a fresh process, as fast as a fork, with everything it prints.

The names below load on first use, so that importing this package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generator.running.machine.interpreter import Facts
    from generator.running.pool.local_pool import LocalPool
    from generator.running.results.cached import CachedRunner
    from generator.running.results.key import program_key
    from generator.running.results.run_cache import Cache
    from generator.running.runner import Runner

__all__ = ["Cache", "CachedRunner", "Facts", "LocalPool", "Runner", "program_key"]

_HOMES = {
    "Cache": "results.run_cache",
    "CachedRunner": "results.cached",
    "Facts": "machine.interpreter",
    "LocalPool": "pool.local_pool",
    "Runner": "runner",
    "program_key": "results.key",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
