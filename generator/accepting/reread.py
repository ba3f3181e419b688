"""Whether a rewritten file says what it is to say, and nothing else has changed."""

from __future__ import annotations

from collections.abc import Sequence

from generator.accepting.came_out import tidy
from generator.accepting.edits import Edit, claims_of
from generator.model import Chapter, Fence, Place
from generator.reading.chapter import read_chapter
from generator.reading.source import Source
from generator.syntax import outline, parse_quietly


def states(text: str, before: Chapter, edits: Sequence[Edit]) -> bool:
    """Whether `text` reads as `before` does, but for the edited claims.

    Markdown cannot hold every text: a NUL, or a CR that is no line end, comes back as something
    else. What is read again from the rewritten file decides.
    """
    after, _ = read_chapter(Source.of(before.path, text), before.language, lambda _: None)
    wanted = {edit.claim.place: edit.text for edit in edits}
    old, new = _fences(before), _fences(after)
    return (
        [card.slug for card in before.cards] == [card.slug for card in after.cards]
        and len(old) == len(new)
        and all(_same(one, other, wanted) for one, other in zip(old, new, strict=True))
    )


def _fences(chapter: Chapter) -> list[Fence]:
    setup = chapter.cards[0].setup if chapter.cards else ()
    return [*setup, *(fence for card in chapter.cards for fence in card.fences)]


def _same(old: Fence, new: Fence, wanted: dict[Place, str]) -> bool:
    ours, theirs = claims_of(old), claims_of(new)
    return (
        _same_code(old.code, new.code)
        and len(ours) == len(theirs)
        and all(
            tidy(other.text) == tidy(wanted.get(one.place, one.text))
            for one, other in zip(ours, theirs, strict=True)
        )
    )


def _same_code(one: str, other: str) -> bool:
    if one == other:
        return True
    ours, theirs = parse_quietly(one), parse_quietly(other)
    return ours is not None and theirs is not None and outline(ours) == outline(theirs)
