"""How deep a program may call itself: as deep as in a plain interpreter, without our own frames."""

from __future__ import annotations

import functools
import operator
import re
import sys

# What a script finds at its top: its own frame, and the call that is one too many.
PLAIN = 2
PROBE = """
def probe(depth):
    try:
        return probe(depth + 1)
    except RecursionError:
        return depth
found = probe(0)
"""


def give_back(found: int) -> None:
    """Raise the limit of recursion by what is taken of it where PROBE `found` so many calls; a
    program goes on seeing the limit without that.
    """
    limit = sys.getrecursionlimit()
    taken = limit - PLAIN - found
    set_limit, get_limit = sys.setrecursionlimit, sys.getrecursionlimit
    if taken <= 0:
        return
    set_limit(limit + taken)

    @functools.wraps(get_limit)
    def getrecursionlimit() -> int:
        return get_limit() - taken

    @functools.wraps(set_limit)
    def setrecursionlimit(limit: int, /) -> None:
        try:
            wanted = operator.index(limit)
        except TypeError:
            wanted = limit  # which Python refuses in its own words
        try:
            set_limit(wanted + taken if type(wanted) is int and wanted > 0 else wanted)
        except RecursionError as error:
            ours = iter((taken, taken + 1))  # of the limit, and of the depth: this function, too
            told = re.sub(r"\d+", lambda found: str(int(found[0]) - next(ours, 0)), str(error))
            raise RecursionError(told) from None

    sys.getrecursionlimit, sys.setrecursionlimit = getrecursionlimit, setrecursionlimit
