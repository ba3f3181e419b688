"""What a check found out about a deck, as an editor asks for it: by file."""

from __future__ import annotations

import re
import time
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.accepting.offered import offered_edits
from generator.language_server.mending_edits import Mend, mends_of, respelt
from generator.model import Place, Problem, TextEdit
from generator.reading.config import FILE_NAME
from generator.reading.source import Source, located
from generator.reporting.extents import end_in, source_of

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.building.built_chapter import BuiltChapter
    from generator.checking.verdict import Verdict
    from generator.reading.chapter_files import SlugUse

_NAMED_PLACE: Final = re.compile(r"(?P<path>[^\s`'\"]+?):(?P<line>\d+)(?::(?P<column>\d+))?")
_TAGS: Final = re.compile(r"""(?m)^tags:(.*)$|(?<=\s)tags=("[^"]*"|'[^']*'|\[[^\]]*\])""")


@dataclass(frozen=True, slots=True)
class Found:
    """A problem, the first place behind what it is about, and other places that it names.

    `accepted` is the edit that `accept` would make, `mends` are others. `of_run` is whether it
    depends on what a program did.
    """

    problem: Problem
    end: Place | None = None
    others: tuple[Place, ...] = ()
    accepted: TextEdit | None = None
    mends: tuple[Mend, ...] = ()
    of_run: bool = False


@dataclass(frozen=True, slots=True)
class FileFindings:
    """What is known of a file: what is wrong in it, and its text when that was found out. `cards`
    are the lines at which its cards begin.
    """

    source: Source | None
    found: tuple[Found, ...] = ()
    cards: tuple[int, ...] = ()

    def card_at(self, line: int) -> int:
        """The index of the card that a line belongs to, -1 above the first."""
        return bisect_right(self.cards, line) - 1


@dataclass(frozen=True, slots=True)
class Ran:
    """The verdicts on the cards of a chapter, and when they were known, in seconds since 1970."""

    verdicts: tuple[Verdict, ...]
    when: float
    source: Source | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What is known of a deck. All paths are absolute.

    `unread` are the problems for which it could not be checked at all. `files` holds each file
    with a problem or of which an editor asked; `ran` is by chapter.
    """

    folder: Path
    files: Mapping[str, FileFindings] = field(default_factory=dict)
    unread: tuple[Problem, ...] = ()
    chapters: tuple[BuiltChapter, ...] = ()
    languages: tuple[str, ...] = ()
    ran: Mapping[str, Ran] = field(default_factory=dict)
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def slugs(self) -> Iterator[SlugUse]:
        """All slugs of the deck, with where they stand."""
        for chapter in self.chapters:
            yield from chapter.slugs


def absolute(path: str) -> str:
    """The absolute path of a place."""
    return str(located(path))


def findings_of_deck(before: Findings, built: Built, opened: Sequence[str]) -> Findings:
    """What is known of a deck after a check, and more of the files that are open."""
    chapters = {absolute(each.path) for each in built.chapters}
    found = _files(before.folder, built, opened)
    return Findings(
        before.folder,
        found,
        chapters=built.chapters,
        languages=built.config.languages,
        ran={path: ran for path, ran in before.ran.items() if path in chapters} | _ran(built),
        tags={path: tags for path, tags in _tags(before, built).items() if path in chapters},
    )


def findings_of_part(before: Findings, built: Built, opened: Sequence[str]) -> Findings:
    """What is known of a deck after a check of some chapters. All that was known of others stays;
    what concerns several files is not known.
    """
    part = {absolute(each.path) for each in built.chapters}
    found = _files(before.folder, built, [path for path in opened if path in part])
    files = {path: file for path, file in before.files.items() if path not in part}
    return replace(
        before,
        files=files | {path: file for path, file in found.items() if path in part},
        unread=(),
        chapters=_merged(before.chapters, built.chapters),
        languages=built.config.languages,
        ran={**before.ran, **_ran(built)},
        tags=_tags(before, built),
    )


def findings_of_runs(before: Findings, built: Built, opened: Sequence[str]) -> Findings:
    """What was known before, and how the programs of some chapters ran that have not changed."""
    new = {
        absolute(each.path): FileFindings(
            source_of(each.path), cards=tuple(card.place.line for card in each.cards)
        )
        for each in built.chapters
    }
    return replace(
        before,
        files={**new, **before.files},
        ran={**before.ran, **_ran(built)},
        tags=_tags(before, built),
    )


def _files(folder: Path, built: Built, opened: Iterable[str]) -> dict[str, FileFindings]:
    """What is known of the files with problems, and of those that are open."""
    cards = {absolute(each.path): each.cards for each in built.chapters}
    by_file = _by_file(folder, built.problems)
    sources = _Sources()
    collected = _Collected(built, sources)
    return {
        path: FileFindings(
            sources[path],
            tuple(map(collected.found, by_file.get(path, ()))),
            tuple(card.place.line for card in cards.get(path, ())),
        )
        for path in {*by_file, *opened}
    }


def _ran(built: Built) -> dict[str, Ran]:
    now = time.time()
    return {
        absolute(each.chapter.path): Ran(each.verdicts, now, source_of(each.chapter.path))
        for each in built.made
    }


def _tags(before: Findings, built: Built) -> dict[str, frozenset[str]]:
    """The tags of each chapter. Of one that has not changed only what looks like tags is read."""
    made = {
        absolute(each.chapter.path): frozenset(tag for card in each.read.cards for tag in card.tags)
        for each in built.made
    }
    paths = {absolute(each.path): each.path for each in built.chapters}
    new = paths.keys() - made.keys() - before.tags.keys()
    return {**before.tags, **made, **{path: _tags_in(source_of(path)) for path in new}}


def _tags_in(source: Source | None) -> frozenset[str]:
    text = source.text if source else ""
    return frozenset(
        tag
        for found in _TAGS.finditer(text)
        for tag in re.findall(r"[^\s,\[\]\"']+", found[1] or found[2] or "")
    )


def findings_unread(before: Findings, problems: Sequence[Problem]) -> Findings:
    """What is known of a deck that could not be checked: of its cards, what was known before."""
    sources = _Sources()

    def found(problem: Problem) -> Found:
        source = sources[absolute(problem.place.path)]
        mends = tuple(respelt(problem, source)) if source else ()
        return Found(problem, _end(source, problem), mends=mends)

    files = {
        path: FileFindings(sources[path], tuple(map(found, those)))
        for path, those in _by_file(before.folder, problems).items()
    }
    return replace(before, files=files, unread=tuple(problems))


class _Sources(dict[str, Source | None]):
    def __missing__(self, path: str) -> Source | None:
        self[path] = source_of(path)
        return self[path]


class _Collected:
    def __init__(self, built: Built, sources: _Sources) -> None:
        self._sources = sources
        self._accepted = offered_edits(built)
        self._paths = {chapter.path for chapter in built.chapters}
        self._of_run = {
            (problem.place, problem.code)
            for chapter in built.chapters
            for card in chapter.cards
            for problem in card.problems
        }
        made = {absolute(each.chapter.path): each for each in built.made}
        self._mends = mends_of(built, made)

    def found(self, problem: Problem) -> Found:
        source = self._sources[absolute(problem.place.path)]
        end = _end(source, problem)
        claim = problem.code == "false-claim"
        return Found(
            problem,
            end,
            tuple(self._others(problem)),
            self._accepted.get(problem.place) if claim else None,
            tuple(self._mends(problem, source, end)),
            (problem.place, problem.code) in self._of_run,
        )

    def _others(self, problem: Problem) -> Iterator[Place]:
        """Other places of the deck that a problem names."""
        for found in _NAMED_PLACE.finditer(problem.message):
            if found["path"] in self._paths:
                yield Place(found["path"], int(found["line"]), int(found["column"] or 1))


def _end(source: Source | None, problem: Problem) -> Place | None:
    return None if source is None else end_in(source, problem)


def _by_file(folder: Path, problems: Iterable[Problem]) -> Mapping[str, list[Problem]]:
    """The problems by their files. What is wrong with the deck as a whole is in its settings."""
    found: dict[str, list[Problem]] = {}
    for problem in problems:
        path = absolute(problem.place.path)
        if Path(path).is_dir():
            path = str(folder / FILE_NAME)
        found.setdefault(path, []).append(problem)
    return found


def _merged(
    before: Sequence[BuiltChapter], now: Sequence[BuiltChapter]
) -> tuple[BuiltChapter, ...]:
    new = {chapter.path: chapter for chapter in now}
    kept = tuple(new.pop(chapter.path, chapter) for chapter in before)
    return (*kept, *new.values())
