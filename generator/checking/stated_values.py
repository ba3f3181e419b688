"""One result that a comment states against one thing that came out."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from difflib import SequenceMatcher
from typing import Final, Literal

from generator.checking.match_dtype import dtype, parse_dtype
from generator.checking.match_outcome import Got, Match, Mismatch, refused
from generator.checking.match_shape import parse_shape, shape, shape_of
from generator.checking.numbers import find_numbers
from generator.model import Claim, Structure
from generator.reading.literals import (
    is_literal,
    reckoned,
    same_literal,
    same_spelling,
    unquoted,
)
from generator.reading.printed import leading_values
from generator.reading.stated_text import ends_or_remarks, is_any_error

Kind = Literal["print", "value", "error"]
_CLASS: Final = re.compile(r"<class '([\w.]+)'>")
# What NumPy's scalars show of themselves beside their value, since version 2.
_SCALAR: Final = re.compile(
    r"\bnp\.(?:float|int|uint|complex|bool|str|longlong|intc)\w*\(([^()]*)\)"
)
_CALLED: Final = re.compile(r"[A-Za-z_][\w.]*(?=\()|<[A-Za-z_]\w*")
_WORDS: Final = re.compile(r"[^\W\d_]+|\d+(?:\.\d+)?|\S")
_MOST_SAID: Final = 200  # characters that are looked at for likeness
_ALIKE: Final = 0.75  # of two words
_ALIKE_AS_LONG: Final = 0.65  # of two that are as long
_TRUTHS: Final = frozenset({"true", "false"})
_MANY_WORDS: Final = 4
_CUT: Final = re.compile(r"(?:\.{3}|…)$")
_FAR_OFF: Final = Decimal("0.1")  # relative: further off than whatever is called "about"
_MOST_DIGITS: Final = 40
_MOST_EXPONENT: Final = 400  # of a float


def compare(claim: Claim, got: Got, kind: Kind, match: Match) -> Mismatch | None:
    """Why a claim does not hold of one thing that came out; None where it does.

    A literal is compared as one, and so is a scalar of NumPy. What is printed may be stated with
    what looks like a remark, a string without its quotes, a class by its name.
    """
    if kind == "error":
        return _error(claim, got)
    if kind == "print" and claim.match is None and claim.whole == got.text.rstrip() != "":
        return None
    if claim.says == "rounded":
        text = claim.text
        return _rounded(text, got, cut=f"{text}..." in claim.whole or f"{text}…" in claim.whole)
    mismatch = match(claim.text, got)
    if mismatch is None or claim.match is not None:
        return mismatch
    if claim.says == "error":
        return None if _is_class(claim.text, got.text) else mismatch
    plain = _SCALAR.sub(r"\1", got.text)
    for said in dict.fromkeys((claim.text, claim.whole or claim.text)):
        if kind == "print" and (match(said, got) is None or same_spelling(said, got.text)):
            return None
        if kind == "value" and (same_literal(said, plain) or _is_sum(said, plain)):
            return None
    if kind == "print" and claim.sure == "loose" and unquoted(claim.text) == got.text:
        return None
    if kind == "value" and (_is_text(claim.text, got.structure) or _is_class(claim.text, got.text)):
        return None
    return mismatch


def is_of_its_kind(said: str, got: str) -> bool:
    """Whether what is stated without any mark is meant as a result, because one of its kind came
    out: a literal, or a value of the same class.
    """
    if is_literal(said):
        return is_literal(_SCALAR.sub(r"\1", got))
    one, other = _CALLED.match(said), _CALLED.match(got)
    return one is not None and other is not None and one[0] == other[0]


def is_meant(said: str, got: Got) -> bool:
    """Whether a value without a mark must be meant as what came out, which it is not."""
    return is_of_its_kind(said, got.text) or is_another_number(said, got)


def is_another_number(said: str, got: Got) -> bool:
    """Whether a number is stated of an array of one, and is not near it."""
    structure = got.structure
    if structure is None or structure.kind != "array" or _decimal(said) is None:
        return False
    return len(structure.values) == 1 and _rounded(said, got, cut=False) is not None


def is_dtype_of(said: str, structure: Structure | None) -> bool | None:
    """Whether a text is the dtype of an array; None where it is no dtype, or there is no array."""
    if structure is None or structure.kind != "array" or parse_dtype(said) is None:
        return None
    return dtype(said, Got("", structure)) is None


def is_nearly(said: str, got: str) -> bool:
    """Whether words are so like what was printed that they must be meant as it: as many numbers,
    the same words in another order, or all but a few, or but for some letters of one.
    """
    ours, theirs = _WORDS.findall(said.lower()), _WORDS.findall(got.lower())
    if not ours or len(ours) != len(theirs) or max(len(said), len(got)) > _MOST_SAID:
        return False
    changed = [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    if all(word[0].isdigit() for word in (*ours, *theirs)) or sorted(ours) == sorted(theirs):
        return True
    if len(changed) > max(1, len(ours) // 4):
        return False
    return len(ours) >= _MANY_WORDS or all(_is_misspelling(*pair) for pair in changed)


def _is_misspelling(one: str, other: str) -> bool:
    """Whether two words are both numbers or truths, or differ in some letters."""
    if (one[0].isdigit() and other[0].isdigit()) or {one, other} <= _TRUTHS:
        return True
    least = _ALIKE if len(one) != len(other) else _ALIKE_AS_LONG
    return SequenceMatcher(None, one, other).ratio() >= least


def is_shape_of(said: str, structure: Structure | None) -> bool | None:
    """Whether a text is the shape of an array, or the one that a `torch.Size` holds; None where it
    is no shape, or there is no array.
    """
    if structure is None or shape_of(structure) is None or parse_shape(said) is None:
        return None
    if structure.kind != "array" and structure.type != "torch.Size":
        return None
    return shape(said, Got("", structure)) is None


def _is_sum(said: str, got: str) -> bool:
    """Whether a number is stated as a sum: `= 2 * 3`."""
    value = reckoned(said)
    return value is not None and is_literal(got) and same_literal(repr(value), got)


def _is_text(said: str, structure: Structure | None) -> bool:
    """Whether a value is the very text that is stated, without the quotes of its repr. A text that
    is a value itself is another one.
    """
    if structure is None or structure.kind != "text" or leading_values(said):
        return False
    return structure.values == (said.strip(),)


def _is_class(said: str, got: str) -> bool:
    """Whether a class is stated by its name, with or without its modules'."""
    found = _CLASS.fullmatch(got.strip())
    if found is None or not re.fullmatch(r"[\w.]+", said.strip()):
        return False
    return f".{found[1]}".endswith(f".{said.strip()}")


def is_misspelt(said: str, got: str) -> bool:
    """Whether words say what came out, but wrongly: another class, the wrong case, or another text
    in quotes.
    """
    if unquoted(said) is not None:
        return True
    word = re.fullmatch(r"[\w.]+", said.strip()) is not None
    return word and (_CLASS.fullmatch(got) is not None or said.strip().lower() == got.lower())


def _error(claim: Claim, got: Got) -> Mismatch | None:
    """An exception by its name, with all that it says or none of it."""
    said, text = claim.text.strip(), got.text.strip()
    if claim.says == "error" and is_any_error(said):
        return None
    name, _, message = text.partition(":")
    names = (name, name.rpartition(".")[2])
    whole = [f"{known}:{message}" for known in names]
    for each in (said, claim.whole.strip()):
        if any(_goes_on(each, known) for known in whole):
            return None
        if any(_goes_on(each, known) and not each.startswith(f"{known}:") for known in names):
            return None
        cut = _CUT.search(each)
        if (
            cut
            and ":" in each
            and any(known.startswith(each[: cut.start()].rstrip()) for known in whole)
        ):
            return None
    return refused(said, text, "")


def _goes_on(text: str, known: str) -> bool:
    """Whether a text is what is known, with or without a remark after it."""
    return text.startswith(known) and ends_or_remarks(text[len(known) :])


def _rounded(said: str, got: Got, *, cut: bool) -> Mismatch | None:
    """The number that came out is the stated one, once it is rounded to as many digits; or `cut`
    off behind them.
    """
    number = _number(got)
    if number is None:
        return refused(said, got.text, "this cannot be checked: there is no single number here")
    stated = _decimal(said)
    exponent = stated.as_tuple().exponent if stated is not None else None
    if stated is None or not isinstance(exponent, int) or abs(exponent) > _MOST_DIGITS:
        return refused(said, got.text, "")
    unit, slack = Decimal(1).scaleb(exponent), abs(number) * Decimal("1e-9")
    rounds = abs(number - stated) <= unit / 2 + slack
    goes_on = cut and 0 <= (number - stated) * (-1 if number < 0 else 1) < unit
    return None if rounds or goes_on else refused(said, got.text, "")


def rounded(said: str, got: Got) -> str:
    """The number that came out, with as many digits as the stated one; empty if that has none."""
    number, stated = _number(got), _decimal(said)
    exponent = stated.as_tuple().exponent if stated is not None else None
    if number is None or not isinstance(exponent, int) or not -_MOST_DIGITS <= exponent <= 0:
        return ""
    return f"{number:.{-exponent}f}"


def is_far_off(said: str, got: Got) -> bool:
    """Whether a number that is called rounded is not even near what came out. One that is written
    with its digits behind the point says how near it is.
    """
    number, stated = _number(got), _decimal(said)
    if number is None or stated is None:
        return False
    return "." in said or abs(number - stated) > _FAR_OFF * abs(stated)


def _number(got: Got) -> Decimal | None:
    """The one number that came out."""
    structure = got.structure
    if (
        structure is not None
        and structure.kind in ("number", "array")
        and len(structure.values) == 1
    ):
        text = str(structure.values[0])
    else:
        found = list(find_numbers(got.text))
        text = found[0].text if len(found) == 1 else ""
    return _decimal(text)


def _decimal(text: str) -> Decimal | None:
    """A number small enough to compute with."""
    try:
        number = Decimal(text.rstrip("%").replace("_", ""))
    except InvalidOperation:
        return None
    fits = number.is_finite() and (not number or abs(number.adjusted()) <= _MOST_EXPONENT)
    return number if fits else None
