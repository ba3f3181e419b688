"""Builds that are killed, interrupted, or run beside each other."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from tests.support.cli import proofdeck
from tests.support.decks import built_names, write_deck
from tests.support.ended import left_running, started

KILLS = int(os.environ.get("PROOFDECK_KILLS", "25"))
SLOW = "## Q {n}? {{#q-{n}}}\n\n```python\nimport time\ntime.sleep({wait})\nprint({n})\n```\n"


def cards(count: int, wait: float, note: str = "") -> str:
    made = (SLOW.format(n=number, wait=wait) for number in range(count))
    return "# C\n\n" + "\n".join(made) + f"\n{note}\n"


def whole(path: Path) -> bool:
    """Whether a file of a build is all there."""
    if path.suffix == ".apkg":
        with zipfile.ZipFile(path) as package:
            return package.testzip() is None
    if path.suffix == ".pdf":
        pdf = pypdfium2.PdfDocument(path)
        pages = len(pdf)
        pdf.close()
        return pages > 0
    return path.read_text("utf-8").endswith("}\n")


def test_a_build_killed_at_any_moment_leaves_whole_files_and_nothing_running(
    tmp_path: Path,
) -> None:
    chance = random.Random(0)
    deck = tmp_path / "cards"
    names = {*built_names("demo-en"), "demo.provenance.json"}
    write_deck(deck, {"en/01.md": cards(3, 0)})
    begun = time.monotonic()
    assert proofdeck("build", cwd=tmp_path).code == 0
    usual = time.monotonic() - begun
    for number in range(KILLS):
        # An edit each time, every third one of a program.
        write_deck(deck, {"en/01.md": cards(3, number // 3 / 1000, f"Edit {number}.")})
        with started(tmp_path, "build") as build:
            time.sleep(chance.uniform(0, usual))
            build.kill()
        found = {path for path in (tmp_path / "build").iterdir() if path.is_file()}
        assert {path.name for path in found} == names
        assert all(map(whole, found))
    assert left_running(tmp_path) == []
    built = proofdeck("build", cwd=tmp_path)
    assert (built.code, built.err) == (0, "")
    other = {"PROOFDECK_CACHE": str(tmp_path / "other")}
    again = proofdeck("build", "-o", "fresh", cwd=tmp_path, env=other)
    assert again.code == 0
    for name in names:
        assert (tmp_path / "build" / name).read_bytes() == (tmp_path / "fresh" / name).read_bytes()
    assert not [path for path in deck.iterdir() if path.name.startswith(".deck.lock")]


@pytest.mark.parametrize(
    ("number", "delay"),
    [
        (signal.SIGINT, 0.0),
        (signal.SIGINT, 0.3),
        (signal.SIGINT, 0.7),
        (signal.SIGTERM, 0.3),
        (signal.SIGHUP, 0.3),
    ],
)
def test_an_interrupted_build_keeps_what_was_verified_and_leaves_no_process(
    number: signal.Signals, delay: float, tmp_path: Path
) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": cards(12, 0.5)})
    with started(tmp_path, "check", "--once") as check:
        while not list((tmp_path / "cache").glob("runs/*/*")):
            assert check.poll() is None
            time.sleep(0.02)
        time.sleep(delay)
        check.send_signal(number)
        out, err = check.communicate()
    assert (check.returncode, out, err.strip()) == (128 + number, "", "Interrupted.")
    assert left_running(tmp_path) == []
    assert list((tmp_path / "tmp").iterdir()) == []
    again = proofdeck("check", "--once", cwd=tmp_path)
    ran, cached = map(int, again.out.split("\n")[1].split()[1:3])
    assert ran + cached == 12 and cached > 0


def test_a_command_interrupted_while_it_starts_shows_no_traceback() -> None:
    code = (
        "import sys\n"
        "class Stop:\n"
        "    def find_spec(self, name, *_):\n"
        "        if name == 'generator.cli.build':\n"
        "            raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Stop())\n"
        "from generator.__main__ import run\n"
        "run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


def test_two_builds_of_one_deck_at_the_same_time_agree(tmp_path: Path) -> None:
    write_deck(tmp_path / "cards", {"en/01.md": cards(4, 0.01)})
    for number in range(5):
        write_deck(tmp_path / "cards", {"en/01.md": cards(4, 0.01, f"Edit {number}.")})
        with started(tmp_path, "build") as one, started(tmp_path, "build", "-o", "two") as two:
            assert one.wait() == two.wait() == 0
        for path in (tmp_path / "build").iterdir():
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name
