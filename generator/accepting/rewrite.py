"""Markdown with some of its claims rewritten, and every other character as it was."""

from __future__ import annotations

from collections.abc import Sequence

from generator.accepting.comment_claim import rewrite_comment
from generator.accepting.edits import Edit
from generator.accepting.fence_claim import rewrite_fence
from generator.accepting.lines import Line, joined, split_lines

BOM = "\ufeff"


class CannotRewriteError(Exception):
    """A claim is not where it was read, or cannot be put into Markdown."""


def rewrite(source: str, edits: Sequence[Edit]) -> str:
    """The source with each edit's claim replaced by its text.

    `source` is a whole file with its byte order mark and line ends. Raises CannotRewriteError
    where a claim is not at its place, or its new text has no form there.
    """
    mark, text = (BOM, source.removeprefix(BOM)) if source.startswith(BOM) else ("", source)
    lines = split_lines(text)
    # From the bottom up, so that the lines above keep their numbers.
    for edit in sorted(edits, key=lambda edit: edit.claim.place, reverse=True):
        lines = _rewritten(lines, edit)
    return mark + joined(lines)


def _rewritten(lines: tuple[Line, ...], edit: Edit) -> tuple[Line, ...]:
    rewritten = rewrite_comment if edit.claim.source == "comment" else rewrite_fence
    result = rewritten(lines, edit.claim, edit.text)
    if result is None:
        raise CannotRewriteError(f"{edit.claim.place}: the claim cannot be rewritten there")
    return result
