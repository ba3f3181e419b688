"""What stands at the cursor in a chapter that is being written, finished or not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from generator.language_server.fence_lines import FenceLines, fence_lines

# "slug", "class" and "word" stand in braces, "key" and "value" are those of a pair in them; "link"
# is the slug of a card that a link leads to; "language" is that of a fence; "file-key" and
# "file-value" stand at the top of a chapter.
Kind = Literal[
    "slug", "class", "word", "key", "value", "link", "language", "file-key", "file-value", "",
]  # fmt: skip
Region = Literal["heading", "fence", "code", "top", "prose"]

_ATTRIBUTE: Final = re.compile(
    r"""(?P<slug>\#[\w:-]*) | (?P<class>\.[\w-]*)
      | (?P<key>[\w-]+)=(?P<value>\[[^\]]*\]?|"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|[^\s}]*)
      | (?P<word>[\w-]+)""",
    re.VERBOSE,
)
_LINK: Final = re.compile(
    r"""\]\((?P<file>[^()\s\#]*)\#(?P<slug>[\w-]*) | \[\[(?P<note>[^\[\]|\#]*\#)?(?P<wiki>[\w-]*)
      | \bhref=["']\#(?P<href>[\w-]*)""",
    re.VERBOSE,
)
_LANGUAGE: Final = re.compile(
    r"[ \t>]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*(?:`{3,}|~{3,})\s*\{?(?P<language>[\w.+#-]*)"
)
_HEADING: Final = re.compile(r" {0,3}(#{1,2})(?:[ \t]|$)")
_TOP_LINE: Final = re.compile(r"(?P<key>[\w-]*)(?P<rest>\s*:.*)?$")
_WORD: Final = re.compile(r"[^\s,\[\]\"']+")


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is what stands from the column `start` up to `end`, from 0 in characters, without
    quotes and marks. `name` is the key of a value.
    """

    kind: Kind
    text: str
    start: int
    end: int
    region: Region
    name: str = ""


@dataclass(frozen=True, slots=True)
class Headline:
    """A heading that begins a card, or a part of the chapter at `level` 1."""

    line: int
    level: int
    title: str
    slug: str
    kinds: tuple[str, ...] = ()


class ChapterText:
    """The lines of a chapter, and what each of them is."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.fences = tuple(fence_lines(lines))
        self._top = _top(lines)

    def fence_at(self, line: int) -> FenceLines | None:
        """The fence that a line is part of."""
        return next((each for each in self.fences if each.first <= line <= each.last), None)

    def region(self, line: int) -> Region:
        """What a line is, counting from 1."""
        if line <= self._top:
            return "top"
        fence = self.fence_at(line)
        if fence is not None:
            return "fence" if line == fence.first else "code"
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        return "heading" if _HEADING.match(text) else "prose"

    def token(self, line: int, column: int) -> Token:
        """What stands at a column of a line, or ends there; the column counts from 0."""
        region = self.region(line)
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        for token in _tokens(text, region):
            if token.start <= column <= token.end:
                return token
        return Token("", "", column, column, region)

    def headlines(self) -> Iterator[Headline]:
        """The headings of levels 1 and 2 in order."""
        inside = {n for each in self.fences for n in range(each.first, each.last + 1)}
        for number, text in enumerate(self.lines, 1):
            found = _HEADING.match(text)
            if found is None or number in inside or number <= self._top:
                continue
            braces = text.rstrip().rfind("{") if text.rstrip().endswith("}") else -1
            title = (text[:braces] if braces >= 0 else text)[found.end() :].strip().rstrip("#")
            tokens = list(_tokens(text, "heading")) if braces >= 0 else []
            slug = next((each.text for each in tokens if each.kind == "slug"), "")
            kinds = tuple(each.text for each in tokens if each.kind == "class")
            yield Headline(number, len(found[1]), title.strip(), slug, kinds)

    def card_lines(self, line: int) -> range:
        """The lines of the card, or of what is above the first, that a line is in."""
        starts = [each.line for each in self.headlines()]
        first = max((each for each in starts if each <= line), default=1)
        return range(
            first, min((each for each in starts if each > line), default=len(self.lines) + 1)
        )


def _top(lines: Sequence[str]) -> int:
    """The number of the last line of the front matter, 0 where there is none."""
    if not lines or lines[0].rstrip() != "---":
        return 0
    return next((n for n, text in enumerate(lines[1:], 2) if text.rstrip() in ("---", "...")), 0)


def _tokens(text: str, region: Region) -> Iterator[Token]:
    match region:
        case "top":
            yield from _tokens_at_the_top(text)
        case "heading" | "fence":
            if region == "fence" and (found := _LANGUAGE.match(text)):
                start, end = found.span("language")
                yield Token("language", found["language"], start, end, region)
            braces = _braces(text)
            if braces is not None:
                yield from _tokens_in_braces(text, braces, region)
            if region == "heading":
                yield from _links(text, region)
        case "prose":
            yield from _links(text, region)


def _braces(text: str) -> tuple[int, int] | None:
    """The inside of the last braces of a line, which may not be closed yet."""
    start = text.rfind("{")
    if start < 0:
        return None
    end = text.find("}", start)
    return start + 1, end if end >= 0 else len(text)


def _tokens_in_braces(text: str, braces: tuple[int, int], region: Region) -> Iterator[Token]:
    for found in _ATTRIBUTE.finditer(text, *braces):
        start, end = found.span()
        if found["key"] is not None:
            middle = found.end("key")
            yield Token("key", found["key"], start, middle, region)
            yield from _words(found["value"], middle + 1, region, found["key"])
        elif found["slug"] is not None:
            yield Token("slug", found["slug"][1:], start, end, region)
        elif found["class"] is not None:
            yield Token("class", found["class"][1:], start, end, region)
        else:
            yield Token("word", found["word"], start, end, region)


def _words(value: str, start: int, region: Region, key: str) -> Iterator[Token]:
    """The words of a value; where there is none, or a space at its end, one that is empty."""
    for found in _WORD.finditer(value):
        yield Token("value", found[0], start + found.start(), start + found.end(), region, key)
    open_end = start + len(value)
    if value[:1] in ('"', "'", "["):
        open_end -= len(value) > 1 and value[-1] in "\"']"
    yield Token("value", "", start, open_end, region, key)


def _links(text: str, region: Region) -> Iterator[Token]:
    for found in _LINK.finditer(text):
        name = next((each for each in ("slug", "wiki", "href") if found[each] is not None), "")
        if name:
            start, end = found.span(name)
            yield Token("link", found[name], start, end, region, found["file"] or "")


def _tokens_at_the_top(text: str) -> Iterator[Token]:
    found = _TOP_LINE.match(text)
    if found is None or text.rstrip() == "---":
        return
    yield Token("file-key", found["key"], 0, found.end("key"), "top")
    for word in _WORD.finditer(text, found.end("key")):
        if word[0] != ":":
            yield Token("file-value", word[0], *word.span(), "top", found["key"])
    yield Token("file-value", "", found.end("key") + 1, len(text), "top", found["key"])
