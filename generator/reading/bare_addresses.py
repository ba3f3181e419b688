"""Addresses of the web in running text, `https://example.org`, which are links.

The plugin that does this as GitHub does wants a space before an address and after it, which Chinese
does not have, and takes all behind it up to the next space.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline

from generator.reading.cjk import is_cjk

BARE: Final = "bare"  # the markup of the tokens
# An address behind `](` is that of a link, which it would be if it had no space.
_SCHEME: Final = re.compile(r"(?<![A-Za-z0-9+.-])(?<!\]\()https?\Z", re.IGNORECASE)
_REST: Final = re.compile(
    r"://[A-Za-z0-9](?:[\w.-]*\w)?(?::\d{1,5})?"
    r"(?:[/?#](?:\\[!-/:-@\[-`{-~]|[^\s<>\"`{}|\\^*\[\]])*)?"
)
_LONGEST_SCHEME: Final = 10  # characters looked at before the colon, with the one before them


def bare_addresses_plugin(md: MarkdownIt) -> None:
    """Teach `md` to make links of addresses that begin with http:// or https://."""
    md.inline.ruler.push("bare_address", _bare_address)


def _bare_address(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != ":" or state.linkLevel > 0:
        return False
    scheme = _SCHEME.search(state.pending[-_LONGEST_SCHEME:])
    found = _REST.match(state.src, state.pos, state.posMax)
    if scheme is None or found is None:
        return False
    rest = _trimmed(found[0])
    behind = state.src[state.pos + len(rest) : state.pos + len(rest) + 2]
    if len(rest) <= len("://") or (behind[:1] == "{" and behind != "{{"):  # a template
        return False
    address = scheme[0] + unescapeAll(rest)
    href = state.md.normalizeLink(address)
    if not state.md.validateLink(href):
        return False
    state.pending = state.pending[: -len(scheme[0])]
    opening = state.push("link_open", "a", 1)
    opening.attrs = {"href": href}
    opening.meta = {"written": scheme[0]}
    text = state.push("text", "", 0)
    text.content, text.markup = address, BARE
    text.meta = {"written": rest}
    state.push("link_close", "a", -1).meta = {"written": ""}
    state.pos += len(rest)
    return True


def _trimmed(rest: str) -> str:
    """An address without the Chinese text and the punctuation behind it."""
    end = next((i for i in range(len(rest)) if not _belongs(rest[i], rest[i - 1])), len(rest))
    while end and rest[end - 1] in "?!.,:;'_~&)":
        if rest[end - 1] == ")" and rest.count(")", 0, end) <= rest.count("(", 0, end):
            break
        end -= 1
    return rest[:end]


def _belongs(sign: str, before: str) -> bool:
    """Whether a sign is part of an address. Chinese is where it begins a word of the path, as in
    `/wiki/牛顿法`, and else is the text that goes on.
    """
    if sign.isascii():
        return True
    if unicodedata.category(sign)[0] not in "LMN":
        return False
    return not is_cjk(sign) or before in "/=_-#" or is_cjk(before)
