"""Emphasis beside Chinese, Japanese and Korean text, which is written without spaces.

CommonMark takes full-width punctuation for punctuation, so that `**「重要」**です` is not bold.
Here a CJK character beside a delimiter never keeps it from opening or closing, as the
CJK-friendly amendments to CommonMark have it.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned

_CJK: Final = re.compile(
    "[\u3000-\u30ff"  # punctuation, kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # ideographs
    "\uff00-\uff60\uffe0-\uffe6"  # full-width forms
    "\U00020000-\U0002a6df]"
)


def is_cjk(character: str) -> bool:
    """Whether a character is one of CJK text; an empty string is none."""
    return _CJK.match(character) is not None


class CjkStateInline(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803
        scanned = super().scanDelims(start, canSplitWord)
        before = self.src[start - 1] if start else " "
        end = start + scanned.length
        after = self.src[end] if end < self.posMax else " "
        if (scanned.can_open and scanned.can_close) or not (is_cjk(before) or is_cjk(after)):
            return scanned
        opens = not isWhiteSpace(ord(after)) and (
            is_cjk(after) or not _is_punctuation(after) or _parts(before)
        )
        closes = not isWhiteSpace(ord(before)) and (
            is_cjk(before) or not _is_punctuation(before) or _parts(after)
        )
        if canSplitWord:
            return Scanned(opens, closes, scanned.length)
        can_open = opens and (not closes or is_cjk(before) or _is_punctuation(before))
        can_close = closes and (not opens or is_cjk(after) or _is_punctuation(after))
        return Scanned(can_open, can_close, scanned.length)


def _parts(character: str) -> bool:
    """Whether a character on the other side of a delimiter lets it stand beside punctuation."""
    return isWhiteSpace(ord(character)) or is_cjk(character) or _is_punctuation(character)


def _is_punctuation(character: str) -> bool:
    return isMdAsciiPunct(ord(character)) or isPunctChar(character)
