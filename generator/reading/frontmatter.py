"""The YAML between `---` lines at the top of a chapter."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import yaml
from markdown_it.token import Token

from generator.model import Place, Problem
from generator.nearest import did_you_mean
from generator.reading.source import Source

_KEYS: Final = ("deck", "tags")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`subdeck` is the path below the deck's title, outermost first."""

    subdeck: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def read_front_matter(
    source: Source, tokens: list[Token], report: Callable[[Problem], None]
) -> FrontMatter:
    """Read the front matter, if there is any; what is wrong with it goes to `report`."""
    token = next((t for t in tokens if t.type == "front_matter"), None)
    if token is None:
        if re.match(r"---[ \t]*(\r\n?|\n)", source.text):
            message = "the front matter is never closed"
            hint = "end it with a line of its own: ---"
            report(Problem(Place(source.path), "bad-front-matter", message, hint))
        return FrontMatter()
    try:
        data = yaml.safe_load(token.content)
    except yaml.YAMLError as error:
        report(_yaml_problem(source, error))
        return FrontMatter()
    if data is None:
        return FrontMatter()
    if not isinstance(data, dict):
        message = "the front matter must be lines of `key: value`"
        report(Problem(Place(source.path, 2), "bad-front-matter", message, "deck: Tensors"))
        return FrontMatter()
    return _Reader(source, report).read(data)


def _yaml_problem(source: Source, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    place = Place(source.path, mark.line + 2, mark.column + 1) if mark else Place(source.path, 2)
    said = getattr(error, "problem", None) or "it cannot be read"
    message = f"the front matter is not YAML: {said}"
    hint = 'put text with `:` or `#` in quotes, for example deck: "A: B"'
    return Problem(place, "bad-front-matter", message, hint)


class _Reader:
    def __init__(self, source: Source, report: Callable[[Problem], None]) -> None:
        self._source = source
        self._report = report

    def read(self, data: dict[Any, Any]) -> FrontMatter:
        for key in data:
            if key not in _KEYS:
                hint = did_you_mean(str(key), _KEYS)
                message = f"unknown key `{key}` in the front matter"
                self._report(Problem(self._place(key), "unknown-key", message, hint))
        return FrontMatter(self._subdeck(data.get("deck")), self._tags(data.get("tags")))

    def _place(self, key: object) -> Place:
        for number, line in enumerate(self._source.lines[1:], 2):
            if re.match(rf"[\"']?{re.escape(str(key))}[\"']?\s*:", line):
                return Place(self._source.path, number)
        return Place(self._source.path, 2)

    def _subdeck(self, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        hint = 'for example deck: Tensors, or deck: "Tensors::Shapes" to nest'
        if not isinstance(value, str):
            message = "`deck` must be text"
            self._report(Problem(self._place("deck"), "wrong-type", message, hint))
            return ()
        parts = tuple(part.strip() for part in value.split("::"))
        if not all(parts):
            message = f"`{value}` has an empty part"
            self._report(Problem(self._place("deck"), "bad-value", message, hint))
            return ()
        return parts

    def _tags(self, value: object) -> tuple[str, ...]:
        if value is None:
            return ()
        hint = "for example tags: [pytorch, tensor]"
        if not isinstance(value, list) or not all(isinstance(tag, str) for tag in value):
            message = "`tags` must be a list of words"
            self._report(Problem(self._place("tags"), "wrong-type", message, hint))
            return ()
        for tag in value:
            if not tag or re.search(r"\s", tag):
                message = f"the tag `{tag}` has a space in it, which Anki takes for two tags"
                hint_tag = "join the words with `-` or `::`"
                self._report(Problem(self._place("tags"), "bad-value", message, hint_tag))
        return tuple(dict.fromkeys(tag for tag in value if tag and not re.search(r"\s", tag)))
