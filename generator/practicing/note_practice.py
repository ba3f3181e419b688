"""The fields of a note → what its cards can be practised with."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, Literal

from generator.practicing.field_html import ShownListing, listings, options, parsed
from generator.practicing.practice import Asked, Gap, Option, Practice, PracticeCell
from generator.practicing.session_code import without_echo
from generator.rendering.cloze_sides import HiddenPart, hidden_parts, opened
from generator.verifying.allowance import TooMuchError
from generator.verifying.evidence import Evidence, EvidenceError, find_evidence
from generator.verifying.outcome import Pieces

_MOST_GAPS: Final = 2_000
_ASKED: Final[Mapping[str, Asked]] = {
    "predict": "output",
    "bug.predict": "output",
    "typed": "typed",
    "choice": "choice",
    "cloze": "cloze",
    "cloze.typed": "cloze",
    "exercise": "exercise",
}
_COMMENT: Final = re.compile(r"#.*")
_TEXTS: Final = ("stdout", "stderr", "value", "error")
_INSIDE_CODE: Final = re.compile(r"<(/?)(?:code|pre)\b", re.IGNORECASE)
_ALL_CODE: Final = re.compile(r"\s*<(code|pre)\b[^>]*>(?:(?!</?\1\b).)*</\1>\s*", re.DOTALL)
_OPENING: Final = ("\\(", "\\[")
_FORMULA: Final = re.compile(r"\\[(\[]|\\[)\]]")


def practice_of(fields: Mapping[str, str], kind: str = "") -> Practice | None:
    """What the cards of a note can be practised with, None where that is nothing.

    `fields` are HTML by name, of a note of anybody's. `kind` is the card's as the deck has it; ""
    where it is unknown, and then told from the fields as far as that goes.
    """
    evidence, why = _evidence(fields)
    front = parsed(opened(fields.get("Front", "") or fields.get("Text", "")))
    back = parsed(opened(fields.get("Back", "") or fields.get("Extra", "")))
    asked_for, told = list(listings(front)), list(listings(back))
    chosen = tuple(Option(text, False) for text, _ in options(front))
    marked = dict(options(back)) if chosen else {}
    chosen = tuple(replace(one, right=marked.get(one.text, False)) for one in chosen)
    gaps = _gaps(fields.get("Text", ""))
    typed = parsed(fields.get("Typed", "")).line() if not gaps else ""
    cells = _cells(evidence, asked_for, told) if evidence is not None else ()
    exercise = evidence.exercise if evidence is not None else None
    if exercise is not None:
        kind = "exercise"
    kind = kind or _kind(asked_for, told, chosen, gaps, typed, fields)
    asked = _ASKED.get(kind, "")
    if asked != "output" or not any(_has_text(cell.said) for cell in cells if cell.asked):
        cells = tuple(replace(cell, asked=False) for cell in cells)
        asked = "" if asked == "output" else asked
    present = {
        "exercise": exercise,
        "typed": typed,
        "choice": any(one.right for one in chosen),
        "cloze": gaps,
    }
    if not present.get(asked, True):
        asked = ""
    if not asked and evidence is None and not why:
        return None
    return Practice(
        kind=kind,
        asked=asked,
        program=evidence.program if evidence is not None else None,
        cells=cells,
        typed=typed if asked == "typed" else "",
        options=chosen if asked == "choice" else (),
        gaps=gaps if asked == "cloze" else (),
        exercise=exercise,
        why=why,
    )


def _evidence(fields: Mapping[str, str]) -> tuple[Evidence | None, str]:
    """The evidence of a note, or why it cannot be read; "" where it has none."""
    names = ("Evidence", *fields)  # packages of version 1 have it in another field
    for html in dict.fromkeys(fields[name] for name in names if name in fields):
        try:
            found = find_evidence(html)
        except (EvidenceError, TooMuchError) as error:
            return None, f"the program of this card cannot be read: {error}"
        if found is not None:
            return found, ""
    return None, ""


def _kind(
    asked_for: Sequence[ShownListing],
    told: Sequence[ShownListing],
    chosen: Sequence[Option],
    gaps: Sequence[object],
    typed: str,
    fields: Mapping[str, str],
) -> str:
    """The kind that a note's fields look like, "" where they look like any."""
    if gaps:
        return "cloze.typed" if fields.get("Typed") else "cloze"
    if chosen:
        return "choice"
    if typed:
        return "typed"
    apart = [one for one in told if _is_apart(one, asked_for)]
    if apart:
        wrong = any(piece.kind == "error" for one in apart for piece in one.outputs)
        return "bug.predict" if wrong else "predict"
    return ""


def _cells(
    evidence: Evidence, asked_for: Sequence[ShownListing], told: Sequence[ShownListing]
) -> tuple[PracticeCell, ...]:
    """The cells of a program beside what the card shows of each."""
    ahead = {_bare(one.code) for one in asked_for if one.code is not None}
    front = [_bare(one.code) for one in asked_for if one.code is not None and not one.outputs]
    seen = {_bare(one.code) for one in (*asked_for, *told) if one.code is not None}
    apart = [one for one in told if _is_apart(one, asked_for)]
    cells: list[PracticeCell] = []
    for index, (cell, said) in enumerate(zip(evidence.program.cells, evidence.said, strict=True)):
        code = without_echo(cell.code)
        bare = _bare(code)
        shown = cell.mode == "exec" and (said is not None or bare in seen)
        asked = shown and bare in front
        one = PracticeCell(
            index=index,
            code=code,
            shown=shown,
            said=said or (),
            varies=said is None and shown,
            asked=asked,
            in_front=bare in ahead,
            session=code != cell.code,
        )
        if asked:
            front.remove(bare)
            if said is None:
                one = _told_apart(one, apart)
        cells.append(one)
    return tuple(cells)


def _is_apart(listing: ShownListing, asked_for: Sequence[ShownListing]) -> bool:
    """Whether a listing of the back has the output of code in front, at most with some of its
    lines: those that comments are about.
    """
    if not listing.outputs:
        return False
    own = set(_bare(listing.code or "").split("\n")) - {""}
    return any(
        own <= set(_bare(one.code).split("\n")) for one in asked_for if one.code and not one.outputs
    )


def _told_apart(cell: PracticeCell, apart: list[ShownListing]) -> PracticeCell:
    """A cell with the varying output that the back shows without its code, taken out of those."""
    for position, listing in enumerate(apart):
        if listing.varies:
            del apart[position]
            return replace(cell, said=listing.outputs)
    return replace(cell, asked=False)


def _bare(code: str) -> str:
    """Code without its comments and layout: what a card shows may lack comments."""
    lines = (_COMMENT.sub("", line).strip() for line in code.split("\n"))
    return "\n".join(line for line in lines if line)


def _has_text(said: Pieces) -> bool:
    return any(piece.kind in _TEXTS and piece.text.strip() for piece in said)


def _gaps(html: str) -> tuple[tuple[int, tuple[Gap, ...]], ...]:
    found: dict[int, list[Gap]] = defaultdict(list)
    codes = formulas = 0  # that are open
    for count, (number, part) in enumerate(hidden_parts(html)):
        if count >= _MOST_GAPS:
            break
        codes += _codes_opened(part.between)
        formulas += _formulas_opened(part.between)
        gap = _gap(part, in_code=codes > 0, in_formula=formulas != 0)
        if gap.text:
            found[number].append(gap)
    return tuple((number, tuple(gaps)) for number, gaps in sorted(found.items()))


def _gap(part: HiddenPart, *, in_code: bool, in_formula: bool) -> Gap:
    inner = parsed(part.html)
    sort: Literal["text", "code", "formula"] = "text"
    if in_formula or _FORMULA.search(part.html):
        sort = "formula"
    elif in_code or _ALL_CODE.fullmatch(part.html):
        sort = "code"
    text = inner.text().strip("\n") if sort == "code" else inner.line()
    return Gap(text.replace("\xa0", " "), sort, parsed(part.hint).line())


def _codes_opened(html: str) -> int:
    """How many more elements of code some HTML opens than it closes."""
    return sum(-1 if found[1] else 1 for found in _INSIDE_CODE.finditer(html))


def _formulas_opened(html: str) -> int:
    """How many more formulas some HTML opens than it closes."""
    return sum(1 if found[0] in _OPENING else -1 for found in _FORMULA.finditer(html))
