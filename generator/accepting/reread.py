"""Whether a rewritten file says what it is to say, and nothing else has changed."""

from __future__ import annotations

from collections.abc import Sequence

from generator.accepting.came_out import tidy
from generator.accepting.edits import Edit, claims_of
from generator.model import Chapter, Fence, Place
from generator.reading.chapter import read_chapter
from generator.reading.source import Source
from generator.syntax import outline, parse_quietly


def misread(text: str, before: Chapter, edits: Sequence[Edit]) -> tuple[Edit, ...] | None:
    """The edits that were made in `text` and are not read from it; none where it reads as `before`
    does but for the edited claims, None where it cannot be told which edits are to blame.

    Markdown cannot hold every text: a NUL, or a CR that is no line end, comes back as something
    else. What is read again from the rewritten file decides.
    """
    source = Source.of(before.path, text)
    after, _ = read_chapter(source, before.language, lambda _: None, allow_html=before.allow_html)
    wanted = {edit.claim.place: edit for edit in edits}
    old, new = _fences(before), _fences(after)
    if len(old) != len(new) or _slugs(before) != _slugs(after):
        return None
    found: list[Edit] = []
    for one, other in zip(old, new, strict=True):
        wrong = _misread(one, other, wanted)
        if wrong is None:
            return None
        found += wrong
    return tuple(found)


def _slugs(chapter: Chapter) -> list[str]:
    return [card.slug for card in chapter.cards]


def _fences(chapter: Chapter) -> list[Fence]:
    setup = chapter.cards[0].setup if chapter.cards else ()
    return [*setup, *(fence for card in chapter.cards for fence in card.fences)]


def _misread(old: Fence, new: Fence, wanted: dict[Place, Edit]) -> list[Edit] | None:
    """The edits of a fence that are not read from it, None where that cannot be said."""
    ours, theirs = claims_of(old), claims_of(new)
    own = [wanted.get(claim.place) for claim in ours]
    if len(ours) != len(theirs) or not _same_code(old.code, new.code):
        made = [edit for edit in own if edit is not None]
        return made or None
    wrong = [
        edit
        for one, other, edit in zip(ours, theirs, own, strict=True)
        if tidy(other.text) != tidy(one.text if edit is None else edit.text)
    ]
    return None if None in wrong else [edit for edit in wrong if edit is not None]


def _same_code(one: str, other: str) -> bool:
    if one == other:
        return True
    ours, theirs = parse_quietly(one), parse_quietly(other)
    return ours is not None and theirs is not None and outline(ours) == outline(theirs)
