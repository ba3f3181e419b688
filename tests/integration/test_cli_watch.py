"""`proofdeck watch`, as an author uses it."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.cli import ROOT, proofdeck
from tests.support.decks import write_deck

GENEROUS = 120.0  # seconds until it is certain that nothing comes
TRUE = '## One? {#one}\n\n```python\nprint(open("data.txt").read())\n```\n\n```output\n1\n```\n'


def _heed_signals() -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Watching:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def until(self, words: str) -> str:
        """All that is said up to the line that has the words."""
        said = ""
        while words not in said.rpartition("\n")[2]:
            try:
                said += "\n" + self._lines.get(timeout=GENEROUS).rstrip("\n")
            except queue.Empty:
                pytest.fail(f"{words!r} was never said, but {said!r}")
        return said

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        code = self.process.wait(GENEROUS)
        self._reader.join(GENEROUS)
        return code


@contextmanager
def watching(cwd: Path, *arguments: str) -> Iterator[Watching]:
    variables = {**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(cwd / "cache")}
    with subprocess.Popen(
        [sys.executable, "-m", "generator", "watch", *arguments],
        cwd=cwd,
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        preexec_fn=_heed_signals,  # which tests in the background ignore
        text=True,
    ) as process:
        try:
            yield Watching(process)
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("more", "number"), [((), signal.SIGINT), (("--poll",), signal.SIGTERM)], ids=["told", "poll"]
)
def test_what_is_saved_is_checked_until_the_author_ends_it(
    tmp_path: Path, more: tuple[str, ...], number: signal.Signals
) -> None:
    pytest.importorskip("watchfiles")
    deck = write_deck(tmp_path / "cards", {"en/01.md": TRUE, "data.txt": "1"})
    with watching(tmp_path, *more) as watch:
        watch.until("no problems in 1 card ")
        (deck / "data.txt").write_text("2", "utf-8")  # which only the program knows of
        said = watch.until("cards/data.txt changed: 1 problem (1 new)")
        assert "the card says `1`, but `2` came out" in said
        new = deck / "en/.new"
        new.write_text(TRUE.replace("\n1\n", "\n2\n"), "utf-8")
        new.replace(deck / "en/01.md")
        watch.until("cards/en/01.md changed: no problems in 1 card, 1 problem gone")
        assert watch.end(number) == 128 + number
        assert watch.until("Interrupted.")


def test_files_that_programs_read_count_when_the_chapter_is_kept_from_an_earlier_check(
    tmp_path: Path,
) -> None:
    pytest.importorskip("watchfiles")
    files = {"en/01.md": TRUE, "data.txt": "1", ".gitignore": "data.txt\n"}
    deck = write_deck(tmp_path / "cards", files)
    assert proofdeck("check", "-q", cwd=tmp_path).code == 0
    with watching(tmp_path) as watch:
        watch.until("no problems in 1 card ")
        (deck / "data.txt").write_text("2", "utf-8")
        watch.until("cards/data.txt changed: 1 problem (1 new)")
        assert watch.end(signal.SIGINT) == 130


def test_a_folder_without_a_deck_is_told_at_once(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles")
    found = proofdeck("watch", "nowhere", cwd=tmp_path)
    assert found.code == 1 and "nowhere/deck.toml" in found.err


def test_without_the_extra_the_command_says_what_to_install(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards")
    hide = tmp_path / "hide.py"
    hide.write_text(
        "import importlib.util as util, sys\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, *more: None if name == 'watchfiles' else find(name, *more)\n"
        "from generator.__main__ import run\n"
        "sys.argv = ['proofdeck', 'watch']\n"
        "run()\n",
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, str(hide)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PROOFDECK_CACHE": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        timeout=GENEROUS,
        check=False,
    )
    assert done.returncode == 1
    assert "pip install 'proofdeck[live]'" in done.stderr and "[missing-extra]" in done.stderr
