"""Pieces of a line of HTML → a line of Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from generator.importing.escaping import escape_start, escape_text, inline_code
from generator.importing.html.clozes_in import MARKS

CODE: Final = "code"
_MARKS: Final = {"b": "**", "i": "*", "s": "~~"}
# Formats that Markdown has no mark for, which stay tags.
_TAGS: Final = frozenset({
    "u", "sub", "sup", "kbd", "mark", "small", "abbr", "q", "samp", "cite", "ins", "ruby", "rt",
    "rp", "rb", "bdi",
})  # fmt: skip
FORMATS: Final = frozenset({*_MARKS, *_TAGS, CODE})


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a line: text as it is shown, or with `raw` Markdown. `formats` are the elements
    around it, the outermost first; a link is `a ` and its address.
    """

    text: str
    formats: tuple[str, ...] = ()
    raw: bool = False


def is_blank(line: Sequence[Piece]) -> bool:
    """Whether nothing of a line shows."""
    return all(not piece.raw and not piece.text.strip() for piece in line)


def all_code(line: Sequence[Piece]) -> bool:
    """Whether a line is nothing but code."""
    return all(
        CODE in piece.formats or (not piece.raw and not piece.text.strip()) for piece in line
    ) and any(CODE in piece.formats for piece in line)


def plain(line: Sequence[Piece]) -> str:
    """The text of a line of code, with its spaces."""
    parts = (p.text if CODE in p.formats else re.sub(r"[\r\n]+", "", p.text) for p in line)
    return "".join(parts).replace("\xa0", " ").rstrip()


def line_markdown(line: Sequence[Piece]) -> str:
    """A line of Markdown that shows the pieces."""
    text = _joined([piece for piece in line if piece.raw or piece.text], 0).strip()
    first = next((p for p in line if p.raw or p.text.strip()), None)
    if first is not None and not first.raw and not first.formats:
        return _indent(first.text) + escape_start(text)
    return text


def _indent(text: str) -> str:
    """The spaces that a line begins with where an editor keeps several of them."""
    spaces = text[: len(text) - len(text.lstrip())].lstrip("\n\r\t ")
    return "&nbsp;" * len(spaces) if spaces.count("\xa0") > 1 else ""


def _joined(pieces: Sequence[Piece], depth: int) -> str:
    """The pieces from the format at `depth` on."""
    parts: list[tuple[str, str]] = []  # a format or "", and what stands in it
    for name, group in groupby(
        pieces, lambda p: p.formats[depth] if len(p.formats) > depth else ""
    ):
        inside = list(group)
        if not name:
            parts += [("", piece.text if piece.raw else _text(piece)) for piece in inside]
        elif name == CODE:
            parts.append(("", _code(inside)))
        else:
            inner = _joined(inside, depth + 1)
            bare = inner.strip()
            parts += [("", " ")] * inner.startswith(" ")
            parts += [(name, bare)] if bare else []
            parts += [("", " ")] * (inner.endswith(" ") and bool(bare))
    out = ""
    for index, (name, inner) in enumerate(parts):
        after = parts[index + 1] if index + 1 < len(parts) else ("", "")
        following = "*" if after[0] in _MARKS else "<" if after[0] else after[1][:1]
        written = _formatted(name, inner, out[-1:], following) if name else inner
        out += written.lstrip(" ") if out.endswith(" ") else written
    return out


def _text(piece: Piece) -> str:
    linked = any(each.startswith("a ") for each in piece.formats)
    return escape_text(re.sub(r"[\s\xa0]+", " ", piece.text), linked=linked)


def _formatted(name: str, inner: str, before: str, after: str) -> str:
    if name.startswith("a "):
        address = name[2:]
        return (
            f"[{inner}](<{address}>)" if re.search(r"[\s()]", address) else f"[{inner}]({address})"
        )
    mark = _MARKS.get(name)
    if mark is None:
        return f"<{name}>{inner}</{name}>"
    if _flanks(before, inner[0]) and _flanks(after, inner[-1]) and not MARKS.search(inner):
        return f"{mark}{inner}{mark}"
    return f"<{name}>{inner}</{name}>"


def _flanks(outside: str, inside: str) -> bool:
    """Whether a mark of emphasis counts between these characters, whatever else is around."""
    if outside in ("*", "~", "_") or inside in ("*", "~", "_"):
        return False
    return _is_word(inside) or not outside or outside.isspace() or not _is_word(outside)


def _is_word(character: str) -> bool:
    return character.isalnum()


def _code(pieces: Sequence[Piece]) -> str:
    """Inline code, in parts where a cloze hides a part of it."""
    text = "".join(piece.text for piece in pieces).replace("\xa0", " ").replace("\n", " ")
    out = ""
    at = 0
    for mark in MARKS.finditer(text):
        out += _code_part(text[at : mark.start()]) + mark[0]
        at = mark.end()
    return out + _code_part(text[at:])


def _code_part(text: str) -> str:
    if not text.strip():
        return text
    if text.lstrip().startswith("{"):  # `{python} …` would be run
        return f"<code>{escape_text(text)}</code>"
    return inline_code(text)
