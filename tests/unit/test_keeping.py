"""What is kept between builds may be lost at any time, and must never be taken for another."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from types import MappingProxyType

import pytest

from generator.building.surroundings import surroundings
from generator.keeping.pickled import from_bytes, to_bytes
from generator.keeping.shelf import Shelf, digest
from generator.model import Media, Place, Problem


def test_a_slot_gives_back_only_what_was_put_under_the_same_key(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("slot", "key", b"first\nline")
    assert shelf.get("slot", "key") == b"first\nline"
    assert shelf.get("slot", "other") is None
    assert shelf.get("other", "key") is None
    assert shelf.has("slot", "key") and not shelf.has("slot", "other")
    shelf.put("slot", "other", b"")
    assert shelf.get("slot", "key") is None
    assert shelf.get("slot", "other") == b""
    assert len(list((tmp_path / "kept").iterdir())) == 1  # it does not grow


@pytest.mark.parametrize("harm", ["cut", "changed", "longer", "empty", "folder"])
def test_a_damaged_entry_counts_as_missing(harm: str, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    shelf.put("slot", "key", b"content")
    (path,) = (tmp_path / "kept").iterdir()
    whole = path.read_bytes()
    path.unlink()
    match harm:
        case "cut":
            path.write_bytes(whole[:-1])
        case "changed":
            path.write_bytes(whole.replace(b"content", b"CONTENT"))
        case "longer":
            path.write_bytes(whole + b"x")
        case "empty":
            path.write_bytes(b"")
        case _:
            path.mkdir()
    assert shelf.get("slot", "key") is None


def test_a_cache_that_cannot_be_written_costs_no_build(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    shelf = Shelf(tmp_path / "file")
    shelf.put("slot", "key", b"content")
    assert shelf.get("slot", "key") is None


def test_values_come_back_as_they_were() -> None:
    value = (
        Problem(Place("a", 1, 2), "code", "message", "hint", "warning"),
        MappingProxyType({"a": (1, 2.5, None, True)}),
        Media("a.png", b"\x00"),
    )
    assert from_bytes(to_bytes(value)) == value


def test_a_forged_entry_cannot_call_anything(tmp_path: Path) -> None:
    class Forged:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.system, (f"touch {tmp_path / 'called'}",)

    for forged in (Forged(), Path("x"), print):
        with pytest.raises(ValueError, match="not a kept value"):
            from_bytes(pickle.dumps(forged))
    assert not (tmp_path / "called").exists()
    with pytest.raises(ValueError, match="not a kept value"):
        from_bytes(b"garbage")


def test_parts_of_a_digest_do_not_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("a") == digest(b"a") and len(digest()) == 32
    assert digest("\ud800")  # what a broken file name may hold


def test_a_newly_installed_package_makes_everything_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    before = surroundings()
    assert surroundings() == before
    (tmp_path / "some-1.0.dist-info").mkdir()
    installed = surroundings()
    assert installed != before
    (tmp_path / "some-1.0.dist-info").rename(tmp_path / "some-1.1.dist-info")
    assert surroundings() not in (before, installed)
