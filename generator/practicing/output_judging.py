"""What was typed as the output of a card's programs against what came out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from generator.checking.match_raises import raises_matches
from generator.model import Raised
from generator.practicing.answer_comparison import Compared, compared
from generator.practicing.answer_words import Said, said
from generator.practicing.judged import Mended
from generator.practicing.practice import PracticeCell
from generator.reading.stated_text import is_any_error
from generator.verifying.outcome import Piece

_TEXTS: Final = ("stdout", "stderr", "value", "error", "html")
_LIBRARY_LINE: Final = re.compile(r"^  … \d+ lines? in .*\n?", re.MULTILINE)
_TRACEBACK: Final = re.compile(r"^\s*Traceback \(|^\s*File [\"“<]", re.MULTILINE)
_NAME: Final = re.compile(
    r"(?:(?:raises?|throws?|抛出|引发)\s*)?(?P<name>(?:[^\W\d]\w*\.)*[^\W\d]\w*)"
    r"(?P<more>\s*[:：]\s*(?P<message>.*))?",
    re.DOTALL | re.IGNORECASE,
)
_LIKE_AN_ERROR: Final = re.compile(r"(?:[\w.]*(?:Error|Exception|Warning|Interrupt))\b")


def compared_output(cells: Sequence[PracticeCell], typed: str) -> Compared:
    """What was typed against all that the cells show. What they write to the error stream, and the
    lines of a traceback above its end, may be left out.
    """
    shown = [piece for cell in cells if not cell.varies for piece in cell.said]
    texts = [piece for piece in shown if piece.kind in _TEXTS and piece.text.strip()]
    varies = any(cell.varies for cell in cells)
    errors = [piece for piece in texts if piece.kind == "error"]
    whole = _LIBRARY_LINE.sub("", typed)
    found = (compared(text, whole, more=varies) for text in _variants(texts))
    if len(errors) == 1 and texts[-1] is errors[0] and not _TRACEBACK.search(typed):
        best = next((one for one in found if one.right), None)
        best = best or _best(_raised(texts[:-1], errors[0], typed))
    else:
        best = _best(found)
    if varies and best.right and not best.said:
        return replace(best, said=said("varies"))
    return best


def _best(found: Iterator[Compared]) -> Compared:
    """The first that is right, or nearly, or has the most in common."""
    every: list[Compared] = []
    for one in found:
        if one.right:
            return one
        every.append(one)
    return max(every, key=lambda one: (one.near, one.matched))


def _variants(texts: Sequence[Piece]) -> Iterator[str]:
    """All that is shown, and that without what is on the error stream."""
    yield _joined(texts)
    kept = [piece for piece in texts if piece.kind != "stderr"]
    if kept and len(kept) < len(texts):
        yield _joined(kept)


def _joined(texts: Sequence[Piece]) -> str:
    return "\n".join(_LIBRARY_LINE.sub("", piece.text).rstrip("\n") for piece in texts)


def _raised(before: Sequence[Piece], error: Piece, typed: str) -> Iterator[Compared]:
    """What is shown before an exception, and the exception by its name, with all, a part or none
    of its message.
    """
    ending = ending_of(error.text)
    name = ending.partition(":")[0].strip()
    head, tail = _split(typed, name)
    verdict = _compared_error(ending, name, tail)
    if not before:
        yield verdict if not head.strip() else _after(compared("", head), verdict)
        return
    for text in _variants(before):
        yield _after(compared(text, head), verdict)


def ending_of(traceback: str) -> str:
    """What ends a traceback: the exception and what it says."""
    lines = traceback.split("\n")
    if not lines[0].startswith("Traceback "):
        start = 0
    else:
        start = next((i for i, line in enumerate(lines) if i and not line.startswith(" ")), 0)
    return "\n".join(lines[start:]).strip()


def _split(typed: str, name: str) -> tuple[str, str]:
    """What was typed before an exception, and the exception."""
    lines = typed.rstrip().split("\n")
    last = name.rpartition(".")[2].lower()
    for index, line in enumerate(lines):
        word = _NAME.match(line.strip())
        found = word["name"].rpartition(".")[2] if word else ""
        if found.lower() == last or _LIKE_AN_ERROR.fullmatch(found) or is_any_error(line.strip()):
            return "\n".join(lines[:index]), "\n".join(lines[index:])
    return typed, ""


def _compared_error(ending: str, name: str, typed: str) -> Compared:
    typed = typed.strip()
    if not typed:
        return Compared(False, (Mended(name, "missing"),), said=said("raises missing", right=name))
    if is_any_error(typed):
        told = (Mended(typed, "wrong"), Mended(name, "missing"))
        return Compared(False, told, near=True, said=said("raises unnamed", right=name))
    word = _NAME.fullmatch(typed)
    bare = name.rpartition(".")[2]
    stated = word["name"] if word else typed
    if stated.rpartition(".")[2].lower() != bare.lower():
        whole = compared(ending, typed)
        pieces = (
            whole.pieces
            if word and word["message"]
            else (
                Mended(stated, "wrong"),
                Mended(name, "missing"),
            )
        )
        return Compared(False, pieces, said=said("raises", right=name, typed=stated))
    message = " ".join((word["message"] or "").split()) if word else ""
    if not message:
        return Compared(True, (Mended(name, "same"),), matched=1)
    whole = compared(ending, f"{name}: {message}")
    raised = Raised(bare, name, (), ending)
    if whole.right or raises_matches(f"{bare}: {message.rstrip('.… ')}", raised) is None:
        return Compared(True, (Mended(ending, "same"),), matched=1)
    return replace(whole, right=False, near=True, said=said("error message"))


def _after(head: Compared, error: Compared) -> Compared:
    """The verdict on two texts below each other."""
    between = (Mended("\n", "same"),) if head.pieces else ()
    return Compared(
        head.right and error.right,
        (*head.pieces, *between, *error.pieces),
        near=all(one.right or one.near for one in (head, error)),
        said=_first(head, error),
        matched=head.matched + error.matched,
    )


def _first(head: Compared, error: Compared) -> Said:
    wrong = [one.said for one in (head, error) if not one.right and one.said]
    return next(iter(wrong), head.said or error.said)
