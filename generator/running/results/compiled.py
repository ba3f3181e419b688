"""What was compiled for programs, kept for the next time that the same code runs.

An entry is machine code that the program itself made, so it deserves no more trust than the
program: it is found again only under the digest of that program's own statements.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Literal

from generator.keeping.cache_folder import cache_folder
from generator.keeping.sealed import read_sealed, write_sealed
from generator.model import Program
from generator.running.machine.interpreter import Facts
from generator.running.programs.scan import scan
from generator.running.results.key import basis
from generator.running.worker.script.jax_cache import ENTRIES, ENTRY, NAME, TOTAL
from generator.syntax import outline, parse_quietly

KIND = "compiled 1"  # of file, with the version of its form
# By these a program can tell compiling from loading: it shows, times or steers what is compiled.
# Or it can tell whether JAX clears up after itself at the exit.
TELLING = (
    "backend",
    "callback",
    "clear_caches",
    "compil",
    "config.values",
    "distributed",
    "logging",
    "monitoring",
    "profiler",
    "time",
    "warnings",
    "XLA_FLAGS",
)
# The one setting of the compiler that makes it leave and show nothing.
DEVICES = re.compile(r"--xla_force_host_platform_device_count=\d+")

Entries = Mapping[str, str]  # name → Base64


def lends_itself(program: Program) -> bool:
    """Whether a program compiles much and cannot tell where compiled code comes from."""
    seen = scan(program)
    if seen.fresh or "jax" not in seen.preloads:
        return False
    if any(name != "XLA_FLAGS" or not DEVICES.fullmatch(value) for name, value in program.env):
        return False
    return not any(word in cell.code for cell in program.cells for word in TELLING)


class Compiled:
    """A folder of entries by program. Only what is whole and for this very machine counts."""

    def __init__(self, facts: Facts, folder: Path | None = None) -> None:
        self.folder = (folder or cache_folder()) / "compiled"
        self._facts = facts

    def get(self, program: Program) -> Entries:
        """What was compiled for a program before; nothing where it cannot be relied on."""
        key = compiled_key(program, self._facts)
        body = read_sealed(self._path(key), KIND)
        try:
            content = json.loads(body) if body is not None else {}
            return sound(content["entries"]) if content.get("key") == key else {}
        except (ValueError, KeyError, TypeError, AttributeError):
            return {}

    def put(self, program: Program, entries: Entries) -> None:
        """Add to what is kept for a program."""
        key = compiled_key(program, self._facts)
        together = sound({**self.get(program), **entries})
        body = json.dumps({"key": key, "entries": together}).encode("ascii")
        write_sealed(self._path(key), KIND, body)

    def forget(self, program: Program) -> None:
        """Delete what is kept for a program that did not survive it."""
        with contextlib.suppress(OSError):
            self._path(compiled_key(program, self._facts)).unlink()

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:]


def sound(entries: Mapping[Any, Any]) -> dict[str, str]:
    """The entries that are well-formed, as many as are kept of one program."""
    kept: dict[str, str] = {}
    left = TOTAL
    for name, data in entries.items():
        if not isinstance(name, str) or not NAME.fullmatch(name) or not isinstance(data, str):
            continue
        try:
            size = len(base64.b64decode(data, validate=True))
        except (binascii.Error, ValueError):
            continue
        if 0 < size <= min(ENTRY, left) and len(kept) < ENTRIES:
            kept[name] = data
            left -= size
    return kept


def compiled_key(program: Program, facts: Facts) -> str:
    """A digest of the program's statements and of all that compiled code depends on.

    Comments and layout are not part of it: what JAX compiles does not depend on them. The
    processor is, to the last of its flags: LLVM chooses instructions by them, and code for
    another processor, or of another jaxlib, ends in a signal (jax issue 38445).
    """
    content = {
        **basis(program, facts),
        "statements": [[_statements(cell.code, cell.mode), cell.mode] for cell in program.cells],
        "processor": _processor(),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(text.encode("ascii"), digest_size=32).hexdigest()


def _statements(code: str, mode: Literal["exec", "eval"]) -> str:
    tree = parse_quietly(code, mode)
    return code if tree is None else outline(tree)


@cache
def _processor() -> list[str]:
    """What the system says of its first processor, but for what changes from moment to moment."""
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return []
    first = text.split("\n\n", 1)[0].splitlines()
    return [line for line in first if not line.startswith(("cpu MHz", "bogomips", "BogoMIPS"))]
