"""A card → the lines that a cheat sheet shows of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial
from typing import Final

from generator.kinds.exercise import says_bounds
from generator.printing.exam_room import Token, is_filled, listings
from generator.printing.key_sentences import first_sentence, is_short, texts
from generator.rendering.rendered import RenderedCard
from generator.rendering.typst_text import columns

# Of what nobody marked: what is longer says too little in its first lines.
_MOST_CODE: Final = 8  # lines, without imports
_MOST_OUTPUT: Final = 4
_MOST_MENDED: Final = 4  # lines of each of the two programs
_ALIKE: Final = 0.5  # how much of a line is kept where it is mended
_COLUMN: Final = 46  # characters on a line, about
_BOX: Final = 0.6  # lines that a frame takes
_REMOVED: Final = ("c", "- ", 2)
_ADDED: Final = ("k", "+ ", 2)
_MARK: Final = "mark its key lines with {.key}"
NO_LINES: Final = f"it has no short answer; {_MARK}"


@dataclass(frozen=True, slots=True)
class KeyLines:
    """Tokens of what is shown of a card; in `brief`, of what there is always room for. Where there
    is nothing, `why` says so.
    """

    full: Sequence[Token]
    brief: Sequence[Token]
    why: str = ""


def key_lines(card: RenderedCard, kind: str) -> KeyLines:
    """What the author marked, else what a card of its `kind` teaches in a few lines: those of a
    program, or the first sentence of its answer.
    """
    if card.key:
        marked = [_worked(each) for each in json.loads(card.key)]
        return KeyLines(marked, marked)
    tokens = json.loads(card.tokens)
    back: list[Token] = tokens["back"]
    sentence = first_sentence(_on_solution(back) if kind == "exercise" else back)
    full = _usual(tokens, kind) or sentence
    if not full:
        return KeyLines([], [], _why(kind, back))
    return KeyLines(full, min((full, sentence or full), key=_lines))


def _usual(tokens: Token, kind: str) -> list[Token]:
    """The lines that a card of its kind is about; none where they are many."""
    front: list[Token] = tokens["front"]
    back: list[Token] = tokens["back"]
    match kind.partition(".")[0]:
        case "bug":
            return _mended(front, back)
        case "predict":
            return _ran(tokens["sheet"])
        case "compare":
            return _pair(back)
        case "choice":
            return _right(back)
        case "cloze":
            return _filled(back)
        case "exercise":
            return _solved(back)
        case _:
            return back[:1] if back and _is_short(back[0]) else _ran(back)


def _why(kind: str, back: Sequence[Token]) -> str:
    if kind == "exercise":
        return f"its solution has more than {_MOST_CODE} lines; {_MARK}"
    if any(each["t"] == "p" for each in back):
        return f"the first sentence of its answer is long; {_MARK}"
    return NO_LINES


def _lines(tokens: Sequence[Token]) -> float:
    """About how many lines of a column they take."""
    return sum(
        _BOX + len(token["code"] or ()) + sum(len(out.get("lines", ())) for out in token["outs"])
        if token["t"] == "listing"
        else columns("".join(texts(token))) / _COLUMN
        for token in tokens
    )


def _filled(back: Sequence[Token]) -> list[Token]:
    """What was a gap: the text around it, or its line of a program."""
    for token in back:
        if not is_filled(token):
            continue
        if token["t"] == "p":
            return [token] if _is_short(token) else [each for each in first_sentence([token])
                                                     if is_filled(each)]  # fmt: skip
        for one in listings(token):
            code = [line for line in one["code"] or () if is_filled(line)]
            if code and len(code) <= _MOST_CODE:
                return [_listing(one, _outdented(code), [])]
    return []


def _solved(back: Sequence[Token]) -> list[Token]:
    """The solution of an exercise."""
    solution = next((each for each in listings(list(back)) if each["code"]), None)
    code = _working(solution["code"]) if solution else []
    return [_listing(solution, code, [])] if solution and 0 < len(code) <= _MOST_CODE else []


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
    return [_listing(right[0], _outdented(lines, marks=1), [])]


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
            return [_listing(one, *_behind(code, outs))]
    return []


def _behind(code: Sequence[Token], outs: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The code and what came out, a line of output as a comment behind the print that wrote it,
    where it is short.
    """
    match outs:
        case [{"k": "stdout", "lines": [said]}]:
            last, shown = code[-1], "".join(run[1] for run in said["r"])
            text = _text_of(last)
            fits = last["n"] + said["n"] + 4 <= _COLUMN and not any(
                run[0] == "c" for run in last["r"]
            )
            printed = (
                text.startswith("print(") and sum("print(" in _text_of(one) for one in code) == 1
            )
            if fits and printed:
                note = ["c", f"  # {shown}", said["n"] + 4]
                return [*code[:-1], {"n": last["n"] + note[2], "r": [*last["r"], note]}], []
    return [*code], [*outs]


def _on_solution(back: Sequence[Token]) -> list[Token]:
    """What is written on a solution: between it and the tests, without the bounds of these."""
    programs = [place for place, token in enumerate(back) if token["t"] == "listing"]
    end = programs[1] if len(programs) > 1 else len(back)
    return [token for token in back[:end] if not says_bounds("".join(texts(token)))]


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


def _worked(token: Token) -> Token:
    """A program without imports and empty lines, unless it has no others."""
    if token["t"] != "listing" or not token["code"]:
        return token
    return _listing(token, _working(token["code"]) or token["code"], token["outs"])


def _working(lines: Sequence[Token]) -> list[Token]:
    """The lines that are neither empty nor imports."""
    texts = [_text_of(line).strip() for line in lines]
    kept = [bool(text) and not text.startswith(("import ", "from ")) for text in texts]
    return [line for line, keep in zip(lines, kept, strict=True) if keep]


def _alike(line: Token, other: Token) -> bool:
    return SequenceMatcher(None, _text_of(line), _text_of(other)).ratio() >= _ALIKE


def _is_short(token: Token) -> bool:
    """Whether it is a text of about two lines, a formula, or a short program."""
    if token["t"] == "listing":
        return not token["outs"] and len(token["code"] or ()) <= _MOST_CODE
    return bool(token["t"] == "math") or (token["t"] == "p" and is_short(token))


def _text_of(line: Token) -> str:
    return "".join(run[1] for run in line["r"]).rstrip()


def _with(run: tuple[str, str, int], line: Token) -> Token:
    return {"n": line["n"] + run[2], "r": [list(run), *line["r"]]}


def _outdented(lines: Sequence[Token], marks: int = 0) -> list[Token]:
    """The lines without the spaces that all of them begin with, behind so many runs that mark
    them.
    """
    shown = ["".join(run[1] for run in line["r"][marks:]) for line in lines]
    spaces = min((len(text) - len(text.lstrip(" ")) for text in shown), default=0)
    return [_without(line, spaces, marks) for line in lines]


def _without(line: Token, spaces: int, marks: int) -> Token:
    left, kept = spaces, []
    for run in line["r"][marks:]:
        ink, text, width = run
        cut = min(left, len(text) - len(text.lstrip(" ")))
        left -= cut
        if text[cut:]:
            kept.append([ink, text[cut:], width - cut])
    return {"n": line["n"] - spaces, "r": [*line["r"][:marks], *kept]}


def _listing(listing: Token, code: Sequence[Token], outs: Sequence[Token]) -> Token:
    shown = [*code, *(line for out in outs for line in out.get("lines", ()))]
    most = max((line["n"] for line in shown), default=1)
    return {**listing, "code": list(code), "outs": list(outs), "columns": max(most, 1)}
