"""Drafts → the files of a deck: settings, chapters for the sub-decks, and media."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.importing.drafts import Draft
from generator.importing.escaping import escape_text
from generator.reading.slugs import suggest_slug
from generator.reading.source import UNNAMED
from generator.writing.starter import deck_name

LEFT_OUT: Final = "left-out.md"
_MOST_CARDS: Final = 300  # of a chapter
_MOST_TEXT: Final = 150_000  # characters of a chapter
_LONGEST_NAME: Final = 200  # characters of a sub-deck with those above it
_LONGEST_TITLE: Final = 100


@dataclass(slots=True)
class ChapterDraft:
    """A chapter: its path in the deck's folder, its sub-deck, its title, the code that runs before
    its cards, and these.
    """

    path: str
    subdeck: tuple[str, ...]
    title: str
    setup: str
    drafts: list[Draft]

    def text(self) -> str:
        """The file; each draft learns its line."""
        parts: list[str] = []
        if self.subdeck:
            name = json.dumps("::".join(self.subdeck), ensure_ascii=False)
            parts.append(f"---\ndeck: {name}\n---")
        parts.append(f"# {escape_text(self.title)}")
        if self.setup:
            parts.append(f"```python {{.setup}}\n{self.setup.strip(chr(10))}\n```")
        line = 1 + sum(part.count("\n") + 2 for part in parts)
        for draft in self.drafts:
            if draft.out:
                continue
            text = draft.text()
            draft.file, draft.line = self.path, line
            parts.append(text)
            line += text.count("\n") + 2
        return "\n\n".join(parts) + "\n"


@dataclass(slots=True)
class DeckLayout:
    """A deck that is to be written: its title and language, its chapters, and by their path in
    the deck's folder the files of media.
    """

    name: str
    title: str
    language: str
    chapters: list[ChapterDraft]
    media: Mapping[str, bytes | Path]

    @property
    def drafts(self) -> Sequence[Draft]:
        """All cards, in the order of their chapters."""
        return [draft for chapter in self.chapters for draft in chapter.drafts]

    def settings(self) -> str:
        """The text of deck.toml."""
        return (
            f"name = {json.dumps(self.name)}\n"
            f"languages = [{json.dumps(self.language)}]\n"
            "# The sub-decks keep the names that they had.\n"
            "number_subdecks = false\n\n"
            f"[title]\n{self.language} = {json.dumps(self.title, ensure_ascii=False)}\n"
        )

    def write_chapters(self, folder: Path) -> None:
        """Write settings and chapters, and what was left out. Raises OSError."""
        (folder / "deck.toml").write_text(self.settings(), "utf-8", newline="\n")
        for chapter in self.chapters:
            path = folder / chapter.path
            if all(draft.out for draft in chapter.drafts):
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(exist_ok=True)
            path.write_text(chapter.text(), "utf-8", newline="\n")
        out = [draft for draft in self.drafts if draft.out]
        if out:
            (folder / LEFT_OUT).write_text(_left_out(out), "utf-8", newline="\n")


def _left_out(drafts: Iterable[Draft]) -> str:
    parts = [
        "# Left out",
        "These cards could not be imported as they are. Mend them, and move them into a chapter.",
    ]
    for draft in drafts:
        reason = draft.out.replace("--", "- -").replace(">", "›")
        parts += [f"<!-- {reason} -->", draft.text()]
    return "\n\n".join(parts) + "\n"


def lay_out(
    cards: Sequence[tuple[Draft, str]],
    folder: Path,
    *,
    title: str,
    language: str,
    media: Mapping[str, bytes | Path],
) -> DeckLayout:
    """The deck of cards, each with the code that runs before it, that is to become `folder`.

    Each sub-deck is a chapter, several where it has many cards. `title` is used where the cards
    have no deck in common.
    """
    paths = [_cleaned(draft.found.deck) for draft, _ in cards]
    roots = {path[0] for path in paths if path}
    name = folder.name or folder.resolve().name
    common = len(roots) == 1
    shown = roots.pop() if common else _part(title) or _part(name) or "Deck"
    groups: dict[tuple[tuple[str, ...], str], list[Draft]] = {}
    for (draft, setup), path in zip(cards, paths, strict=True):
        groups.setdefault((path[1:] if common else path, setup), []).append(draft)
    chapters: list[ChapterDraft] = []
    total = sum(len(list(_divided(each))) for each in groups.values())
    width = max(2, len(str(total)))
    for (subdeck, setup), drafts in groups.items():
        subtitle = subdeck[-1] if subdeck else shown
        for number, part in enumerate(_divided(drafts), 1):
            stem = suggest_slug(f"{subtitle} {number}" if number > 1 else subtitle)
            file = f"{language}/{len(chapters) + 1:0{width}}-{stem}.md"
            chapters.append(ChapterDraft(file, subdeck, subtitle, setup, part))
    return DeckLayout(deck_name(name), shown, language, chapters, media)


def _divided(drafts: Sequence[Draft]) -> Iterable[list[Draft]]:
    part: list[Draft] = []
    size = 0
    for draft in drafts:
        length = len(draft.heading) + len(draft.above) + len(draft.below)
        if part and (len(part) >= _MOST_CARDS or size + length > _MOST_TEXT):
            yield part
            part, size = [], 0
        part.append(draft)
        size += length
    if part:
        yield part


def _cleaned(deck: tuple[str, ...]) -> tuple[str, ...]:
    """The path of a deck as names of sub-decks may be."""
    parts = tuple(filter(None, map(_part, deck)))
    while len("::".join(parts)) > _LONGEST_NAME:
        parts = parts[:-1]
    return parts


def _part(name: str) -> str:
    plain = re.sub(r":{2,}", ": ", UNNAMED.sub(" ", name))
    return " ".join(plain.split())[:_LONGEST_TITLE].strip(" :")
