"""What a message says of values are words for people, whatever the values are."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.checking.in_words import apart
from generator.model import Structure
from tests.support.structures import array, mapping, number, sequence

TENSOR = Structure("torch.Tensor", "array", (2,), "float32", "cpu", values=(1.0, 2.0))
LARGE = Structure("torch.Tensor", "array", (20_000,), "float32", digest="a")


@pytest.mark.parametrize(
    ("first", "second", "one", "other"),
    [
        (number(1), number(2), "1", "2"),
        (number(1), None, "1", "nothing"),
        (Structure("str", "text", values=("a",)), number(1), "'a'", "1"),
        (sequence(number(1), mapping(a=number(2))), sequence(number(1), mapping(a=number(3))),
         "[1][a]: 2", "[1][a]: 3"),
        (sequence(number(1)), sequence(number(1), number(2)), "[1]: nothing", "[1]: 2"),
        (TENSOR, replace(TENSOR, values=(1.0, 2.5)), "[1]: 2.0", "[1]: 2.5"),
        (TENSOR, replace(TENSOR, shape=(2, 1)), "of shape (2,)", "of shape (2, 1)"),
        (TENSOR, replace(TENSOR, dtype="float64"), "of dtype float32", "of dtype float64"),
        (TENSOR, replace(TENSOR, device="cuda:0"), "on cpu", "on cuda:0"),
        (TENSOR, replace(TENSOR, requires_grad=True), "requires_grad=None", "requires_grad=True"),
        (LARGE, replace(LARGE, digest="b"), "a torch.Tensor of shape (20000,)", "another"),
        (mapping(a=number(1)), mapping(b=number(1)), "a dict with a", "one with b"),
        (number(10**5000), number(10**5001), "a whole number of 16,610 bits", "16,613 bits"),
        (number(math.nan), number(1.0), "nan", "1.0"),
        (Structure("Foo", "other", digest="a"), Structure("Foo", "other"), "type Foo", "another"),
        (array(2), None, "of shape (2,)", "nothing"),
    ],
)  # fmt: skip
def test_two_values_are_told_by_what_parts_them(
    first: Structure, second: Structure | None, one: str, other: str
) -> None:
    told = apart(first, second)
    assert one in told[0] and other in told[1]
    assert told[0] != told[1]
    assert "Structure(" not in "".join(told)


VALUES = st.recursive(
    st.one_of(
        st.integers().map(number),
        st.floats().map(number),
        st.text().map(lambda text: Structure("str", "text", values=(text,))),
        st.sampled_from([TENSOR, LARGE, Structure("NoneType", "none"), Structure("Foo", "other")]),
    ),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: sequence(*items)),
    max_leaves=8,
)


@given(VALUES, VALUES)
def test_no_message_shows_a_class_of_ours(first: Structure, second: Structure) -> None:
    told = apart(first, second)
    assert all(text and "Structure(" not in text and len(text) < 400 for text in told)
