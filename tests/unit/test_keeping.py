"""What is kept between builds may be lost at any time, and must never be taken for another."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from types import MappingProxyType

import pytest

from generator.building.surroundings import surroundings
from generator.keeping.cache_folder import NOWHERE, cache_folder, open_to_others
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


def test_a_forged_entry_reaches_no_class_through_the_modules_that_ours_import() -> None:
    through = (
        ("generator.reading.chapter_files", "Path"),
        ("generator.reading.chapter_files", "Path.__class__"),
        ("generator.model.ran", "Run.__class__"),
        ("generator.rendering.anki_notes", "hashlib.__class__"),
    )
    for module, name in through:
        forged = b"\x80\x04\x8c" + bytes([len(module)]) + module.encode()
        forged += b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93."
        with pytest.raises(ValueError, match="is not allowed"):
            from_bytes(forged)


def test_a_cache_that_others_may_write_to_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o777)
    monkeypatch.setenv("PROOFDECK_CACHE", str(shared))
    Shelf().put("slot", "key", b"data")
    assert Shelf().get("slot", "key") is None and not list(shared.iterdir())
    shared.chmod(0o755)
    Shelf().put("slot", "key", b"data")
    assert Shelf().get("slot", "key") == b"data"


def test_the_cache_of_another_user_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    monkeypatch.delenv("SUDO_UID", raising=False)
    if mine == 0:  # the administrator's folders are everybody's own
        os.chown(tmp_path, 4321, -1)
    try:
        assert open_to_others(tmp_path) == "it belongs to another user"
    finally:
        os.chown(tmp_path, mine, -1)


def test_a_new_cache_can_be_written_to_and_read_by_its_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "new" / "cache"))
    Shelf().put("slot", "key", b"content")
    assert (tmp_path / "new" / "cache").stat().st_mode & 0o777 == 0o700
    assert Shelf().get("slot", "key") == b"content"


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"PROOFDECK_CACHE": "cache"}, None),
        ({"PROOFDECK_CACHE": "~/cache"}, "home/cache"),
        ({"PROOFDECK_CACHE": "~/cache", "HOME": "home"}, None),
        ({"XDG_CACHE_HOME": "caches"}, "home/.cache/proofdeck"),
        ({"XDG_CACHE_HOME": "caches", "HOME": "home"}, None),
        ({"PROOFDECK_CACHE": "cache", "XDG_CACHE_HOME": "caches"}, None),
    ],
    ids=str,
)
def test_no_cache_is_found_from_the_folder_one_stands_in(
    variables: dict[str, str], found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("PROOFDECK_CACHE", raising=False)
    for name, value in {"HOME": str(tmp_path / "home"), **variables}.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == (NOWHERE if found is None else tmp_path / found)


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
