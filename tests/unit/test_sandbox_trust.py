"""Somebody else's programs run only where they can do no harm."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from generator.model import ProblemsError
from generator.running.sandbox import confinement, trust
from generator.running.sandbox.confinement import Confinement
from generator.running.worker.isolation.lockdown import is_full


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the machine lets a sandbox have, to be changed by a test."""
    known = {
        "readable": ["/usr"],
        "landlock": 7,
        "missing": {"landlock": "", "seccomp": "", "netns": ""},
    }
    monkeypatch.setattr(confinement, "_probe", lambda python: known)
    return known


def test_a_level_names_what_holds_and_nothing_more(machine: dict[str, Any]) -> None:
    assert Confinement.of("py", "auto").level == "landlock7+seccomp+netns"
    assert Confinement.of("py", "off").level == "none"
    machine["missing"]["netns"] = "forbidden"
    assert Confinement.of("py", "auto").level == "landlock7+seccomp"
    assert Confinement.of("py", "auto", without=("landlock", "seccomp")).level == "rlimits"
    assert is_full("landlock7+seccomp+netns") and is_full("landlock6+seccomp+netns")
    for level in ("landlock4+seccomp+netns", "landlock7+seccomp", "seccomp+netns", "none", ""):
        assert not is_full(level), level


def test_strict_names_each_missing_part_why_and_what_to_do(machine: dict[str, Any]) -> None:
    machine["missing"] = {"landlock": "", "seccomp": "no", "netns": "sysctl x forbids them"}
    with pytest.raises(ProblemsError) as caught:
        trust.require_sandbox("py", "strict", "cards")
    messages = [problem.message for problem in caught.value.problems]
    assert len(messages) == 2
    assert "namespaces" in messages[1] and messages[1].endswith("sysctl x forbids them")
    assert all("kernel" in problem.hint for problem in caught.value.problems)


def test_below_full_strength_foreign_programs_need_trust(machine: dict[str, Any]) -> None:
    trust.require_sandbox("py", "auto", "x.apkg", foreign="it is foreign")
    machine["missing"]["netns"] = "forbidden"
    trust.require_sandbox("py", "auto", "cards")
    trust.require_sandbox("py", "auto", "x.apkg", foreign="it is foreign", trust=True)
    for sandbox in ("auto", "off"):
        with pytest.raises(ProblemsError) as caught:
            trust.require_sandbox("py", sandbox, "x.apkg", foreign="it is foreign")
        (problem,) = caught.value.problems
        assert "nothing was run: it is foreign" in problem.message
        assert "--trust" in problem.hint
        assert ("forbidden" if sandbox == "auto" else "--sandbox off") in problem.hint


def test_a_deck_of_another_user_is_foreign_and_the_administrators_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/01.md").touch()
    owner = tmp_path.stat().st_uid
    assert trust.whose(tmp_path) == ""
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert trust.whose(tmp_path) == ("" if owner == 0 else trust.whose(tmp_path))
    if owner == 0:
        os.chown(tmp_path / "en/01.md", 12345, 12345)
        assert "01.md belongs to user 12345" in trust.whose(tmp_path)
        monkeypatch.setattr(os, "geteuid", lambda: 0)
        assert trust.whose(tmp_path)
        monkeypatch.setenv("SUDO_UID", "12345")
        assert trust.whose(tmp_path) == ""
    else:
        assert "belongs to" in trust.whose(tmp_path)
