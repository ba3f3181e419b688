"""The interpreter that programs run in, and the distributions they import there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from generator.launching import ask, isolated
from generator.model import Environment, Place, Problem, ProblemsError

OLDEST = (3, 9)  # that the worker runs in
_ANSWERS = {"interpreter", "packages", "versions"}
_SHOWN = 60  # characters
WORKER = Path(__file__).parents[1] / "worker"


def worker_files() -> tuple[Path, ...]:
    """All files of the worker, in whatever folder of it they are."""
    return tuple(sorted(WORKER.rglob("*.py")))


@dataclass(frozen=True, slots=True)
class Distribution:
    """An installed distribution; `digest` changes with any of its files."""

    name: str
    version: str
    digest: str
    requires: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the interpreter `python`, as far as results depend on it.

    `folders` are those of installed code, longest first.
    """

    python: str
    version: str
    implementation: str
    platform: str
    libc: str
    folders: tuple[str, ...]
    stdlib: frozenset[str]
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _found: dict[str, Distribution] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, python: str = sys.executable) -> Facts:
        """Ask an interpreter. Raises ProblemsError where it does not answer, or is too old."""
        answer = _ask(python)["interpreter"]
        if tuple(map(int, answer["version"].split(".")[:2])) < OLDEST:
            raise ProblemsError(_unusable(python, f"Python {answer['version']} is too old"))
        return cls(
            python=python,
            version=answer["version"],
            implementation=answer["implementation"],
            platform=answer["platform"],
            libc=answer["libc"],
            folders=tuple(answer["folders"]),
            stdlib=frozenset(answer["stdlib"]),
        )

    def providers(self, modules: Iterable[str]) -> Mapping[str, tuple[Distribution, ...]]:
        """The distributions behind top-level modules; empty for one that is not installed.

        Modules of the standard library are left out.
        """
        wanted = sorted(set(modules) - self.stdlib)
        unknown = [name for name in wanted if name not in self._known]
        if unknown:
            self._learn(_ask(self.python, modules=tuple(unknown))["packages"])
        return {name: tuple(self._found[dist] for dist in self._known[name]) for name in wanted}

    def version_of(self, distribution: str) -> str | None:
        """The version of a distribution as installed there, None where it is not."""
        version: str | None = _ask(self.python, distributions=(distribution,))["versions"][
            distribution
        ]
        return version

    def closure(self, distributions: Iterable[Distribution]) -> tuple[Distribution, ...]:
        """Those and all installed ones that they require, by name."""
        found: dict[str, Distribution] = {}
        waiting = list(distributions)
        while waiting:
            each = waiting.pop()
            if each.name not in found:
                found[each.name] = each
                waiting += [self._found[name] for name in each.requires if name in self._found]
        return tuple(found[name] for name in sorted(found))

    def environment(self, modules: Iterable[str], sandbox: str) -> Environment:
        """The environment of a run that imports `modules`."""
        packages = {
            (each.name, each.version)
            for found in self.providers(modules).values()
            for each in found
        }
        return Environment(
            python=self.version,
            implementation=self.implementation,
            platform=self.platform,
            packages=tuple(sorted(packages)),
            sandbox=sandbox,
        )

    def _learn(self, packages: Mapping[str, Any]) -> None:
        for name, facts in packages["distributions"].items():
            self._found[name] = Distribution(
                name, facts["version"], facts["digest"], tuple(facts["requires"])
            )
        for module, names in packages["imports"].items():
            self._known[module] = tuple(name for name in names if name in self._found)


@cache
def _ask(
    python: str, *, modules: tuple[str, ...] = (), distributions: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What the worker says of its interpreter and of what is installed there."""
    if Path(python).absolute() == Path(sys.executable).absolute():
        from generator.running.worker import facts, packages

        return {
            "interpreter": facts.interpreter(),
            "packages": packages.look_up(list(modules)),
            "versions": packages.versions(list(distributions)),
        }
    try:
        answer = ask(
            isolated(python, str(WORKER), "facts"),
            told=json.dumps({"modules": modules, "distributions": distributions}),
            seconds=60,
        )
        answer.check_returncode()
        known: dict[str, Any] = json.loads(answer.stdout)
        if not isinstance(known, dict) or not known.keys() >= _ANSWERS:
            raise ValueError(f"its answer is {answer.stdout[:_SHOWN]!r}")
    except (OSError, subprocess.SubprocessError, ValueError, RecursionError) as error:
        detail = getattr(error, "stderr", None) or str(error)
        problem = _unusable(python, "this interpreter does not start", str(detail))
        raise ProblemsError(problem) from None
    return known


def _unusable(python: str, message: str, detail: str = "") -> Problem:
    hint = "name the Python (3.9 or newer) that the deck's packages are installed in"
    return Problem(Place(python), "python", message, hint=hint, detail=detail)
