"""Cards that are headings with their answers below: mdanki, md2apkg, markdown-anki-decks, Md2Anki,
and plain notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from generator.importing.found import Found
from generator.importing.gathering import PARAGRAPHS, Gathering
from generator.importing.notes.card_marks import HEADING, is_mark
from generator.importing.notes.cloze_styles import has_clozes
from generator.importing.notes.note_front import deck_of, front_tags
from generator.importing.notes.note_text import Line, Note
from generator.importing.notes.obsidian_markup import Ids, as_tag, plain_markdown

_ID: Final = re.compile(
    r"[ \t]*\((?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{6,})\)\s*$"
)
_SUBDECK: Final = re.compile(r"Subdeck:\s*(?P<name>.+)")
_SLUG: Final = re.compile(r"\s*\{#(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)(?:\s[^{}]*)?\}\s*$")
_SPLIT: Final = re.compile(r"\s*(?:%|<!--\s*md2apkg\s+split\s*-->)\s*$")
_RULE: Final = re.compile(r" {0,3}-{3,}[ \t]*$")
_IGNORED: Final = re.compile(r"\s*<!--\s*md2apkg\s+ignore-card\s*-->")
_TAG_COMMENT: Final = re.compile(r"\s*<!--\s*md2apkg\s+tags\s+(?P<tags>.*?)\s*-->\s*$")
_OWN: Final = re.compile(r"<!-- [a-z0-9]+(?:-[a-z0-9]+)*(?: #\S+)* -->\s*$")
_TAG_CODE: Final = re.compile(r"\s*`?\{=:(?P<tags>.*?):=\}`?\s*$")
_TAG_LINKS: Final = re.compile(r"\s*(?:\[#[^\[\]]+\](?:\([^()]*\))?\s*)+$")
_TAG_LINK: Final = re.compile(r"\[#([^\[\]]+)\]")


def heading_cards(note: Note) -> Gathering:
    """The cards of a note whose headings are questions. What is above the first is counted."""
    return _Reader(note).read()


@dataclass
class _Section:
    heading: Line
    level: int
    title: str
    lines: list[Line]


class _Reader:
    def __init__(self, note: Note) -> None:
        self._note = note
        self._gathering = Gathering(left_out=list(note.left_out))
        self._ids = Ids(self._gathering)
        self._tags = list(front_tags(note))
        lines = note.lines
        self._every = any("<!-- md2apkg" in line.text for line in lines)
        titles = [found for line in lines if not line.quiet and (found := HEADING.match(line.text))]
        self._numbered = any(_ID.search(found["text"]) for found in titles)
        self._level = _level_of_cards(note.lines)

    def read(self) -> Gathering:
        deck = list(deck_of(self._note))
        base = len(deck)
        titles_above: list[str] = []
        own_tags: list[tuple[str, ...]] = []  # of Md2Anki's decks, by their level
        for section in self._sections():
            if not section.level:
                self._introduction(section.lines, settings=True)
                continue
            subdeck = _SUBDECK.match(section.title)
            if self._numbered and (section.level == 1 or subdeck):
                deck[base:] = deck[base : base + section.level - 1]
                deck.append(subdeck["name"] if subdeck else section.title)
                depth, before = section.level, len(self._tags)
                self._introduction(section.lines, settings=True)
                own_tags[depth:] = [*[()] * (depth - len(own_tags)), tuple(self._tags[before:])]
                del self._tags[before:]
            elif section.level < self._level and not self._is_card(section):
                names = titles_above[: section.level - 1]
                titles_above = [*names, *[""] * (section.level - 1 - len(names)), section.title]
                deck[base:] = filter(None, titles_above)
                self._introduction(section.lines, settings=True)
            else:
                own = deck[: base + section.level - 1] if self._numbered else deck
                levels = own_tags[: section.level] if self._numbered else []
                self._card(section, tuple(own), [tag for level in levels for tag in level])
        return self._gathering

    def _sections(self) -> Iterator[_Section]:
        """The headings that may be cards or decks, each with what is below it."""
        current = _Section(Line(1, ""), 0, "", [])
        level = self._level
        for line in self._note.lines:
            found = None if line.quiet else HEADING.match(line.text)
            depth = len(found[1]) if found else 0
            title = _ID.sub("", found["text"]).strip() if found else ""
            if self._numbered and found:
                if _SUBDECK.match(title):
                    level = depth + 1
                elif depth < level:
                    level = max(depth, 2)
            if found and (depth <= level or self._every):
                yield current
                self._gathering.leave(
                    "id of another tool", "ids of other tools", bool(_ID.search(found["text"]))
                )
                current = _Section(line, depth, title, [])
            else:
                current.lines.append(line)
        yield current

    def _introduction(self, lines: Sequence[Line], *, settings: bool) -> None:
        """Text that is in no card, but for the tags in it, which are those of all cards."""
        kept = [line for line in lines if not _IGNORED.match(line.text)]
        rest, tags = _tags(kept)
        if settings:
            self._tags += tags
        self._gathering.leave(*PARAGRAPHS, _paragraphs(rest))

    def _is_card(self, section: _Section) -> bool:
        """Whether a heading above the usual level is a card."""
        if not self._every or any(_IGNORED.match(line.text) for line in section.lines):
            return False
        return any(not line.blank and not _TAG_COMMENT.match(line.text) for line in section.lines)

    def _card(self, section: _Section, deck: tuple[str, ...], more: Sequence[str]) -> None:
        place = self._note.place(section.heading)
        lines, _ = self._ids.without(section.lines)
        lines, tags = _tags(lines)
        if any(_IGNORED.match(line.text) for line in lines if not line.quiet):
            self._gathering.leave("heading marked as no card", "headings marked as no cards")
            return
        own = _own_comment(lines)
        if own is not None:
            lines = [line for line in lines if line is not own]
            words = own.text.strip("<!-> \t").split()
            tags += [as_tag(word) for word in words[1:]]
        parts = _RULE if self._numbered or own is not None else _SPLIT
        at = next((n for n, each in enumerate(lines) if _parts(each, parts)), None)
        above, below = ([], lines) if at is None else (lines[:at], lines[at + 1 :])
        slug = _SLUG.search(section.title)
        title = section.title[: slug.start()] if slug else section.title
        front = "\n\n".join(filter(None, [title, plain_markdown(above, self._gathering)]))
        back = plain_markdown(below, self._gathering)
        cloze = has_clozes(f"{front}\n{back}")
        if not title or not (back or cloze):
            if self._every and not back:
                self._gathering.leave("heading without an answer", "headings without answers")
                return
            side, mend = ("question", "behind its #") if not title else ("answer", "below it")
            name = f"the heading `{title or section.heading.text.strip()}`"
            self._gathering.broken(place, name, f"it has no {side}", f"write one {mend}")
            return
        if cloze:
            front, back = f"{front}\n\n{back}".strip("\n"), ""
        self._gathering.cards.append(
            Found(
                place,
                front,
                back,
                kind="cloze" if cloze else "",
                deck=deck,
                tags=tuple(dict.fromkeys([*self._tags, *more, *tags])),
                slug=slug["slug"] if slug else words[0] if own is not None else "",
            )
        )


def _own_comment(lines: Sequence[Line]) -> Line | None:
    """The line below a heading in which our own export has the slug and the tags of a card."""
    first = next((line for line in lines if not line.blank), None)
    return first if first is not None and not first.quiet and _OWN.match(first.text) else None


def _level_of_cards(lines: Sequence[Line]) -> int:
    """The first level below that of a title of which most headings have text right below them, not
    other headings.
    """
    answered: dict[int, list[bool]] = {}
    level = 0
    for line in lines:
        found = None if line.quiet else HEADING.match(line.text)
        if found:
            level = len(found[1])
            answered.setdefault(level, []).append(False)
        elif level and not line.blank:
            answered[level][-1] = True
    most = [each for each, known in sorted(answered.items()) if sum(known) * 2 >= len(known)]
    return next(
        (each for each in most if each > 1), 2 if 2 in answered else max(answered, default=2)
    )


def _parts(line: Line, pattern: re.Pattern[str]) -> bool:
    return not line.quiet and pattern.match(line.text) is not None


def _tags(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines without those that name tags, and these."""
    kept: list[Line] = []
    tags: list[str] = []
    for line in lines:
        found = None if line.quiet else _TAG_COMMENT.match(line.text) or _TAG_CODE.match(line.text)
        if found:
            tags += [as_tag(tag) for tag in re.split(r"[,\s]+", found["tags"]) if tag]
        elif not line.quiet and _TAG_LINKS.match(line.text):
            tags += map(as_tag, _TAG_LINK.findall(line.text))
        else:
            kept.append(line)
    return kept, tags


def _paragraphs(lines: Sequence[Line]) -> int:
    """How many paragraphs, lists or pieces of code there are."""
    number = 0
    inside = False
    for line in lines:
        filled = not line.blank and not is_mark(line)
        number += filled and not inside
        inside = filled or (inside and not line.blank)
    return number
