"""The YAML between `---` lines at the top of a chapter."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeGuard

import yaml
from markdown_it.token import Token

from generator.model import Place, Problem
from generator.nearest import did_you_mean
from generator.reading.source import UNNAMED, Source
from generator.reading.tags import checked_tags, split_tags

_KEYS: Final = ("deck", "tags")
# What Obsidian, site generators and notebooks keep there, and cards have no use for.
_OF_OTHERS: Final = re.compile(
    "alias|aliases|author|authors|bibliography|categories|category|created|cssclass|"
    "cssclasses|date|description|draft|format|id|image|jupyter|jupytext|kernelspec|keywords|"
    "lang|language|lastmod|layout|linter|modified|output|permalink|publish|published|slug|"
    "subtitle|summary|title|toc|uid|updated|weight"
)
_MOST: Final = 20_000  # characters
_LONGEST: Final = 200  # characters of a sub-deck with those above it
_DEEPEST: Final = 10
_MOST_UNKNOWN: Final = 10  # keys named one by one


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
        data = load_yaml(token.content)
    except yaml.YAMLError as error:
        report(_yaml_problem(source, token.content, error))
        return FrontMatter()
    if data is None:
        return FrontMatter()
    if not isinstance(data, dict):
        message = "the front matter must be lines of `key: value`"
        hint = "for example deck: Tensors"
        report(Problem(Place(source.path, 2), "bad-front-matter", message, hint))
        return FrontMatter()
    return _Reader(source, report).read(data)


class _Loader(yaml.SafeLoader):
    """Numbers, dates and the like stay text: a tag may look like one, and converting them fails for
    some values and takes minutes for others. Aliases and repeated keys are refused.
    """

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="aliases are not allowed", problem_mark=mark)
        if self._depth > _DEEPEST:
            raise yaml.MarkedYAMLError(problem="it is nested too deeply", problem_mark=mark)
        self._depth += 1
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            name = str(key.value)
            if isinstance(key, yaml.ScalarNode) and name in seen:
                said = f"the key `{name}` appears twice"
                raise yaml.MarkedYAMLError(problem=said, problem_mark=key.start_mark)
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


class _Unwanted(str):
    """The text of a value that YAML takes for something else, such as a number."""

    __slots__ = ()


def _as_written(loader: _Loader, node: yaml.ScalarNode) -> _Unwanted:
    return _Unwanted(loader.construct_scalar(node))


for _tag in ("bool", "int", "float", "timestamp", "binary"):
    _Loader.add_constructor(f"tag:yaml.org,2002:{_tag}", _as_written)


def load_yaml(text: str) -> Any:
    """The value of a front matter. Raises yaml.YAMLError, and nothing else."""
    if len(text) > _MOST:
        said = f"it has {len(text):,} characters; the limit is {_MOST:,}"
        raise yaml.MarkedYAMLError(problem=said)
    try:
        return yaml.load(text, _Loader)
    except (ValueError, OverflowError, LookupError, TypeError, AttributeError) as error:
        raise yaml.MarkedYAMLError(problem=f"a value in it cannot be read: {error}") from None
    except RecursionError:
        raise yaml.MarkedYAMLError(problem="it is nested too deeply") from None


def _yaml_problem(source: Source, content: str, error: yaml.YAMLError) -> Problem:
    mark = getattr(error, "problem_mark", None)
    # Not the mark's own line: to YAML, U+0085 and U+2028 end lines, too.
    before = content[: mark.index] if mark else ""
    place = Place(source.path, before.count("\n") + 2, len(before) - before.rfind("\n"))
    said = getattr(error, "problem", None) or "it cannot be read"
    message = f"the front matter cannot be read: {said}"
    hint = 'put text with `:` or `#` in quotes, for example deck: "A: B"'
    return Problem(place, "bad-front-matter", message, hint)


def _is_text(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and not isinstance(value, _Unwanted)


def subdeck_path(name: str, wrong: Callable[[str, str], object]) -> tuple[str, ...]:
    """The parts of the name of a sub-deck, outermost first; none if it cannot be one, of which
    `wrong(message, hint)` is told.
    """
    parts = tuple(part.strip() for part in name.split("::"))
    if UNNAMED.search(name):
        wrong(
            "contains a character that no deck's name may have",
            "remove control characters and line breaks",
        )
    elif len(name) > _LONGEST:
        wrong(f"has {len(name):,} characters; the limit is {_LONGEST}", "")
    elif not all(parts):
        wrong(f"has an empty part in `{name}`", "")
    else:
        return parts
    return ()


class _Reader:
    def __init__(self, source: Source, report: Callable[[Problem], None]) -> None:
        self._source = source
        self._report = report

    def read(self, data: dict[Any, Any]) -> FrontMatter:
        unknown = [key for key in data if key not in _KEYS]
        others = [key for key in unknown if _OF_OTHERS.fullmatch(str(key).lower())]
        unknown = [key for key in unknown if key not in others]
        if others:
            names = ", ".join(f"`{key}`" for key in others)
            message = f"cards ignore {names} of the front matter"
            hint = "known here are `deck` and `tags`; a level-1 heading is the title of the chapter"
            place = self._place(others[0])
            self._report(Problem(place, "unknown-key", message, hint, severity="warning"))
        for key in unknown[:_MOST_UNKNOWN]:
            hint = did_you_mean(str(key), _KEYS)
            message = f"unknown key `{key}` in the front matter"
            self._report(Problem(self._place(key), "unknown-key", message, hint))
        if len(unknown) > _MOST_UNKNOWN:
            message = f"and {len(unknown) - _MOST_UNKNOWN:,} more unknown keys in the front matter"
            place = Place(self._source.path, 2)
            self._report(Problem(place, "unknown-key", message, "remove them"))
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
        if not _is_text(value):
            message = "`deck` must be text"
            self._report(Problem(self._place("deck"), "wrong-type", message, hint))
            return ()

        def wrong(message: str, mend: str) -> None:
            self._report(
                Problem(self._place("deck"), "bad-value", f"`deck` {message}", mend or hint)
            )

        return subdeck_path(value, wrong)

    def _tags(self, value: object) -> tuple[str, ...]:
        if value is None:
            return ()

        def wrong(message: str, hint: str, code: str = "bad-value") -> None:
            self._report(Problem(self._place("tags"), code, message, hint))

        if isinstance(value, str):
            value = split_tags(value)
        if not isinstance(value, Sequence) or not all(isinstance(tag, str) for tag in value):
            hint = "for example tags: [pytorch, tensor]"
            wrong("`tags` must be a list of words", hint, "wrong-type")
            return ()
        return checked_tags(map(str, value), wrong)
