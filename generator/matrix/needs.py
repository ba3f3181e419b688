"""The imports of a deck's programs → what an environment needs besides the requested packages."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from generator.model import Program
from generator.running import Facts
from generator.running.programs.program import Plan
from generator.running.programs.scan import scan


def needed_beside(
    programs: Iterable[Program], requirements: Iterable[str], facts: Facts
) -> tuple[str, ...]:
    """Everything else that `programs` import, in the versions installed here."""
    named = {canonicalize_name(Requirement(text).name) for text in requirements}
    modules = {name for program in programs for name in scan(program).imports}
    found = {each for dists in facts.providers(modules).values() for each in dists}
    return tuple(
        sorted(f"{each.name}=={_public(each.version)}" for each in found if each.name not in named)
    )


def _public(version: str) -> str:
    """Without the local part (`+cpu`), which no package index has."""
    try:
        return Version(version).public
    except InvalidVersion:
        return version


def unmet_there(plan: Plan, facts: Facts) -> str:
    """Why the interpreter of `facts` does not meet the requirements of a card; "" if it does.

    Requirements that `facts` says nothing about count as met: planning checked them on this
    machine.
    """
    for fence in (*plan.card.setup, *plan.card.fences):
        for text in fence.requires:
            if text in ("cuda", "loopback"):
                continue
            wanted = Requirement(text)
            version = _version(wanted.name, facts)
            if version and not wanted.specifier.contains(version, prereleases=True):
                return f"needs {text}, but {version} is installed"
    return ""


def _version(distribution: str, facts: Facts) -> str:
    name = canonicalize_name(distribution)
    module = name.replace("-", "_")
    for each in facts.providers([module]).get(module, ()):
        if each.name == name:
            return each.version
    return ""
