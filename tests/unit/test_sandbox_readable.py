"""What programs may read: never more than what is installed."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import pytest

from generator.running.worker.isolation import installed


def test_a_home_folder_is_never_opened_as_a_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    packages = home / "env/lib/python3/site-packages"
    packages.mkdir(parents=True)
    (home / "lib" / f"python3.{sys.version_info[1]}").mkdir(parents=True)
    (home / ".ssh").mkdir()
    for folder in (home, home.parent, Path("/"), Path("/tmp"), Path("/root")):
        assert installed.shared(str(folder), str(home)), folder
    assert not installed.shared(str(home / "env"), str(home))
    sysconfig.get_config_vars()  # which are imported, while that is still possible
    monkeypatch.setattr(sys, "prefix", str(home))
    monkeypatch.setattr(sys, "path", [str(home), str(packages), ""])
    found = installed.readable(str(home), str(home / "worker"))
    assert str(packages) in found
    assert str(home / "lib" / f"python3.{sys.version_info[1]}") in found
    assert not any(os.path.commonpath([path, home / ".ssh"]) == path for path in found)


def test_of_an_editable_project_only_what_can_be_imported_is_opened(tmp_path: Path) -> None:
    for path in ("pkg/__init__.py", "space/inner/__init__.py", "one.py", ".env", "secret/key.pem"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    found = {Path(path).name for path in installed._project(str(tmp_path), "/nobody")}
    assert found == {"pkg", "space", "one.py"}


def test_no_folder_is_named_twice(tmp_path: Path) -> None:
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    (tmp_path / "ab").mkdir()
    paths = [str(inner), str(tmp_path / "a"), str(tmp_path / "ab"), str(tmp_path / "gone")]
    assert installed.shortest(paths) == [str(tmp_path / "a"), str(tmp_path / "ab")]
