"""All output of the command passes through here, so that none of it controls a terminal or CI."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from rich.console import Console

# What moves a cursor, turns the direction of writing, breaks a line, or is half a character.
_SPELT_OUT: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
# GitHub obeys a line that starts with `::`, white space aside, and `##[…]` anywhere in a line;
# Azure Pipelines obeys `##vso[…]`.
_COMMAND: Final = re.compile(r"^(\s*)::|##(?=[A-Za-z.-]*\[)", re.MULTILINE)


def printable(text: str) -> str:
    r"""Foreign text, made safe to print.

    Control characters are spelt out, so that a card cannot move the cursor. Workflow commands
    get a `\`, so that a card cannot speak to the CI. Line ends and tabs stay.
    """
    spelt = "".join(
        character
        if character in "\n\t" or unicodedata.category(character) not in _SPELT_OUT
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text
    )
    return _COMMAND.sub(lambda found: f"{found[1]}\\::" if found[1] is not None else "##\\", spelt)


def one_line(text: str) -> str:
    """Like `printable`, with line ends and tabs spelt out: for names of cards, files and tags."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def json_in_a_log(text: str) -> str:
    """The same JSON document, written so that no CI takes a line of it for a command."""
    return text.replace("##", "#\\u0023")


def xml_in_a_log(text: str) -> str:
    """The same XML document, written so that no CI takes a line of it for a command."""
    return _COMMAND.sub(
        lambda found: f"{found[1]}&#58;:" if found[1] is not None else "#&#35;", text
    )


def console(*, stderr: bool = False) -> Console:
    """A console that neither interprets nor wraps its text; NO_COLOR is honoured."""
    from rich.console import Console

    return Console(file=_stream(stderr), markup=False, highlight=False, emoji=False, soft_wrap=True)


def wide_console(width: int) -> Console:
    """A console of at least so many columns: a table overflows rather than lose numbers."""
    from rich.console import Console

    return Console(
        file=_stream(False),
        width=max(width, console().width),
        markup=False,
        highlight=False,
        emoji=False,
    )


def say(text: str, *, stderr: bool = False) -> None:
    """Print a line of our own; foreign text in it has passed through `printable`."""
    stream = _stream(stderr)
    stream.write(text + "\n")
    stream.flush()


def write_document(text: str) -> None:
    """Write a machine-readable report to standard output, as UTF-8 in any locale."""
    stream = sys.stdout
    binary = getattr(stream, "buffer", None)
    with _told():
        if binary is None:
            stream.write(text + "\n")
        else:
            stream.flush()
            binary.write(text.encode("utf-8", "replace") + b"\n")
        stream.flush()


def open_missing_streams() -> None:
    """Open the null device for each missing standard stream: a file opened later would otherwise
    take its number.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number
        if getattr(sys, name) is None:
            mode = "w" if descriptor else "r"
            setattr(sys, name, open(descriptor, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _stream(stderr: bool) -> Any:
    return _Forgiving(sys.stderr) if stderr else _Checked(sys.stdout)


class _Wrapped:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Forgiving(_Wrapped):
    """Standard error. If it cannot be written to, the error is ignored: nobody could be told."""

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()


class _Checked(_Wrapped):
    """Standard output. If it cannot be written to, the command fails."""

    def write(self, text: str) -> int:
        with _told():
            return self._stream.write(text)

    def flush(self) -> None:
        with _told():
            self._stream.flush()


@contextlib.contextmanager
def _told() -> Any:
    """End the command because standard output is closed or full; a closed pipe is not reported."""
    try:
        yield
    except OSError as error:
        # Flushing the rest of the buffer at the exit would fail again.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        if error.errno != errno.EPIPE:
            reason = (error.strerror or str(error)).lower()
            say(f"cannot write to standard output: {reason}", stderr=True)
        sys.exit(1)
