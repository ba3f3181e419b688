"""What results depend on, of the machine here or of a worker, and in words what is not the same."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from generator import __version__
from generator.counted import counted
from generator.running.machine.interpreter import Facts
from generator.running.machine.vector_units import vector_units
from generator.running.results.key import worker_digest
from generator.running.worker.isolation.lockdown import is_full

_FULL = 100  # more than layers there will ever be
_MOST = 4  # packages named


@dataclass(frozen=True, slots=True)
class Described:
    """What runs programs: Proofdeck's `version` and a digest of what it runs beside programs, the
    interpreter, and the versions of the distributions behind the modules that it was asked for.

    `kind` is that of the machine, on which last digits may depend. `level` is the sandbox that
    programs get. `host` is the machine's name, which nothing depends on.
    """

    version: str
    code: str
    python: str
    implementation: str
    platform: str
    libc: str
    packages: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    level: str = ""
    host: str = ""

    @classmethod
    def of(
        cls, modules: Iterable[str] = (), *, level: str = "", python: str = sys.executable
    ) -> Described:
        """Of this machine. Raises ProblemsError where the interpreter does not start."""
        facts = Facts.of(python)
        known = [each for found in facts.providers(modules).values() for each in found]
        return cls(
            version=__version__,
            code=worker_digest(),
            python=facts.version,
            implementation=facts.implementation,
            platform=facts.platform,
            libc=facts.libc,
            packages={each.name: each.version for each in facts.closure(known)},
            kind=machine_kind(),
            level=level,
            host=socket.gethostname(),
        )

    def to_json(self) -> dict[str, Any]:
        """As values that `json` can write."""
        return {
            "version": self.version,
            "code": self.code,
            "python": self.python,
            "implementation": self.implementation,
            "platform": self.platform,
            "libc": self.libc,
            "packages": dict(self.packages),
            "kind": self.kind,
            "level": self.level,
            "host": self.host,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Described:
        """What `to_json` wrote. Raises KeyError or TypeError where `value` is something else."""
        texts = {
            name: str(value[name])
            for name in ("version", "code", "python", "implementation", "platform", "libc")
        }
        own = {name: str(value[name]) for name in ("kind", "level", "host")}
        packages = {str(name): str(version) for name, version in value["packages"].items()}
        return cls(**texts, packages=packages, **own)


def machine_kind(needs: Sequence[str] = ()) -> str:
    """The processor's architecture and vector units: machines of a kind choose the same kernels.
    For programs that need a device, its model, too.
    """
    machine = os.uname().machine if hasattr(os, "uname") else ""
    units = vector_units()
    parts = [machine, "" if units == machine else units]
    if "cuda" in needs:
        parts += sorted(set(_gpus()))
    return " ".join(filter(None, parts))


def _gpus() -> Iterator[str]:
    """The models of NVIDIA's devices, as the driver names them."""
    for path in Path("/proc/driver/nvidia/gpus").glob("*/information"):
        with contextlib.suppress(OSError):
            for line in path.read_text("utf-8", "replace").splitlines():
                name, _, value = line.partition(":")
                if name.strip() == "Model":
                    yield value.strip()


def strength(level: str) -> int:
    """How much a sandbox closes: all that are at full strength are equal."""
    return _FULL if is_full(level) else len([each for each in level.split("+") if each])


def unlike(here: Described, there: Described) -> str:
    """Why results from `there` cannot stand for those from `here`, in words; "" if they can."""
    if here.version != there.version:
        return f"it has Proofdeck {there.version}, not {here.version}"
    if here.code != there.code:
        return f"its Proofdeck {there.version} is not the same code as here"
    for what, mine, its in (
        ("", f"{here.implementation} {here.python}", f"{there.implementation} {there.python}"),
        ("the platform ", here.platform, there.platform),
        ("the C library ", here.libc, there.libc),
    ):
        if mine != its:
            return f"it has {what}{its or 'of no name'}, not {mine or 'one of no name'}"
    if found := list(_packages(here.packages, there.packages)):
        more = len(found) - _MOST
        tail = f", and {counted(more, 'more difference')}" if more > 0 else ""
        return f"it has {', '.join(found[:_MOST])}{tail}"
    if strength(there.level) < strength(here.level):
        return f"its sandbox is only at level `{there.level}`, not `{here.level}`"
    return ""


def _packages(here: Mapping[str, str], there: Mapping[str, str]) -> Iterable[str]:
    for name in sorted({*here, *there}):
        mine, its = here.get(name), there.get(name)
        if mine == its:
            continue
        if its is None:
            yield f"no {name}"
        elif mine is None:
            yield f"{name} {its}, which is not installed here"
        else:
            yield f"{name} {its}, not {mine}"
