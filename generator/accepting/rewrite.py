"""Markdown with some of its claims rewritten, and every other character as it was."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from generator.accepting.comment_claim import rewrite_comment, stated_together
from generator.accepting.edits import Edit
from generator.accepting.fence_claim import rewrite_fence
from generator.accepting.lines import Line, joined, split_lines
from generator.accepting.listings import Listings
from generator.accepting.session_claim import rewrite_session
from generator.model import Place, TextEdit

BOM = "\ufeff"
Lines = tuple[Line, ...]
_REWRITERS: Final = {
    "comment": rewrite_comment,
    "fence": rewrite_fence,
    "session": rewrite_session,
}


def rewrite(source: str, edits: Sequence[Edit]) -> tuple[str, tuple[Edit, ...]]:
    """The source with the claims of all edits that can be made replaced by their texts; and those
    edits, in order. The others' claims are not at their place, or their texts have no form there.

    `source` is a whole file with its byte order mark and line ends.
    """
    mark = BOM if source.startswith(BOM) else ""
    lines = split_lines(source.removeprefix(BOM))
    made: list[Edit] = []
    for edit, _, after in _steps(source, edits):
        lines = after
        made.append(edit)
    return mark + joined(lines), tuple(reversed(made))


def text_edits(source: str, edits: Sequence[Edit]) -> Mapping[Place, TextEdit]:
    """What `rewrite` does to a file, by the places of the claims. All are about the file as it was,
    and none overlaps another.
    """
    return {
        edit.claim.place: _difference(edit.claim.place.path, before, after)
        for edit, before, after in _steps(source, edits)
    }


def _steps(source: str, edits: Sequence[Edit]) -> Iterator[tuple[Edit, Lines, Lines]]:
    """Each edit that can be made, with the lines before and after it."""
    text = source.removeprefix(BOM)
    lines, listings = split_lines(text), Listings.of(text)
    kept: list[Edit] = [edit for edit in edits if edit.claim.source != "comment"]
    comments = sorted((edit for edit in edits if edit.claim.source == "comment"), key=_place)
    for _, group in groupby(comments, lambda edit: listings.start(edit.claim.place.line)):
        kept += stated_together(listings, list(group))
    # From the bottom up, so that the lines above keep their numbers.
    for edit in sorted(kept, key=_place, reverse=True):
        result = _REWRITERS[edit.claim.source](lines, listings, edit.claim, edit.text)
        if result is not None:
            yield edit, lines, result
            lines = result


def _difference(path: str, before: Lines, after: Lines) -> TextEdit:
    """The lines that differ, as one edit."""
    shorter = min(len(before), len(after))
    first = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    most = shorter - first
    same = next((n for n in range(most) if before[-1 - n] != after[-1 - n]), most)
    old, new = before[first : len(before) - same], after[first : len(after) - same]
    last, text = first + len(old), joined(new)
    if old and (last == len(before) or (new and old[-1].end == new[-1].end)):
        text = text.removesuffix(old[-1].end) if new else text
        end = Place(path, last, len(old[-1].text) + 1)
    else:
        end = Place(path, last + 1)
    return TextEdit(Place(path, first + 1), end, text)


def _place(edit: Edit) -> Place:
    return edit.claim.place
