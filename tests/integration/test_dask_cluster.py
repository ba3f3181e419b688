"""Decks and programs on a Dask cluster of two worker processes, and what becomes of its faults."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from pickletools import genops
from typing import Any

import pytest

pytest.importorskip("distributed")

from distributed.protocol import pickle as dask_pickle

from generator.building.deck import check_deck
from generator.building.session import Session
from generator.matrix.comparison import try_deck
from generator.matrix.worker_columns import WorkerColumn
from generator.model import ProblemsError, Program, Run
from generator.reporting.report import Report, report_on
from generator.reporting.report_json import as_json
from generator.running import LocalPool
from generator.spreading.cached_engine import open_engine
from generator.spreading.dask_connection import DaskConnection
from generator.spreading.dask_engine import DaskEngine, dask_engine
from generator.spreading.described import Described
from generator.spreading.executor_runner import ExecutorRunner
from generator.spreading.messages import FORM
from tests.support.decks import write_deck
from tests.support.documented import TOML, files
from tests.support.running import printed, program

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
1 / 0  # => 3
```
"""


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskEngine]:
    import dask

    resources = dask.config.set({"distributed.worker.resources": {"GPU": 1}})
    with resources, dask_engine("local", workers=2) as engine:
        yield engine


def settled(run: Run) -> Run:
    """All of a run but how long it took."""
    cells = tuple(replace(cell, seconds=0.0) for cell in run.cells)
    return replace(run, cells=cells, seconds=0.0, computed=0.0)


def test_programs_come_out_as_on_the_local_pool(cluster: DaskEngine, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("one\n")
    files = (("a.txt", str((tmp_path / "a.txt").resolve())),)
    asked = [program(f"print({n} * 'é')\n{n} / {n % 3}", id=f"en/{n}") for n in range(40)]
    asked.append(program("print(open('a.txt').read())", id="en/read", files=files))
    with LocalPool(jobs=2, folder=tmp_path) as pool:
        local = {run.id: settled(run) for run in pool.run(asked)}
    runner = ExecutorRunner(cluster, folder=tmp_path)
    found = {run.id: settled(run) for run in runner.run(asked)}
    runner.close()
    assert found == local


WRONG = """
## Another answer {#false}

```python
2 + 2  # => 5
```

## Another time {#differs}

```python
import random
print(random.random())
```

## Too long {#long}

```python {timeout=1}
print("before")
while True:
    pass
```

## A file {#file}

```python
print(open("a.txt").read(), open("missing.txt").read())
```

## An error {#raises}

```python
def f(x):
    return 1 / x
f(0)
```

## Ended {#ended}

```python
import os
os._exit(3)
```

## A device {#device}

```python {requires="cuda"}
1 + 1
```

## A package {#package}

```python {requires="unheard-of"}
1 + 1
```
"""


def test_a_deck_has_the_report_that_it_has_here_to_the_byte_and_what_is_known_is_not_sent(
    cluster: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"en/98.md": CHAPTER, "en/99.md": WRONG, "a.txt": "one"}
    deck = write_deck(tmp_path / "deck", {**files(), **own}, toml=TOML)
    monkeypatch.setattr("generator.spreading.dask_engine.GPU", "ANOTHER")
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "here"))
    here = timeless(report_on(check_deck(deck)))
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "there"))
    with Session(engine=cluster) as session:
        there = timeless(report_on(check_deck(deck, session=session)))
    device = "needs a CUDA device"
    assert there.replace(f"{device}, which no worker has", device) == here
    assert len(json.loads(here)["cards"]) > 20 and len(json.loads(here)["problems"]) > 6
    with Session(engine=cluster) as session, monkeypatch.context() as patch:
        patch.setattr(cluster, "executor", None)
        again = timeless(report_on(check_deck(deck, cards=("a", "b"), session=session)))
    assert "ZeroDivisionError" in again


def timeless(report: Report) -> str:
    return re.sub(r'"seconds": [\d.]+', '"seconds": 0', as_json(report))


def test_nothing_of_ours_is_pickled_but_names_and_text(
    cluster: DaskEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    dumps = dask_pickle.dumps

    def watched(*args: Any, **settings: Any) -> bytes:
        sent.append(dumps(*args, **settings))
        return sent[-1]

    monkeypatch.setattr(dask_pickle, "dumps", watched)
    (tmp_path / "a.txt").write_text("what a file has in it")
    files = (("a.txt", str((tmp_path / "a.txt").resolve())),)
    asked = [program(f"print({n}, 'code')", id=f"{n}", files=files) for n in range(60)]
    with ExecutorRunner(cluster, folder=tmp_path) as runner:
        assert {run.ended for run in runner.run(asked)} == {"finished"}
    words = [{str(arg) for _, arg, _ in genops(each) if arg is not None} for each in sent]
    ours = {word for each in words for word in each if re.fullmatch(r"generator[.\w]*", word)}
    assert ours == {"generator.spreading.dask_plugin", "generator.spreading.worker_decks"}
    # What has no name is pickled as a call of one of these, with its code.
    assert not {word for each in words for word in each if "cloudpickle" in word}
    orders = [word for each in words for word in each if "'code'" in word]
    assert orders and all(json.loads(order)["form"] == FORM for order in orders)
    with_file = {
        json.loads(order)["number"]
        for data, own in zip(sent, words, strict=True)
        if b"what a file has in it" in data
        for order in own.intersection(orders)
    }
    assert len(with_file) == 2  # once for each worker


def test_programs_that_need_a_device_run_where_one_is_or_not_at_all(
    cluster: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [program(f"print({n})", id=f"{n}", needs=("cuda",)) for n in range(6)]
    with Session(engine=cluster) as session:
        assert session.unmet("cuda") is None
        with ExecutorRunner(cluster) as runner:
            found = {run.id: printed(run) for run in runner.run(asked)}
        assert found == {f"{n}": f"{n}\n" for n in range(6)}
        monkeypatch.setattr("generator.spreading.dask_engine.GPU", "ANOTHER")
        assert session.unmet("cuda") == "needs a CUDA device, which no worker has"


def test_runs_that_are_spread_come_from_two_workers(
    cluster: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "spread", True)
    workers: dict[int, set[str]] = {0: set(), 1: set()}
    executor = DaskEngine.executor

    def watched(
        engine: DaskEngine, programs: Sequence[Program], avoid: Collection[str] = (), only: str = ""
    ) -> Executor:
        found = executor(engine, programs, avoid, only)
        workers[programs[0].world % 2].update(found._kwargs["workers"])  # type: ignore[attr-defined]
        return found

    monkeypatch.setattr(DaskEngine, "executor", watched)
    asked = [program(f"print({n})", id=f"{n}") for n in range(4)]
    with open_engine(cluster) as runner:
        found = {run.id: (printed(run), run.times) for run in runner.run(asked)}
    assert found == {f"{n}": (f"{n}\n", 2) for n in range(4)}
    assert workers[0] and workers[1] and not workers[0] & workers[1]


def test_each_kind_of_worker_is_a_column_of_a_matrix(cluster: DaskEngine, tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck", {"en/01.md": CHAPTER, "a.txt": "one"})
    alike = WorkerColumn("alike", Described.of(), cluster)
    gone = WorkerColumn("gone", why="it did not answer")
    found = try_deck(deck, (), elsewhere=lambda modules: [alike, gone])
    here, there, none = found.columns
    assert [each.status for each in there.entries] == [each.status for each in here.entries]
    assert there.column.name == "alike" and there.count("same") == 1
    assert (none.entries, none.error) == ((), "it did not answer")
    like = DaskEngine(cluster.connection, like=next(iter(cluster.connection.workers())))
    assert like.places == 2


def test_a_cluster_whose_workers_are_all_unlike_this_machine_runs_nothing(
    cluster: DaskEngine,
) -> None:
    other = replace(Described.of(level=cluster.level), python="2.7.18")
    with pytest.raises(ProblemsError) as caught:
        cluster.prepare(other, ())
    first, *others = caught.value.problems
    assert first.message.startswith("no worker of the cluster at local is like this machine")
    assert len(others) == 2
    assert all("not CPython 2.7.18" in each.message for each in others)
    cluster.prepare(Described.of(level=cluster.level), ())


def test_an_address_without_a_scheduler_is_named_at_once() -> None:
    for address in ("nonsense://x", "http://x:1", "tcp://x", "tls://127.0.0.1:1"):
        with pytest.raises(ProblemsError) as caught:
            DaskConnection(address)
        (problem,) = caught.value.problems
        assert problem.code == "cluster"
        assert f"no Dask scheduler answers at {address}" in problem.message


def test_versions_that_differ_are_told_in_words_of_ours_alone(
    cluster: DaskEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []

    def differing(*versions: object) -> dict[str, str]:
        told.append(versions)
        return {"warning": "Mismatched versions found", "error": ""}

    monkeypatch.setattr("distributed.versions.error_message", differing)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        DaskConnection(cluster.connection.client.scheduler.address).close()
    assert told
    assert [str(each.message) for each in warned if "Mismatched" in str(each.message)] == []
