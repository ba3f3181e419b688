"""A changelog as text, as Markdown, and for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from generator.comparing.changelog import Changelog, ChapterChanges, Told
from generator.comparing.changes import What
from generator.comparing.changes_json import change_json, changes_json

SCHEMA: Final = 1
_WORDS: Final[dict[What, str]] = {
    "new": "new",
    "back": "back",
    "renamed": "renamed",
    "reidentified": "a new card in Anki",
    "changed": "changed",
    "moved": "moved",
    "retired": "taken out",
    "gone": "gone",
}
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>#|~&$])")
_UNKNOWN: Final = "Chapter not known"


def as_text(log: Changelog) -> Iterator[str]:
    """Lines for a terminal."""
    if not log:
        yield f"nothing has changed in {log.deck} since {log.since}"
        return
    yield f"changes in {log.deck} since {log.since}"
    for chapter in log.chapters:
        yield ""
        yield f"{chapter.language} · {_name(log, chapter)}"
        if chapter.was:
            yield f"  this sub-deck was {_shown(chapter.was)}"
        for told in chapter.cards:
            yield f"  {_what(told)}: {told.change.title}  ({told.change.slug})"
            for each in told.words:
                yield from (f"    - {each.old}",) if each.old else ()
                yield from (f"    + {each.new}",) if each.new else ()
        if chapter.redrawn:
            yield f"  {_redrawn(chapter)}"
    if log.changes.look:
        yield ""
        yield "the look of the cards changed"


def as_markdown(log: Changelog) -> Iterator[str]:
    """Lines for the notes of a release."""
    yield f"# {_escaped(log.deck)}: changes since {_escaped(log.since)}"
    if not log:
        yield ""
        yield "Nothing changed."
    language = ""
    for chapter in log.chapters:
        if chapter.language != language:
            language = chapter.language
            yield ""
            yield f"## {_escaped(log.titles[language])} ({language})"
        yield ""
        yield f"### {_escaped(_name(log, chapter))}"
        yield ""
        if chapter.was:
            yield f"- This sub-deck was {_escaped(_shown(chapter.was))}"
        for told in chapter.cards:
            what = _what(told)
            yield f"- {what[0].upper()}{_escaped(what[1:])}: {_escaped(told.change.title)}"
            for each in told.words:
                yield f"  - {' → '.join(_code(side) for side in (each.old, each.new))}"
        if chapter.redrawn:
            yield f"- {_redrawn(chapter).capitalize()}"
    if log.changes.look:
        yield ""
        yield "The look of the cards changed."


def as_json(log: Changelog) -> str:
    """One object, in ASCII; docs/life.md describes it."""
    words: dict[str, Told] = {
        told.change.name: told for chapter in log.chapters for told in chapter.cards
    }
    found: dict[str, Any] = {"schema": SCHEMA, "deck": log.deck, "since": log.since}
    found |= changes_json(log.changes)
    found["cards"] = [
        {
            **change_json(each),
            "words": [
                {"old": one.old, "new": one.new}
                for one in (words[each.name].words if each.name in words else ())
            ],
        }
        for each in log.changes.cards
    ]
    return json.dumps(found, indent=2, ensure_ascii=True)


def _name(log: Changelog, chapter: ChapterChanges) -> str:
    if chapter.subdeck is None:
        return _UNKNOWN
    return _shown(chapter.subdeck) or log.titles[chapter.language]


def _shown(subdeck: str) -> str:
    return subdeck.replace("::", " › ")


def _what(told: Told) -> str:
    change = told.change
    words = [_WORDS[each] for each in change.what]
    if "moved" in change.what and change.before is not None:
        origin = _shown(change.before.subdeck or "")
        words[change.what.index("moved")] = f"moved from {origin}" if origin else "moved"
    return ", ".join(words)


def _redrawn(chapter: ChapterChanges) -> str:
    return f"{chapter.redrawn:,} more cards have the same text, and look or print differently"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", text)


def _code(text: str) -> str:
    """A span of code, whatever is in it."""
    if not text:
        return "(nothing)"
    longest = max(map(len, re.findall("`+", text)), default=0)
    marks = "`" * (longest + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{marks}{space}{text}{space}{marks}"
