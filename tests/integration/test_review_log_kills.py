"""A process that studies is killed at any moment: no grade is lost, and none counts twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from generator.scheduling.review_log import ReviewLog
from tests.support.cli import ROOT

KILLS = 50
CARDS = 7
# One process that has loaded everything makes those that are killed. Each begins with the grade
# that was not acknowledged to the one before it, as a page sends it again.
STUDENT = f"""
import os, sys
from pathlib import Path
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import ReviewLog
import fsrs

for line in sys.stdin:
    first = int(line)
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        os.write(1, b"ended\\n")
        continue
    os.write(1, f"pid {{os.getpid()}}\\n".encode())
    with ReviewLog.open(Path(sys.argv[1])) as log:
        number = first
        while True:
            key = CardKey(f"card {{number % {CARDS}}}")
            log.grade(key, 1 + number % 4, token=str(number), took=number)
            os.write(1, f"stored {{number}}\\n".encode())
            number += 1
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_grade_is_lost_or_counted_twice_by_fifty_kills(tmp_path: Path) -> None:
    path = tmp_path / "study" / "reviews.db"
    dice = random.Random(7)
    stored = -1  # the last grade that was acknowledged
    command = [sys.executable, "-c", STUDENT, str(path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as zygote:  # type: ignore[call-overload]
        for _ in range(KILLS):
            zygote.stdin.write(f"{stored + 1}\n")
            zygote.stdin.flush()
            said = zygote.stdout.readline().split()
            assert said[0] == "pid"
            wanted = stored + dice.randrange(4)
            while stored < wanted:
                word, number = zygote.stdout.readline().split()
                assert (word, int(number)) == ("stored", stored + 1)
                stored += 1
            end = time.perf_counter() + dice.random() * 0.008
            while time.perf_counter() < end:
                pass  # a sleep is too coarse to hit every part of a step
            os.kill(int(said[1]), signal.SIGKILL)
            while (line := zygote.stdout.readline().split()) != ["ended"]:
                assert line == ["stored", str(stored + 1)]
                stored += 1
        zygote.stdin.close()
    assert stored > KILLS
    with ReviewLog.open(path) as log:
        found = [review.took for review in log.reviews()]
        # The last may be stored and not acknowledged: sent again, it is not counted again.
        assert found in (list(range(stored + 1)), list(range(stored + 2)))
        states = dict(log.states())
        assert sum(state.reviews for state in states.values()) == len(found)
        log.rebuild()
        assert log.states() == states
