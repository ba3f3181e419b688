"""Markdown with some of its claims rewritten, and every other character as it was."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from generator.accepting.comment_claim import rewrite_comment, stated_together
from generator.accepting.edits import Edit
from generator.accepting.fence_claim import rewrite_fence
from generator.accepting.lines import joined, split_lines
from generator.accepting.listings import Listings
from generator.accepting.session_claim import rewrite_session
from generator.model import Place

BOM = "\ufeff"
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
    mark, text = (BOM, source.removeprefix(BOM)) if source.startswith(BOM) else ("", source)
    lines, listings = split_lines(text), Listings.of(text)
    made: list[Edit] = []
    kept: list[Edit] = [edit for edit in edits if edit.claim.source != "comment"]
    comments = sorted((edit for edit in edits if edit.claim.source == "comment"), key=_place)
    for _, group in groupby(comments, lambda edit: listings.start(edit.claim.place.line)):
        kept += stated_together(listings, list(group))
    # From the bottom up, so that the lines above keep their numbers.
    for edit in sorted(kept, key=_place, reverse=True):
        result = _REWRITERS[edit.claim.source](lines, listings, edit.claim, edit.text)
        if result is not None:
            lines = result
            made.append(edit)
    return mark + joined(lines), tuple(reversed(made))


def _place(edit: Edit) -> Place:
    return edit.claim.place
