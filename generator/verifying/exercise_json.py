"""An exercise as it travels inside the evidence of its note: JSON and back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, get_args

from generator.model import Claim, Exercise, ExerciseTest, Fence, MatchName, Place, Program
from generator.verifying.untrusted import EvidenceError, list_of, number_of, text_of

_MATCHES: Final[tuple[MatchName, ...]] = get_args(MatchName)
_MOST_TEXT: Final = 200_000  # characters of the starter and the hints
_LONGEST: Final = 600.0  # seconds


def exercise_to_json(exercise: Exercise) -> dict[str, Any]:
    """An exercise as values that `json` can write; what is as usual is left out."""
    value: dict[str, Any] = {
        "at": exercise.at,
        "starter": exercise.starter,
        "tests": [_test_json(test) for test in exercise.tests],
        "seconds": exercise.seconds,
    }
    if exercise.memory is not None:
        value["memory"] = exercise.memory
    if exercise.hints:
        value["hints"] = list(exercise.hints)
    return value


def _test_json(test: ExerciseTest) -> dict[str, Any]:
    fence = test.fence
    value: dict[str, Any] = {"cell": test.cell}
    if fence.claim is not None:
        value["says"] = fence.claim.text
        if fence.match != "exact":
            value["match"] = fence.match
        tolerances = {"tol": fence.tol, "atol": fence.atol}
        value |= {name: each for name, each in tolerances.items() if each is not None}
    if fence.raises is not None:
        value["raises"] = fence.raises
    return value


def exercise_from_json(value: Any, program: Program) -> Exercise:
    """The exercise with this program, from untrusted JSON. Raises EvidenceError."""
    if not isinstance(value, dict):
        raise EvidenceError("it is broken")
    try:
        at = _index(value["at"], program)
        tests = tuple(_tests(value["tests"], program))
        starter = text_of(value["starter"])
        seconds = min(number_of(value["seconds"]), _LONGEST)
    except KeyError:
        raise EvidenceError("a part of it is missing") from None
    hints = tuple(text_of(each) for each in list_of(value.get("hints", [])))
    cells = [test.cell for test in tests]
    if not tests or sorted(set(cells)) != cells or cells[0] <= at:
        raise EvidenceError("it is broken")
    if len(starter) + sum(map(len, hints)) + 100 * len(hints) > _MOST_TEXT:
        raise EvidenceError("it is larger than any card's")
    memory = int(number_of(value["memory"])) if "memory" in value else None
    return Exercise(at, starter, tests, seconds, memory, hints)


def _index(value: Any, program: Program) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise EvidenceError("it is broken")
    if not 0 <= value < len(program.cells) or program.cells[value].mode != "exec":
        raise EvidenceError("it is broken")
    return value


def _tests(value: Any, program: Program) -> Iterator[ExerciseTest]:
    for item in list_of(value):
        if not isinstance(item, dict):
            raise EvidenceError("it is broken")
        index = _index(item["cell"], program)
        cell = program.cells[index]
        place = Place(program.path, max(cell.line - 1, 1))
        says = text_of(item["says"]) if "says" in item else None
        raises = text_of(item["raises"]) if "raises" in item else None
        match = item.get("match", "exact")
        if match not in _MATCHES:
            raise EvidenceError("it is broken")
        yield ExerciseTest(
            index,
            Fence(
                place=place,
                code=cell.code,
                claim=None if says is None else Claim(place, says, source="session"),
                raises=raises,
                match=match,
                tol=_tolerance(item, "tol"),
                atol=_tolerance(item, "atol"),
                session=says is not None or raises is not None,
                role="tests",
            ),
        )


def _tolerance(item: dict[str, Any], name: str) -> float | None:
    """A tolerance may be zero."""
    value = item.get(name)
    if value is None or (value == 0 and not isinstance(value, bool)):
        return None if value is None else 0.0
    return number_of(value)
