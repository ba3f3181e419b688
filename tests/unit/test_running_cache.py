"""Stored results: when they count, when they do not, and that they never get in the way."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from generator.model import (
    Cell,
    CellRun,
    Difference,
    Ending,
    Environment,
    Frame,
    Note,
    Output,
    Program,
    Raised,
    Run,
    Spot,
    Structure,
)
from generator.running import Cache, CachedRunner, Facts, program_key
from generator.running.machine import interpreter
from generator.running.results import key
from generator.running.results.run_cache import VERSION
from generator.running.results.serialize import from_json, to_json
from generator.running.sandbox import confinement
from tests.support.running import program

ARRAY = Structure(
    "torch.Tensor", "array", (1, 1), "float32", "cpu", requires_grad=False, values=(float("inf"),)
)
RUN = Run(
    id="en/x",
    ended="raised",
    cells=(
        CellRun((Output("stdout", "é\n", dropped=3), Output("png", data=b"\x89\xff")), None, 0.5),
        CellRun(
            (),
            Raised("E", "m.E", ("Exception",), "m.E: x", (Frame("<card>", 2, "f", "g()", 1),)),
            0.25,
            (Note(2, "print", "x"), Note(3, "value", "[inf]", ARRAY)),
            Structure("list", "sequence", items=(("0", ARRAY), ("1", Structure("str", "text")))),
        ),
    ),
    environment=Environment("3.11.7", "CPython", "linux", (("torch", "2.13.0"),), "rlimits"),
    status=0,
    detail="d",
    seconds=1.5,
    times=2,
    differences=(Difference(1, "a", "b", "the clock", "mend it", line=3),),
)


class Counting:
    """A runner that says which programs it was given."""

    def __init__(self, ended: Ending = "finished", reads: tuple[str, ...] = ()) -> None:
        self.given: list[Program] = []
        self.ended = ended
        self.reads = reads
        self.closed = False

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        self.given += programs
        for each in programs:
            cells = (CellRun((Output("stdout", each.cells[0].code),)),)
            yield Run(each.id, self.ended, cells, Environment("3"), reads=self.reads)

    def close(self) -> None:
        self.closed = True


@pytest.fixture(scope="module")
def facts() -> Facts:
    return Facts.of()


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


def entry(cache: Cache) -> Path:
    (path,) = (path for path in cache.folder.rglob("*") if path.is_file())
    return path


def test_a_run_comes_back_as_it_was_stored(cache: Cache) -> None:
    assert from_json(to_json(RUN), id="en/x") == RUN
    cache.put("ab" * 32, RUN)
    assert cache.get("ab" * 32) == replace(RUN, id="", cached=True)
    assert cache.get("cd" * 32) is None


@pytest.mark.parametrize("change", ["flip", "cut", "empty", "version", "foreign", "folder"])
def test_a_damaged_entry_is_a_miss_and_is_mended(cache: Cache, change: str) -> None:
    cache.put("ab" * 32, RUN)
    path = entry(cache)
    data = path.read_bytes()
    if change == "folder":
        path.unlink()
        path.mkdir()
    else:
        path.write_bytes(
            {
                "flip": data.replace(b"CPython", b"XPython"),
                "cut": data[:-10],
                "empty": b"",
                "version": data.replace(f"run {VERSION} ".encode(), b"run 0 ", 1),
                "foreign": b"\x80\x04pickle",
            }[change]
        )
    assert cache.get("ab" * 32) is None
    cache.put("ab" * 32, RUN)
    assert (cache.get("ab" * 32) is not None) == (change != "folder")


def test_an_entry_moved_to_another_name_is_a_miss(cache: Cache) -> None:
    cache.put("ab" * 32, RUN)
    path = entry(cache)
    path.rename(path.with_name("cd" * 31))
    assert cache.get("ab" + "cd" * 31) is None


def test_a_cache_that_cannot_be_written_does_not_break_a_build(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file")
    cache.put("ab" * 32, RUN)
    assert cache.get("ab" * 32) is None


def test_a_result_is_forgotten_when_a_file_it_read_changes(cache: Cache, tmp_path: Path) -> None:
    data, missing = tmp_path / "data.csv", tmp_path / "missing.csv"
    data.write_text("1")
    cache.put("ab" * 32, RUN, [str(data), str(missing)])
    assert cache.get("ab" * 32) is not None
    data.write_text("22")
    assert cache.get("ab" * 32) is None
    data.write_text("1")
    assert cache.get("ab" * 32) is not None
    missing.write_text("")
    assert cache.get("ab" * 32) is None


def test_moving_or_renaming_a_card_keeps_its_result(facts: Facts) -> None:
    one = program("x = 1\nx", id="en/a", line=3)
    key = program_key(one, facts)
    assert len(key) == 64
    moved = program("x = 1\nx", id="zh/b", line=99, path="cards/zh/other.md", timeout=99.0)
    assert program_key(moved, facts) == key
    named = [replace(one, cells=(replace(one.cells[0], raises=name),)) for name in ("A", "B")]
    assert program_key(named[0], facts) == program_key(named[1], facts) != key


@pytest.mark.parametrize(
    "other",
    [
        program("x = 2\nx"),
        program("x = 1\nx "),
        program("x = 1", "x"),
        program(Cell("x = 1\nx", 41, "eval")),
        program("x = 1\nx", env=(("A", "b"),)),
        program("x = 1\nx", memory=2**20),
        program(Cell("x = 1\nx", 41, notes=(Spot(1),))),
    ],
)
def test_a_change_that_could_change_the_result_runs_the_card_again(
    facts: Facts, other: Program
) -> None:
    assert program_key(other, facts) != program_key(program("x = 1\nx"), facts)


def test_editing_a_claim_in_a_comment_keeps_the_result(facts: Facts) -> None:
    def key(code: str) -> str:
        return program_key(program(Cell(code, 41, notes=(Spot(1),))), facts)

    assert key("print(1)  # => 1") == key("print(1)  # => 2")
    assert key("print(1)  # => 1") != key("print(2)  # => 1")
    assert key("print('# => 1')") != key("print('# => 2')")
    # A program that reads its own source could tell.
    reader = "import inspect\nprint(inspect.getsource(f))  # => "
    assert key(reader + "1") != key(reader + "2")


def test_another_version_of_a_library_runs_its_cards_again(facts: Facts) -> None:
    card = program("import numpy, torch")
    names = {each.name for found in facts.providers(["torch"]).values() for each in found}
    assert names == {"torch"}
    before = program_key(card, facts)
    newer = replace(facts, _known=dict(facts._known), _found=dict(facts._found))
    newer._found["numpy"] = replace(newer._found["numpy"], version="99", digest="x")
    assert program_key(card, newer) != before
    assert program_key(program("import json"), newer) == program_key(program("import json"), facts)
    # torch uses NumPy without saying so.
    assert program_key(program("import torch"), newer) != program_key(
        program("import torch"), facts
    )


def test_names_that_differ_from_their_project_are_found(facts: Facts) -> None:
    found = facts.providers(["yaml", "PIL", "json", "no_such_module"])
    names = {name: [each.name for each in dists] for name, dists in found.items()}
    assert names == {"yaml": ["pyyaml"], "PIL": ["pillow"], "no_such_module": []}


def test_a_warm_build_starts_nothing(cache: Cache, facts: Facts) -> None:
    cards = [program("1", id="en/a"), program("2", id="en/b")]
    runner = Counting()
    with CachedRunner(cache, facts, lambda: runner) as first:
        assert [run.cached for run in first.run(cards)] == [False, False]
    assert runner.closed

    def never() -> Counting:
        raise AssertionError("nothing is missing")

    with CachedRunner(cache, facts, never) as second:
        runs = list(second.run(cards))
    assert [(run.id, run.cached) for run in runs] == [("en/a", True), ("en/b", True)]
    assert [run.cells[0].outputs[0].text for run in runs] == ["1", "2"]


def test_a_runner_that_was_closed_before_its_first_program_starts_none(
    cache: Cache, facts: Facts
) -> None:
    runner = Counting()
    cached = CachedRunner(cache, facts, lambda: runner)
    cached.close()  # as one does who has no more use for a build that is under way
    with pytest.raises(RuntimeError, match="closed"):
        list(cached.run([program("1")]))
    assert runner.given == []


def test_equal_programs_run_once_and_all_get_the_result(cache: Cache, facts: Facts) -> None:
    cards = [program("1", id="en/a", timeout=1.0), program("1", id="zh/a", line=7, timeout=9.0)]
    runner = Counting()
    with CachedRunner(cache, facts, lambda: runner) as cached:
        assert {run.id for run in cached.run(cards)} == {"en/a", "zh/a"}
    assert [each.timeout for each in runner.given] == [9.0]


def test_known_results_come_before_new_ones(cache: Cache, facts: Facts) -> None:
    with CachedRunner(cache, facts, Counting) as cached:
        list(cached.run([program("2", id="b")]))
        runs = list(cached.run([program("1", id="a"), program("2", id="b")]))
    assert [(run.id, run.cached) for run in runs] == [("b", True), ("a", False)]


@pytest.mark.parametrize("ended", ["timeout", "lost", "memory", "exit", "signal"])
def test_a_bad_moment_does_not_stick(cache: Cache, facts: Facts, ended: Ending) -> None:
    with CachedRunner(cache, facts, lambda: Counting(ended)) as cached:
        for _ in range(2):
            (run,) = cached.run([program("1")])
            assert (run.ended, run.cached) == (ended, False)


def test_files_that_a_program_reads_are_part_of_its_result(
    cache: Cache, facts: Facts, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    data.write_text("1")
    runner = Counting(reads=(str(data),))
    with CachedRunner(cache, facts, lambda: runner) as cached:
        hits = []
        for content in ("1", "1", "2", "2"):
            data.write_text(content)
            hits += [run.cached for run in cached.run([program("open(...)")])]
    assert hits == [False, True, False, True]


@pytest.mark.parametrize("where", ["new.py", "folder/new.py", "folder/below/new.py"])
def test_a_worker_that_changed_in_any_of_its_folders_stores_nothing_under_the_old_keys(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = tmp_path / "worker"
    shutil.copytree(interpreter.WORKER, worker)
    for module in (interpreter, key):
        monkeypatch.setattr(module, "WORKER", worker)

    def known() -> tuple[str, str]:
        key.worker_digest.cache_clear()
        return key.worker_digest(), confinement._circumstances(sys.executable)

    try:
        before = known()
        (worker / where).parent.mkdir(parents=True, exist_ok=True)
        (worker / where).write_text("new = 1\n")
        added = known()
        (worker / where).write_text("new = 2\n")
        changed = known()
    finally:
        key.worker_digest.cache_clear()
    assert [len({*each}) for each in zip(before, added, changed, strict=True)] == [3, 3]


def test_programs_that_start_again_in_the_sandbox_can_read_the_worker_in_all_its_folders() -> None:
    readable = confinement._probe(sys.executable)["readable"]
    assert all(
        any(path.is_relative_to(each) for each in readable) for path in interpreter.worker_files()
    )
