"""What changed, for programs."""

from __future__ import annotations

from typing import Any

from generator.comparing.changes import Change, Changes


def changes_json(changes: Changes) -> dict[str, Any]:
    """An object as docs/report-schema.md describes it."""
    return {
        "first": changes.first,
        "look": changes.look,
        "cards": [change_json(each) for each in changes.cards],
        "sub-decks": [
            {"language": language, "from": old, "to": new}
            for (language, old), new in changes.subdecks.items()
        ],
        "perhaps-renamed": [
            {"language": gone.language, "from": gone.slug, "to": here.slug}
            for gone, here in changes.alike
        ],
    }


def change_json(change: Change) -> dict[str, Any]:
    """One card of it."""
    return {
        "id": change.slug,
        "language": change.language,
        "title": change.title,
        "changes": list(change.what),
        "was": change.was.partition("/")[2] or None,
        "from": change.before.subdeck if change.before else None,
        "to": change.after.subdeck if change.after and change.place else None,
    }
