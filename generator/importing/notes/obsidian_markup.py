"""What Obsidian and its plugins write into a text, as a card of Proofdeck has it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from generator.importing.gathering import Gathering
from generator.importing.notes.note_text import LONGEST, Line

_SCHEDULE: Final = re.compile(r"[ \t]*<!--\s*SR:.*?-->")
_ID: Final = re.compile(r"[ \t]*<!--\s*(?:ID|CARD_ID|id):\s*\S+\s*-->|^[ \t]*ID:\s*\d{10,}[ \t]*$")
_SIGNS: Final = ("<!--", "^", "ID:")
_BLOCK_ID: Final = re.compile(r"(?:^|[ \t]+)\^[A-Za-z0-9-]{1,40}[ \t]*$")
_HIDDEN: Final = re.compile(r"%%(.+?)%%")
_LINK: Final = re.compile(
    r"(?P<embed>!?)\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<name>[^\[\]\n]*))?\]\]"
)
_FILE: Final = re.compile(r"[^#]+\.(?!md\b|markdown\b|canvas\b)[A-Za-z0-9]{2,5}", re.IGNORECASE)
_CODE: Final = re.compile(r"(`+)(?:(?!\1).)+?\1(?!`)")
TAG: Final = re.compile(
    r"(?<![^\s(])#(?P<tag>[^\s#,;.:!?()\[\]{}`'\"]*[^\W\d][^\s#,;.:!?()\[\]{}`'\"]*)"
)
_DECK_TAG: Final = re.compile(r"(?<!\S)#flashcard(?:s(?!\S)|s?/(?P<path>[^\s#]+))(?!\S)")


class Ids:
    """Takes the ids and schedules of other tools out of lines, and counts them."""

    def __init__(self, found: Gathering) -> None:
        self._found = found

    def without(self, lines: Iterable[Line]) -> tuple[list[Line], bool]:
        """The lines without ids, and whether there was one. A line of nothing else is left out."""
        kept: list[Line] = []
        known = False
        for line in lines:
            if len(line.text) > LONGEST or not any(sign in line.text for sign in _SIGNS):
                kept.append(line)
                continue
            text, schedules = _SCHEDULE.subn("", line.text)
            text, ids = _ID.subn("", text)
            blocks = 0
            if not line.quiet:
                text, blocks = _BLOCK_ID.subn("", text)
            self._found.leave("schedule of reviews", "schedules of reviews", schedules)
            self._found.leave("id of another tool", "ids of other tools", ids + blocks)
            known = known or bool(ids or schedules or blocks)
            if text.strip() or not (ids or schedules or blocks):
                kept.append(Line(line.number, text, line.quiet and text == line.text))
        return kept, known


def decks_of(text: str) -> tuple[str, list[tuple[str, ...]]]:
    """A line without the tags by which it belongs to decks, and the paths of these."""
    paths = [
        tuple(part for part in (found["path"] or "").split("/") if part)
        for found in _DECK_TAG.finditer(text)
    ]
    return (re.sub(r"[ \t]+$", "", _DECK_TAG.sub("", text)) if paths else text), paths


def only_tags(text: str) -> tuple[str, ...] | None:
    """The tags of a line that has nothing else; None of any other line."""
    found = TAG.findall(text)
    return tuple(found) if found and not TAG.sub("", text).strip(" ,;") else None


def tags_at_end(text: str) -> tuple[str, tuple[str, ...]]:
    """A line without the tags at its end, and these."""
    tags: list[str] = []
    while True:
        found = re.search(rf"\s+{TAG.pattern}\s*$", text)
        if found is None:
            return text, tuple(reversed(tags))
        tags.append(found["tag"])
        text = text[: found.start()]


def as_tag(text: str) -> str:
    """A tag as Anki has it, with its levels."""
    return re.sub(r"\s+", "_", text.strip().strip("#").replace("/", "::"))


def plain_markdown(lines: Sequence[Line], found: Gathering) -> str:
    """The lines as Markdown that Proofdeck reads, without blank lines around them."""
    shown = "\n".join(line.text if line.quiet else _line(line.text, found) for line in lines)
    return shown.strip("\n").rstrip()


def _line(text: str, found: Gathering) -> str:
    if "%%" in text:
        text = _HIDDEN.sub(lambda at: "" if "--" in at[1] else f"<!-- {at[1].strip()} -->", text)
    if "[[" not in text:
        return text
    parts, at = [], 0
    for code in _CODE.finditer(text):
        parts += [_linked(text[at : code.start()], found), code[0]]
        at = code.end()
    return "".join([*parts, _linked(text[at:], found)])


def _linked(text: str, found: Gathering) -> str:
    def shown(link: re.Match[str]) -> str:
        target, name = link["target"].strip(), (link["name"] or "").strip()
        if link["embed"] and _FILE.fullmatch(target):
            return link[0]
        if not re.search(r"[^\W\d]", target) and not link["name"]:
            return link[0]  # a list of lists
        if link["embed"]:
            found.leave("embedded note, shown as its name", "embedded notes, shown as their names")
        else:
            found.leave("link to a note, shown as text", "links to notes, shown as text")
        return name or target.replace("#", " > ")

    return _LINK.sub(shown, text)
