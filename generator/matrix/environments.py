"""Throwaway environments: a virtual environment for each list of requirements."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.version import Version

from generator.keeping.cache_folder import ENVIRONMENT_MARKER, cache_folder, used
from generator.launching import ask, helper, installer_environment, isolated
from generator.running.machine.scratch import remove

_PIP_FOR_OTHERS: Final = Version("22.3")  # the first with the option --python
_VERSIONS: Final = (
    "import importlib.metadata as m, json, sys;"
    "print(json.dumps({name: m.version(name) for name in sys.argv[1:]}))"
)


class InstallError(Exception):
    """An environment cannot be made; the message is the installer's error."""


@dataclass(frozen=True, slots=True)
class Installed:
    """An environment: its interpreter, and the versions of the distributions asked for."""

    python: str
    packages: Mapping[str, str]


class Environments:
    """Makes environments with the Python that runs here, and keeps them in the user's cache.

    It uses uv if the system has it or it is installed beside Python, else venv and pip; both follow
    their own settings.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = (folder or cache_folder()) / "environments"

    def get(self, named: Sequence[str], beside: Sequence[str] = ()) -> Installed:
        """The environment with the requirements `named` and `beside`, made if it does not exist.

        Only the versions of `named` are returned. Raises InstallError.
        """
        folder = self._folder / _digest(named, beside)
        python = str(folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with _locked(folder.with_suffix(".lock")):
                packages = _complete(folder)
                used(folder)
                if packages is None:
                    remove(folder)
                    packages = _make(folder, python, named, beside)
        except OSError as error:
            raise InstallError(f"{folder}: {(error.strerror or str(error)).lower()}") from None
        return Installed(python, packages)


def _digest(named: Sequence[str], beside: Sequence[str]) -> str:
    python = [os.path.realpath(sys.executable), platform.python_version()]
    content = json.dumps([python, sorted(named), sorted(beside)])
    return hashlib.blake2b(content.encode("ascii"), digest_size=12).hexdigest()


def _complete(folder: Path) -> Mapping[str, str] | None:
    try:
        found = json.loads((folder / ENVIRONMENT_MARKER).read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return dict(found) if isinstance(found, dict) else None


def _make(
    folder: Path, python: str, named: Sequence[str], beside: Sequence[str]
) -> Mapping[str, str]:
    uv = helper("uv")
    if uv:
        _call([uv, "venv", "--quiet", "--python", sys.executable, str(folder)])
        install = [uv, "pip", "install", "--quiet", "--python", python]
    else:
        install = [*_pip(folder, python), "--disable-pip-version-check", "--no-input"]
        install += ["install", "--quiet"]
    _call([*install, *named, *beside])
    names = [Requirement(text).name for text in named if _applies(text)]
    packages: dict[str, str] = json.loads(_call(isolated(python, "-c", _VERSIONS, *names)))
    unfinished = folder / f"{ENVIRONMENT_MARKER}.part"
    unfinished.write_text(json.dumps(packages), "utf-8")
    unfinished.replace(folder / ENVIRONMENT_MARKER)
    return packages


def _pip(folder: Path, python: str) -> list[str]:
    """Make the environment and return the command that is pip there.

    The pip of this environment can serve it, which saves installing another one.
    """
    own = any(
        Version(each.version) >= _PIP_FOR_OTHERS for each in metadata.distributions(name="pip")
    )
    bare = ["--without-pip"] if own else []
    _call(isolated(sys.executable, "-m", "venv", *bare, str(folder)))
    if own:
        return isolated(sys.executable, "-m", "pip", "--python", python)
    return isolated(python, "-m", "pip")


def _applies(text: str) -> bool:
    marker = Requirement(text).marker
    return marker is None or marker.evaluate()


def _call(command: Sequence[str]) -> str:
    """Run a command to its end. Raises InstallError with its last message."""
    done = ask(command, environment=installer_environment())
    if done.returncode:
        raise InstallError(_last_word(done.stderr or done.stdout))
    return done.stdout


def _last_word(text: str) -> str:
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR:")]
    conclusion = text.rpartition("╰─▶")[2] if "╰─▶" in text else ""  # uv's, over several lines
    if conclusion:
        return " ".join(conclusion.split())
    said = (errors or lines or ["it failed without a message"])[-1]
    return said.removeprefix("ERROR:").strip()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """One process at a time, on systems with file locks."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
