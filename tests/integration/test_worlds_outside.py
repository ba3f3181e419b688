"""What a program sees of the world outside it is another in its other worlds, and nothing else."""

from __future__ import annotations

import platform
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from generator.checking.determinism import differences
from generator.running import LocalPool
from generator.running.twice import Twice
from generator.running.worker.world.machine_names import OTHER, USUAL, names_of
from tests.support.outside import FAITHFUL, OUTSIDE
from tests.support.running import printed, program


@pytest.fixture(scope="module")
def pool() -> Iterator[Twice]:
    with LocalPool() as pool:
        yield Twice(pool, differences)


def test_a_card_that_shows_the_world_outside_is_told_and_the_cause_named(pool: Twice) -> None:
    cards = [program(varying, id=name) for name, (varying, _, _) in OUTSIDE.items()]
    found = {run.id: run for run in pool.run(cards)}
    wrong = {}
    for name, (_, _, word) in OUTSIDE.items():
        causes = {each.cause for each in found[name].differences}
        if not causes or not all(word in cause for cause in causes):
            wrong[name] = (causes, found[name].times, printed(found[name]))
    assert wrong == {}


def test_a_card_that_is_the_same_everywhere_stays_verified(pool: Twice) -> None:
    cards = [program(steady, id=name) for name, (_, steady, _) in OUTSIDE.items()]
    cards += [program(code, id=code) for code in FAITHFUL]
    wrong = {
        run.id: (run.ended, run.differences)
        for run in pool.run(cards)
        if run.differences or run.ended != "finished" or run.times < 2
    }
    assert wrong == {}


@pytest.mark.parametrize("world", [0, 1])
@pytest.mark.parametrize("cold", [False, True])
@pytest.mark.parametrize(
    "settings", [{}, {"without": ("netns",)}, {"sandbox": "off"}], ids=["full", "rules", "off"]
)
def test_no_card_learns_what_the_machine_is_called(
    settings: dict[str, Any], cold: bool, world: int
) -> None:
    names = """
        import platform, socket, os
        print({platform.node(), platform.uname().node, socket.gethostname(), os.uname().nodename})
    """
    own = {socket.gethostname(), platform.node()} - {USUAL.host, OTHER.host}
    with LocalPool(jobs=1, cold=cold, **settings) as pool:
        (run,) = pool.run([program(names, world=world)])
    assert printed(run) == f"{{{names_of(world).host!r}}}\n"
    assert not any(name in printed(run) for name in own)
