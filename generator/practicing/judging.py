"""Holds answers against what is right, and proposes a grade."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from generator.checking.match_dtype import parse_dtype
from generator.checking.match_shape import parse_shape
from generator.practicing.answer_comparison import NEAR, RIGHT, WRONG, Compared, compared
from generator.practicing.answer_tokens import MOST_TYPED, plain
from generator.practicing.answer_words import Said, said
from generator.practicing.judged import Choice, Judged, JudgedPart, Mended
from generator.practicing.output_judging import compared_output
from generator.practicing.practice import Gap, Practice

_LEAST_LONG: Final = 5  # letters of a word in which one may be wrong
_AROUND: Final = " \t\n`.,;:!?'\"。，；：！？、“”‘’"
_LAYOUT_OF_TEX: Final = re.compile(
    r"\\(?:left|right|,|;|:|!|quad|qquad|displaystyle| )(?![A-Za-z])|\s+"
)
_LONE: Final = re.compile(r"\{(\\?[A-Za-z]+|.)\}")


def judge(practice: Practice, ordinal: int, answer: Sequence[Any], language: str = "en") -> Judged:
    """An answer to the card with that `ordinal`, with messages in a language.

    It is the text that a card's programs show, the line to type, the index of each option that is
    chosen, or the text of each gap. Raises ValueError, in words, where it is something else.
    """
    if practice.asked == "choice":
        return judge_choice(practice, [_index(each, practice) for each in answer], language)
    texts = [_text(each) for each in answer]
    if practice.asked == "cloze":
        return judge_cloze(practice, ordinal, texts, language)
    if practice.asked not in ("output", "typed") or len(texts) != 1:
        raise ValueError("this card asks for no such answer")
    if practice.asked == "output":
        return judge_output(practice, texts[0], language)
    return judge_typed(practice, texts[0], language)


def judge_output(practice: Practice, typed: str, language: str = "en") -> Judged:
    """What was typed as the output of a card's programs."""
    return _judged([compared_output(practice.predicted, typed[:MOST_TYPED])], language)


def judge_typed(practice: Practice, typed: str, language: str = "en") -> Judged:
    """A line that was typed. A shape or a dtype may be written in any way, code in backticks."""
    right = practice.typed
    found = compared(right, typed)
    bare = typed.strip().strip("`").strip()
    if not found.right and bare != typed:
        found = max(found, compared(right, bare), key=lambda one: (one.right, one.matched))
    if not found.right and _same_form(right, plain(bare, right)):
        found = Compared(True, (Mended(right, "same"),), said=said("same dtype", right=right))
    return _judged([found], language)


def judge_choice(practice: Practice, chosen: Sequence[int], language: str = "en") -> Judged:
    """The options that were chosen, by their indices."""
    taken = set(chosen)
    choices = tuple(
        _choice(one.right, index in taken) for index, one in enumerate(practice.options)
    )
    right = not {"wrong", "missed"} & set(choices)
    why, grade = Said(), RIGHT
    if not taken:
        why, grade = said("empty"), WRONG
    elif "wrong" in choices:
        why, grade = said("chosen"), WRONG
    elif "missed" in choices:
        why, grade = said("missed"), NEAR
    return Judged(right, grade, choices=choices, message=why.words(language))


def judge_cloze(
    practice: Practice, ordinal: int, typed: Sequence[str], language: str = "en"
) -> Judged:
    """What was typed into the gaps of a card. Raises ValueError for another number of them."""
    gaps = practice.gaps_of(ordinal)
    if not gaps or len(typed) != len(gaps):
        raise ValueError(f"this card has {len(gaps)} gaps, and {len(typed)} texts were given")
    found = [_filled(gap, text) for gap, text in zip(gaps, typed, strict=True)]
    return _judged(found, language)


def _judged(found: Sequence[Compared | None], language: str) -> Judged:
    """The verdict on all boxes of an answer; what is None cannot be told."""
    parts = []
    for one in found:
        if one is None:
            parts.append(JudgedPart(None, (), said("formula").words(language)))
        else:
            parts.append(JudgedPart(one.right, one.pieces, one.said.words(language)))
    wrong = [one for one in found if one is not None and not one.right]
    messages = [part.message for part in parts if part.right is False] or [
        part.message for part in parts
    ]
    message = next(filter(None, messages), "")
    if wrong:
        return Judged(False, min(one.grade for one in wrong), tuple(parts), message=message)
    known = None not in found
    return Judged(True if known else None, RIGHT if known else None, tuple(parts), message=message)


def _filled(gap: Gap, typed: str) -> Compared | None:
    """What was typed into a gap; None where a formula may be another form of the same."""
    if gap.sort == "formula":
        typed = plain(typed, gap.text).strip().strip("$")
        if not typed:
            return compared(gap.text, typed)
        same = _bare_tex(gap.text) == _bare_tex(typed)
        return Compared(True, (Mended(gap.text, "same"),)) if same else None
    found = compared(gap.text, typed)
    if found.right or gap.sort == "code":
        return found
    right, given = (_bare_words(text) for text in (gap.text, plain(typed, gap.text)))
    if right and right == given:
        return Compared(True, (Mended(gap.text, "same"),))
    if _misspelt(right, given):
        words = said("spelling", right=gap.text)
        return Compared(True, (Mended(gap.text, "same"),), said=words)
    return found


def _bare_tex(tex: str) -> str:
    bare = _LAYOUT_OF_TEX.sub("", tex).replace(r"\dfrac", r"\frac").replace(r"\cdot", "*")
    return _LONE.sub(r"\1", bare)


def _bare_words(text: str) -> str:
    return " ".join(text.casefold().strip(_AROUND).split())


def _misspelt(right: str, typed: str) -> bool:
    """Whether a text is right but for one letter: one more, one less, another, or two swapped.
    A digit is no letter.
    """
    if len(right) < _LEAST_LONG or abs(len(right) - len(typed)) > 1 or not typed:
        return False
    start = 0
    while start < min(len(right), len(typed)) and right[start] == typed[start]:
        start += 1
    one, other = right[start:], typed[start:]
    apart = one[:1] + other[:1]
    if not all(sign.isalpha() for sign in apart):
        return False
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[:2][::-1] and one[2:] == other[2:])
    )


def _same_form(right: str, typed: str) -> bool:
    """Whether both texts state the same dtype, or the same shape."""
    dtype = parse_dtype(right)
    if dtype is not None:
        return dtype == parse_dtype(typed)
    tuples = not (right.startswith("[") or typed.startswith("["))
    return tuples and parse_shape(right) is not None and parse_shape(right) == parse_shape(typed)


def _choice(right: bool, chosen: bool) -> Choice:
    if chosen:
        return "right" if right else "wrong"
    return "missed" if right else "left"


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("an answer is text")
    return value[:MOST_TYPED]


def _index(value: Any, practice: Practice) -> int:
    if type(value) is not int or not 0 <= value < len(practice.options):
        raise ValueError("this card has no such option")
    return value
