"""What readers changed in Anki, pulled into the chapters of a deck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.accepting.replacement import replace_bytes
from generator.model import Place, Problem
from generator.reading.chapter import read_chapter
from generator.reading.chapter_files import ChapterFile
from generator.reading.source import Source, display_path
from generator.syncing.plan import Change, Plan
from generator.syncing.pull import ByHand, Convert, Pulled, pulled


@dataclass(frozen=True, slots=True)
class Pull:
    """The chapters to write, and what is left to do by hand."""

    files: tuple[Pulled, ...]
    by_hand: tuple[ByHand, ...]


def pull(
    chapters: Sequence[ChapterFile],
    before: Mapping[Path, bytes],
    plans: Sequence[Plan],
    convert: Convert,
    *,
    allow_html: bool = True,
) -> Pull:
    """What the `chapters` of a deck, which had the bytes `before` it was built, become with the
    changes that readers made in Anki.
    """
    wanted = {change.name: change for plan in plans for change in plan.changes if _edited(change)}
    files: list[Pulled] = []
    left: list[ByHand] = []
    for file in chapters:
        data = before.get(file.path)
        if data is None or not wanted:
            continue
        name = display_path(file.path)
        source = Source.of(name, data.decode("utf-8-sig", "replace"))
        chapter, _ = read_chapter(source, file.language, _unsaid, allow_html=allow_html)
        own = [
            wanted[f"{file.language}/{card.slug}"]
            for card in chapter.cards
            if f"{file.language}/{card.slug}" in wanted
        ]
        if own:
            patch, by_hand = pulled(file.path, data, chapter, own, convert)
            files += [patch] if patch is not None else []
            left += by_hand
    return Pull(tuple(files), tuple(left))


def write_pulled(files: Sequence[Pulled]) -> Mapping[Path, Problem | None]:
    """Write each file, or say why it could not be."""
    return {
        file.path: replace_bytes(file.path, file.old, file.new, "sync --pull") for file in files
    }


def by_hand_problems(left: Sequence[ByHand]) -> Iterator[Problem]:
    """A warning for each change that was not taken."""
    for one in left:
        message = f"the {one.field} of this card was changed in Anki: {one.reason}"
        hint = "write it into the Markdown by hand, or let it be"
        yield Problem(
            Place(one.place.path, one.place.line, one.place.column),
            "not-pulled",
            message,
            hint,
            "warning",
            one.card,
            f"before:\n{one.before}\n\nin Anki:\n{one.after}",
        )


def _edited(change: Change) -> bool:
    """Whether a reader changed the fields of a note."""
    return (
        (change.keeps or change.what == "conflict")
        and change.held is not None
        and change.held.kind == change.kind
    )


def _unsaid(problem: Problem) -> None:
    """What is wrong with a chapter has been said when the deck was built."""
