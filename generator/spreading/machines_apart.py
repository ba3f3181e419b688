"""Runs on two machines: which workers they come from, and what their kinds explain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from generator.checking.causes import UNKNOWN
from generator.checking.determinism import differences
from generator.model import Difference, Run

LEAST_APART: Final = 2  # workers
_HINT: Final = "state as many digits as all machines agree on, or give the fence match=close"


def differences_apart(first: Run, second: Run, code: str) -> tuple[Difference, ...]:
    """As `differences`. Where nothing in the code explains one, and the machines are of two kinds,
    these are named as its cause.
    """
    found = differences(first, second, code)
    kinds = first.environment.machine, second.environment.machine
    if kinds[0] == kinds[1]:
        return found
    names = [kind or "this kind of machine" for kind in kinds]
    cause = f"other machines: {names[0]}, then {names[1]}"
    return tuple(
        replace(each, cause=cause, hint=_HINT) if (each.cause, each.hint) == UNKNOWN else each
        for each in found
    )


def apart(
    workers: Sequence[str], kinds: Mapping[str, tuple[str, str]]
) -> tuple[list[str], list[str]]:
    """Workers in two groups, by their addresses: of two kinds of machine if there are, else of two
    machines, else just two. `kinds` gives the kind and the name of the machine of each.
    """
    found = sorted(workers)
    for part in (0, 1):
        names = Counter(kinds[each][part] for each in found if each in kinds)
        if len(names) > 1:
            usual = max(sorted(names), key=lambda name: names[name])
            first = [each for each in found if each in kinds and kinds[each][part] == usual]
            return first, [each for each in found if each not in first]
    return found[::2], found[1::2]
