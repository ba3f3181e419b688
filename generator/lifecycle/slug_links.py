"""Links from card to card, by slug: `[see](#slug)`, `[see](01-file.md#slug)`, `[[slug]]`,
`[[slug|its name]]`, `[[01-file#slug]]` and `<a href="#slug">`.

Where in a line a link stands, the parser does not say. So each place that looks like one is tried:
what is read must be the same, but for where links lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from markdown_it.token import Token

from generator.accepting.compatible import compatible
from generator.reading.chapter_names import is_markdown
from generator.reading.markdown import parse_markdown
from generator.reading.source import LINE_END


@dataclass(frozen=True, slots=True)
class CardNames:
    """How links name a card: its slug, and the names of the files that it is in. A note of the
    name of the slug, a chapter, is meant by `[[slug]]` before the card is.
    """

    slug: str
    files: Collection[str]
    is_note: bool = False

    def candidates(self, text: str) -> list[tuple[int, int]]:
        """Where the slug stands in a text so that it could be that of a link."""
        slug = re.escape(self.slug)
        found = re.finditer(rf"(?<=#){slug}(?![\w-])|(?<=\[\[){slug}(?=[|\]])", text)
        return [each.span() for each in found]

    def meant_by(self, address: str) -> bool:
        """Whether an address leads to the card: `#slug`, `file.md#slug`."""
        path, sign, fragment = address.partition("#")
        if not sign or fragment != self.slug or "://" in path:
            return False
        name = PurePosixPath(unquote(path)).name
        return not path or (is_markdown(name) and _stem(name) in self._stems)

    def meant_by_wiki(self, target: str) -> bool:
        """Whether `[[target]]` leads to the card."""
        note, sign, heading = (part.strip() for part in target.partition("#"))
        if not sign:
            return note == self.slug and not self.is_note
        return heading == self.slug and (not note or _stem(note) in self._stems)

    @property
    def _stems(self) -> set[str]:
        return {_stem(name) for name in self.files}


def link_places(text: str, card: CardNames) -> list[tuple[int, int]]:
    """The places in a text without its byte order mark at which a link names the slug of a card,
    as the first and the past-the-end character.
    """
    spans = card.candidates(text)
    if not spans:
        return []
    other = f"{card.slug}-x"
    before = _shape(text, card, other)
    return compatible(
        spans, lambda some: _shape(with_slug_at(text, some, other), card, other) == before
    )


def with_slug_at(text: str, spans: Sequence[tuple[int, int]], slug: str) -> str:
    """The text with another slug at some places."""
    parts, done = [], 0
    for start, end in sorted(spans):
        parts += [text[done:start], slug]
        done = end
    return "".join((*parts, text[done:]))


def line_of(text: str, position: int) -> tuple[int, int]:
    """The line and the column of a character, counting from 1."""
    ends = [found.end() for found in LINE_END.finditer(text, 0, position)]
    return len(ends) + 1, position - (ends[-1] if ends else 0) + 1


def _stem(name: str) -> str:
    name = PurePosixPath(name).name
    return (PurePosixPath(name).stem if is_markdown(name) else name).casefold()


_HREF = re.compile(r"""(\bhref\s*=\s*["']?)([^"'\s>]*)""", re.IGNORECASE)


def _shape(text: str, card: CardNames, other: str) -> list[tuple[Any, ...]]:
    """What is read of a text, where it is all one whether a link leads to a card or the `other`."""
    twin = CardNames(other, card.files, card.is_note)
    names = (card, twin)

    def meant(address: str) -> bool:
        return any(each.meant_by(address) for each in names)

    def wiki(target: str) -> bool:
        return any(each.meant_by_wiki(target) for each in names)

    return list(_shapes(parse_markdown(text)[0], meant, wiki))


def _shapes(
    tokens: Sequence[Token], meant: Callable[[str], bool], wiki: Callable[[str], bool]
) -> Iterator[tuple[Any, ...]]:
    for token in tokens:
        content, meta = token.content, dict(token.meta)
        attrs = dict(token.attrs)
        match token.type:
            case "inline":  # its children say what is in it
                content = ""
            case "link_open" if meant(str(attrs.get("href", ""))):
                attrs["href"] = "card"
            case "wiki_link":
                target = re.split(r"[|\]]", content.lstrip("![") + "]")[0]
                if wiki(target):
                    content = content.replace(target, "card", 1)
                    meta["text"] = "card" if meta["text"] == target.strip() else meta["text"]
            case "html_inline" | "html_block":
                content = _HREF.sub(
                    lambda found: f"{found[1]}{'card' if meant(found[2]) else found[2]}", content
                )
        yield (
            token.type, token.tag, token.nesting, token.map, token.markup, token.info, content,
            str(sorted(attrs.items())), str(sorted(meta.items(), key=lambda item: item[0])),
        )  # fmt: skip
        yield from _shapes(token.children or (), meant, wiki)
