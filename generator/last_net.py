"""The last net: an error of Proofdeck's own costs a card, and never the report on all others.

Nothing that is known needs it. So that this stays so, the tests count what it catches.
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

DEBUG: Final = "PROOFDECK_DEBUG"  # set to 1, for the traceback of what was caught
COUNTED: Final = "PROOFDECK_CAUGHT"  # a file, to which that is added
_PACKAGE: Final = Path(__file__).parent
_LONGEST: Final = 300  # characters of an error's own words


@contextmanager
def net(
    report: Callable[[Problem], object], place: Place, doing: str, card: str = ""
) -> Iterator[None]:
    """Have `report` told of an error in the block as a problem at `place`, code `internal`.

    `doing` says what failed: "reading this card". A ProblemsError, which knows better, goes on.
    """
    try:
        yield
    except ProblemsError:
        raise
    except Exception as error:
        report(internal(error, place, doing, card))


def internal(error: Exception, place: Place, doing: str, card: str = "") -> Problem:
    """The problem of what could not be dealt with because of an error of Proofdeck's own."""
    message = f"Proofdeck itself failed at {doing}: {caught(error)}"
    hint = (
        f"please report it, with this card and this: Proofdeck {__version__}, "
        f"Python {platform.python_version()}; {DEBUG}=1 shows where it happened"
    )
    return Problem(place, "internal", message, hint, card=card)


def caught(error: Exception) -> str:
    """Take note of an error that ends here. Returns what it is, and where it came from."""
    if os.environ.get(DEBUG) == "1":
        with suppress(OSError, ValueError, AttributeError):  # there may be no standard error
            sys.stderr.write("".join(traceback.format_exception(error)))
    if file := os.environ.get(COUNTED):
        with open(file, "a", encoding="utf-8", errors="backslashreplace") as found:  # noqa: PTH123
            found.write("".join(traceback.format_exception(error)))
    return f"{type(error).__name__}{_words(error)}{_where(error)}"


def _words(error: Exception) -> str:
    try:
        said = " ".join(str(error).split())
    except Exception:
        return ""
    return f": {said[:_LONGEST]}" if said else ""


def _where(error: Exception) -> str:
    """The last line of Proofdeck's own that an error passed through."""
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGE) and path != Path(__file__):
            return f" ({path.relative_to(_PACKAGE).as_posix()}, line {line})"
    return ""
