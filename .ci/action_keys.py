"""What action.yml asks before and after it installs Proofdeck; only the standard library is there.

Without arguments: are the inputs such as the action can obey, where does pip keep what it fetches,
and what is asked of pip. With `--installed`: which versions it has chosen. Answers go to
`$GITHUB_OUTPUT`, faults are errors of the workflow.
"""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SWITCHES = ("STRICT", "LOCKED", "BUILD")


def main() -> int:
    if sys.argv[1:] == ["--installed"]:
        answer(installed=digest(platform.python_version(), pip("freeze", "--all")))
        return 0
    faults = [*faults_of_inputs(os.environ)]
    for fault in faults:
        print(f"::error title=Proofdeck::{escaped(fault)}")
    if faults:
        return 2
    requirements = os.environ.get("REQUIREMENTS", "")
    answer(
        # Not `runner.temp` and `github.action_path`: in a container they are paths of its host.
        cache=str(Path(os.environ["RUNNER_TEMP"]) / "proofdeck-cache"),
        **{"pip-cache": pip_cache()},
        wanted=digest(
            platform.python_version(),
            os.environ.get("EXTRAS", ""),
            (ROOT / "pyproject.toml").read_text("utf-8"),
            Path(requirements).read_text("utf-8") if requirements else "",
        ),
    )
    return 0


def faults_of_inputs(given: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with the inputs; pip only warns of an extra that it does not know."""
    for name in SWITCHES:
        if given.get(name) not in ("true", "false"):
            yield f"the input `{name.lower()}` is `{given.get(name, '')}`; write `true` or `false`"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    known = project["optional-dependencies"]
    extras = given.get("EXTRAS", "")
    for extra in extras.split(",") if extras else ():
        if extra.strip() not in known:
            yield f"Proofdeck has no extra `{extra.strip()}`; it has {', '.join(sorted(known))}"
    requirements = given.get("REQUIREMENTS", "")
    if requirements and not Path(requirements).is_file():
        yield f"`requirements`: there is no file `{requirements}`; name it from the root"


def pip(*arguments: str) -> str:
    command = [sys.executable, "-m", "pip", *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def pip_cache() -> str:
    try:
        return pip("cache", "dir").strip()
    except subprocess.CalledProcessError:  # this runner's pip keeps nothing
        return str(Path(os.environ["RUNNER_TEMP"]) / "pip-cache")


def digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def answer(**values: str) -> None:
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as stream:
        stream.writelines(f"{name}={value}\n" for name, value in values.items())


def escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


if __name__ == "__main__":
    sys.exit(main())
