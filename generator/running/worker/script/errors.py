"""An exception as data: its names, the last lines of its traceback, its frames."""

from __future__ import annotations

import errno
import io
import linecache
import os
import sys
import traceback
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from .source_lines import ProgramSource

if TYPE_CHECKING:
    from typing import TypeGuard  # of Python 3.10

E = TypeVar("E", bound=BaseException)

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
OURS = (HERE + os.sep, "<frozen importlib", "<frozen runpy")
NAME, TEXT = 1000, 64 * 1024  # characters
BASES = 1000  # classes that it is derived from
LINE = 4096  # characters of a line of code, or of a path
CAUSES = 8  # exceptions that led to it
OWN: dict[str, Any] = vars(BaseException)  # type: ignore[assignment]  # a class may make up others
SHOWN = 40  # frames; of a deeper stack the outer and the inner halves
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
EXHAUSTED = ("can't allocate memory", "DefaultCPUAllocator", "RESOURCE_EXHAUSTED")


def describe(error: BaseException, source: ProgramSource) -> dict[str, Any]:
    """`error` as a message for the parent. Never raises, whatever the class was made to do."""
    kind = type(error)
    return {
        "name": str(kind.__name__)[:NAME],
        "qualified": qualified(kind)[:NAME],
        "bases": [base.__name__[:NAME] for base in kind.__mro__[1:BASES] if base is not object],
        "text": last_lines(error)[:TEXT],
        "frames": frames(error.__traceback__, source),
        "causes": causes(error),
    }


def causes(error: BaseException) -> list[str]:
    """The last lines of the tracebacks that Python shows above that of `error`, oldest first."""
    found: list[str] = []
    seen = {id(error)}
    while len(found) < CAUSES:
        cause = OWN["__cause__"].__get__(error)
        if cause is None and not OWN["__suppress_context__"].__get__(error):
            cause = OWN["__context__"].__get__(error)
        if cause is None or id(cause) in seen:
            break
        seen.add(id(cause))
        found.append(last_lines(cause)[:LINE])
        error = cause
    return found[::-1]


def is_a(error: BaseException, kind: type[E]) -> TypeGuard[E]:
    """As `isinstance`, which asks the exception itself what it is."""
    return issubclass(type(error), kind)


def qualified(kind: type) -> str:
    """The name as a traceback gives it."""
    module = getattr(kind, "__module__", "")
    name = str(kind.__qualname__)
    if not isinstance(module, str) or module in ("", "builtins", "__main__"):
        return name
    return f"{module}.{name}"


def last_lines(error: BaseException) -> str:
    """The end of the traceback: `Name: message`, notes, and for a SyntaxError the place."""
    try:
        summary = traceback.TracebackException(type(error), error, error.__traceback__, limit=0)
        text = "".join(summary.format_exception_only())
        return with_suggestion(text, error)
    except BaseException:
        return f"{qualified(type(error))}: <exception str() failed>\n"


def with_suggestion(text: str, error: BaseException) -> str:
    """Add the "Did you mean" that CPython 3.10 and 3.11 add only when they print themselves."""
    asked = is_a(error, NameError) or is_a(error, AttributeError)
    if not asked or not (3, 10) <= sys.version_info < (3, 12):
        return text
    printed, kept = io.StringIO(), sys.stderr
    sys.stderr = printed
    try:
        sys.__excepthook__(type(error), error, error.__traceback__)
    finally:
        sys.stderr = kept
    for line in reversed(printed.getvalue().splitlines()):
        if line.startswith(text.rstrip("\n")):
            return line + "\n"
    return text


def frames(tb: TracebackType | None, source: ProgramSource) -> list[dict[str, Any]]:
    """The frames outside the worker, outermost first."""
    found = []
    while tb is not None:
        path = tb.tb_frame.f_code.co_filename
        if not path.startswith(OURS):
            found.append((path, max(tb.tb_lineno or 0, 0), tb.tb_frame.f_code.co_name))
        tb = tb.tb_next
    if len(found) > SHOWN:
        found = found[: SHOWN // 2] + found[-SHOWN // 2 :]
    return [frame(*entry, source=source) for entry in found]


def frame(path: str, line: int, name: str, *, source: ProgramSource) -> dict[str, Any]:
    place = source.place(path, line)
    if place is not None:
        cell, within, text = place
    else:
        cell, within = None, line
        try:
            text = linecache.getline(path, line).strip()
        except Exception:
            text = ""
    return {
        "path": path[:LINE],
        "line": within,
        "name": name[:NAME],
        "source": text[:LINE],
        "cell": cell,
    }


def exhausted(error: BaseException) -> str:
    """Which limit was reached if `error` says so, "memory" or "disk", else ""; torch and XLA have
    words of their own.
    """
    if is_a(error, MemoryError):
        return "memory"
    if is_a(error, OSError):
        return "disk" if error.errno in FULL else ""
    if not is_a(error, RuntimeError):
        return ""
    try:
        text = str(error)
    except BaseException:
        return ""
    return "memory" if any(word in text for word in EXHAUSTED) else ""
