"""What came out of a piece of code, in the forms that an author may have copied."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from generator.auditing.document import Stated
from generator.auditing.spelling import (
    as_shown,
    matches_dots,
    same_value,
    without_addresses,
    without_layout,
    without_places,
    without_remarks,
)
from generator.auditing.tracebacks import StatedException, is_exception, is_named, read_exception
from generator.checking.match_ellipsis import DOTS
from generator.checking.transcript import transcript
from generator.model import CellRun, Output, Raised

_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?(?:e[-+]?\d+)?")
_WORD: Final = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|\S")
_PREFIX: Final = re.compile(r"(?:##|#>|>>|\|) ?")  # of each line, as knitr puts it
_OF_FIGURE: Final = re.compile(r"<(?:matplotlib\.|Figure |Axes)|^(?:\[?Text\(|\(array\()")
_NEAR: Final = 0.5


def holds(stated: Stated, cell: CellRun) -> bool:
    """Whether a stated output is what came out of a cell."""
    drawn = any(output.kind in ("png", "svg") for output in cell.outputs)
    if stated.part == "image":
        return drawn
    # The objects that a figure is made of are shown as the figure.
    if drawn and stated.part == "value" and _OF_FIGURE.search(stated.claim.text):
        return True
    return any(_holds(said, stated, cell) for said in _readings(stated))


def shown(stated: Stated, cell: CellRun) -> str:
    """What came out, as a message puts it beside what is stated."""
    if stated.part == "image":
        return _text(cell.outputs)
    return next((text for text in _forms(stated, cell) if text.strip()), "")


def is_near(said: str, cell: CellRun) -> bool:
    """Whether a text that is not what came out is so similar that it must have been meant as that
    output: the same but for numbers, or half of it the same.
    """
    return any(_near(as_shown(said), as_shown(got)) for got in _texts(cell) if got.strip())


def is_alike(said: str, cell: CellRun) -> bool:
    """Whether a text is what came out but for its numbers, and for what is true or not."""
    return any(
        _shape(as_shown(said)) == _shape(as_shown(got)) for got in _texts(cell) if got.strip()
    )


def nothing_came_out(cell: CellRun) -> bool:
    """Whether a cell neither printed, nor showed, nor raised anything."""
    return cell.raised is None and not any(
        output.text.strip() or output.data for output in cell.outputs
    )


def _readings(stated: Stated) -> Iterator[str]:
    """What a stated output says, and what is left of it without remarks, fullest first."""
    said = stated.claim.text
    yield said
    if stated.form == "session":
        yield from without_remarks(said)
    if stated.form == "fence":
        lines = said.split("\n")
        prefixes = [_PREFIX.match(line) for line in lines]
        if all(prefixes):
            yield "\n".join(line[p.end() :] for line, p in zip(lines, prefixes, strict=True) if p)


def _holds(said: str, stated: Stated, cell: CellRun) -> bool:
    if cell.raised is not None and stated.part in ("all", "error"):
        found = read_exception(said)
        return found is not None and _raises(found, stated, cell, cell.raised)
    forms = _forms(stated, cell)
    if any(_same(said, got, stated) for got in forms):
        return True
    value = stated.form in ("ipython", "inline", "cell") or (
        stated.form == "session" and all(output.kind == "value" for output in cell.outputs)
    )
    return value and any(
        same_value(said, got)
        or (got.strip() and without_layout(as_shown(said)) == without_layout(as_shown(got)))
        for got in forms
    )


def _same(said: str, got: str, stated: Stated) -> bool:
    ours, theirs = as_shown(said), as_shown(got)
    if stated.form in ("ipython", "inline") or "+NORMALIZE_WHITESPACE" in stated.options:
        ours, theirs = " ".join(ours.split()), " ".join(theirs.split())
        if stated.form == "ipython":
            ours, theirs = ours.replace(" ", ""), theirs.replace(" ", "")
    if stated.form == "inline" and ours[:1] == ours[-1:] and ours[:1] in ("'", '"'):
        ours, theirs = ours.strip("'\""), theirs.strip("'\"")
    if ours == theirs:
        return True
    ours, theirs = without_places(ours), without_places(theirs)
    if stated.form in ("ipython", "cell"):
        ours, theirs = without_addresses(ours), without_addresses(theirs)
    return ours == theirs or _dotted(ours, theirs)


def _dotted(said: str, got: str) -> bool:
    if DOTS not in said:
        return "…" in said and matches_dots(said.replace("…", DOTS), got)
    return matches_dots(said, got) or _lines_dotted(said, got)


def _lines_dotted(said: str, got: str) -> bool:
    """As `matches_dots`, where lines of dots may stand for no line at all."""
    lines = said.split("\n")
    if not any(line.strip() == DOTS for line in lines):
        return False
    joined = "\n".join(line.strip() if line.strip() == DOTS else line for line in lines)
    for spelt in (joined.replace(f"\n{DOTS}\n", f"\n{DOTS}"), joined.replace(f"\n{DOTS}", DOTS)):
        if matches_dots(spelt, got):
            return True
    return False


# --- exceptions -----------------------------------------------------------------------


def _raises(found: StatedException, stated: Stated, cell: CellRun, raised: Raised) -> bool:
    """Whether a stated exception is exactly that which was raised, and what is printed before it
    is what was printed.
    """
    detail = "+IGNORE_EXCEPTION_DETAIL" in stated.options
    if not is_exception(found.text, raised, name_only=detail):
        return False
    causes = raised.causes[-len(found.causes) :] if found.causes else ()
    if len(causes) < len(found.causes):
        return False
    for said, cause in zip(found.causes, causes, strict=True):
        name = cause.partition(":")[0].strip()
        if not is_named(said, cause, (name, name.rpartition(".")[2]), name_only=detail):
            return False
    if stated.part == "error":
        return True
    before = as_shown(found.before)
    printed = [
        _text([output for output in cell.outputs if output.kind in kinds])
        for kinds in (("stdout", "stderr", "value"), ("stdout", "value"))
    ]
    return any(
        before == as_shown(text) or (DOTS in before and _dotted(before, as_shown(text)))
        for text in printed
    )


# --- forms ----------------------------------------------------------------------------


def _forms(stated: Stated, cell: CellRun) -> list[str]:
    if cell.raised is not None and stated.part in ("all", "error"):
        return [transcript(cell, traceback=False)]
    if stated.part in ("stdout", "stderr", "value"):
        return [_text([output for output in cell.outputs if output.kind == stated.part])]
    return _texts(cell)


def _texts(cell: CellRun) -> list[str]:
    """All that a notebook shows, or a terminal, or what a script prints; with what is printed to
    standard error or without.
    """
    if cell.raised is not None:
        return [transcript(cell, traceback=False)]
    outputs = cell.outputs
    kinds = (("stdout", "value"), ("stdout", "stderr", "value"), ("stdout",), ("stdout", "stderr"))
    found = [_text([each for each in outputs if each.kind in chosen]) for chosen in kinds]
    return list(dict.fromkeys(found))


def _text(outputs: Sequence[Output]) -> str:
    return transcript(CellRun(tuple(outputs)))


# --- likeness -------------------------------------------------------------------------


def _near(said: str, got: str) -> bool:
    ours, theirs = said.split("\n"), got.split("\n")
    if _shape(said) == _shape(got):
        return True
    same = sum((Counter(ours) & Counter(theirs)).values())
    if same and same >= _NEAR * max(len(ours), len(theirs)):
        return True
    words, others = Counter(_WORD.findall(said)), Counter(_WORD.findall(got))
    shared = sum((words & others).values())
    return shared >= _NEAR * max(words.total(), others.total()) and shared >= 2


def _shape(text: str) -> str:
    """A text with one sign for all numbers, and one for what is true or not."""
    text = re.sub(r"\b(?:True|False|None|true|false|null)\b", "?", text.strip())
    return _NUMBER.sub("0", text)
