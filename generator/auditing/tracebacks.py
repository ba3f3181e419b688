"""Stated outputs that end with an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from generator.auditing.spelling import matches_dots
from generator.model import Raised

# Of Python's tracebacks, and of IPython's, whose header names the exception.
_HEADER: Final = re.compile(r"\s*(?:[\w.]+\s+)?Traceback \(most recent call last\)")
_RULE: Final = re.compile(r"-{40,}$")
_NAMED: Final = re.compile(r"(?P<name>[A-Za-z_][\w.]*)(?::(?: (?P<message>.*))?)?$", re.DOTALL)
_USUAL: Final = re.compile(
    r"(?:[\w.]+\.)?(?:[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Exit|Iteration|Group)|KeyError)"
    r"(?::(?: .*)?)?$"
)
_PLACE: Final = re.compile(r"\s+File \"[^\"]*\", line \d+")


@dataclass(frozen=True, slots=True)
class StatedException:
    """A stated exception: what is printed `before` it, the exceptions that it comes from, oldest
    first, and its own last lines.
    """

    before: str
    causes: tuple[str, ...]
    text: str


def shows_exception(said: str) -> bool:
    """Whether a stated output ends with an exception, with its traceback or without."""
    return read_exception(said) is not None


def read_exception(said: str) -> StatedException | None:
    """The exception that an output states; None where it states none."""
    lines = said.rstrip().split("\n")
    headers = [number for number, line in enumerate(lines) if _HEADER.match(line)]
    if not headers:
        return _without_traceback(lines)
    texts = []
    ends = [*headers[1:], len(lines)]
    for start, end in zip(headers, ends, strict=True):
        text = _last_lines(lines[start + 1 : end])
        if text:
            texts.append(text)
    if not texts:
        return None
    before = lines[: headers[0]]
    if before and _RULE.match(before[-1]):
        before.pop()
    return StatedException("\n".join(before), tuple(texts[:-1]), texts[-1])


def _last_lines(lines: list[str]) -> str:
    """The lines below the frames of a traceback, up to a blank line that another one follows."""
    for number, line in enumerate(lines):
        frame = not line.strip() or line[0] in " \t" or line.lstrip().startswith(("...", "…"))
        if frame or not _NAMED.match(line):
            continue
        if line.startswith(("<ipython-input", "Cell In", "File ", "-")) or "---->" in line:
            continue
        rest = lines[number:]
        for at, further in enumerate(rest):
            if further.startswith(("The above exception was", "During handling of the above")):
                rest = rest[:at]
                break
        return "\n".join(rest).rstrip()
    return ""


def _without_traceback(lines: list[str]) -> StatedException | None:
    """Of a syntax error, whose place stands above it, or of a last line that names an exception."""
    last = lines[-1]
    if not _USUAL.match(last):
        return None
    place = next((number for number, line in enumerate(lines) if _PLACE.match(line)), None)
    start = place if place is not None else len(lines) - 1
    return StatedException("\n".join(lines[:start]), (), last)


def is_exception(said: str, raised: Raised, *, name_only: bool = False) -> bool:
    """Whether what a statement names is the exception that was raised: its type and all that it
    says, or with `name_only` its type.
    """
    return is_named(said, raised.text, (raised.name, raised.qualified), name_only=name_only)


def is_named(said: str, text: str, names: tuple[str, ...], *, name_only: bool = False) -> bool:
    """As `is_exception`, of the last lines of a traceback."""
    found = _NAMED.match(said.strip())
    if found is None:
        return False
    known = set(names) | {_bare(name) for name in names}
    if found["name"] not in known and _bare(found["name"]) not in known:
        return False
    if name_only:
        return True
    own = summary(text, names)
    message = own.partition(": ")[2]
    stated = found["message"] or ""
    if _same(stated, message):
        return True
    # The place of a syntax error stands above its name.
    below = text.strip()[text.strip().find(own) :].partition(": ")[2]
    return _same(stated, below)


def _same(stated: str, message: str) -> bool:
    ours = "\n".join(line.rstrip() for line in stated.strip().split("\n"))
    theirs = "\n".join(line.rstrip() for line in message.strip().split("\n"))
    return ours == theirs or ("..." in ours and matches_dots(ours, theirs))


def summary(text: str, names: tuple[str, ...]) -> str:
    """The line that names an exception and what it says; its message may go on below."""
    lines = text.strip().split("\n")
    return next((line for line in lines if line.startswith(names)), lines[-1]).rstrip()


def _bare(name: str) -> str:
    return name.rpartition(".")[2]
