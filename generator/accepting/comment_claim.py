"""A claim in a comment rewritten in place."""

from __future__ import annotations

from generator.accepting.lines import Line, joined
from generator.model import Claim
from generator.reading.comments import CommentClaim, find_claims
from generator.reading.markdown import parse_markdown


def rewrite_comment(lines: tuple[Line, ...], claim: Claim, text: str) -> tuple[Line, ...] | None:
    """The lines of a file with what one comment states replaced; marker and remarks stay.

    Further lines of a claim stand below the first, in the column of its text. None where the
    claim is not at its place, where code stands before the comment and the text has several
    lines, or where a line to take away says more than the claim.
    """
    tokens, _ = parse_markdown(joined(lines))
    for token in tokens:
        if token.type == "fence" and token.map and token.map[0] < claim.place.line <= token.map[1]:
            first = token.map[0]
            for found in find_claims(token.content.removesuffix("\n")):
                if (found.line + first + 1, found.text) == (claim.place.line, claim.text):
                    code = token.content.split("\n")
                    return _rewritten(lines, first, code, found, text.split("\n"))
    return None


def _rewritten(
    lines: tuple[Line, ...], first: int, code: list[str], found: CommentClaim, new: list[str]
) -> tuple[Line, ...] | None:
    """The lines of the file; `first` is the index of the fence's opening line among them."""
    old = found.text.split("\n")
    top = first + found.pieces[0].line
    block = lines[top : top + len(old)]
    texts = code[found.line - 1 : found.line - 1 + len(old)]
    if not all(line.text.endswith(text) for line, text in zip(block, texts, strict=True)):
        return None  # a tab that the margin shares with the code
    if len(new) > 1 and texts[0][: found.column - 1].strip():
        return None
    gone = zip(found.pieces[len(new) :], texts[len(new) :], strict=True)
    if any(text[piece.end :].strip() for piece, text in gone):
        return None
    made = []
    for index, said in enumerate(new):
        last = min(index, len(old) - 1)
        line, text, piece = block[last], texts[last], found.pieces[last]
        margin = line.text[: len(line.text) - len(text)]
        rest = text[piece.end :] if index == last else ""
        if index == last and said == old[index]:
            made.append(line)
        else:
            made.append(Line(margin + _head(text, found, last, index) + said + rest, line.end))
    return (*lines[:top], *made, *lines[top + len(old) :])


def _head(text: str, found: CommentClaim, last: int, index: int) -> str:
    """What stands before a line of the claim: its own marker, or a bare `#` under the first's."""
    start, hash_ = found.pieces[0].start, found.column - 1
    own = text[: found.pieces[last].start]
    if index == 0 or (last > 0 and own[hash_:].strip(" \t#")):
        return own
    return text[:hash_] + "#" + " " * (start - hash_ - 1)
