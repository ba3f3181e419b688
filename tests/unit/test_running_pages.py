"""Memory that is moved together for the sake of forks."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import hashlib
from generator.running.worker.forking.huge_pages import gather
blocks = [bytearray(str(n), "ascii") * 40_000 for n in range(60)]
small = [str(n) for n in range(200_000)]
before = hashlib.sha256(b"".join(blocks)).digest(), hash(tuple(small))
gather()
assert (hashlib.sha256(b"".join(blocks)).digest(), hash(tuple(small))) == before
"""


@pytest.mark.skipif(sys.platform != "linux", reason="programs are forked on Linux")
def test_gathering_memory_changes_nothing_in_it() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
