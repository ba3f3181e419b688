"""A runner whose answers are sound, whatever the runner behind it returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

from generator.last_net import in_short
from generator.model import Environment, ProblemsError, Program, Run
from generator.running.results.cached import CachedRunner
from generator.running.runner import Runner

_LONGEST: Final = 60  # characters of a value that is quoted
_PLAIN: Final = frozenset({str, int, float, bool, NoneType})
_MOST: Final = 3  # answers quoted that belong to no program

_TWO_RUNS: Final = "the runner returned two different runs of it"


class SoundRunner:
    """Passes on the runs of another runner as they come, each under the id of a program.

    The first run of a program counts. A program that the other runner returns no run of, or not a
    sound one, is "lost", and `detail` says why. It is also lost if a further run of it contradicts
    the first. `told` is called with a description of answers that belong to no program.
    """

    def __init__(self, runner: Runner, told: Callable[[str], object] = lambda words: None) -> None:
        self._runner = runner
        self._told = told

    def run(self, programs: Sequence[Program]) -> Iterator[Run]:
        """As `Runner.run`. Raises ProblemsError where the other runner does."""
        known = {program.id for program in programs}
        first: dict[str, Run] = {}
        lost: set[str] = set()  # programs with runs that are not the same
        strays: list[str] = []
        why = ["the runner returned no run"]
        for answer in self._answers(programs, why):
            if not isinstance(answer, Run):
                strays.append(f"it returned {_quoted(answer)}, which is not a run")
            elif not isinstance(answer.id, str) or answer.id not in known:
                strays.append(f"it returned a run of {_quoted(answer.id)}, which it was not given")
            elif answer.id not in first:
                first[answer.id] = _typed(answer)
                yield first[answer.id]
            elif answer.id not in lost and _said(first[answer.id]) != _said(_typed(answer)):
                lost.add(answer.id)
                yield _lost(answer.id, _TWO_RUNS)
        for program in programs:
            if program.id not in first:
                yield _lost(program.id, why[-1])
        if strays:
            more = f"; and {len(strays) - _MOST} more" if len(strays) > _MOST else ""
            self._told("; ".join(strays[:_MOST]) + more)

    def _answers(self, programs: Sequence[Program], why: list[str]) -> Iterator[object]:
        """Whatever the other runner gives; `why` is told why there is no more of it."""
        try:
            answers = self._runner.run(programs)
            if not hasattr(answers, "__iter__"):
                why.append(
                    f"the runner's `run` returned {_quoted(answers)}, not an iterator of runs"
                )
                return
            yield from answers
        except ProblemsError:
            raise
        except Exception as error:
            why.append(f"the runner failed: {in_short(error)}")


def sound(runner: Runner) -> Runner:
    """A runner whose answers are sound; our own is so by itself."""
    return runner if isinstance(runner, CachedRunner) else SoundRunner(runner)


def _lost(name: str, why: str) -> Run:
    return Run(name, "lost", (), Environment(""), detail=why)


def _said(run: Run) -> str:
    """All of a run but how long it took. As text, in which a NaN is what it is."""
    cells = tuple(replace(cell, seconds=0.0) for cell in run.cells)
    return repr(replace(run, cells=cells, seconds=0.0, cached=False))


def _typed(run: Run) -> Run:
    """The run, if all of it is what it should be."""
    wrong = _wrong(run, Run, "")
    return _lost(run.id, f"the runner returned a run of it in which {wrong}") if wrong else run


def _wrong(value: Any, wanted: Any, name: str) -> str:
    """How a value does not fit its type hint, in words; "" if it does. `name` is its path."""

    def no(what: str) -> str:  # made only where it is needed: what is quoted may be large
        return f"`{name.lstrip('.')}` is {_quoted(value)}, which is not {what}"

    if type(value) is wanted and wanted in _PLAIN and (wanted is not str or value.isascii()):
        return ""  # so it is with most of what a run consists of
    origin, of = _parts(wanted)
    if origin is Literal:
        known = isinstance(value, str) and value in of
        return "" if known else no(f"one of {', '.join(map(str, of))}")
    if origin in (Union, UnionType):
        first = _wrong(value, of[0], name)
        # Of a value that may be left out, what is wrong with it where it is given.
        return first if first and all(_wrong(value, each, name) for each in of[1:]) else ""
    if origin is tuple:
        return _wrong_items(value, of, name, no)
    if is_dataclass(wanted):
        if not isinstance(value, cast(type, wanted)):
            return no(f"of the type {cast(type, wanted).__name__}")
        for field, hint in _hints(cast(type, wanted)):
            if wrong := _wrong(getattr(value, field), hint, f"{name}.{field}"):
                return wrong
        return ""
    if wanted is NoneType:
        return "" if value is None else no("None")
    if wanted is str and isinstance(value, str) and not value.isascii():
        return "" if _encodable(value) else no("text that UTF-8 can hold")
    number = (int, float) if wanted is float else wanted
    if not isinstance(value, number) or (isinstance(value, bool) and wanted is not bool):
        return no(f"of the type {wanted.__name__}")
    return ""


def _wrong_items(value: Any, of: tuple[Any, ...], name: str, no: Callable[[str], str]) -> str:
    if not isinstance(value, tuple):
        return no("a tuple")
    wanted = of[:1] * len(value) if of[1:] == (...,) else of
    if len(wanted) != len(value):
        return no(f"a tuple of {len(wanted)}")
    for number, (each, hint) in enumerate(zip(value, wanted, strict=True)):
        if wrong := _wrong(each, hint, f"{name}[{number}]"):
            return wrong
    return ""


@cache
def _parts(wanted: Any) -> tuple[Any, tuple[Any, ...]]:
    return get_origin(wanted), get_args(wanted)


@cache
def _hints(wanted: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(wanted)
    return tuple((each.name, hints[each.name]) for each in fields(wanted))


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _quoted(value: object) -> str:
    try:
        said = repr(value)
    except Exception:
        return f"a value of the type {type(value).__name__}"
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
