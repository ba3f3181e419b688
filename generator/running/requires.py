"""`requires="…"`: does this machine have what a fence needs?"""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement


@cache
def unmet(requirement: str) -> str | None:
    """Why a requirement does not hold here; None where it does.

    "cuda" asks for an NVIDIA device that PyTorch can use; anything else is a requirement on
    an installed distribution, written as for pip.
    """
    if requirement == "cuda":
        return None if _has_cuda() else "needs a CUDA device"
    wanted = Requirement(requirement)
    if wanted.marker is not None and not wanted.marker.evaluate():
        return f"needs {requirement}"
    try:
        version = metadata.version(wanted.name)
    except metadata.PackageNotFoundError:
        return f"needs {requirement}, which is not installed"
    if wanted.specifier.contains(version, prereleases=True):
        return None
    return f"needs {requirement}, here is {version}"


def _has_cuda() -> bool:
    if not Path("/dev/nvidiactl").exists() and shutil.which("nvidia-smi") is None:
        return False
    # Asked of another process: a CUDA context in this one would spoil every later fork.
    question = "import sys, torch; sys.exit(not torch.cuda.is_available())"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, check=False)
    return answer.returncode == 0
