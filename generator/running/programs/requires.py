"""`requires="…"`: does the machine that runs programs have what a fence needs?"""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.version import InvalidVersion

from generator.launching import ask, helper, isolated
from generator.model import Card
from generator.running.machine.interpreter import Facts

# Requirements that some machines of a cluster may meet and others not, in words.
DEVICES: Final = {"cuda": "a CUDA device"}


def unmet(requirement: str, facts: Facts, level: str) -> str | None:
    """Why a requirement does not hold where programs run; None where it does.

    `facts` are those of their interpreter, `level` is their sandbox. "cuda" asks for an NVIDIA
    device that PyTorch can use, "loopback" for a network within the machine, which a sandbox
    without namespaces closes; anything else is a requirement on an installed distribution,
    written as for pip.
    """
    if requirement == "loopback":
        return closed_loopback(level) or None
    if requirement == "cuda":
        return None if _has_cuda(facts.python) else f"needs {DEVICES[requirement]}"
    wanted = Requirement(requirement)
    if wanted.marker is not None and not wanted.marker.evaluate():
        return f"needs {requirement}"
    version = facts.version_of(wanted.name)
    if version is None:
        return f"needs {requirement}, which is not installed"
    return other_version(requirement, version)


def first_unmet(card: Card, unmet: Callable[[str], str | None]) -> str:
    """Why the first requirement of a card that is `unmet` does not hold; "" where all do."""
    texts = (text for fence in (*card.setup, *card.fences) for text in fence.requires)
    return next(filter(None, map(unmet, texts)), None) or ""


def other_version(requirement: str, version: str) -> str | None:
    """Why an installed `version` is not one that a requirement, as for pip, asks for; or None."""
    try:
        if Requirement(requirement).specifier.contains(version, prereleases=True):
            return None
    except InvalidVersion:  # of a distribution that was never published so
        pass
    return f"needs {requirement}, but {version} is installed"


def closed_loopback(level: str) -> str:
    """Why programs have no network within the machine in a sandbox of a level; "" if they do."""
    closed = "seccomp" in level and "netns" not in level
    return "needs loopback, which the sandbox closes on this machine" if closed else ""


@cache
def _has_cuda(python: str) -> bool:
    if not Path("/dev/nvidiactl").exists() and helper("nvidia-smi") is None:
        return False
    # Asked of another process: a CUDA context in this one would spoil every later fork.
    question = "import sys, torch; sys.exit(not torch.cuda.is_available())"
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        return ask(isolated(python, "-c", question), seconds=120).returncode == 0
    return False
