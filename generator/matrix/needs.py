"""The imports of a deck's programs → what an environment needs besides the requested packages."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from generator.model import Card, Program
from generator.running import Facts
from generator.running.programs.requires import DEVICES, first_unmet, other_version
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


def unmet_there(card: Card, facts: Facts) -> str:
    """Why the interpreter of `facts` does not meet the requirements of a card; "" if it does.

    What is not installed there counts as met: planning checked it on this machine, and an
    environment that is made has what programs import.
    """

    def unmet(text: str) -> str | None:
        if text in DEVICES or text == "loopback":
            return None
        version = facts.version_of(Requirement(text).name)
        return other_version(text, version) if version else None

    return first_unmet(card, unmet)
