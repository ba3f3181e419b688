"""What an author has to know of a change: that readers lose the history of a card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from generator.comparing.changes import Changes
from generator.model import Place, Problem

CHANGE_CODES: Final = ("kind-changed", "perhaps-renamed")  # of `change_problems`


def change_problems(changes: Changes) -> tuple[Problem, ...]:
    """Warnings about cards that get another note, and about those that may have been renamed."""
    return (*_reidentified(changes), *_perhaps_renamed(changes))


def _reidentified(changes: Changes) -> Iterator[Problem]:
    for each in changes.of("reidentified"):
        if each.before is None or each.after is None:
            continue
        if each.before.kind != each.after.kind:
            message = (
                f"this card was a {each.before.kind} note and is a {each.after.kind} note now: "
                "Anki takes it for a new card, and its readers lose their history"
            )
            hint = (
                "to keep their history, give the card back its old kind, and ask in the new way "
                "on a card with another slug"
            )
        else:
            message = "deck.lock has another GUID for this card: readers get it a second time"
            hint = "restore the line of the card in deck.lock from version control"
        place = each.place or Place("deck.lock")
        yield Problem(place, "kind-changed", message, hint, severity="warning", card=each.slug)


def _perhaps_renamed(changes: Changes) -> Iterator[Problem]:
    told = set()
    for before, after in changes.alike:
        slugs = (before.slug, after.slug)
        if slugs in told:
            continue  # in another language
        told.add(slugs)
        message = (
            f"`{before.slug}` is gone and `{after.slug}` is like it: if it is the same card, its "
            "readers lose their history"
        )
        hint = (
            f"if it is the same card, run `proofdeck rename {before.slug} {after.slug}`; "
            f"if it is not, run `proofdeck retire {before.slug}`"
        )
        place = after.place or Place("deck.lock")
        yield Problem(place, "perhaps-renamed", message, hint, severity="warning", card=after.slug)
