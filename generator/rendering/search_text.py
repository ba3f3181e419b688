"""The HTML of a card → the text that Anki's search is to find.

Anki searches fields as they are stored, tags included: `class` would find every card with code,
and `import torch` none, because highlighted words have tags. So one field holds the text alone.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_MARKUP_OF_HTML: Final = re.compile(r"(<!--|-->|<[^<>]*>)")
_BLOCK: Final = re.compile(
    r"</?(?:p|div|pre|li|ul|ol|dl|dt|dd|h\d|hr|br|table|thead|tbody|tr|th|td|blockquote|figure"
    r"|figcaption|section|article|aside|details|summary|caption)\b"
)
_SPACE: Final = re.compile(r"\s+")
# What plays a file; where an author writes of it, it has references.
_PLAYED: Final = re.compile(r"\[sound:[^\]]*\]")
_CLOZE: Final = re.compile(r"(\{\{c\d+(?:,\d+)*::|::|\}\})")
# What would be markup to a browser, or to Anki. The rest stays as it is read: a search for `a < b`
# does not find `a &lt; b`.
_LIVE: Final = re.compile(r"<(?=[A-Za-z/!?])|&(?=#|\w)|\[(?=sound:|anki:|latex\]|\$\$?\]|\[type:)")
_REFERENCES: Final = {"<": "&lt;", "&": "&amp;", "[": "&#91;"}


def search_text(*sides: str, cloze: bool = False) -> str:
    """The text that `sides` show, a line for each block; each line once, code with its indentation.

    With `cloze`, clozes are open and their hints left out.
    """
    lines: dict[str, None] = {}
    for html in sides:
        if cloze:
            html = _opened(html)
        for line in _text(html).split("\n"):
            if line.strip():
                lines.setdefault(line.rstrip())
    return _LIVE.sub(lambda found: _REFERENCES[found[0]], "\n".join(lines))


def _text(html: str) -> str:
    parts: list[str] = []
    code = comment = False
    for index, part in enumerate(_MARKUP_OF_HTML.split(html)):
        if index % 2 == 0:
            if not comment:
                part = _PLAYED.sub("", part)
                parts.append(part if code else _SPACE.sub(" ", part))
        elif comment or part == "<!--":
            comment = part != "-->"
        elif _BLOCK.match(part):
            parts.append("\n")
            if part.startswith(("<pre", "</pre")):
                code = part.startswith("<pre")
    return unescape("".join(parts))


def _opened(html: str) -> str:
    """The HTML of a cloze field with what its clozes hide, and without hints."""
    parts: list[str] = []
    depth = 0
    hint = False
    for index, part in enumerate(_CLOZE.split(html)):
        if index % 2 == 0:
            if not hint:
                parts.append(part)
        elif part == "}}":
            depth, hint = max(depth - 1, 0), False
        elif part == "::":
            hint = hint or depth > 0
        else:
            depth += 1
    return "".join(parts)
