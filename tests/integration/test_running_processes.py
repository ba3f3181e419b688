"""How processes that a program leaves are found where nothing but `/proc` tells of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from generator.running.worker.kernel import process

# In a tree of its own, whose numbers are the test's to choose.
WRAPPED = f"""
import importlib.util, os, sys, time
sys.path.insert(0, {str(Path(process.__file__).parents[4])!r})
from generator.running.worker.kernel import process

def next_number(number):
    with open("/proc/sys/kernel/ns_last_pid", "w") as file:
        file.write(str(number - 1))

next_number(5000)
server = os.fork()
if server:
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(server, 0)[1]))
process.adopt_orphans()
assert os.getpid() == 5000
assert process.left_behind(6000, "/nowhere", set(), set()) == []
next_number(100)
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(60)
    os._exit(0)
os.wait()
print(process.left_behind(6000, "/nowhere", set(), set()), flush=True)
"""


def test_a_process_is_found_whose_number_is_below_that_of_its_worker() -> None:
    command = [
        "unshare",
        "--user",
        "--map-root-user",
        "--pid",
        "--fork",
        "--mount-proc",
        "--kill-child",
    ]
    try:
        done = subprocess.run(
            [*command, sys.executable, "-c", WRAPPED], capture_output=True, text=True
        )
    except OSError:
        pytest.skip("there is no unshare")
    if "unshare" in done.stderr:
        pytest.skip(done.stderr)
    assert (done.stdout, done.stderr) == ("[101]\n", "")
