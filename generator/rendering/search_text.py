"""The HTML of a card → the text that Anki's search is to find.

Anki searches fields as they are stored, tags included: `class` would find every card with code,
and `import torch` none, because highlighted words have tags. So one field holds the text alone.
"""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_PRE: Final = re.compile(r"(<pre[ >].*?</pre>)", re.DOTALL)
_BLOCK: Final = re.compile(
    r"</?(?:p|div|pre|li|ul|ol|dl|dt|dd|h\d|hr|br|table|thead|tbody|tr|th|td|blockquote|figure"
    r"|figcaption|section|article|aside|details|summary|caption)\b[^>]*>"
)
_TAG: Final = re.compile(r"<[^>]*>")
_SPACE: Final = re.compile(r"\s+")
_LINES: Final = re.compile(r"[ \t]*\n\s*\n")
_OPENING: Final = re.compile(r"\{\{c\d+(?:,\d+)*::")
_CLOSING: Final = re.compile(r"(?:::(?:(?!\}\}).)*)?\}\}", re.DOTALL)
# What would be markup to a browser, or to Anki. The rest stays as it is read: a search for `a < b`
# does not find `a &lt; b`.
_MARKUP: Final = re.compile(
    r"<(?=[A-Za-z/!?])|&(?=#|\w)|\[(?=sound:|anki:|latex\]|\$\$?\]|\[type:)"
)
_REFERENCES: Final = {"<": "&lt;", "&": "&amp;", "[": "&#91;"}


def search_text(*sides: str, cloze: bool = False) -> str:
    """The text that `sides` show, a line for each block; each line once, code with its indentation.

    With `cloze`, clozes are open and their hints left out.
    """
    lines: dict[str, None] = {}
    for html in sides:
        if cloze:
            html = _CLOSING.sub("", _OPENING.sub("", html))
        for line in _text(html).split("\n"):
            if line.strip():
                lines.setdefault(line.rstrip())
    return _MARKUP.sub(lambda found: _REFERENCES[found[0]], "\n".join(lines))


def _text(html: str) -> str:
    parts = _PRE.split(_COMMENT.sub("", html))
    prose = [_TAG.sub("", _BLOCK.sub("\n", _folded(part))) for part in parts[::2]]
    code = [f"\n{_TAG.sub('', part)}\n" for part in parts[1::2]]
    text = "".join(one for pair in zip(prose, [*code, ""], strict=True) for one in pair)
    return unescape(text)


def _folded(html: str) -> str:
    return _SPACE.sub(" ", html)
