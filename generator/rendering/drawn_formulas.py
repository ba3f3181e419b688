"""Formulas that Typst's own math cannot set, drawn by a typesetter that knows more of LaTeX.

It comes with an extra. What it has no drawing of, or only one with a warning, is not drawn.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from importlib.util import find_spec
from typing import Any, Final

from generator.launching import ask, folder_of, isolated
from generator.rendering import formula_child

Formula = tuple[str, bool]  # LaTeX, and whether it stands alone

EXTRA_HINT: Final = "pip install 'proofdeck[math]'"
SECONDS: Final = 2.0  # of processor time, for one formula
MEMORY: Final = 2 * 1024**3
_MOST_WAITING: Final = 30.0  # times as long on the clock, since other processes run, too
_MOST_ENDS: Final = 5  # formulas that end the typesetter, in one chapter: each costs seconds
_MOST_KEPT: Final = 1_000

_known: OrderedDict[Formula, Mapping[str, Any] | None] = OrderedDict()


def is_installed() -> bool:
    """Whether the extra is installed."""
    return find_spec("mathra") is not None


def drawn(latex: str, *, display: bool) -> Mapping[str, Any] | None:
    """The formula as "svg", with "width", "height" and "depth" below the line in ems; None if it
    is not drawn.
    """
    formula = (latex, display)
    if formula not in _known:
        draw([formula])
    return _known.get(formula)


def draw(formulas: Iterable[Formula]) -> None:
    """Draw several formulas at once: starting the typesetter takes longer than most of them."""
    left = [each for each in dict.fromkeys(formulas) if each not in _known]
    for formula in left:
        _known[formula] = None
    if is_installed():
        ends = 0
        while left and ends < _MOST_ENDS:
            begun, finished = _draw(left)
            if finished:
                break
            left = left[max(begun, 1) :]
            ends += 1
    while len(_known) > _MOST_KEPT:
        _known.popitem(last=False)


def _draw(formulas: list[Formula]) -> tuple[int, bool]:
    """How many formulas were begun in turn, and whether the typesetter came to its end."""
    job = {
        "formulas": formulas,
        "seconds": SECONDS,
        "memory": MEMORY,
        "packages": folder_of("mathra"),
    }
    finished = False
    try:
        done = ask(
            isolated(sys.executable, formula_child.__file__),
            told=json.dumps(job),
            seconds=_MOST_WAITING * SECONDS + len(formulas),
        )
        output, finished = done.stdout, done.returncode == 0
    except subprocess.TimeoutExpired as error:
        found = error.stdout or b""
        output = found.decode("utf-8", "replace") if isinstance(found, bytes) else found
    begun = 0
    for line in output[: output.rfind("\n") + 1].splitlines():
        told = json.loads(line)
        if "begun" in told:
            begun = told["begun"] + 1
        else:
            _known[formulas[told.pop("drawn")]] = told
    return begun, finished
