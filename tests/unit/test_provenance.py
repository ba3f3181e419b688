"""`NAME.provenance.json` says what each card rests on, and changes only when that does."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from generator import __version__
from generator.building.deck import check_deck
from generator.building.provenance import provenance_json
from generator.checking.digests import output_digest, program_digest
from generator.model import CellRun, Environment, Output, Run
from generator.running import Runner
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner
from tests.support.running import program

CARDS = """## Code {#code}

```python
print(1)
```

## No code {#prose}

Prose.

## Not run {#not-run}

```python {.norun reason="needs two hosts"}
connect()
```

## Varies {#varies}

```python {.varies}
import time
print(time.perf_counter_ns())
```
"""


def provenance(folder: Path, text: str = CARDS, runner: Runner | None = None) -> str:
    deck = write_deck(folder, {"en/01.md": text})
    built = check_deck(deck, runner=runner or InlineRunner())
    return provenance_json(built.config, "0" * 16, built.chapters)


def test_each_card_tells_status_environment_and_digests(tmp_path: Path) -> None:
    text = provenance(tmp_path)
    told = json.loads(text)
    assert (told["schema"], told["proofdeck"], told["deck"]) == (1, __version__, "demo")
    code, prose, not_run, varies = told["cards"]["en"]
    assert code["status"] == "verified" and code["environment"]["python"] == "3.11.7"
    assert code["program"].startswith("blake2b:") and code["output"].startswith("blake2b:")
    assert prose == {"id": "prose", "status": "no-code"}
    assert not_run == {"id": "not-run", "status": "not-run", "reason": "needs two hosts"}
    assert varies["status"] == "verified"


def test_building_twice_gives_the_same_bytes_and_other_output_does_not(tmp_path: Path) -> None:
    once = provenance(tmp_path)
    assert once == provenance(tmp_path)  # although a clock was printed
    assert once.isascii() and once.endswith("}\n")
    longer = provenance(tmp_path, CARDS.replace("print(1)", "print(2)"))
    old, new = json.loads(once)["cards"]["en"], json.loads(longer)["cards"]["en"]
    assert old[0]["program"] != new[0]["program"] and old[0]["output"] != new[0]["output"]
    assert old[1:] == new[1:]


def test_where_a_program_stands_and_what_it_may_cost_is_not_in_its_digest() -> None:
    first = program("print(1)")
    moved = program("print(1)", line=7, path="cards/en/09.md", id="zh/y", timeout=1.0)
    assert program_digest(first) == program_digest(moved)
    assert program_digest(first) != program_digest(program("print(1)", env=(("A", "1"),)))


def test_a_picture_counts_and_time_does_not(tmp_path: Path) -> None:
    deck = write_deck(tmp_path, {"en/01.md": CARDS})
    plan = check_deck(deck, runner=InlineRunner()).verdicts[0].plan
    run = Run("x", "finished", (CellRun((Output("png", data=b"1"),)),), Environment("3.11.7"))
    other = dataclasses.replace(run, cells=(CellRun((Output("png", data=b"2"),)),))
    slow = dataclasses.replace(
        run, seconds=9.0, cells=(dataclasses.replace(run.cells[0], seconds=9.0),)
    )
    assert output_digest(plan, run) != output_digest(plan, other)
    assert output_digest(plan, run) == output_digest(plan, slow)


def test_full_versions_are_told(tmp_path: Path) -> None:
    class Versions(InlineRunner):
        def run(self, programs):  # type: ignore[no-untyped-def]
            found = Environment("3.11.7", packages=(("torch", "2.13.0+cpu"), ("jax", "0.10.2")))
            for one in super().run(programs):
                yield dataclasses.replace(one, environment=found)

    told = json.loads(provenance(tmp_path, runner=Versions()))
    packages = told["cards"]["en"][0]["environment"]["packages"]
    assert list(packages.items()) == [("jax", "0.10.2"), ("torch", "2.13.0+cpu")]
