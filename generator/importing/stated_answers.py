"""Outputs that an imported card states: a listing below a program, or an answer that is nothing
else. What is right becomes a claim, which every check holds against the program from then on.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final, NamedTuple

from generator.building.built import Built
from generator.checking.verdict import Verdict
from generator.importing.drafts import Draft, with_fences
from generator.importing.escaping import fenced
from generator.importing.html.visible_text import visible_text
from generator.model import shortened
from generator.reading.fence_names import read_info
from generator.reading.introductions import certainty_of

_OUTPUT: Final = "output"
_PLAIN: Final = frozenset({"", "text", "txt", "plain", "console"})
_MARKS: Final = re.compile(r"[*_`\\]")
_MOST_SHOWN: Final = 60
_LONGEST: Final = 2_000  # characters of an answer that may be a value


def state_outputs(drafts: Sequence[Draft], built: Built) -> bool:
    """Make claims of the outputs that cards state as text, and set aside the programs whose only
    answer is another value than what came out. Returns whether a card was changed.
    """
    printed = {verdict.plan.card.slug: _printed(verdict) for verdict in built.verdicts}
    changed = [_state(each, printed.get(each.slug, ())) for each in drafts if not each.out]
    return any(changed)


def _printed(verdict: Verdict) -> Sequence[str]:
    """What each program of a card printed or was worth, "" where it did not run to its end."""
    texts = []
    for fence in verdict.plan.card.fences:
        cell = verdict.ran.cells.get(fence.place)
        whole = cell is not None and cell.raised is None
        texts.append(verdict.ran.text(cell).strip("\n") if cell is not None and whole else "")
    return texts


def _state(draft: Draft, printed: Sequence[str]) -> bool:
    if len(printed) != draft.programs or not any(printed):
        return False
    aside = len(draft.norun)
    above, number = _claimed(draft.above, printed, 0, draft)
    below, _ = _claimed(draft.below, printed, number, draft)
    claimed = (above, below) != (draft.above, draft.below)
    draft.above, draft.below = above, below
    draft.stated = draft.stated or claimed
    changed = claimed or len(draft.norun) > aside
    last = number - 1
    if (
        draft.kind != "predict"
        or not number
        or last in draft.norun | draft.plain
        or not printed[last]
    ):
        return changed
    return _answered(draft, printed[last], last) or changed


class _Block(NamedTuple):
    """A fence: its lines, from the opening to the closing one, and what it is marked as."""

    start: int
    end: int
    info: str


def _fences(lines: Sequence[str]) -> Iterator[_Block]:
    opened = [(at, info) for at, (_, info) in enumerate(with_fences(lines)) if info is not None]
    for at, info in opened:
        mark = lines[at][: len(lines[at]) - len(info)].strip()
        ends = (n for n in range(at + 1, len(lines)) if lines[n].strip() == mark)
        yield _Block(at, next(ends, len(lines) - 1), info)


def _claimed(text: str, printed: Sequence[str], number: int, draft: Draft) -> tuple[str, int]:
    """A side of a card with `output` fences for listings that are what came out of the program
    above them, and the number of the program after it.
    """
    lines = text.split("\n")
    gone: set[int] = set()
    before: _Block | None = None
    for fence in list(_fences(lines)):
        info = read_info(fence.info)
        if info.language is not None:
            before = fence
            number += 1
            continue
        between = range(before.end + 1, fence.start) if before is not None else range(0)
        words = " ".join(lines[at].strip() for at in between).strip()
        near = before is not None and (not words or certainty_of(words) == "sure")
        code = "\n".join(lines[fence.start + 1 : fence.end])
        tried = near and info.word in _PLAIN and number - 1 not in draft.norun | draft.plain
        if tried and _same(code, printed[number - 1]):
            opening = lines[fence.start]
            lines[fence.start] = opening[: len(opening) - len(fence.info)] + _OUTPUT
            gone.update(at for at in between if lines[at].strip())
            draft.replaced += [_MARKS.sub("", words)] if words else []
        elif tried and words and code.strip() and printed[number - 1]:
            came = _flat(printed[number - 1])
            _set_aside(draft, number - 1)
            said = f"its listing says `{_flat(code)}`"
            draft.by_hand.append(f"{said}, but `{came}` came out")
        before = None
    kept = [
        line for at, line in enumerate(lines) if at not in gone and not _doubled(at, lines, gone)
    ]
    return "\n".join(kept), number


def _doubled(at: int, lines: Sequence[str], gone: Collection[int]) -> bool:
    """Whether an empty line stands below one that is taken out, which stood below another."""
    return at - 1 in gone and not lines[at].strip()


def _answered(draft: Draft, printed: str, last: int) -> bool:
    """Whether the answer of a `.predict` card is what its last program printed, and now a claim, or
    is another value, and its program is set aside.
    """
    lines = draft.below.split("\n")
    first = next(iter(_fences(lines)), None)
    if first is not None and first.start == 0 and read_info(first.info).word in _PLAIN:
        stated = "\n".join(lines[1 : first.end])
        rest = "\n".join(lines[first.end + 1 :]).strip("\n")
        if not _same(stated, printed):
            return False
    else:
        original = draft.found.original
        stated = visible_text(original[1]) if original is not None else ""
        rest = ""
        if not stated or len(stated) > _LONGEST:
            return False
        if stated != " ".join(printed.split()):
            return _is_false(draft, stated, printed, last)
    if not draft.above.rstrip().endswith(("```", "~~~")) or _ends_elsewhere(draft):
        return False
    if not rest and next(iter(_fences(draft.above.split("\n")))).start:
        return False  # without an answer, what stands above the program would be on the back
    draft.above = f"{draft.above.rstrip()}\n\n{fenced(printed, _OUTPUT)}"
    draft.below = rest
    draft.stated = True
    return True


def _ends_elsewhere(draft: Draft) -> bool:
    """Whether what stands in front ends in something other than a program at its left edge."""
    lines = draft.above.rstrip().split("\n")
    last = list(_fences(lines))[-1]
    return (
        last.end != len(lines) - 1
        or read_info(last.info).language is None
        or (lines[last.start][:1] not in "`~")
    )


def _is_false(draft: Draft, stated: str, printed: str, last: int) -> bool:
    if "\n" in printed or not _differ(stated, printed):
        return False
    _set_aside(draft, last)
    draft.by_hand.append(f"its answer is `{stated}`, but `{printed}` came out")
    return True


def _flat(text: str) -> str:
    return shortened(" ".join(text.split()), _MOST_SHOWN)


def _set_aside(draft: Draft, number: int) -> None:
    """Do not run a program of which the card states what is false."""
    draft.norun.add(number)
    if draft.kind == "predict" and not draft.runs:
        draft.kind = ""
    draft.trouble.append(("false-claim", "the answer is not what came out"))


def _differ(stated: str, printed: str) -> bool:
    """Whether both texts are values of Python, and other ones."""
    try:
        one, other = ast.literal_eval(stated), ast.literal_eval(printed)
        return bool(one != other)
    except (SyntaxError, ValueError, TypeError, MemoryError, RecursionError):
        return False


def _same(stated: str, printed: str) -> bool:
    def bare(text: str) -> list[str]:
        return [line.rstrip() for line in text.strip("\n").split("\n")]

    return bool(printed.strip()) and bare(stated) == bare(printed)
