"""`proofdeck matrix`: which cards come out otherwise with another version."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.support.cli import ROOT, Result, proofdeck
from tests.support.decks import write_deck
from tests.support.wheels import offline, write_wheel

CARDS = """# T

## What is its shape? {#shape}

```python
import tiny
tiny.shape()
```

## What is gone? {#gone}

```python
import tiny
print(tiny.gone())
```

## What stays? {#stays}

```python
import tiny
import side
print(side.of(tiny), 1 + 1)
```

## What time is it? {#clock}

```python {.varies}
import tiny
print(tiny.clock())
```

## Nothing to run. {#prose}

Prose.
"""
ONE = "def shape(): return (2, 2)\ndef gone(): return 1\ndef clock(): return 1\n"
TWO = "def shape(): return 'Size([2, 2])'\ndef clock(): return 2\n"


@dataclass
class Bench:
    """A folder with a deck, wheels, and an environment of its own with tiny 1.0 to run in."""

    folder: Path
    python: Path

    def matrix(self, *arguments: str) -> Result:
        env = {**os.environ, **offline(self.folder / "wheels")}
        env |= {"PROOFDECK_CACHE": str(self.folder / "cache"), "COLUMNS": "60"}
        done = subprocess.run(
            [self.python, "-m", "generator", "matrix", *arguments],
            cwd=self.folder, env=env, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
        return Result(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    folder = tmp_path_factory.mktemp("matrix")
    wheels = folder / "wheels"
    here = [
        write_wheel(wheels, "tiny", "1.0", ONE),
        write_wheel(wheels, "side", "4.0", "def of(x): return 7\n"),
    ]
    write_wheel(wheels, "tiny", "2.0", TWO)
    write_wheel(wheels, "side", "5.0", "def of(x): return 8\n")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "here"], check=True)
    python = folder / "here/bin/python"
    paths = {"base": str(folder / "here"), "platbase": str(folder / "here")}
    site = Path(sysconfig.get_path("purelib", "venv", paths))
    (site / "proofdeck.pth").write_text(f"{sysconfig.get_path('purelib')}\n{ROOT}\n")
    for wheel in here:
        ZipFile(wheel).extractall(site)
    write_deck(folder / "cards", {"en/01.md": CARDS})
    return Bench(folder, python)


def test_a_newer_version_shows_what_it_changes_and_an_equal_one_nothing(bench: Bench) -> None:
    found = bench.matrix("--with", "tiny==2.0", "--with", "tiny == 1.0")
    assert found.code == 1, found.err
    rows = {
        line.split()[0]: " ".join(line.split()[1:])
        for line in found.out.split("\n\n")[0].splitlines()
    }
    assert rows.get("en/shape") == "same different same", found
    assert rows["en/gone"] == "same does not run same"
    assert "en/stays" not in rows
    assert "en/shape [tiny==2.0]: different: `(2, 2)` → `'Size([2, 2])'`" in found.out
    assert "en/gone [tiny==2.0]: does not run: AttributeError: module 'tiny' has no" in found.out
    assert "2 cards are the same everywhere" in found.out
    summary = "tiny==2.0 (tiny 2.0, Python 3.11.7): 2 same, 1 different, 1 do not run"
    python = ".".join(map(str, sys.version_info[:3]))
    assert summary.replace("3.11.7", python) in found.out
    assert bench.matrix("--with", "tiny==1.0", "--all").code == 0


def test_json_has_every_card_and_column_and_an_uninstallable_one_says_why(bench: Bench) -> None:
    found = bench.matrix("--with", "tiny==2.0", "--with", "tiny==3.0", "--format", "json")
    assert found.code == 1
    told = json.loads(found.out)
    here, two, three = told["columns"]
    assert (here["name"], here["same"], two["packages"]) == ("here", 4, {"tiny": "2.0"})
    assert "tiny==3.0" in three["error"] and three["same"] == 0
    assert [card["id"] for card in told["cards"]] == ["en/shape", "en/gone", "en/stays", "en/clock"]
    results = [[one and one["status"] for one in card["results"]] for card in told["cards"]]
    assert results == [
        ["same", "different", None],
        ["same", "does-not-run", None],
        ["same", "same", None],
        ["same", "same", None],
    ]
    assert told["cards"][0]["results"][1]["got"] == "'Size([2, 2])'"


def test_another_interpreter_is_a_column_and_a_missing_one_no_crash(bench: Bench) -> None:
    found = bench.matrix("--python", "here/bin/python", "--python", "nowhere/python")
    assert found.code == 1
    assert "4 same, 0 different, 0 do not run" in found.out.splitlines()[-2]
    assert found.out.splitlines()[-1] == "nowhere/python: this interpreter does not start"
    assert "Traceback" not in found.err


def test_wrong_requirements_are_wrong_usage(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards")
    wrong = proofdeck("matrix", "--with", "--index-url=x", cwd=tmp_path)
    assert wrong.code == 2
    assert "--index-url=x" in wrong.err
    assert proofdeck("matrix", cwd=tmp_path).code == 2


LEFT_OUT = """# T

## What runs? {#whole}

```python
print(1)
```

## What needs something in the end? {#part}

```python
x = 1
```

```python {requires="no-such-package"}
print(x)
```

## What needs something at once? {#none}

```python {requires="no-such-package>=2"}
print(1)
```

## What does its author not run? {#norun}

```python {.norun reason="it takes a day"}
print(1)
```
"""


def test_a_card_that_is_not_compared_since_something_is_missing_here_is_named(
    tmp_path: Path,
) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": LEFT_OUT})
    told = proofdeck("matrix", "--python", sys.executable, cwd=tmp_path)
    assert told.code == 0, told.err
    assert [line for line in told.out.splitlines() if "compared" in line] == [
        "en/part: compared only in part: needs no-such-package, which is not installed",
        "en/none: not compared: needs no-such-package>=2, which is not installed",
    ]
    asked = ("matrix", "--python", sys.executable, "--format", "json")
    found = json.loads(proofdeck(*asked, cwd=tmp_path).out)
    assert [card["id"] for card in found["cards"]] == ["en/whole", "en/part"]
    assert [(each["id"], each["part"]) for each in found["left-out"]] == [
        ("en/part", True),
        ("en/none", False),
    ]
