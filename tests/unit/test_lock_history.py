"""Earlier states of deck.lock, out of git."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from generator.launching import helper
from generator.syncing.lock_history import lock_history
from generator.writing.lock import Entry, Lock

pytestmark = pytest.mark.skipif(helper("git") is None, reason="there is no git")


def commit(folder: Path, lock: Lock) -> None:
    (folder / "deck.lock").write_text(lock.text(), "utf-8")
    who = ("-c", "user.name=A", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false")
    for arguments in (("init", "-q"), ("add", "."), (*who, "commit", "-qm", "x")):
        subprocess.run(["git", *arguments], cwd=folder, check=True)


def lock(**entries: Entry) -> Lock:
    return Lock({f"en/{name}": entry for name, entry in entries.items()}, deck="0123456789abcdef")


def test_every_edition_that_was_committed_is_known(tmp_path: Path) -> None:
    first = lock(one=Entry("g1", "basic", "d1", 1, subdeck="01 Sums"),
                 two=Entry("g2", "cloze", "d2", 1))  # fmt: skip
    second = lock(one=Entry("g1", "basic", "d3", 2, subdeck="02 Sums", title='"a": {b}'),
                  two=Entry("g2", "cloze", "d2", 1))  # fmt: skip
    commit(tmp_path, first)
    commit(tmp_path, second)
    (tmp_path / "deck.lock").write_text("what is not committed yet", "utf-8")
    found = [entry for each in lock_history(tmp_path / "deck.lock")
             for entry in each.entries.values()]  # fmt: skip
    known = {(entry.guid, entry.digest, entry.modified, entry.subdeck) for entry in found}
    assert known == {("g1", "d1", 1, "01 Sums"), ("g1", "d3", 2, "02 Sums"), ("g2", "d2", 1, None)}


def test_a_deck_outside_git_has_no_history(tmp_path: Path) -> None:
    (tmp_path / "deck.lock").write_text(lock().text(), "utf-8")
    assert lock_history(tmp_path / "deck.lock") == ()
    assert lock_history(tmp_path / "nowhere" / "deck.lock") == ()


def test_a_strangers_repository_starts_no_program(tmp_path: Path) -> None:
    commit(tmp_path, lock(one=Entry("g1", "basic", "d1", 1)))
    mark = tmp_path / "ran"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch '{mark}'\n", "utf-8")
    program.chmod(0o755)
    (tmp_path / ".gitattributes").write_text("deck.lock diff=evil filter=evil\n", "utf-8")
    for key in ("core.fsmonitor", "diff.external", "diff.evil.command", "diff.evil.textconv",
                "filter.evil.smudge", "gpg.program", "core.pager", "pager.log"):  # fmt: skip
        subprocess.run(["git", "config", key, str(program)], cwd=tmp_path, check=True)
    subprocess.run(["git", "config", "log.showSignature", "true"], cwd=tmp_path, check=True)
    assert len(lock_history(tmp_path / "deck.lock")) == 1
    assert not mark.exists()
