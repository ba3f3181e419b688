"""The cache has a bound, and what was of use lately is not what goes."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generator.keeping import cache_folder as module
from generator.keeping import eviction
from generator.keeping.eviction import VARIABLE, bound, clear, entries, trim
from generator.keeping.shelf import Shelf
from tests.support.cli import proofdeck
from tests.support.decks import write_deck


def kept(folder: Path, name: str, size: int, age: float) -> Path:
    """A file in the cache that was last used so many seconds ago."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def test_what_was_not_used_for_longest_goes_first_and_only_as_much_as_must(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "1000B")
    old = kept(tmp_path, "runs/aa/old", 300, age=9000)
    middle = kept(tmp_path, "kept/middle", 300, age=5000)
    new = kept(tmp_path, "compiled/new", 300, age=10)
    assert trim(tmp_path) == 0
    big = kept(tmp_path, "glyphs/big", 300, age=1)
    assert trim(tmp_path) == 300
    assert not old.exists() and middle.exists() and new.exists() and big.exists()


def test_an_environment_goes_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "1KiB")
    kept(tmp_path, "environments/one/lib/a", 800, age=1)
    kept(tmp_path, "environments/one/proofdeck.json", 800, age=1)
    lock = kept(tmp_path, "environments/one.lock", 10, age=9000)
    then = time.time() - 9000
    os.utime(tmp_path / "environments/one", (then, then))
    assert len(entries(tmp_path)) == 1
    assert trim(tmp_path) == 1600
    assert not (tmp_path / "environments/one").exists() and lock.exists()


def test_what_somebody_else_keeps_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    kept(tmp_path, "runs/aa/one", 10, age=1)
    mine = kept(tmp_path, "thesis.tex", 10, age=1)
    assert clear(tmp_path) == 10
    assert mine.exists() and entries(tmp_path) == ()


def test_reading_an_entry_counts_as_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("slot", "key", b"data")
    (entry,) = entries(tmp_path)
    then = time.time() - 2 * module._FRESH
    os.utime(entry.path, (then, then))
    assert shelf.get("slot", "key") == b"data"
    assert entries(tmp_path)[0].used > then + module._FRESH


@pytest.mark.parametrize(
    ("said", "size"),
    [("", 2 * 2**30), ("1.5 GiB", 3 * 2**29), ("500MB", 500 * 10**6), ("12", 12), ("1G", 2**30)],
)
def test_a_bound_is_written_as_people_write_sizes(
    said: str, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, said)
    assert bound() == size


def test_a_bound_that_is_no_size_is_told_and_costs_no_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "much")
    deck = write_deck(tmp_path / "deck")
    checked = proofdeck("check", deck, cwd=tmp_path)
    assert checked.code == 0 and checked.err.count(f"{VARIABLE} is 'much': set a size") == 1
    told = proofdeck("cache", cwd=tmp_path)
    assert told.code == 2 and told.err.count(f"{VARIABLE} is 'much': set a size") == 1


def test_a_build_leaves_the_cache_within_its_bound_and_the_next_still_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "3000B")
    deck = write_deck(tmp_path / "deck")
    for _ in range(2):
        assert proofdeck("build", deck, "-o", tmp_path / "build", cwd=tmp_path).code == 0
        assert sum(entry.size for entry in entries(tmp_path / "cache")) <= 3000


def test_the_place_and_the_size_are_shown_and_it_can_be_emptied(tmp_path: Path) -> None:
    deck = write_deck(tmp_path / "deck")
    assert proofdeck("check", deck, cwd=tmp_path).code == 0
    shown = proofdeck("cache", cwd=tmp_path)
    assert shown.out.startswith(str(tmp_path / "cache")) and "of 2.0 GiB" in shown.out
    assert proofdeck("cache", "--clear", cwd=tmp_path).code == 0
    assert entries(tmp_path / "cache") == ()
    assert proofdeck("check", deck, cwd=tmp_path).code == 0


def test_a_process_that_builds_again_and_again_looks_at_its_cache_once_in_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path))
    monkeypatch.setenv(VARIABLE, "1000B")
    looks: list[Path | None] = []
    monkeypatch.setattr(
        eviction, "entries", lambda folder=None: looks.append(folder) or entries(folder)
    )
    module.take_written()
    for number in range(8):
        module.keep(tmp_path / f"runs/{number}", b"x" * 100)
        eviction.trim_if_full()
    eviction.trim_if_full()
    assert len(looks) == 1
    for number in range(8, 20):
        module.keep(tmp_path / f"runs/{number}", b"x" * 100)
        eviction.trim_if_full()
        assert sum(entry.size for entry in entries(tmp_path)) <= 1000
    assert len(looks) > 1
