"""The size of an image: `![…](…){width=50%}`, `![…|300](…)`, `![[…|300]]`, `<img width="300">`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_BEHIND_BAR: Final = re.compile(r"(?P<alt>.*)\|[ \t]*(?P<size>\d{1,5}(?:x\d{1,5})?)", re.DOTALL)
_WORD: Final = r"""[#.]?[\w-]+(?:=(?:"[^"\n]*"|'[^'\n]*'|[^\s{}"']+))?"""
_BRACES: Final = re.compile(rf"\{{:?[ \t]*(?P<words>{_WORD}(?:[ \t]+{_WORD})*)[ \t]*\}}")
_WORDS: Final = re.compile(_WORD)
_LENGTH: Final = re.compile(
    r"(?P<number>\d{1,5}(?:\.\d{1,4})?)[ ]?(?P<unit>px|%|pt|mm|cm|in|em|rem)?"
)
_PIXELS: Final = {"": 1.0, "px": 1.0, "pt": 4 / 3, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0,
                  "em": 18.0, "rem": 18.0}  # fmt: skip


def image_sizes_plugin(md: MarkdownIt) -> None:
    """Teach `md` to keep the words in braces behind an image in its `meta`."""
    md.inline.ruler.before("emphasis", "image_braces", _braces)


def _braces(state: StateInline, silent: bool) -> bool:
    last = state.tokens[-1] if state.tokens and not state.pending else None
    if silent or last is None or last.type != "image" or "braces" in last.meta:
        return False
    found = _BRACES.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    last.meta = {**last.meta, "braces": tuple(_WORDS.findall(found["words"]))}
    state.pos = found.end()
    return True


def named_size(alt: str, size: str = "") -> tuple[dict[str, str], str]:
    """The size that Obsidian has behind a bar, 300 or 300x200, as attributes of an image, and the
    rest of its description.
    """
    found = _BEHIND_BAR.fullmatch(alt)
    if not size and found is not None:
        alt, size = found["alt"].rstrip(), found["size"]
    width = size.partition("x")[0]
    return ({"width": width} if width.strip("0") else {}), alt


def size_in_braces(words: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """The attributes of an image that words in braces give it, and those that give it none."""
    size: dict[str, str] = {}
    ignored: list[str] = []
    for word in words:
        name, _, value = word.partition("=")
        length = measured(name, value)
        if length:
            size[name] = length
        else:
            ignored.append(word)
    return size, ignored


def measured(name: str, value: str) -> str:
    """A `width` or `height` of an image: pixels, or for a width a percentage. Empty where it is no
    such length.
    """
    found = _LENGTH.fullmatch(value.strip().strip("\"'"))
    if name not in ("width", "height") or found is None or not float(found["number"]):
        return ""
    unit = found["unit"] or ""
    if unit == "%":
        return f"{min(float(found['number']), 100):g}%" if name == "width" else ""
    return str(max(round(float(found["number"]) * _PIXELS[unit]), 1))
