"""Scratch folders: whose they are, and that every one of them goes away."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.keeping.cache_folder import cache_folder
from generator.running.machine.capacity import programs_for
from generator.running.machine.scratch import PREFIX, Scratch, remove, sweep
from generator.running.worker.isolation.trees import sizes

DEEP = 1500  # more than Python recurses, and by far more than a path can be
OWNER = """if True:
    import sys
    from pathlib import Path
    from generator.running.machine.scratch import Scratch
    print(Scratch(Path(sys.argv[1])).path, flush=True)
    sys.stdin.read()
"""


def make_deep(folder: Path) -> None:
    folder.mkdir()
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder)
        for _ in range(DEEP):
            os.mkdir("d" * 9)  # noqa: PTH102
            os.chdir("d" * 9)
        Path("x" * 255).write_bytes(bytes(100_000))
    finally:
        os.fchdir(here)
        os.close(here)


def test_a_folder_of_any_depth_is_counted_and_removed(tmp_path: Path) -> None:
    make_deep(tmp_path / "deep")
    found = list(sizes(str(tmp_path / "deep")))
    assert len(found) == DEEP + 1
    assert sum(found) >= 100_000
    remove(tmp_path / "deep")
    assert not (tmp_path / "deep").exists()


def test_removing_follows_no_link_and_stops_at_no_closed_folder(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("mine")
    scratch = tmp_path / "scratch"
    (scratch / "a/b").mkdir(parents=True)
    (scratch / "a/link").symlink_to(kept)
    (scratch / "a/b/file").write_text("x")
    os.mkfifo(scratch / "a/pipe")
    (scratch / "a/b").chmod(0)
    (scratch / "a").chmod(0)
    assert len(list(sizes(str(scratch)))) == 5
    assert (scratch / "a").stat().st_mode & 0o777 == 0
    remove(scratch)
    assert not scratch.exists()
    assert (kept / "file").read_text() == "mine"


def test_what_a_killed_build_left_is_removed_and_what_a_living_one_has_is_not(
    tmp_path: Path,
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout is not None
        folder = Path(owner.stdout.readline().strip())
        assert folder.parent == tmp_path
        assert folder.name.startswith(PREFIX)
        sweep(tmp_path, PREFIX)
        assert folder.is_dir()
        owner.kill()
        owner.wait()
        other = Scratch(tmp_path)
        assert not folder.exists()
    assert [path.name for path in tmp_path.iterdir()] == [other.path.name]
    other.close()
    assert list(tmp_path.iterdir()) == []


def test_a_link_in_place_of_a_scratch_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / f"{PREFIX}x").symlink_to(tmp_path / "kept")
    sweep(tmp_path, PREFIX)
    assert (tmp_path / "kept").is_dir()


@pytest.mark.parametrize("value", ["caches", "./caches", ""])
def test_a_cache_folder_is_never_below_the_current_one(
    value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROOFDECK_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", value)
    assert cache_folder().is_absolute()
    assert "caches" not in cache_folder().parts


def test_a_cache_of_somebody_who_is_not_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", "~nobody-of-this-name/cache")
    assert not cache_folder().exists()


def test_few_descriptors_mean_few_programs_at_a_time_and_never_none() -> None:
    assert programs_for(0) == programs_for(64) == 1
    assert 1 < programs_for(128) < programs_for(1024)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_or_a_link_among_scratch_folders_holds_up_no_build(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f"{PREFIX}file").write_text("not ours")
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / f"{PREFIX}pipe")
    (tmp_path / f"{PREFIX}folder").mkdir()
    sweep(tmp_path, PREFIX)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"elsewhere", f"{PREFIX}file", f"{PREFIX}link", f"{PREFIX}pipe"}
