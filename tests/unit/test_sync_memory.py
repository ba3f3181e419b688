"""What syncs remember outlives them, and a broken memory is no wrong one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from generator.model import ProblemsError
from generator.syncing.data_folder import data_folder
from generator.syncing.held import Profile
from generator.syncing.memory import Memory, collection_folder
from generator.syncing.plan import Version

MEMORY = Memory({"g1": Version({"Front": "was\u2028?"}, ("a", "b"), "Maths::01 Sums", 7)},
                {"g2": "suspend"})  # fmt: skip


def test_what_was_remembered_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deck-en.json.gz"
    assert Memory.read(path) == Memory()
    MEMORY.write(path)
    MEMORY.write(path)
    assert Memory.read(path) == MEMORY
    assert [each.name for each in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not gzip",
        gzip.compress(b"{"),
        gzip.compress(b"[]"),
        gzip.compress(b'{"version": 2, "notes": {}, "pruned": {}}'),
        gzip.compress(b'{"version": 1, "notes": {"g": [1]}, "pruned": {}}'),
        gzip.compress(b'{"version": 1, "notes": {}, "pruned": {}}')[:-9],
    ],
    # A name must not have the time that is in the bytes: two workers would have other tests.
    ids=["nothing", "no gzip", "half", "a list", "newer", "a broken note", "cut off"],
)
def test_a_broken_memory_is_not_taken_for_an_empty_one(tmp_path: Path, content: bytes) -> None:
    """Everything that its reader has deleted would come back."""
    path = tmp_path / "deck-en.json.gz"
    path.write_bytes(content)
    with pytest.raises(ProblemsError) as raised:
        Memory.read(path)
    (problem,) = raised.value.problems
    assert problem.code == "sync-memory"
    assert "what was deleted in Anki comes back" in problem.hint
    assert path.read_bytes() == content


def test_each_collection_has_a_memory_of_its_own(tmp_path: Path) -> None:
    profiles = [
        Profile("Ann", "/home/ann/.local/share/Anki2/Ann/collection.media"),
        Profile("ann", "/home/ann/.local/share/Anki2/Ann/collection.media"),
        Profile("Ann", "/mnt/other/Ann/collection.media"),
        Profile("../..", "/x"),
        Profile("王", "/x"),
    ]
    folders = {collection_folder(tmp_path, profile) for profile in profiles}
    assert len(folders) == len(profiles)
    assert all(folder.parent == tmp_path / "sync" for folder in folders)


def test_the_data_folder_is_that_of_the_system(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("PROOFDECK_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == tmp_path / "proofdeck"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert data_folder() == tmp_path / ".local" / "share" / "proofdeck"
    monkeypatch.setattr("sys.platform", "darwin")
    assert data_folder() == tmp_path / "Library" / "Application Support" / "proofdeck"
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "own"))
    assert data_folder() == tmp_path / "own"
    monkeypatch.setenv("PROOFDECK_DATA", "cards/data")
    with pytest.raises(ProblemsError) as raised:
        data_folder()
    assert raised.value.problems[0].code == "sync-folder"
