"""Steps of a workflow, run by bash with the environment that GitHub gives them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.cli import ROOT

_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")
# GitHub's own command line for `shell: bash`.
_BASH = ("bash", "--noprofile", "--norc", "-eo", "pipefail")


def read_yaml(path: Path) -> Any:
    """A YAML file; the key `on` of a workflow is read as the text that it is to GitHub."""
    text = re.sub(r"(?m)^on:", '"on":', path.read_text("utf-8"))
    return yaml.safe_load(text)


@dataclass
class Ran:
    code: int
    out: str
    outputs: dict[str, str]
    summary: str


@dataclass
class Job:
    """A job on a runner: a checkout, folders of its own, programs that stand in for others.

    `known` are the values of expressions, such as `inputs.deck`; outputs of steps are added to
    them. `programs` are scripts of bash by their names.
    """

    folder: Path
    known: dict[str, str] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("checkout", "temp", "bin", "home"):
            (self.folder / name).mkdir(exist_ok=True)
        module = f'exec "{sys.executable}" -m generator "$@"'
        given = {"python": f'exec "{sys.executable}" "$@"', "proofdeck": module, **self.programs}
        for name, text in given.items():
            script = self.folder / "bin" / name
            script.write_text(f"#!/usr/bin/env bash\n{text}\n", "utf-8")
            script.chmod(0o755)

    @property
    def checkout(self) -> Path:
        return self.folder / "checkout"

    def evaluate(self, text: str) -> str:
        """Text with its expressions replaced; one that is not known is a KeyError."""
        return _EXPRESSION.sub(lambda found: self.known[found[1]], text)

    def run(self, step: Mapping[str, Any], env: Mapping[str, str] | None = None) -> Ran:
        """Run a step that has `run`, in the checkout."""
        files = {name: self.folder / name for name in ("output", "summary")}
        for path in files.values():
            path.write_text("", "utf-8")
        variables = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder / "home"),
            "PYTHONPATH": str(ROOT),
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_OUTPUT": str(files["output"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "teacher/deck",
            "GITHUB_SHA": "abc123",
            "GITHUB_RUN_ID": "7",
            "GITHUB_REF_NAME": "v2",
            "RUNNER_TEMP": str(self.folder / "temp"),
            "PROOFDECK_CACHE": str(self.folder / "temp" / "own-cache"),
        }
        variables |= env or {}
        variables |= {name: self.evaluate(str(text)) for name, text in step.get("env", {}).items()}
        script = self.folder / "step.sh"
        script.write_text(step["run"], "utf-8")
        done = subprocess.run(
            [*_BASH, str(script)],
            cwd=self.checkout,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        lines = files["output"].read_text("utf-8").splitlines()
        outputs = dict(line.split("=", 1) for line in lines)
        for name, value in outputs.items():
            self.known[f"steps.{step.get('id')}.outputs.{name}"] = value
        return Ran(done.returncode, done.stdout, outputs, files["summary"].read_text("utf-8"))
