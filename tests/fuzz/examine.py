"""One input: is it dealt with as it should be?"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final

import generator
from generator.last_net import COUNTED
from generator.model import Problem, ProblemsError
from generator.reading.source import LINE_END
from tests.fuzz.case import LIMIT, Case, Failure, WrongError
from tests.fuzz.stopwatch import STOPWATCH, SlowError
from tests.fuzz.targets import TARGETS

_PACKAGE: Final = Path(generator.__file__).parent
_MOST_SAID: Final = 300_000  # characters of all messages
_MOST_DETAIL: Final = 6000


def examine(
    case: Case,
    targets: dict[str, Callable[[Case, Path], Sequence[Problem]]] = TARGETS,
    limit: float = LIMIT,
) -> Failure | None:
    """What is wrong with how a case is dealt with. What is slow is tried twice more: the first
    input of a kind pays for imports, and other processes take caches.
    """
    for _ in range(3):
        failure = _examined(case, targets[case.target], limit)
        if failure is None or failure.kind != "slow":
            break
    return failure


def _examined(
    case: Case, target: Callable[[Case, Path], Sequence[Problem]], limit: float
) -> Failure | None:
    folder = Path(tempfile.mkdtemp(prefix="proofdeck-fuzz-")).resolve()
    caught = folder / "caught.txt"
    os.environ[COUNTED] = str(caught)
    os.chdir(folder)
    try:
        STOPWATCH.start(limit)
        try:
            problems = target(case, folder)
        except ProblemsError as error:
            problems = error.problems
            if not problems:
                return Failure("no problems in a ProblemsError", _where(error))
        finally:
            STOPWATCH.stop()
        if sum(len(each.message) + len(each.hint) for each in problems) > _MOST_SAID:
            return Failure("too much is said")
        ends = {path: _lines(folder / path) for path in {each.place.path for each in problems}}
        lacking = next((lack for problem in problems if (lack := _lacks(problem, ends))), None)
    except SlowError as error:
        return Failure("slow", _where(error), _told(error))
    except WrongError as error:
        return Failure(f"wrong: {error}", _where(error), _told(error))
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return Failure(f"traceback: {type(error).__name__}", _where(error), _told(error))
    finally:
        found = caught.read_text("utf-8") if caught.exists() else ""
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
    if found:
        return _caught(found)
    return lacking


def _lines(file: Path) -> int:
    """How many lines a file of text has; of what is none, any number."""
    if not file.is_file() or file.suffix == ".apkg":
        return sys.maxsize
    return len(LINE_END.split(file.read_bytes().decode("utf-8", "replace")))


def _lacks(problem: Problem, ends: Mapping[str, int]) -> Failure | None:
    """What a problem lacks to be of use. Of files it is known with how many lines they end."""
    place, said = problem.place, f"{problem.place}: {problem.message} [{problem.code}]"
    if problem.code == "internal":
        return Failure("internal", "", said)
    if not problem.message.strip() or not problem.code:
        return Failure("a problem without a message", problem.code, said)
    if not place.path or place.line < 1 or place.column < 1:
        return Failure("a problem without a place", problem.code, said)
    # An empty output that is never closed would stand on the line that is not there.
    if place.line > ends[place.path] + 1:
        return Failure("a problem below the end of its file", problem.code, said)
    return None


def _caught(text: str) -> Failure:
    """What the last net took note of."""
    lines = [line for line in text.rstrip().split("\n") if line.strip()]
    frames = [
        line
        for line in lines
        if line.startswith('  File "') and str(_PACKAGE) in line and "last_net" not in line
    ]
    path, _, rest = frames[-1].partition('", line ') if frames else ("", "", "")
    number, _, name = rest.partition(", in ")
    where = f"{path.partition(f'{_PACKAGE}/')[2]}:{number} {name}"
    error = next((line for line in reversed(lines) if not line.startswith(" ")), "")
    return Failure(f"internal: {error.partition(':')[0]}", where, text[-_MOST_DETAIL:])


def _where(error: BaseException) -> str:
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGE):
            return f"{path.relative_to(_PACKAGE)}:{line} {frame.f_code.co_name}"
    return ""


def _told(error: BaseException) -> str:
    try:
        return "".join(traceback.format_exception(error))[-_MOST_DETAIL:]
    except RecursionError:
        return type(error).__name__
