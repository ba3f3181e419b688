"""`requires="…"`: does this machine have what a fence needs?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement

from generator.running.confinement import Confinement, Sandbox
from generator.running.environment import Facts


@cache
def unmet(requirement: str, python: str = sys.executable, sandbox: Sandbox = "auto") -> str | None:
    """Why a requirement does not hold for the interpreter `python`; None where it does.

    "cuda" asks for an NVIDIA device that PyTorch can use, "loopback" for a network within the
    machine, which a sandbox without namespaces closes; anything else is a requirement on an
    installed distribution, written as for pip.
    """
    if requirement == "loopback":
        open_to_it = Confinement.of(python, sandbox).loopback
        return None if open_to_it else "needs loopback, which the sandbox closes on this machine"
    if requirement == "cuda":
        return None if _has_cuda(python) else "needs a CUDA device"
    wanted = Requirement(requirement)
    if wanted.marker is not None and not wanted.marker.evaluate():
        return f"needs {requirement}"
    version = Facts.of(python).version_of(wanted.name)
    if version is None:
        return f"needs {requirement}, which is not installed"
    if wanted.specifier.contains(version, prereleases=True):
        return None
    return f"needs {requirement}, here is {version}"


def _has_cuda(python: str) -> bool:
    if not Path("/dev/nvidiactl").exists() and shutil.which("nvidia-smi") is None:
        return False
    # Asked of another process: a CUDA context in this one would spoil every later fork.
    question = "import sys, torch; sys.exit(not torch.cuda.is_available())"
    answer = subprocess.run([python, "-c", question], capture_output=True, check=False)
    return answer.returncode == 0
