"""The programs of the deck in `cards/` with every cache empty, here and by other means.

The floor is the longest import plus what the programs themselves compute, both runs of the check
for determinism, spread over the cores; each program's time is taken while nothing else runs. The
lower floor takes for granted what this project saves of that: it has the time of the programs in
the pool, where the second run is given what the first compiled.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from rich.table import Table

from generator.checking.determinism import differences
from generator.model import Difference, Program, Run
from generator.reading.whole_deck import read_deck
from generator.running import Facts, LocalPool, program_key
from generator.running.pool.preloads import preload_of
from generator.running.programs.program import plan_card
from generator.running.twice import Twice
from tests.benchmarks import others
from tests.benchmarks.bare import computed
from tests.benchmarks.timing import Spent, in_turns, timed
from tests.support.running import unmet_here

DECK = Path(__file__).parents[2] / "cards"
SAMPLE = 5  # every fifth program of the deck
OURS = "Proofdeck"
NOTHING, CAPTURED = "nothing", "nothing; outputs captured"
CHECKED = "outputs captured, ran twice in two environments"


def tables(*, whole: bool) -> Iterator[Table]:
    """Proofdeck against its floor, then all ways side by side."""
    programs, cards = deck_programs()
    with empty_cache():
        yield against_floor(programs)
        yield side_by_side(programs, cards, whole)


def deck_programs() -> tuple[list[Program], int]:
    """Each program of the deck once, as twins in two languages have the same; and how many
    cards have one.
    """
    deck, _ = read_deck(DECK)
    facts = Facts.of()
    found: dict[str, Program] = {}
    cards = 0
    for card in deck.cards():
        program = plan_card(card, deck.config, unmet_here).program
        if program is not None:
            found.setdefault(program_key(program, facts), program)
            cards += 1
    return list(found.values()), cards


def forget_compiled() -> None:
    shutil.rmtree(Path(os.environ["PROOFDECK_CACHE"]) / "compiled", ignore_errors=True)


def pooled(programs: Sequence[Program], *, forget: bool = True) -> None:
    """Start a pool, run everything twice, compare, and stop it."""
    if forget:
        forget_compiled()
    with LocalPool() as pool:
        assert len(list(Twice(pool, differences).run(programs))) == len(programs)


def against_floor(programs: Sequence[Program]) -> Table:
    """Measured in turns with its floors, so that a busy machine is busy for all."""
    own: dict[str, list[float]] = {"by themselves": [], "in the pool": []}
    preloads = {", ".join(preload_of(program).modules or ("sys",)) for program in programs}
    ways: dict[str, Callable[[], object]] = {
        "nothing in any cache": partial(pooled, programs),
        "compiled code of JAX kept": partial(pooled, programs, forget=False),
        "by themselves": lambda: own["by themselves"].append(computed(programs)),
        "in the pool": lambda: own["in the pool"].append(own_seconds(programs)),
        **{preload: partial(imported, preload) for preload in preloads},
    }
    found = in_turns(ways)
    cores = len(os.sched_getaffinity(0))
    imports = max(found[preload].wall for preload in preloads)
    compute = {name: median(each) for name, each in own.items()}
    floors = [imports + each / cores for each in compute.values()]
    table = Table(title=f"{len(programs)} programs of the deck, twice each, seconds")
    for column in ("", "measured", "floor", "×", "lower floor", "×", "processor"):
        table.add_column(column, justify="right" if column else "left")
    for name in ("nothing in any cache", "compiled code of JAX kept"):
        wall, cpu = found[name]
        against = [text for floor in floors for text in (f"{floor:.1f}", f"{wall / floor:.2f}")]
        table.add_row(name, f"{wall:.1f}", *against, f"{cpu:.1f}")
    times = ", ".join(f"{seconds:.1f} {name}" for name, seconds in compute.items())
    table.caption = f"floor: longest import {imports:.1f} + time of the programs / {cores}: {times}"
    return table


def imported(modules: str) -> None:
    command = [sys.executable, "-s", "-c", f"import {modules}"]
    subprocess.run(command, env=others.settings(), check=True)


def own_seconds(programs: Sequence[Program]) -> float:
    """What the cells of all programs take, in both runs, one after the other."""
    spent: list[float] = []

    def compare(first: Run, second: Run, code: str) -> tuple[Difference, ...]:
        spent.extend(cell.seconds for run in (first, second) for cell in run.cells)
        return differences(first, second, code)

    forget_compiled()
    with LocalPool(jobs=1) as pool:
        once = [run for run in Twice(pool, compare).run(programs) if run.times == 1]
    return sum(spent) + sum(cell.seconds for run in once for cell in run.cells)


def side_by_side(programs: Sequence[Program], cards: int, whole: bool) -> Table:
    sample = programs if whole else programs[::SAMPLE]
    ways: dict[str, tuple[Callable[[Sequence[Program]], object], str]] = {
        OURS: (pooled, CHECKED),
        "a fresh interpreter each": (others.one_by_one, NOTHING),
        "the same on all cores": (others.two_by_two, NOTHING),
    }
    if others.installed("nbclient", "ipykernel"):
        ways["nbclient, a kernel each"] = (others.with_nbclient, CAPTURED)
    if others.installed("jupyter_cache", "ipykernel"):
        ways["jupyter-cache, cold"] = (others.with_jupyter_cache, CAPTURED)
    rounds = 1 if whole else 2
    found = in_turns({name: partial(way, sample) for name, (way, _) in ways.items()}, rounds)
    ours = found[OURS] if whole else timed(partial(pooled, programs))
    table = Table(title="the same programs by other means, seconds")
    table.add_column("")
    for column in (f"{len(sample)} programs", f"deck of {cards}", "×", "processor", "×"):
        table.add_column(column, justify="right")
    table.add_column("verified")
    for name, spent in found.items():
        # The others run every card, and take as long for each as for the first.
        scale = cards / len(sample)
        full = ours if name == OURS else Spent(scale * spent.wall, scale * spent.cpu)
        sign = "" if name == OURS else "~"
        figures = [f"{spent.wall:.1f}", f"{sign}{full.wall:.1f}", f"{full.wall / ours.wall:.1f}"]
        figures += [f"{sign}{full.cpu:.1f}", f"{full.cpu / ours.cpu:.1f}"]
        table.add_row(name, *figures, ways[name][1])
    missing = [name for name in ("nbclient", "jupyter_cache") if not others.installed(name)]
    table.caption = (
        f"~ scaled up to {cards} cards; {len(programs)} of the programs differ. Quarto is not on PyPI and is not measured."
        + (f" Not installed: {', '.join(missing)}." if missing else "")
    )
    return table


@contextlib.contextmanager
def empty_cache() -> Iterator[None]:
    """Let Proofdeck keep what it keeps in a folder of this benchmark's own."""
    with (
        tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as folder,
        others.variables({"PROOFDECK_CACHE": folder}),
    ):
        yield
