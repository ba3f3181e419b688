"""`--on`: commands whose programs run on a cluster."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.ended import left_running, started

CHAPTER = """
## A {#a}

```python
print(open("a.txt").read(), 1 + 1)
```

```output
one 2
```

## B {#b}

```python
2 + 2  # => 5
```
"""


def test_a_deck_is_checked_on_workers_of_this_machine(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    deck = write_deck(tmp_path / "deck", {"en/01.md": CHAPTER, "a.txt": "one"})
    ran = proofdeck("check", str(deck), "--on", "local", "--format", "json", cwd=tmp_path)
    assert ran.code == 1
    found = json.loads(ran.out)
    assert [each["code"] for each in found["problems"]] == ["false-claim"]
    assert {card["id"]: card["status"] for card in found["cards"]} == {
        "a": "verified",
        "b": "failed",
    }


def test_a_matrix_has_a_column_for_workers_of_this_machine(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    deck = write_deck(tmp_path / "deck", {"en/01.md": CHAPTER, "a.txt": "one"})
    ran = proofdeck("matrix", str(deck), "--on", "local", "--format", "json", cwd=tmp_path)
    assert ran.code == 0, ran.err
    found = json.loads(ran.out)
    assert [each["name"] for each in found["columns"]] == ["here", "workers like this machine"]
    assert {each["id"]: [one["status"] for one in each["results"]] for each in found["cards"]} == {
        "en/a": ["same", "same"],
        "en/b": ["same", "same"],
    }


def test_a_check_without_a_scheduler_still_reports(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    deck = write_deck(tmp_path / "deck", {"en/01.md": CHAPTER, "a.txt": "one"})
    ran = proofdeck("check", str(deck), "--on", "nonsense://x", "--format", "json", cwd=tmp_path)
    assert ran.code == 1
    (problem,) = json.loads(ran.out)["problems"]
    assert problem["code"] == "cluster"
    assert "no Dask scheduler answers at nonsense://x" in ran.err


def test_what_only_this_machine_can_do_is_wrong_usage(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck")
    for option, word in (("--cold", "--cold"), ("--python=python3", "--python")):
        ran = proofdeck("check", str(deck), "--on", "local", option, cwd=tmp_path)
        assert ran.code == 2
        assert word in ran.err and "Traceback" not in ran.err


def test_ctrl_c_ends_all_that_runs_on_the_workers(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    code = "```python {timeout=900}\nimport time\ntime.sleep(800)\n```\n"
    write_deck(tmp_path / "cards", {"en/01.md": f"## Q {{#q}}\n\n{code}"})
    with started(tmp_path, "check", "--on", "local") as check:
        end = time.monotonic() + 60
        while not has_pool(tmp_path) and check.poll() is None:
            assert time.monotonic() < end
            time.sleep(0.05)
        os.killpg(check.pid, signal.SIGINT)  # as a terminal does: the workers are told, too
        said = check.communicate(timeout=60)
        assert check.returncode == 130, said
        assert "Traceback" not in said[1]
    assert left_running(tmp_path) == []


def has_pool(folder: Path) -> bool:
    """Whether a process that forks programs was told of the scratch folder."""
    told = str(folder / "tmp").encode()
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes()
            if b"forkserver" in command and told in (process / "environ").read_bytes():
                return True
        except OSError:
            continue
    return False
