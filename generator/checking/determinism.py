"""What differs between two runs of a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest

from generator.checking.causes import cause_of
from generator.checking.in_words import apart
from generator.checking.numbers import Tolerance, close
from generator.checking.transcript import transcript
from generator.model import CellRun, Difference, Note, Run, Structure

__all__ = ["cause_of", "differences"]

LINES = 10  # of each side, from the first that differs
# Numbers this close are the same, unless they were printed differently.
SAME = Tolerance(1e-5, 1e-5)
IMAGE = {"svg": "an image", "png": "an image"}


def differences(first: Run, second: Run, code: str) -> tuple[Difference, ...]:
    """What differed in the second run; empty if nothing did. `code` is the program's.

    Compared is what can be seen and stated: outputs, exceptions, notes, last values, how the
    program ended. What a number is beyond the digits that it was shown with may differ a little.
    """
    found = [
        each
        for index, (one, other) in enumerate(zip(first.cells, second.cells, strict=False))
        for each in _of_cells(index, one, other, code)
    ]
    ends = (first.ended, first.status, len(first.cells))
    if ends != (second.ended, second.status, len(second.cells)) and not found:
        last = max(min(len(first.cells), len(second.cells)) - 1, 0)
        found.append(_difference(last, _ending(first), _ending(second), code))
    return tuple(found)


def _of_cells(index: int, first: CellRun, second: CellRun, code: str) -> Iterator[Difference]:
    shown = _shown(first), _shown(second)
    if shown[0] != shown[1]:
        whole = dict.fromkeys(transcript(second, traceback=each) for each in (True, False))
        yield replace(_difference(index, *shown, code), whole=tuple(whole))
    elif _other_outputs(first) != _other_outputs(second):
        cause, hint = cause_of("", "", code)
        yield Difference(index, "an image", "another image", cause, hint)
    elif not alike(first.value, second.value):
        yield _difference(index, *apart(first.value, second.value), code)
    yield from _of_notes(index, first.notes, second.notes, code)


def _of_notes(
    index: int, first: tuple[Note, ...], second: tuple[Note, ...], code: str
) -> Iterator[Difference]:
    """The first difference in what each spot came to."""
    for spot in sorted({(note.line, note.column) for note in (*first, *second)}):
        ours = [note for note in first if (note.line, note.column) == spot]
        theirs = [note for note in second if (note.line, note.column) == spot]
        found = _of_spot(index, ours, theirs, code)
        if found is not None:
            yield replace(found, about=spot[0], column=spot[1])


def _of_spot(
    index: int, ours: Sequence[Note], theirs: Sequence[Note], code: str
) -> Difference | None:
    for one, other in zip_longest(ours, theirs):
        if one is None or other is None or (one.kind, one.name) != (other.kind, other.name):
            return _difference(index, _texts(ours), _texts(theirs), code)
        if one.text != other.text:
            told = _difference(index, one.text, other.text, code)
            only_value = one.kind == "value" and same_form(one.structure, other.structure)
            return replace(told, line=one.line if only_value else 0)
        if not alike(one.structure, other.structure):
            return _difference(index, *apart(one.structure, other.structure), code)
    return None


def _texts(notes: Sequence[Note]) -> str:
    return "\n".join(note.text for note in notes)


def same_form(first: Structure | None, second: Structure | None) -> bool:
    """Whether two values have the same type, shape and dtype, and so have all that they hold."""
    if first is None or second is None:
        return first is second
    forms = [replace(each, values=(), digest="", items=()) for each in (first, second)]
    pairs = zip_longest(first.items, second.items, fillvalue=("", None))
    return forms[0] == forms[1] and all(same_form(one, other) for (_, one), (_, other) in pairs)


def alike(first: Structure | None, second: Structure | None) -> bool:
    """Whether two values are the same, but for rounding."""
    if first is None or second is None or not same_form(first, second):
        return first is second
    values = zip_longest(first.values, second.values)
    items = zip(first.items, second.items, strict=True)
    return all(_same(one, other) for one, other in values) and all(
        ours == theirs and alike(one, other) for (ours, one), (theirs, other) in items
    )


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return close(one, other, SAME)
    return one == other


def _shown(cell: CellRun) -> str:
    """All text of a cell, in order."""
    texts = [output.text for output in cell.outputs if output.kind not in IMAGE]
    texts += [cell.raised.text] if cell.raised else []
    return "".join(text if text.endswith("\n") else text + "\n" for text in texts)


def _other_outputs(cell: CellRun) -> list[tuple[object, ...]]:
    return [
        (output.kind, output.data, output.dropped, output.text if output.kind in IMAGE else "")
        for output in cell.outputs
    ]


def _ending(run: Run) -> str:
    return f"{run.ended} {run.status or ''}".strip()


def _difference(cell: int, first: str, second: str, code: str) -> Difference:
    cause, hint = cause_of(first, second, code)
    ours, theirs = first.rstrip("\n").split("\n"), second.rstrip("\n").split("\n")
    pairs = enumerate(zip(ours, theirs, strict=False))
    shorter = min(len(ours), len(theirs))
    at = next((index for index, (one, other) in pairs if one != other), shorter)
    return Difference(
        cell, "\n".join(ours[at : at + LINES]), "\n".join(theirs[at : at + LINES]), cause, hint
    )
