"""What programs compute by themselves, with nothing around them: the floor of any way to run them.

A process imports what they import, and forks for each of them; the fork runs the cells, and the
clock runs while it does. Nothing is captured, compared, closed off or kept, and nothing else runs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable

from generator.model import Program
from generator.running.pool.preloads import preload_of
from tests.benchmarks.others import settings

PATIENCE = 60  # seconds for a program
FORKS = f"""
import contextlib, gc, importlib, json, os, signal, sys, time

def compute(cells):
    start = time.perf_counter()
    try:
        for code, mode, raises in cells:
            with contextlib.suppress(BaseException if raises else ()):
                exec(compile(code.strip() if mode == "eval" else code, "card.md", mode), globals())
    except BaseException:
        pass
    return time.perf_counter() - start

gc.disable()
for name in sys.argv[1:]:
    importlib.import_module(name)
gc.collect()
gc.freeze()
for env, cells in json.load(sys.stdin):
    reading, writing = os.pipe()
    if os.fork() == 0:
        os.close(reading)
        os.setsid()
        signal.alarm({PATIENCE})
        gc.enable()
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(nothing, descriptor)
        os.environ.update(env)
        os.write(writing, repr(compute(cells)).encode())
        os._exit(0)
    os.close(writing)
    print(os.read(reading, 99).decode())
    os.close(reading)
    os.wait()
"""


def computed(programs: Iterable[Program]) -> float:
    """Seconds that all programs take together, one after the other, in both environments that
    they are compared between. Raises RuntimeError where one does not come to its end.
    """
    alike: dict[tuple[str, ...], list[Program]] = defaultdict(list)
    for program in programs:
        alike[preload_of(program).modules].append(program)
    return sum(
        _together(modules, each, varied=varied)
        for modules, each in alike.items()
        for varied in (False, True)
    )


def _together(modules: tuple[str, ...], programs: list[Program], *, varied: bool) -> float:
    orders = [
        (dict(each.env), [(cell.code, cell.mode, cell.raises) for cell in each.cells])
        for each in programs
    ]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-s", "-c", FORKS, *modules],
            env=settings(varied=varied),
            input=json.dumps(orders),
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        )
    seconds = done.stdout.split("\n")[:-1]
    lost = [program.id for program, each in zip(programs, seconds, strict=True) if not each]
    if lost:
        raise RuntimeError(f"did not come to their end: {', '.join(lost)}")
    return sum(map(float, seconds))
