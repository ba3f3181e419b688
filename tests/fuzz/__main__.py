"""`python -m tests.fuzz COUNT [FIRST] [FOLDER]`: a long campaign, on all cores.

FIRST is the first seed; the files of inputs that fail are left in FOLDER. A worker that native
code keeps busy is ended by its parent, and its seeds are named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

BATCH = 500
PATIENCE = 300.0  # seconds for a batch


def main(count: int, first: int, folder: Path) -> int:
    """Run the batches side by side; the exit status."""
    batches = [range(n, min(n + BATCH, first + count)) for n in range(first, first + count, BATCH)]
    waiting, running = batches[::-1], dict[subprocess.Popen[str], tuple[range, float]]()
    inputs: Counter[str] = Counter()
    failures: list[str] = []
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            seeds = waiting.pop()
            command = [sys.executable, "-m", "tests.fuzz", "batch", str(seeds.start), str(seeds.stop),
                       str(folder)]  # fmt: skip
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            running[process] = seeds, time.monotonic()
        for process, (seeds, started) in list(running.items()):
            hung = time.monotonic() - started > PATIENCE * max(1.0, os.getloadavg()[0])
            if process.poll() is None and not hung:
                continue
            process.kill()
            out = process.communicate()[0]
            del running[process]
            for line in out.splitlines():
                kind, _, rest = line.partition(" ")
                if kind == "input":
                    name, number = rest.split()
                    inputs[name] += int(number)
                elif kind == "failure":
                    failures.append(rest)
                    print(rest, flush=True)
            if process.returncode != 0:
                failures.append(f"{seeds}: ended with {process.returncode}")
                print(failures[-1], flush=True)
        time.sleep(0.05)
    print(f"{inputs.total()} inputs ({dict(inputs)}), {len(failures)} failures")
    return 1 if failures else 0


def batch(first: int, end: int, folder: Path) -> None:
    """One process's share, told line by line."""
    from tests.fuzz.campaign import fuzz

    found = fuzz(range(first, end), keep=folder)
    for name, number in found.inputs.items():
        print("input", name, number)
    for seed, why in found.failures.items():
        print("failure", seed, why.replace("\n", "\\n"))


if __name__ == "__main__":
    if sys.argv[1] == "batch":
        batch(int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
    else:
        given = sys.argv[2:]
        sys.exit(
            main(
                int(sys.argv[1]),
                int(given[0]) if given else 0,
                Path(given[1] if len(given) > 1 else "build/fuzz"),
            )
        )
