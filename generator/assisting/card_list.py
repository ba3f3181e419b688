"""The cards and chapters of a deck, for an assistant that looks for one."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, Final

from generator.assisting.answer_bounds import MOST, bounded
from generator.assisting.bench import Bench
from generator.assisting.deck_paths import chapter_at
from generator.assisting.refused import RefusedError, in_lines
from generator.model import has_errors
from generator.reading.source import display_path
from generator.surveying.filters import Filter
from generator.surveying.survey import SurveyedCard
from generator.surveying.survey_json import card_json

_MOST_CARDS: Final = 100


def list_cards(
    bench: Bench,
    search: str,
    languages: Sequence[str],
    chapters: Sequence[str],
    kinds: Sequence[str],
    tags: Sequence[str],
    offset: int,
) -> dict[str, Any]:
    """The cards in whose slug, question or tags all words of `search` occur, from `offset` on."""
    found = bench.survey()
    cards = Filter(tags, kinds, chapters, languages).of(found.cards)
    words = search.casefold().split()
    wanted = [each for each in cards if _has(each, words)]
    errors = tuple(each for each in found.problems if has_errors((each,)))
    answer: dict[str, Any] = {
        "schema": 1,
        "deck": found.config.name,
        "languages": list(found.config.languages),
        "total": len(wanted),
        "offset": offset,
        "cards": [card_json(each) for each in wanted[offset : offset + _MOST_CARDS]],
        "errors": in_lines(errors[:5]),
    }
    answer = bounded(answer, ("cards",))
    following = offset + len(answer["cards"])
    return answer | {"next-offset": following if following < len(wanted) else None}


def _has(surveyed: SurveyedCard, words: Sequence[str]) -> bool:
    card = surveyed.card
    text = " ".join((card.slug, surveyed.title, *card.tags)).casefold()
    return all(word in text for word in words)


def read_chapter(bench: Bench, path: str, first_line: int) -> dict[str, Any]:
    """The text of a chapter from a line on, and the digest that writing it asks for."""
    file = chapter_at(bench.folder, bench.config, path)
    source, data = bench.read(file.path)
    if first_line > len(source.lines):
        raise RefusedError(f"the chapter has {len(source.lines):,} lines")
    room, last = MOST, first_line - 1
    for line in source.lines[first_line - 1 :]:
        room -= len(line) + 1
        if room < 0 and last >= first_line:
            break
        last += 1
    return {
        "path": display_path(file.path),
        "language": file.language,
        "digest": digest_of(data),
        "first-line": first_line,
        "lines": len(source.lines),
        "next-line": last + 1 if last < len(source.lines) else None,
        "text": "\n".join(source.lines[first_line - 1 : last]),
    }


def digest_of(data: bytes) -> str:
    """What tells one content of a chapter's file from the next."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()
