"""Claims in the comments of a program: `# => 4.0`, `# 输出：4.0`, `# shape: (2, 2)`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from generator.model import Claim, Place, Spot, Unread
from generator.reading.comment_claims import find_comments
from generator.reading.comment_nouns import CommentClaim
from generator.reading.unread_words import words_of


@dataclass(frozen=True, slots=True)
class Commented:
    """What the comments of a program state, in order: claims, and what cannot be read as one."""

    claims: tuple[Claim, ...] = ()
    unread: tuple[Unread, ...] = ()


def read_comments(code: str, place_of: Callable[[int, int], Place]) -> Commented:
    """What the comments of a program state. `place_of` gives the place of a line and column of the
    code, both counting from 1.

    A comment that is marked states a result of the statement that ends on its line, else of the
    element of a literal that does; alone on its line, of the statement above, with blank lines and
    one other comment between them at most. `comment_forms` has the marks, `stated_text` the one
    rule for what follows them. Whatever is marked and is not a claim is `unread`.

    A claim continues in the comments right below it whose `#` is under its own and whose text
    starts further right than its mark. Comments alone below each other with the same mark are one
    claim each for as many prints above them, else the lines of one. After `# Output:` without more,
    the comments below are the text.
    """
    found = _found(code)
    return Commented(
        tuple(_claim(each, place_of(each.line, each.column)) for each in found.claims),
        tuple(
            Unread(place_of(each.line, each.column), each.text, *words_of(each.why))
            for each in found.unread
        ),
    )


def stated_claims(code: str, place_of: Callable[[int, int], Place]) -> tuple[Claim, ...]:
    """The claims alone."""
    return read_comments(code, place_of).claims


def find_claims(code: str) -> tuple[CommentClaim, ...]:
    """The claims as they stand in the code."""
    return _found(code).claims


def without_claims(code: str) -> str:
    """The code with the text of its claims cut out, for what must not depend on them.

    Marks, remarks, lines and the columns of all code stay: another claim of as many lines gives
    the same text. Words after a print count as a remark here.
    """
    lines = code.split("\n")
    for found in find_claims(code):
        if found.sure == "words":
            continue
        for piece in reversed(found.pieces):
            line = lines[piece.line - 1]
            lines[piece.line - 1] = (line[: piece.start].rstrip() + line[piece.end :]).rstrip()
    return "\n".join(lines)


def spots_of(claims: Iterable[Claim]) -> tuple[Spot, ...]:
    """The code that claims are about, of which notes are to be taken."""
    found: dict[tuple[int, int], tuple[list[str], list[str]]] = {}
    for claim in claims:
        for spot in (*claim.before, (claim.about, claim.column)):
            found.setdefault(spot, ([], []))
        names, changed = found[claim.about, claim.column]
        (names if claim.named else changed).extend(claim.names)
    return tuple(
        Spot(line, column, _once(names), _once(changed))
        for (line, column), (names, changed) in sorted(found.items())
    )


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


_found = lru_cache(maxsize=512)(find_comments)


def _claim(found: CommentClaim, place: Place) -> Claim:
    return Claim(
        place=place,
        text=found.text,
        source="comment",
        match=found.says if found.says in ("shape", "dtype") else None,
        about=found.about.first,
        column=found.about.column,
        before=tuple((each.first, each.column) for each in found.before),
        says=found.says,
        sure=found.sure,
        whole=found.whole,
        names=found.names,
        named=found.named,
    )
