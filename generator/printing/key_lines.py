"""A card → the lines that a cheat sheet shows of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import partial
from typing import Any, Final

from generator.printing.exam_room import Token, is_filled, listings
from generator.rendering.rendered import RenderedCard
from generator.rendering.typst_text import columns

# Of what nobody marked: what is longer says too little in its first lines.
_MOST_CODE: Final = 8  # lines, without imports
_MOST_OUTPUT: Final = 4
_MOST_MENDED: Final = 4  # lines of each of the two programs
_ALIKE: Final = 0.5  # how much of a line is kept where it is mended
_MOST_TEXT: Final = 150  # columns, of which a Chinese character takes two
_REMOVED: Final = ("c", "- ", 2)
_ADDED: Final = ("k", "+ ", 2)
NO_LINES: Final = "it has no short answer; mark its key lines with {.key}"


def key_lines(card: RenderedCard, kind: str) -> list[Token]:
    """Tokens of what the author marked, else of what a card of its `kind` teaches in a few lines;
    none where that is too long.
    """
    if card.key:
        marked: list[Token] = json.loads(card.key)
        return marked
    tokens = json.loads(card.tokens)
    front: list[Token] = tokens["front"]
    back: list[Token] = tokens["back"]
    name = kind.partition(".")[0]
    if name == "bug":
        return _mended(front, back)
    if name == "predict":
        return _ran(tokens["sheet"])
    if name == "compare":
        return _pair(back)
    if name == "choice":
        return _right(back)
    if name == "cloze":
        return [token for token in back if is_filled(token) and _is_short(token)][:1]
    if name == "exercise":
        return []
    if back and _is_short(back[0]):
        return back[:1]
    return _ran(back)


def _mended(front: Sequence[Token], back: Sequence[Token]) -> list[Token]:
    """The lines that differ between the program that goes wrong and the one that does not."""
    wrong = [each for each in listings(front) if each["code"]]
    right = [each for each in listings(back) if each["code"]]
    if not wrong or not right:
        return []
    before, after = wrong[-1]["code"], right[0]["code"]
    texts = [[_text_of(line) for line in lines] for lines in (before, after)]
    lines: list[Token] = []
    removed = added = 0
    for tag, i1, i2, j1, j2 in SequenceMatcher(
        None, texts[0], texts[1], autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        come = _working(after[j1:j2])
        # The mended program may leave out what is said above it.
        gone = [line for line in _working(before[i1:i2]) if any(map(partial(_alike, line), come))]
        removed, added = removed + len(gone), added + len(come)
        lines += [_with(_REMOVED, line) for line in gone] + [_with(_ADDED, line) for line in come]
    if not added or max(removed, added) > _MOST_MENDED:
        return []
    return [_listing(right[0], _outdented(lines), [])]


def _ran(sheet: Sequence[Token]) -> list[Token]:
    """The first program, with what came out of it."""
    for one in listings(list(sheet)):
        if one["code"] and "program" in one:
            drawn = any(out["k"] == "image" for out in one["outs"])
            code = _working(one["code"]) or one["code"]
            if drawn or len(code) > _MOST_CODE:
                return []
            outs = [{**out, "lines": out["lines"][-1:]} if out["k"] in ("error", "stderr") else out
                    for out in one["outs"]]  # fmt: skip
            if sum(len(out["lines"]) for out in outs) > _MOST_OUTPUT:
                return []
            return [_listing(one, code, outs)]
    return []


def _pair(back: Sequence[Token]) -> list[Token]:
    """Programs that stand beside each other, without what both show."""
    for token in back:
        if token["t"] == "columns":
            found = [each for each in listings(token) if each["code"]]
            codes = [_working(each["code"]) or each["code"] for each in found]
            if any(len(code) > _MOST_CODE for code in codes):
                return []
            return [_listing(*each, []) for each in zip(found, codes, strict=True)]
    return []


def _right(back: Sequence[Token]) -> list[Token]:
    """The options that are right, without their reasons."""
    items = [
        item for token in back for item in token.get("items", ()) if item.get("box") == "right"
    ]
    found = [item["c"][0] for item in items if item["c"]]
    return found if all(map(_is_short, found)) else []


def _working(lines: Sequence[Token]) -> list[Token]:
    """The lines that are neither empty nor imports."""
    texts = [_text_of(line).strip() for line in lines]
    kept = [bool(text) and not text.startswith(("import ", "from ")) for text in texts]
    return [line for line, keep in zip(lines, kept, strict=True) if keep]


def _alike(line: Token, other: Token) -> bool:
    return SequenceMatcher(None, _text_of(line), _text_of(other)).ratio() >= _ALIKE


def _is_short(token: Token) -> bool:
    """Whether it is a text of about two lines, or a formula."""
    if token["t"] == "listing":
        return not token["outs"] and len(token["code"] or ()) <= _MOST_CODE
    if token["t"] != "p":
        return bool(token["t"] == "math")
    text = "".join(_texts(token)).rstrip()
    return columns(text) <= _MOST_TEXT and not text.endswith((":", "：")) and not _drawn(token)


def _texts(token: Any) -> Iterator[str]:
    match token:
        case {"t": "math", "m": {"latex": str(source)}}:
            yield source
        case {"s": list(pieces)}:
            yield from pieces
        case dict():
            for value in token.values():
                yield from _texts(value)
        case list():
            for value in token:
                yield from _texts(value)


def _drawn(token: Any) -> bool:
    match token:
        case {"t": "image"}:
            return True
        case dict():
            return any(map(_drawn, token.values()))
        case list():
            return any(map(_drawn, token))
    return False


def _text_of(line: Token) -> str:
    return "".join(run[1] for run in line["r"]).rstrip()


def _with(run: tuple[str, str, int], line: Token) -> Token:
    return {"n": line["n"] + run[2], "r": [list(run), *line["r"]]}


def _outdented(lines: Sequence[Token]) -> list[Token]:
    """The lines, behind their marks, without the spaces that all of them begin with."""
    texts = ["".join(run[1] for run in line["r"][1:]) for line in lines]
    spaces = min((len(text) - len(text.lstrip(" ")) for text in texts), default=0)
    return [_without(line, spaces) for line in lines]


def _without(line: Token, spaces: int) -> Token:
    mark, *runs = line["r"]
    left, kept = spaces, []
    for ink, text, width in runs:
        cut = min(left, len(text) - len(text.lstrip(" ")))
        left -= cut
        if text[cut:]:
            kept.append([ink, text[cut:], width - cut])
    return {"n": line["n"] - spaces, "r": [mark, *kept]}


def _listing(listing: Token, code: Sequence[Token], outs: Sequence[Token]) -> Token:
    shown = [*code, *(line for out in outs for line in out.get("lines", ()))]
    most = max((line["n"] for line in shown), default=1)
    return {**listing, "code": list(code), "outs": list(outs), "columns": max(most, 1)}
