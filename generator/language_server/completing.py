"""The words that can stand at the cursor."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from generator.language_server import meanings
from generator.language_server.cursor import ChapterText, Token
from generator.language_server.known_cards import KnownCards
from generator.language_server.toml_keys import toml_key, toml_keys, toml_token
from generator.reading.fence_options import MARKS, OPTIONS
from generator.reading.slugs import suggest_slug

Sort = Literal["kind", "option", "slug", "tag", "language", "key", "value"]
_NAME: Final = re.compile(r"\{#([\w-]+)")


@dataclass(frozen=True, slots=True)
class Word:
    """A `text` to put in place of what stands from `start` to `end` of the line, in characters
    from 0. `detail` is said beside it, `meaning` is Markdown.
    """

    text: str
    start: int
    end: int
    sort: Sort
    detail: str = ""
    meaning: str = ""


def words_of_toml(lines: Sequence[str], line: int, column: int) -> Iterator[Word]:
    """What can stand at a column, from 0, of a line of deck.toml, from 1."""
    token = toml_token(lines, line, column)
    if token.kind == "value":
        key = toml_key(token)
        for value in key.values if key else ():
            yield Word(value, token.start, token.end, "value")
        return
    for each in toml_keys():
        wanted = each.is_section if token.kind == "section" else not each.is_section
        if wanted and each.section == token.section:
            ending = "" if token.kind == "section" or "=" in lines[line - 1] else " = "
            text = f"{each.name}{ending}"
            yield Word(text, token.start, token.end, "key", each.default, each.meaning)


@dataclass(frozen=True, slots=True)
class Completing:
    """Of the chapter at `path` as it is in the editor. `tags` are those of the deck."""

    text: ChapterText
    path: str
    cards: KnownCards
    tags: Sequence[str]

    def words(self, line: int, column: int) -> Iterator[Word]:
        """What can stand at a column, from 0, of a line, from 1."""
        token = self.text.token(line, column)
        content = self.text.lines[line - 1] if line <= len(self.text.lines) else ""
        match token.region, token.kind:
            case "fence", "language":
                for name, meaning in meanings.languages().items():
                    yield Word(name, token.start, token.end, "language", "", meaning)
            case "fence", "value":
                yield from self._fence_values(token, line)
            case "fence", _ if _in_braces(content, column):
                yield from self._fence_options(token)
            case "heading", "slug":
                yield from self._slugs(token, content)
            case "heading", "value" if token.name == "tags":
                yield from self._tags(token)
            case "heading", "class":
                yield from _kinds(token)
            case "heading", ("" | "word" | "key") if _in_braces(content, column):
                yield from self._heading_options(token, content)
            case "top", "file-key":
                for name, meaning in meanings.file_keys().items():
                    ending = "" if ":" in content else ": "
                    yield Word(f"{name}{ending}", token.start, token.end, "key", "", meaning)
            case "top", "file-value" if token.name == "tags":
                yield from self._tags(token)

    def _tags(self, token: Token) -> Iterator[Word]:
        # An empty value spans all of its quotes, of which only the place of the cursor is meant.
        for tag in self.tags:
            yield Word(tag, token.start if token.text else token.end, token.end, "tag")

    def _slugs(self, token: Token, content: str) -> Iterator[Word]:
        title = content[: content.rfind("{")].strip(" #")
        here = self.cards.language_of(self.path)
        yield Word(f"#{suggest_slug(title)}", token.start, token.end, "slug", "from the question")
        for card in self.cards.without_twin(here):
            detail = f"{card.title} ({card.language})"
            yield Word(f"#{card.slug}", token.start, token.end, "slug", detail)

    def _heading_options(self, token: Token, content: str) -> Iterator[Word]:
        yield from _kinds(token)
        for name, meaning in meanings.heading_options().items():
            if f"{name}=" not in content:
                yield Word(f'{name}="', token.start, token.end, "option", "", meaning)
        if "#" not in content[content.rfind("{") :]:
            yield from self._slugs(token, content)

    def _fence_options(self, token: Token) -> Iterator[Word]:
        table = meanings.fence_options()
        start, end = token.start, token.end
        for name in MARKS:
            yield Word(f".{name}", start, end, "option", "", table[name])
        if token.kind != "class":
            for name in OPTIONS:
                example = meanings.fence_example(name)
                yield Word(f"{name}=", start, end, "option", "", f"{example}: {table[name]}")

    def _fence_values(self, token: Token, line: int) -> Iterator[Word]:
        start = token.start if token.text else token.end
        match token.name:
            case "match":
                values: Sequence[str] = meanings.MATCHES
            case "agrees":
                card = [self.text.lines[n - 1] for n in self.text.card_lines(line)]
                values = [found[1] for each in card[1:] if (found := _NAME.search(each))]
            case "requires":
                values = ("cuda", "loopback")
            case _:
                values = ()
        for value in values:
            yield Word(value, start, token.end, "value")


def _kinds(token: Token) -> Iterator[Word]:
    for classes, meaning in meanings.kinds().items():
        yield Word(classes, token.start, token.end, "kind", "", meaning)


def _in_braces(content: str, column: int) -> bool:
    return content.rfind("{", 0, column) > content.rfind("}", 0, column)
