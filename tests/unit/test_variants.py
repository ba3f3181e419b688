"""What must fail is run beside a program, and no run is lost for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from generator.model import GOES_ON, CellRun, Environment, Program, Raised, Run
from generator.running.variants import WithVariants, passes
from tests.support.running import program

FAILS = CellRun(raised=Raised("E", "E", (), "E"))


class Told:
    """Answers with what it was told for each code, and keeps what it was asked for."""

    def __init__(self, **answers: Run) -> None:
        self.answers = answers
        self.asked: list[list[str]] = []

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        self.asked.append([each.cells[0].code for each in programs])
        assert not any(each.variants for each in programs)
        for each in programs:
            found = self.answers.get(each.cells[0].code)
            if found is not None:
                yield replace(found, id=each.id)


class Steps:
    def __init__(self) -> None:
        self.told: list[tuple[str, int] | str] = []

    def step(self, name: str, total: int) -> None:
        self.told.append((name, total))

    def advance(self, label: str) -> None:
        self.told.append(label)


def run(ended: str = "finished", *cells: CellRun) -> Run:
    return Run("", ended, cells or (CellRun(),), Environment(""))  # type: ignore[arg-type]


def exercise(code: str, *variants: str) -> Program:
    return replace(program(code, id=code), variants=tuple(program(each) for each in variants))


def test_variants_run_after_a_program_that_passes_and_come_with_it() -> None:
    runner = Told(a=run(), b=run("raised", FAILS), plain=run(), x=run("raised"), y=run("exit"))
    steps = Steps()
    programs = [exercise("a", "x", "y"), exercise("b", "x"), exercise("plain")]
    runs = {each.id: each for each in WithVariants(runner, steps).run(programs)}
    assert runner.asked == [["a", "b", "plain"], ["x", "y"]]
    assert {name: [each.ended for each in found.variants] for name, found in runs.items()} == {
        "a": ["raised", "exit"],
        "b": [],
        "plain": [],
    }
    assert steps.told == [("running", 3), "a", "b", "plain", ("trying out", 2), "a", "a"]


def test_a_program_is_not_lost_with_one_of_its_variants() -> None:
    runner = Told(a=run(), x=run())
    (found,) = WithVariants(runner).run([exercise("a", "x", "gone")])
    assert (found.id, found.variants) == ("a", ())


def test_tests_that_were_let_go_on_count_as_failed() -> None:
    tested = program("a")
    tested = replace(tested, cells=(replace(tested.cells[0], raises=GOES_ON),))
    assert passes(tested, run()) and not passes(tested, run("finished", FAILS))
    assert not passes(tested, run("timeout"))
