"""How often a program runs, and what of its runs is told, with runs that come out as a test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from generator.checking.determinism import differences
from generator.model import CellRun, Environment, Output, Program, Run
from generator.running.programs.luck import ENOUGH, HASHES, MANY, TWO
from generator.running.twice import Twice
from tests.support.running import program

# What a program prints in a world, in each of its cells.
Prints = Callable[[int], Sequence[str]]
COIN = "import random\nprint(random.choice('ab'))"


class Worlds:
    """A runner whose programs print what they are told to; draws of theirs take `words`."""

    def __init__(self, prints: Prints, words: int | None = None, **ended: str) -> None:
        self._prints = prints
        self._words = words
        self._ended = {int(name.strip("_")): end for name, end in ended.items()}
        self.asked: list[int] = []

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        for each in programs:
            self.asked.append(each.world)
            cells = [CellRun((Output("stdout", text),)) for text in self._prints(each.world)]
            drawn = () if self._words is None else (("random", str(each.world), self._words),)
            ended = self._ended.get(each.world, "finished")
            seconds = 0.1
            yield Run(
                each.id,
                ended,
                tuple(cells),
                Environment(""),
                seconds=seconds,
                drawn=drawn,  # type: ignore[arg-type]
            )


def told(worlds: Worlds, *codes: str) -> Run:
    (run,) = Twice(worlds, differences).run([program(*codes, id="en/x")])
    assert (run.id, run.drawn) == ("en/x", ())
    return run


@pytest.mark.parametrize(
    ("code", "words", "times"),
    [
        ("print(1)", None, TWO),
        ("print(1)", 2, MANY),
        ("print(1)", 40, 8),
        ("print(1)", 10**6, ENOUGH),
        ("print({'a', 'b'})", None, HASHES),
        ("import torch\nprint({'a', 'b'})", None, ENOUGH),
        ("print({1, 2}, sorted({'a', 'b'}), 'a' in {'a'})", None, TWO),
        ("import time\nprint(time.time() > 0)", None, ENOUGH),
        ("import threading\nthreading.Thread(target=f)", None, ENOUGH),
        ("import polars\npolars.sample(1)", None, MANY),
        ("import torch\ntorch.Generator().seed()", None, MANY),
    ],
)
def test_only_what_may_agree_by_chance_costs_more_than_two_runs(
    code: str, words: int | None, times: int
) -> None:
    worlds = Worlds(lambda _: ["same\n"], words)
    assert (told(worlds, code).times, worlds.asked) == (times, list(range(times)))


@pytest.mark.parametrize("world", range(1, MANY))
def test_a_coin_is_told_in_whichever_world_it_falls_otherwise(world: int) -> None:
    run = told(Worlds(lambda each: ["tails" if each == world else "heads"], words=1), COIN)
    assert [found.second for found in run.differences] == ["tails"]


def test_a_cell_that_varies_does_not_hide_a_coin_in_another() -> None:
    def prints(world: int) -> Sequence[str]:
        return [f"took {world} s", "tails" if world == MANY - 1 else "heads"]

    run = told(Worlds(prints, words=1), "import time\nprint(time.time())", COIN)
    assert {found.cell for found in run.differences} == {0, 1}


def test_what_is_known_to_vary_is_not_run_on_and_on() -> None:
    worlds = Worlds(lambda world: [str(world)], words=1)
    assert told(worlds, COIN).times == ENOUGH


def test_a_program_that_was_seeded_is_not_run_on_and_on() -> None:
    worlds = Worlds(lambda _: ["same"], words=1)
    seeded = worlds.run

    def run(programs: Sequence[Program]) -> Iterator[Run]:
        return (replace(each, drawn=(("random", "seed", 3),)) for each in seeded(programs))

    worlds.run = run  # type: ignore[method-assign]
    assert told(worlds, "import random\nrandom.seed(0)\nrandom.random()").times == TWO


def test_too_few_worlds_confirm_nothing() -> None:
    run = told(Worlds(lambda _: ["same"], 1, _3="timeout"), COIN)
    assert (run.ended, run.times, run.detail, run.differences) == ("finished", 1, "timeout", ())
    run = told(Worlds(lambda _: ["same"], 1, _9="lost"), COIN)
    assert (run.times, run.differences) == (MANY - 1, ())


def test_a_first_run_without_an_end_says_nothing_of_the_others() -> None:
    run = told(Worlds(lambda world: [str(world)], 1, _0="timeout"), COIN)
    assert (run.ended, run.times, run.differences) == ("timeout", 1, ())


def test_files_that_only_a_later_run_reads_count_too() -> None:
    worlds = Worlds(lambda _: ["same"], words=1)
    plain = worlds.run

    def run(programs: Sequence[Program]) -> Iterator[Run]:
        for asked, each in zip(programs, plain(programs), strict=True):
            yield replace(each, reads=(f"/{asked.world}",))

    worlds.run = run  # type: ignore[method-assign]
    assert set(told(worlds, COIN).reads) == {f"/{world}" for world in range(MANY)}


def test_an_error_of_ours_loses_one_program_and_no_other(caught: Callable[[], str]) -> None:
    def broken(first: Run, second: Run, code: str) -> tuple[()]:
        raise RuntimeError("of ours")

    programs = [program("1", id="a"), program("2", id="b", varies=True)]
    runs = {run.id: run for run in Twice(Worlds(lambda _: ["same"]), broken).run(programs)}
    assert (runs["a"].ended, runs["b"].ended) == ("lost", "finished")
    assert "of ours" in runs["a"].detail
    assert caught().count("RuntimeError: of ours") == 1
