"""A live deck as JSON, for its page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from generator.model import Problem
from generator.previewing.live_state import Busy, Delta, LiveCard, LiveState, problem_id
from generator.reading.source import Source
from generator.reporting.extents import end_in, source_of
from generator.reporting.report_json import problem_json

_AROUND: Final = 2  # lines above and below what a problem is about
_MOST_LINES: Final = 12  # of what it is about
_MOST_WIDTH: Final = 500  # characters of a line


def state_json(state: LiveState) -> dict[str, Any]:
    """All that the page needs to begin."""
    return {
        "version": state.version,
        "title": _text(state.title),
        "languages": list(state.languages),
        "chapters": _chapters_json(state),
        "cards": {_text(key): summary_json(card) for key, card in state.cards.items()},
        "problems": _Problems(state).all(state.problems),
        "busy": _busy_json(state.busy),
        "broken": _text(state.broken) or None,
    }


def change_json(delta: Delta, state: LiveState) -> dict[str, Any]:
    """What is different, for a page that has all from before; `state` is that of the change or a
    later one.
    """
    shown = (state.cards[key] for key in delta.changed if key in state.cards)
    change: dict[str, Any] = {
        "version": delta.version,
        "cards": {_text(card.key): summary_json(card) for card in shown},
        "removed": [_text(key) for key in delta.removed if key not in state.cards],
        "busy": _busy_json(delta.busy),
        "broken": _text(state.broken) or None,
    }
    if delta.chapters_changed:
        change["title"] = _text(state.title)
        change["languages"] = list(state.languages)
        change["chapters"] = _chapters_json(state)
    if delta.problems_changed:
        change["problems"] = _Problems(state).all(state.problems)
    return change


def _chapters_json(state: LiveState) -> list[dict[str, Any]]:
    return [
        {
            "path": _text(chapter.path),
            "language": chapter.language,
            "title": _text(chapter.title),
            "cards": list(map(_text, chapter.keys)),
        }
        for chapter in state.chapters
    ]


def _busy_json(busy: Busy) -> dict[str, Any] | None:
    if not busy:
        return None
    return {"reading": busy.reading, "programs": busy.running, "settling": busy.settling}


def summary_json(card: LiveCard) -> dict[str, Any]:
    """What a list of cards shows of one."""
    errors = sum(problem.severity == "error" for problem in card.problems)
    return {
        "key": _text(card.key),
        "slug": _text(card.slug) or None,
        "language": card.language,
        "path": _text(card.path),
        "line": card.line,
        "question": _text(card.question),
        "kind": card.kind,
        "tags": list(map(_text, card.tags)),
        "deck": _text(card.deck),
        "status": card.status,
        "reason": _text(card.reason) or None,
        "changed": card.changed,
        "running": card.running,
        "settled": card.settled,
        "old": card.old,
        "problems": {"errors": errors, "warnings": len(card.problems) - errors},
        "digest": card.digest,
        "sides": 0 if card.note is None else len(card.note.ordinals),
        "shown": card.note is not None,
    }


def card_json(card: LiveCard, state: LiveState) -> dict[str, Any]:
    """A card with the addresses of its sides and with what is wrong with it."""
    ordinals = () if card.note is None else card.note.ordinals
    key = quote(card.key, safe="")
    base = f"/side/{card.digest}/{key}"
    return {
        **summary_json(card),
        "sides": [
            {"ordinal": n, "front": f"{base}/{n}/front", "back": f"{base}/{n}/back"}
            for n in ordinals
        ],
        "problems": _Problems(state).all(card.problems),
    }


class _Problems:
    """Problems of a state in the form of all reports, with what the page shows besides. Each file
    is read once.
    """

    def __init__(self, state: LiveState) -> None:
        self._edits = state.edits
        self._sources: dict[str, Source | None] = {}
        self._keys: dict[str, str] = {}
        for card in state.cards.values():
            for problem in card.problems:
                self._keys.setdefault(problem_id(problem), card.key)

    def all(self, problems: Iterable[Problem]) -> list[dict[str, Any]]:
        """Each of these problems."""
        return [self._one(problem) for problem in problems]

    def _one(self, problem: Problem) -> dict[str, Any]:
        name, path = problem_id(problem), problem.place.path
        if path not in self._sources:
            self._sources[path] = source_of(path)
        source = self._sources[path]
        end = end_in(source, problem) if source is not None else None
        last = end.line if end is not None else problem.place.line
        key = self._keys.get(name)
        return {
            **problem_json(problem),
            "end_line": end.line if end is not None else None,
            "end_column": end.column if end is not None else None,
            "id": name,
            "key": _text(key) if key is not None else None,
            "acceptable": name in self._edits,
            "excerpt": _excerpt(source, problem.place.line, last) if source is not None else [],
        }


def _excerpt(source: Source, first: int, last: int) -> list[dict[str, Any]]:
    shown = min(last, first + _MOST_LINES - 1)
    numbers = range(max(1, first - _AROUND), min(len(source.lines), shown + _AROUND) + 1)
    return [
        {
            "line": number,
            "text": _text(source.line(number)[:_MOST_WIDTH]),
            "marked": first <= number <= last,
        }
        for number in numbers
    ]


def _text(text: str) -> str:
    """Text without lone surrogates: file names may hold some, JSON may not."""
    return text.encode("utf-8", "replace").decode("utf-8")
