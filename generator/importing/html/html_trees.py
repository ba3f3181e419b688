"""HTML as a tree, of the parser that the extra `import` brings."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Final

from generator.model import Place, Problem, ProblemsError

if TYPE_CHECKING:
    from bs4 import Tag

EXTRA: Final = "pip install 'proofdeck[import]'"
_DEEPEST: Final = 150
_MOST: Final = 1 << 20  # characters of a side of a card


class BadHtmlError(Exception):
    """HTML that cannot be read, is too long or nests too deep; the message says which."""


def require_parser(path: str) -> None:
    """Raises ProblemsError where the parser is not installed."""
    import importlib.util

    if importlib.util.find_spec("bs4") is None:
        message = "reading HTML needs a package that is not installed here: beautifulsoup4"
        hint = f"install it: {EXTRA}"
        raise ProblemsError(Problem(Place(path), "missing-extra", message, hint))


def html_tree(html: str) -> Tag:
    """The tree of some HTML. Raises BadHtmlError."""
    from bs4 import BeautifulSoup
    from bs4.exceptions import ParserRejectedMarkup

    if len(html) > _MOST:
        raise BadHtmlError(f"it has {len(html):,} characters; the limit is {_MOST:,}")
    if _depth(html) > _DEEPEST:
        raise BadHtmlError("its HTML nests too deep")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # text that looks like the name of a file
        try:
            return BeautifulSoup(html.replace("<![", "&lt;!["), "html.parser")
        except (ParserRejectedMarkup, AssertionError, ValueError):
            raise BadHtmlError("its HTML cannot be read") from None


def _depth(html: str) -> int:
    """A bound of how deep the elements of some HTML nest."""
    from generator.reading.html_tags import VOID_TAGS

    depth = deepest = 0
    for part in html.split("<")[1:]:
        if part.startswith("/"):
            depth = max(0, depth - 1)
        elif part[:1].isalpha():
            name = part.split(">")[0].split()[0].rstrip("/").lower() if part.strip(">") else ""
            if name not in VOID_TAGS:
                depth += 1
                deepest = max(deepest, depth)
    return deepest
