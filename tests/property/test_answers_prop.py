"""What really came out is always right as an answer, and another number never is."""

from __future__ import annotations

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from generator.checking.numbers import find_numbers
from generator.practicing.judging import judge
from generator.practicing.practice import Practice, PracticeCell
from generator.verifying.outcome import Piece

WORDS = st.sampled_from(
    ["loss", "torch.float32", "True", "None", "'a b'", '"it\'s"', "x:", "结果", "tensor(", ")", "…",
     "（", "“", "\t", "  ", "...", "UserWarning", "-", "1+2j", "1 + 2j", "0x7f", "2.13.0", "b'x'"]
)  # fmt: skip
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1e6, 1e6).map(repr),
    st.floats(-10, 10).map("{:.4f}".format),
    st.sampled_from(["nan", "inf", "-inf", "1e-05", "0.", "-0.", "1e999"]),
)
LINE = st.lists(st.one_of(WORDS, NUMBERS), min_size=1, max_size=6).map(" ".join)
PRINTED = st.lists(LINE, min_size=1, max_size=5).map("\n".join)
ARRAY = st.lists(
    st.lists(st.floats(-100, 100).map("{:.4f}".format), min_size=2, max_size=4).map(
        lambda row: f"[{', '.join(row)}]"
    ),
    min_size=1,
    max_size=4,
).map(lambda rows: f"tensor([{(',' + chr(10) + ' ' * 8).join(rows)}])")
ANY = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
KINDS = st.sampled_from(["stdout", "value", "stderr", "error"])


def asking(*pieces: Piece) -> Practice:
    cell = PracticeCell(0, "code", True, pieces, asked=True)
    return Practice("predict", "output", cells=(cell,))


@given(st.lists(st.tuples(KINDS, st.one_of(PRINTED, ARRAY, ANY)), min_size=1, max_size=3))
def test_what_came_out_is_right(shown: list[tuple[str, str]]) -> None:
    assume(any(text.strip() for _, text in shown))
    pieces = [Piece(kind, text) for kind, text in shown]
    typed = "\n".join(piece.text for piece in pieces if piece.text.strip())
    judged = judge(asking(*pieces), 0, [typed])
    assert judged.right and judged.grade == 3


@given(st.one_of(PRINTED, ARRAY), st.data())
def test_another_number_is_wrong(text: str, data: st.DataObject) -> None:
    numbers = [number for number in find_numbers(text) if re.search(r"\d", number.text)]
    assume(numbers)
    number = data.draw(st.sampled_from(numbers))
    digits = [at for at, sign in enumerate(number.text) if sign.isdigit()]
    at = number.start + data.draw(st.sampled_from(digits))
    digit = data.draw(st.sampled_from([one for one in "0123456789" if one != text[at]]))
    other = text[:at] + digit + text[at + 1 :]
    same = [a.text for a in find_numbers(text)] == [a.text for a in find_numbers(other)]
    before, now = (list(find_numbers(each)) for each in (text, other))
    assume(len(before) == len(now) and not same)
    assume(any(_value(a.text) != _value(b.text) for a, b in zip(before, now, strict=True)))
    judged = judge(asking(Piece("stdout", text)), 0, [other])
    assert judged.right is False and judged.grade == 1


def _value(literal: str) -> complex:
    return complex(literal.replace(" ", "").replace("−", "-"))


@given(st.one_of(PRINTED, ARRAY), st.one_of(PRINTED, ARRAY, ANY))
def test_the_pieces_hold_all_that_is_right_and_all_that_was_typed(right: str, typed: str) -> None:
    (part,) = judge(asking(Piece("stdout", right)), 0, [typed]).parts
    shown = "".join(piece.text for piece in part.pieces if piece.mark in ("same", "missing"))
    assert shown == right.rstrip()
    if not part.right:
        kept = " ".join(piece.text for piece in part.pieces if piece.mark in ("wrong", "extra"))
        for number in find_numbers(kept):
            assert number.text.lstrip("+-").replace(" ", "") in typed.replace(" ", "")
