"""How programs are closed off: what is asked for, and what this machine lets us have."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from generator.keeping.cache_folder import cache_folder, keep
from generator.launching import ask, interpreter
from generator.model import Place, Problem, ProblemsError
from generator.running.machine.environ import environment
from generator.running.machine.interpreter import WORKER, worker_files
from generator.running.machine.scratch import scratch_folder
from generator.running.worker.isolation.installed import shared

Sandbox = Literal["auto", "strict", "off"]
LAYERS = ("landlock", "seccomp", "netns")
CLOSES = {
    "landlock": "Landlock, which keeps programs away from your files",
    "seccomp": "seccomp, which blocks rarely used system calls",
    "netns": "namespaces, which give each program processes, files and a network of its own",
}
NOWHERE = "only Linux has it"
# What decides whether users may make namespaces, and tells one boot, or container, from another.
_SETTINGS = (
    "sys/kernel/random/boot_id",
    "sys/kernel/unprivileged_userns_clone",
    "sys/kernel/apparmor_restrict_unprivileged_userns",
    "sys/user/max_user_namespaces",
    "self/attr/current",
    "self/cgroup",
    "self/uid_map",
)
MEND = (
    "use a Linux kernel of 6.12 or newer that has Landlock and allows user namespaces; "
    "or read the programs, and leave out --sandbox strict"
)


@dataclass(frozen=True, slots=True)
class Confinement:
    """`missing` says of each layer that does not hold why; `readable` is what programs may read.

    `landlock` is the version in force, 0 for none. `hidden` folders are empty to them wherever
    they are; `shown` ones are there until their own
    code begins. `folders` are those of the deck, under each of their names.
    """

    sandbox: Sandbox = "auto"
    readable: tuple[str, ...] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    landlock: int = 0
    hidden: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, python: str, sandbox: Sandbox, folder: Path | None = None, without: Iterable[str] = ()
    ) -> Confinement:
        """For the programs of the deck in `folder`, run in the interpreter `python`.

        `without` names layers to do without although the machine has them, as if it were older.
        Raises ProblemsError for "strict" where a layer is missing.
        """
        if sandbox == "off":
            return cls(sandbox)
        known = _probe(python)
        folders: tuple[str, ...] = ()
        if folder is not None and not shared(str(folder), str(Path.home())):
            folders = tuple(dict.fromkeys([str(folder.absolute()), str(folder.resolve())]))
        readable = (*known["readable"], *folders)
        missing = {name: why for name, why in known["missing"].items() if why}
        missing |= dict.fromkeys(without, "it was turned off")
        landlock = 0 if "landlock" in without else known["landlock"]
        hidden = (str(cache_folder()),)
        found = cls(sandbox, readable, missing, landlock, hidden, folders=folders)
        if sandbox == "strict" and missing:
            raise ProblemsError(*found.problems())
        return found

    @property
    def containers(self) -> bool:
        """Whether each program gets namespaces of its own."""
        return self.sandbox != "off" and bool(self.readable) and "netns" not in self.missing

    @property
    def supervised(self) -> bool:
        """Whether what every program takes of the machine is looked at while it runs."""
        return sys.platform == "linux"

    @property
    def level(self) -> str:
        """What runs will say of themselves, if all goes well."""
        if self.sandbox == "off":
            return "none"
        found = [f"landlock{self.landlock}"] if self.landlock else []
        found += [layer for layer in LAYERS[1:] if layer not in self.missing]
        return "+".join(found) or "rlimits"

    @property
    def left_out(self) -> tuple[str, ...]:
        """The layers that programs are to do without. A Landlock that is too old to be counted as
        whole still closes what it can.
        """
        return tuple(n for n in sorted(self.missing) if n != "landlock" or not self.landlock)

    @property
    def full(self) -> bool:
        """Whether nothing is missing."""
        return self.sandbox != "off" and not self.missing

    def problems(self) -> tuple[Problem, ...]:
        """One for each layer that is missing."""
        return tuple(
            Problem(Place("--sandbox"), "sandbox", f"{CLOSES[name]}, is not available: {why}", MEND)
            for name, why in self.missing.items()
        )

    def command(
        self, python: str, mode: Literal["forkserver", "oneshot"], *arguments: str, **settings: Any
    ) -> list[str]:
        """The command line of a worker; `settings` go to the process above it, if there is one."""
        path = interpreter(python)
        if not self.containers:
            alone = ["-1", *arguments] if mode == "forkserver" else [*arguments, "alone"]
            command = [path, "-s", str(WORKER), mode, *alone]
            if mode == "forkserver" or not self.supervised:
                return command
            return [path, "-I", "-S", str(WORKER), "supervisor", json.dumps(settings), *command]
        told = {
            "python": path,
            "worker": str(WORKER),
            "paths": [*self.readable, *self.shown],
            "hidden": self.hidden,
            "folders": self.folders,
            **settings,
        }
        inner = arguments if mode == "forkserver" else (*arguments, "container")
        return [path, "-I", "-S", str(WORKER), "init", json.dumps(told), mode, *inner]


@cache
def _probe(python: str) -> dict[str, Any]:
    """What the worker finds out by trying, now or before under the same circumstances.

    Raises ProblemsError where it does not answer.
    """
    if sys.platform != "linux":
        return {"readable": [], "landlock": 0, "missing": dict.fromkeys(LAYERS, NOWHERE)}
    if Path(python).absolute() != Path(sys.executable).absolute():
        return _try(python)  # where its packages are is not known from here
    kept = cache_folder() / "sandbox" / f"{_circumstances(python)}.json"
    try:
        known: dict[str, Any] = json.loads(kept.read_text("utf-8"))
    except (OSError, ValueError):
        known = _try(python)
        keep(kept, json.dumps(known).encode("utf-8"))
    return known


def _circumstances(python: str) -> str:
    """Changes with all that the kernel's answers depend on, and with the folders to be read."""
    parts = [python, sys.version, *os.uname(), str(os.getuid()), str(Path.home())]
    for folder in sys.path:
        with contextlib.suppress(OSError):
            parts.append(f"{folder} {Path(folder).stat().st_mtime_ns}")
    for name in _SETTINGS:
        try:
            parts.append(Path("/proc", name).read_text("ascii", "replace"))
        except OSError:
            parts.append("")
    sums = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=16)
    for path in worker_files():
        sums.update(path.read_bytes())
    return sums.hexdigest()


def _try(python: str) -> dict[str, Any]:
    with scratch_folder() as root:
        asked = {
            "home": str(Path.home()),
            "worker": str(WORKER),
            "root": str(Path(root).resolve()),
            "shown": [],
            "hidden": [],
        }
        try:
            answer = ask(
                [interpreter(python), "-s", str(WORKER), "probe"],
                environment=environment(Path(root), Path(root), python=python),
                told=json.dumps(asked),
                seconds=60,
            )
            answer.check_returncode()
            found: dict[str, Any] = json.loads(answer.stdout)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            detail = getattr(error, "stderr", None) or str(error)
            message = "this interpreter does not report how it can confine programs"
            hint = "pass --sandbox off to run them without a sandbox"
            raise ProblemsError(
                Problem(Place(python), "sandbox", message, hint, detail=str(detail))
            ) from None
    return found
