"""What the Markdown of a deck was at a revision, beside what it is now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from generator.comparing.revision import NoSuchRevisionError, Revision, revision_of
from generator.comparing.wording import card_texts
from generator.given import MOST_TEXT, read_regular
from generator.model import ProblemsError
from generator.reading.chapter_names import is_hidden, is_markdown, is_readme
from generator.reading.source import display_path
from generator.writing.lock import Lock, Noted, lock_of_text

Texts = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wordings:
    """The lines of cards by their names, before and now; only those of chapters that differ.
    `were` are the names of all cards that the deck had; None where a chapter cannot be read.
    """

    before: Texts = field(default_factory=dict)
    now: Texts = field(default_factory=dict)
    were: Collection[str] | None = None


def lock_at(revision: Revision, name: str) -> Lock | None:
    """The lock called `name` of the deck at a revision; None if there was none. Raises
    ProblemsError where it is broken.
    """
    text = revision.text(name)
    return None if text is None else lock_of_text(text, f"{revision.name}:{name}")


def wordings(revision: Revision, languages: Collection[str], notes: Sequence[Noted]) -> Wordings:
    """What the cards of a deck with `notes` say, and what they said at a revision."""
    chapters = [path for path in revision.files if _is_chapter(path, languages)]
    old = revision.texts(chapters)
    before: Texts = {}
    now: Texts = {}
    were: set[str] | None = set() if len(old) == len(chapters) else None
    by_path: dict[str, list[str]] = {}
    for note in notes:
        by_path.setdefault(note.place.path, []).append(note.id)
    unread = set(by_path)
    for path, text in sorted(old.items()):
        shown = display_path(revision.folder / path)
        language = path.partition("/")[0]
        current = _current(revision.folder / path)
        if current is not None and current.splitlines() == text.splitlines():
            unread.discard(shown)
            names: Collection[str] | None = by_path.get(shown, ())
        else:
            names = found = card_texts(shown, text, language)
            before.update(found or {})
        were = were.union(names) if were is not None and names is not None else None
    for shown in unread:
        current = _current(Path(shown))
        if current is not None:
            language = by_path[shown][0].partition("/")[0]
            now.update(card_texts(shown, current, language) or {})
    return Wordings(before, now, were)


def _is_chapter(path: str, languages: Collection[str]) -> bool:
    *folders, name = path.split("/")
    return (
        bool(folders)
        and folders[0] in languages
        and is_markdown(name)
        and not is_readme(name)
        and not any(map(is_hidden, (*folders, name)))
    )


def _current(path: Path) -> str | None:
    try:
        return read_regular(path, MOST_TEXT).decode("utf-8", "replace")
    except OSError:
        return None


def head_if_locked(folder: Path, name: str, lock: Lock) -> Revision | None:
    """The last commit, if its lock is this: then its Markdown is what the lock stands for."""
    try:
        head = revision_of(folder, "HEAD")
        return head if lock_at(head, name) == lock else None
    except (ProblemsError, NoSuchRevisionError):
        return None
