"""All that the command prints goes through here, and none of it can command a terminal or a CI."""

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
    r"""Text that is not ours, so that it can be read and nothing else.

    Control characters are spelt out, since what a card says must not move the cursor; a `\` in
    what a CI would obey, since it must not speak for the build. Line ends and tabs stay.
    """
    spelt = "".join(
        character
        if character in "\n\t" or unicodedata.category(character) not in _SPELT_OUT
        else character.encode("unicode_escape", "backslashreplace").decode("ascii")
        for character in text
    )
    return _COMMAND.sub(lambda found: f"{found[1]}\\::" if found[1] is not None else "##\\", spelt)


def one_line(text: str) -> str:
    """As `printable`, with line ends and tabs spelt out: for names of cards, files and tags."""
    return printable(text).replace("\n", "\\n").replace("\t", "\\t")


def json_in_a_log(text: str) -> str:
    """A JSON document that means the same, and that no CI obeys."""
    return text.replace("##", "#\\u0023")


def xml_in_a_log(text: str) -> str:
    """An XML document that means the same, and that no CI obeys."""
    return _COMMAND.sub(
        lambda found: f"{found[1]}&#58;:" if found[1] is not None else "#&#35;", text
    )


def console(*, stderr: bool = False) -> Console:
    """A console that neither interprets nor wraps what it is given; NO_COLOR is honoured."""
    from rich.console import Console

    return Console(file=_stream(stderr), markup=False, highlight=False, emoji=False, soft_wrap=True)


def wide_console(width: int) -> Console:
    """A console at least so many columns wide: a table overflows rather than lose its numbers."""
    from rich.console import Console

    return Console(
        file=_stream(False),
        width=max(width, console().width),
        markup=False,
        highlight=False,
        emoji=False,
    )


def say(text: str, *, stderr: bool = False) -> None:
    """Print a line of our own words; what is not ours in it went through `printable`."""
    stream = _stream(stderr)
    stream.write(text + "\n")
    stream.flush()


def write_document(text: str) -> None:
    """Write a report for programs to standard output: as UTF-8, whatever the locale."""
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
    """Put an empty device where the command was started without a standard stream: a file that
    is opened later would otherwise take its place.
    """
    for descriptor, name in enumerate(("stdin", "stdout", "stderr")):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
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
    """Standard error: where it cannot be written to, there is nobody to tell."""

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            return self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            self._stream.flush()


class _Checked(_Wrapped):
    """Standard output: half a report is told, and is no success."""

    def write(self, text: str) -> int:
        with _told():
            return self._stream.write(text)

    def flush(self) -> None:
        with _told():
            self._stream.flush()


@contextlib.contextmanager
def _told() -> Any:
    """End the command where standard output takes nothing more; a reader that left knows why."""
    try:
        yield
    except OSError as error:
        # What is still in the buffer would fail once more at the exit.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123
        if error.errno != errno.EPIPE:
            reason = (error.strerror or str(error)).lower()
            say(f"standard output cannot be written to: {reason}", stderr=True)
        sys.exit(1)
