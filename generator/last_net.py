"""The last net: a bug in Proofdeck costs one card, never the report on the others.

No known input needs it; the tests count what it catches, so that this stays true.
"""

from __future__ import annotations

import os
import platform
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from generator import __version__
from generator.model import Place, Problem, ProblemsError

DEBUG: Final = "PROOFDECK_DEBUG"  # set to 1 to see the traceback of what was caught
COUNTED: Final = "PROOFDECK_CAUGHT"  # a file to which the traceback is appended
_PACKAGE: Final = Path(__file__).parent
_LONGEST: Final = 300  # characters of an error's own words


@contextmanager
def net(
    report: Callable[[Problem], object], place: Place, doing: str, card: str = ""
) -> Iterator[None]:
    """Report an error in the block as a problem at `place`, code `internal`.

    `doing` says what failed: "reading this card". A ProblemsError passes through.
    """
    try:
        yield
    except ProblemsError:
        raise
    except Exception as error:
        report(internal(error, place, doing, card))


def internal(error: Exception, place: Place, doing: str, card: str = "") -> Problem:
    """The problem for an error that is a bug in Proofdeck."""
    message = f"Proofdeck itself failed while {doing}: {caught(error)}"
    hint = (
        f"please report it, with this card and this: Proofdeck {__version__}, "
        f"Python {platform.python_version()}; {DEBUG}=1 shows where it happened"
    )
    return Problem(place, "internal", message, hint, card=card)


def caught(error: Exception) -> str:
    """Record an error that ends here. Returns what it is and where it came from."""
    if os.environ.get(DEBUG) == "1":
        with suppress(OSError, ValueError, AttributeError):  # there may be no standard error
            sys.stderr.write("".join(traceback.format_exception(error)))
    if file := os.environ.get(COUNTED):
        with open(file, "a", encoding="utf-8", errors="backslashreplace") as found:  # noqa: PTH123
            found.write("".join(traceback.format_exception(error)))
    return f"{in_short(error)}{_where(error)}"


def in_short(error: Exception) -> str:
    """What an error is, and its own words: "ValueError: not a number"."""
    return f"{type(error).__name__}{_words(error)}"


def _words(error: Exception) -> str:
    try:
        said = " ".join(str(error).split())
    except Exception:
        return ""
    return f": {said[:_LONGEST]}" if said else ""


def _where(error: Exception) -> str:
    """The last line of Proofdeck that an error passed through."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGE) and path != Path(__file__):
            return f" ({path.relative_to(_PACKAGE).as_posix()}, line {line})"
    return ""
