from __future__ import annotations

import signal
import subprocess
import sys

import pytest

CODE = """
import os, signal, sys
from generator.interruption import listen
number = int(sys.argv[1])
signal.signal(number, signal.SIG_IGN if sys.argv[2] == "ignored" else signal.SIG_DFL)
listen()
try:
    os.kill(os.getpid(), number)
    print("goes on")
except KeyboardInterrupt as interrupt:
    print("ends", *interrupt.args)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize(("before", "after"), [("default", "ends {}"), ("ignored", "goes on")])
def test_a_signal_ends_a_build_in_order_unless_it_was_started_to_outlive_it(
    number: signal.Signals, before: str, after: str
) -> None:
    command = [sys.executable, "-c", CODE, str(int(number)), before]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == after.format(int(number))
