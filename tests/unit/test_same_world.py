"""What no other run has otherwise is named, so that it does not pass for confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checking.same_world import same_world_problems
from generator.model import Problem
from generator.reading.whole_deck import read_deck
from generator.running.programs.program import plan_card


def problems(folder: Path, *fences: str, platform: str = "linux") -> list[Problem]:
    card = "\n\n".join(["# C", "## Q? {#q}", *(f"```{each}\n```" for each in fences)])
    (folder / "en").mkdir()
    (folder / "en/01.md").write_text(card + "\n", encoding="utf-8")
    (folder / "deck.toml").write_text('name = "d"\nlanguages = ["en"]\n', encoding="utf-8")
    deck, _ = read_deck(folder)
    (found,) = deck.cards("en")
    return list(same_world_problems(plan_card(found, deck.config, lambda _: None), platform))


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("import subprocess\nprint(subprocess.run(['date'], capture_output=True).stdout)", "clock"),
        ("import os\nos.system('date +%Y')", "clock"),
        ("import os\nprint(os.getuid())", "user"),
        ("import os\nprint(os.getppid())", "process"),
        ("from platform import release\nprint(release())", "kernel"),
        ("import shutil\nprint(shutil.disk_usage('/').total)", "disk"),
        ("import os\nprint(os.getloadavg())", "load"),
        ("print(open('/proc/cpuinfo').readline())", "machine"),
    ],
)
def test_what_is_the_same_in_every_run_is_named(code: str, word: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"python\n{code}")
    assert (found.code, found.severity, found.card) == ("same-world", "warning", "q")
    assert word in found.message
    assert found.hint


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nprint(np.datetime64('today'))",
        "import sqlite3\nc = sqlite3.connect(':memory:')\nc.execute(\"select date('now')\")",
    ],
)
def test_a_clock_of_c_code_is_named_where_no_run_has_another(code: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, f"python\n{code}", platform="darwin")
    assert (found.code, "clock" in found.message) == ("same-world", True)
    (tmp_path / "linux").mkdir()
    assert problems(tmp_path / "linux", f"python\n{code}") == []


@pytest.mark.parametrize(
    "code",
    [
        "import numpy as np\nprint(np.datetime64('2024-01-01'))",
        "import subprocess\nprint(subprocess.run(['echo', 'date'], capture_output=True).stdout[:0])",
        "import datetime, time\nprint(datetime.date.today(), time.time())",
        "import sqlite3\nc = sqlite3.connect(':memory:')\nprint(c.execute('select 1').fetchone())",
        "open('now', 'w').write('today')",
        "import platform\nprint(platform.system(), platform.node())",
        "date = 'now'\nprint(date)",
    ],
)
def test_what_differs_or_is_no_part_of_the_world_is_left_alone(code: str, tmp_path: Path) -> None:
    assert problems(tmp_path, f"python\n{code}") == []


def test_a_name_from_an_earlier_fence_is_known_and_a_varying_fence_may(tmp_path: Path) -> None:
    found = problems(
        tmp_path, "python\nimport os as system", "python\nprint(system.getuid())",
        "python {varies}\nprint(system.getuid())",
    )  # fmt: skip
    assert [each.place.line for each in found] == [9]
