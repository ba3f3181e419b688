"""Why an answer is wrong, by what differs: its dtype, its shape, its lines, its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.checking.match_dtype import plain_dtype
from generator.checking.match_shape import parse_shape
from generator.practicing.answer_alignment import align, rounded_to
from generator.practicing.answer_tokens import Token, tokens
from generator.practicing.answer_words import Said, said

_DTYPE: Final = re.compile(
    r"(?:\b(?:torch|np|numpy|jnp|jax\.numpy)\.)?"
    r"\b(?:(?:u?int|q?u?int|b?float|complex)(?:8|16|32|64|128)(?:_\w+)?|bool)\b(?![(\w])"
)
_GIVEN: Final = re.compile(r",\s*dtype\s*=\s*(?P<name>[\w.]+)")
_SIZE: Final = re.compile(r"\bSize\(\s*\[([\d,\s]*)\]\s*\)")
_BRACKETS: Final = "[]{}"


def reason(right: str, typed: str, ours: Sequence[Token], theirs: Sequence[Token]) -> Said:
    """The sentence that says best why one text is not the other."""
    if not theirs:
        return said("empty")
    return (
        dtype_reason(right, typed)
        or _kind_reason(ours, theirs)
        or shape_reason(right, typed)
        or _rough(ours, theirs)
        or _lines(ours, theirs)
        or _numbers(ours, theirs)
        or _named_dtype(right, typed)
    )


def dtype_reason(right: str, typed: str) -> Said:
    """Said where all but the dtype is right."""
    own, other = _dtypes(right), _dtypes(typed)
    if own == other:
        return Said()
    if own and other and _keys(_DTYPE.sub("?", right)) == _keys(_DTYPE.sub("?", typed)):
        pairs = zip(own, other, strict=True)
        one, wrong = next(pair for pair in pairs if pair[0] != pair[1])
        return said("dtype", right=one, typed=wrong)
    bare, stated = _GIVEN.sub("", right), _GIVEN.sub("", typed)
    if _keys(bare) != _keys(stated):
        return Said()
    named = _GIVEN.search(right), _GIVEN.search(typed)
    if named[0] and named[1]:
        return said("dtype", right=named[0]["name"], typed=named[1]["name"])
    return said("dtype missing", right=own[0]) if own else said("dtype extra")


def _named_dtype(right: str, typed: str) -> Said:
    """Said where a dtype is wrong among other things."""
    own, other = _dtypes(right), _dtypes(typed)
    if len(own) == len(other):
        for one, wrong in zip(own, other, strict=True):
            if one != wrong:
                return said("dtype", right=one, typed=wrong)
    return Said()


def _dtypes(text: str) -> list[str]:
    found = [*_DTYPE.findall(text)]
    return [plain_dtype(name) or name for name in found]


def _keys(text: str) -> list[str]:
    return [token.key for token in tokens(text)]


def _kind_reason(ours: Sequence[Token], theirs: Sequence[Token]) -> Said:
    """Said where the values are right, and some are integers where floats are, or the other way."""
    if len(ours) != len(theirs):
        return Said()
    apart = [
        (one, other)
        for one, other in zip(ours, theirs, strict=True)
        if (one.sort, one.key) != (other.sort, other.key)
    ]
    for one, other in apart:
        kind, _, value = one.key.partition(" ")
        other_kind, _, other_value = other.key.partition(" ")
        numbers = one.sort == other.sort == "number"
        if not numbers or value != other_value or {kind, other_kind} != {"integer", "float"}:
            return Said()
    if not apart:
        return Said()
    one, other = apart[0]
    name = "floats" if one.key.startswith("float") else "integers"
    return said(name, right=one.text, typed=other.text)


def shape_reason(right: str, typed: str) -> Said:
    """Said where the shape of what is shown, or one that is stated, is another."""
    own, other = list(_SIZE.findall(right)), list(_SIZE.findall(typed))
    if own and len(own) == len(other):
        for one, wrong in zip(own, other, strict=True):
            if parse_shape(f"[{one}]") != parse_shape(f"[{wrong}]"):
                return said("shape", right=f"[{one}]", typed=f"[{wrong}]")
    ours, theirs = list(_shapes(tokens(right))), list(_shapes(tokens(typed)))
    if len(ours) != len(theirs):
        return Said()
    for shape, wrong_shape in zip(ours, theirs, strict=True):
        if shape and wrong_shape and shape != wrong_shape:
            return said("shape", right=shape, typed=wrong_shape)
    return Said()


def _shapes(found: Sequence[Token]) -> Iterator[tuple[int, ...] | None]:
    """The shape of what each outermost pair of square brackets holds, None for none."""
    stack: list[list[tuple[int, ...] | None]] = []
    odd = False
    for token in found:
        if token.key == "[" and token.sort == "sign":
            stack.append([])
        elif token.key == "]" and token.sort == "sign" and stack:
            members = stack.pop()
            shape = _shape(members)
            if stack:
                stack[-1].append(shape)
            else:
                yield None if odd else shape
                odd = False
        elif stack:
            if token.sort == "sign":
                odd = odd or token.key != ","
            elif token.sort != "break":
                stack[-1].append(())


def _shape(members: Sequence[tuple[int, ...] | None]) -> tuple[int, ...] | None:
    if not members:
        return (0,)
    first = members[0]
    if first is None or any(member != first for member in members):
        return None
    return (len(members), *first)


def _rough(ours: Sequence[Token], theirs: Sequence[Token]) -> Said:
    """Said where a number is rightly rounded to too few digits, and nothing else is wrong."""
    if len(ours) != len(theirs):
        return Said()
    rough = Said()
    for one, other in zip(ours, theirs, strict=True):
        if (one.sort, one.key) != (other.sort, other.key):
            if not (one.sort == other.sort == "number" and rounded_to(one, other)):
                return Said()
            rough = rough or said("too rough", right=one.text, typed=other.text)
    return rough


def _lines(ours: Sequence[Token], theirs: Sequence[Token]) -> Said:
    own, other = (sum(token.sort == "break" for token in each) + 1 for each in (ours, theirs))
    return said("line count", right=own, typed=other) if own != other else Said()


def _numbers(ours: Sequence[Token], theirs: Sequence[Token]) -> Said:
    """Said where nothing but numbers is wrong."""
    if len(ours) != len(theirs):
        return Said()
    wrong = [
        (one, other)
        for one, other in zip(ours, theirs, strict=True)
        if (one.sort, one.key) != (other.sort, other.key)
    ]
    if not wrong or any(one.sort != "number" or other.sort != "number" for one, other in wrong):
        return Said()
    if len(wrong) == 1:
        return said("number", right=wrong[0][0].text, typed=wrong[0][1].text)
    return said("numbers", wrong=len(wrong), all=sum(one.sort == "number" for one in ours))


def nearly(right: str, typed: str) -> Said:
    """Said where the values are right, and only how they are written is not."""
    ours, theirs = tokens(right), tokens(typed)
    if [one.key.casefold() for one in ours] == [one.key.casefold() for one in theirs]:
        return said("case")
    plain = [[one.key for one in each if one.sort != "break"] for each in (ours, theirs)]
    if plain[0] == plain[1]:
        return said("lines")
    same_values = _values(right) == _values(typed) != []
    shapes = [parse_shape(line) for line in (right, typed)]
    if same_values or (shapes[0] is not None and shapes[0] == shapes[1]):
        return said("written", right=right)
    return Said()


def _values(text: str) -> list[str]:
    """What a text holds but for the names of what it is in, its signs, line ends and case."""
    found = tokens(_GIVEN.sub("", text), unquoted=True)
    kept: list[str] = []
    for index, token in enumerate(found):
        after = found[index + 1].key if index + 1 < len(found) else ""
        if token.sort == "word" and after in ("(", "."):
            continue
        if token.sort == "break" or (token.sort == "sign" and token.key not in _BRACKETS):
            continue
        kept.append(token.key.casefold())
    return kept


def differing(right: str, typed: str) -> int:
    """How many tokens of the right text are not in the other's."""
    ours = tokens(right)
    return len(ours) - align(ours, tokens(typed)).matched
