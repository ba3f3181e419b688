"""What changed, in a few lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from generator.comparing.changes import Change, Changes, What
from generator.counted import counted

_SHOWN: Final = 5  # cards that a line names
_WORDS: Final[tuple[tuple[What, str], ...]] = (
    ("new", "new"),
    ("changed", "changed"),
    ("moved", "moved to another sub-deck"),
    ("reidentified", "became another note in Anki"),
    ("renamed", "renamed"),
    ("retired", "retired"),
    ("back", "back in the deck"),
    ("gone", "gone"),
)


def change_lines(changes: Changes, languages: Sequence[str]) -> Iterator[str]:
    """A line for each sort of change, such as `2 changed: one, two`."""
    if changes.first:
        yield f"new deck: {counted(len(changes.cards), 'card')}"
        return
    for what, words in _WORDS:
        found = changes.moved if what == "moved" else changes.of(what)
        if what == "moved":
            yield from _subdecks(changes)
        if found:
            yield f"{len(found)} {words}: {_named(found, languages)}"
    if changes.look:
        yield "the look of the cards changed, with this version of Proofdeck"
    asked = {gone.slug for gone, _ in changes.alike}
    # A card that is there in another language would be retired with it.
    gone = sorted({each.slug for each in changes.of("gone")} - asked - changes.slugs)
    if gone:
        which = " ".join(gone) if len(gone) <= _SHOWN else "SLUG…"
        yield f"  what you took out on purpose, record: proofdeck retire {which}"


def advice_lines(changes: Changes) -> Iterator[str]:
    """What is to be done about a package that is built now."""
    if changes.first:
        yield "commit deck.lock with the cards: it keeps their ids, and so their readers' history"
    if changes.look:
        yield (
            "an import brings the new look only with “Update note types: If newer” or “Always”, "
            "which is what Anki proposes (docs/importing.md)"
        )
    if changes.subdecks:
        yield (
            "an import makes renamed sub-decks anew beside the old ones: tell your readers to "
            "rename theirs before they import, or to use `proofdeck sync` (docs/importing.md)"
        )
    if changes.moved:
        yield (
            "an import leaves moved cards where they are: tell your readers to move them in Anki, "
            "or to use `proofdeck sync` (docs/importing.md)"
        )
    if changes.of("reidentified"):
        yield (
            "an import adds the other notes beside the old ones: tell your readers to delete the "
            "old ones, or to use `proofdeck sync` (docs/importing.md)"
        )


def _subdecks(changes: Changes) -> Iterator[str]:
    if changes.subdecks:
        names = [f"{old} → {new}" for (_, old), new in changes.subdecks.items()]
        more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
        yield f"{counted(len(names), 'sub-deck')} renamed: {', '.join(names[:_SHOWN])}{more}"


def _named(changes: Sequence[Change], languages: Sequence[str]) -> str:
    """The slugs, with their languages where a card did not change in all of them."""
    by_slug: dict[str, list[str]] = {}
    for each in changes:
        by_slug.setdefault(each.slug, []).append(each.language)
    names = [
        slug if set(found) >= set(languages) else ", ".join(f"{one}/{slug}" for one in found)
        for slug, found in by_slug.items()
    ]
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
