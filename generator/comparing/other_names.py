"""Sub-decks that have another name now, as after a new number or title of a chapter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.writing.lock import Entry


def renamed_subdecks(
    entries: Iterable[tuple[str, Entry, Entry]],
) -> Mapping[tuple[str, str], str]:
    """The new name by language and old name, from names of cards with their entries before and
    after. All cards of the old one are in the new one, and no other that was there before.
    """
    went: dict[tuple[str, str], set[str]] = {}
    came: dict[tuple[str, str], set[str]] = {}
    for name, before, after in entries:
        if before.subdeck is not None and after.subdeck is not None:
            language = name.partition("/")[0]
            went.setdefault((language, before.subdeck), set()).add(after.subdeck)
            came.setdefault((language, after.subdeck), set()).add(before.subdeck)
    return {
        (language, old): new
        for (language, old), (new, *others) in ((key, tuple(to)) for key, to in went.items())
        if not others and new != old and came[language, new] == {old} and "" not in (old, new)
    }
