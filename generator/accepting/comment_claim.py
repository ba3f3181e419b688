"""A claim in a comment rewritten in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from generator.accepting.came_out import tidy
from generator.accepting.compatible import compatible
from generator.accepting.edits import Edit
from generator.accepting.lines import UNSTATABLE, Line, joined, split_lines
from generator.accepting.listings import Listings
from generator.language import PYTHON
from generator.model import Claim
from generator.reading.cloze_spans import cloze_spans, unmarked
from generator.reading.comment_nouns import CommentClaim
from generator.reading.comments import find_claims


def rewrite_comment(
    lines: tuple[Line, ...], listings: Listings, claim: Claim, text: str
) -> tuple[Line, ...] | None:
    """The lines of a file with what one comment states replaced; marker and remarks stay.
    `listings` are those of the file as it was, which must not have changed down to this comment.

    Further lines of a claim stand below the first, in the column of its text. None where the
    claim is not at its place, where code stands before the comment and the text has several
    lines, or where a line to take away says more than the claim.
    """
    token = listings.at(claim.place.line)
    if token is None or not token.map:
        return None
    first, code = token.map[0], token.content.removesuffix("\n")
    plain = _without_clozes(code)
    found = _found(plain, first, claim)
    if found is None:
        return None
    moved = _moved(found, code.split("\n"), plain.split("\n"))
    return _rewritten(lines, first, code.split("\n"), moved, text)


def stated_together(listings: Listings, edits: Sequence[Edit]) -> list[Edit]:
    """The edits of one fence's comments that can all be made: its code then states each of them."""
    token = listings.at(edits[0].claim.place.line)
    if token is None or not token.map:
        return []
    first, code = token.map[0], _without_clozes(token.content.removesuffix("\n"))
    before, texts = find_claims(code), code.split("\n")
    places = {edit.claim.place: _found(code, first, edit.claim) for edit in edits}

    def holds(some: Sequence[Edit]) -> bool:
        lines = split_lines(code)
        wanted = {found.line: found.text for found in before}
        for edit in sorted(some, key=lambda edit: edit.claim.place, reverse=True):
            found = places[edit.claim.place]
            made = None if found is None else _rewritten(lines, -1, texts, found, edit.text)
            if found is None or made is None:
                return False
            lines, wanted[found.line] = made, edit.text
        after = [tidy(found.text) for found in find_claims(joined(lines))]
        return after == [tidy(text) for text in wanted.values()]

    return compatible(edits, holds)


def _without_clozes(code: str) -> str:
    """The code of a fence as it runs: on a card with clozes it may have their marks."""
    plain = unmarked(code, cloze_spans(code, "code"))[0]
    return plain if find_claims(plain) else code


def _moved(found: CommentClaim, marked: list[str], plain: list[str]) -> CommentClaim:
    """The claim as it stands in lines with the marks of clozes, which are all before it."""

    def more(line: int) -> int:
        return len(marked[line - 1]) - len(plain[line - 1])

    pieces = tuple(
        replace(piece, start=piece.start + more(piece.line), end=piece.end + more(piece.line))
        for piece in found.pieces
    )
    return replace(found, column=found.column + more(found.line), pieces=pieces)


def _found(code: str, first: int, claim: Claim) -> CommentClaim | None:
    """The claim in a fence's code; `first` is the index of the fence's opening line."""
    wanted = (claim.place.line - first - 1, claim.text)
    return next((each for each in find_claims(code) if (each.line, each.text) == wanted), None)


def _rewritten(
    lines: tuple[Line, ...], first: int, code: list[str], found: CommentClaim, text: str
) -> tuple[Line, ...] | None:
    """The lines of the file; `first` is the index of the fence's opening line among them."""
    if UNSTATABLE.search(text):
        return None
    old, new = found.text.split("\n"), text.split("\n")
    top = first + found.pieces[0].line
    block = lines[top : top + len(old)]
    texts = code[found.line - 1 : found.line - 1 + len(old)]
    if not all(line.text.endswith(was) for line, was in zip(block, texts, strict=True)):
        return None  # a tab that the margin shares with the code
    if len(new) > 1 and texts[0][: found.column - 1].strip():
        return None
    gone = zip(found.pieces[len(new) :], texts[len(new) :], strict=True)
    if any(was[piece.end :].strip() for piece, was in gone):
        return None
    made = []
    for index, said in enumerate(new):
        last = min(index, len(old) - 1)
        line, was, piece = block[last], texts[last], found.pieces[last]
        margin = line.text[: len(line.text) - len(was)]
        rest = was[piece.end :] if index == last else ""
        if index == last and said == old[index]:
            made.append(line)
        else:
            made.append(Line(margin + _head(was, found, last, index) + said + rest, line.end))
    return (*lines[:top], *made, *lines[top + len(old) :])


def _head(text: str, found: CommentClaim, last: int, index: int) -> str:
    """What stands before a line of the claim: its own marker, or a bare `#` under the first's."""
    start, hash_ = found.pieces[0].start, found.column - 1
    own = text[: found.pieces[last].start]
    if index == 0 or (last > 0 and own[hash_:].strip(" \t#")):
        return own
    return text[:hash_] + PYTHON.comment.ljust(start - hash_)
