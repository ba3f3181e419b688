"""Values of different libraries agree only where they are the same."""

from __future__ import annotations

import dataclasses
import math

import pytest

from generator.checking.agreement import agrees
from generator.checking.numbers import Tolerance
from generator.model import Structure
from tests.support.structures import array, mapping, number, sequence

NONE = Structure("NoneType", "none")


def values(*items: float | str, shape: tuple[int, ...] | None = None, dtype: str = "float32",
           of: str = "torch.Tensor") -> Structure:  # fmt: skip
    held = array(*((len(items),) if shape is None else shape), dtype=dtype, of=of)
    return dataclasses.replace(held, values=items)


def large(digest: str, dtype: str = "float32") -> Structure:
    return dataclasses.replace(array(200, 100, dtype=dtype), digest=digest)


def text(content: str) -> Structure:
    return Structure("str", "text", values=(content,))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (values(1.0, 2.0), values(1.0, 2.0, of="jax.Array")),
        (values(1.0), values(1.0000001, dtype="float64", of="numpy.ndarray")),
        (values(1, 2, dtype="int64"), values(1, 2, dtype="int32")),
        (values(1, 2, dtype="int64"), values(1, 2, dtype="uint8")),
        (values(True, dtype="bool"), values(True, dtype="bool")),
        (values(math.nan, math.inf), values(math.nan, math.inf)),
        (values("(1+2j)", dtype="complex64"), values("(1.0000001+2j)", dtype="complex128")),
        (values(1, 2), values(1.0, 2.0)),
        (values(1.5, shape=()), number(1.5)),
        (values(3, shape=(), dtype="int32"), number(3)),
        (values(shape=(0, 3)), values(shape=(0, 3))),
        (sequence(values(1.0), number(2)), sequence(values(1.0), number(2), of="tuple")),
        (mapping(w=values(1.0), b=number(2)), mapping(b=number(2), w=values(1.0))),
        (sequence(), sequence()),
        (text("a"), text("a")),
        (NONE, NONE),
        (large("d"), large("d")),
        (Structure("Foo", "other", digest="d"), Structure("Foo", "other", digest="d")),
    ],
)
def test_the_same_values_agree_whatever_library_holds_them(a: Structure, b: Structure) -> None:
    assert agrees(a, b) is None
    assert agrees(b, a) is None


@pytest.mark.parametrize(
    ("a", "b", "word"),
    [
        (values(1.0, 2.0), values(1.0, 2.0, shape=(1, 2)), "shapes"),
        (values(1.0), values(1.0, shape=()), "shapes"),
        (values(1.0), values(1, dtype="int64"), "dtypes"),
        (values(1, dtype="int64"), values(True, dtype="bool"), "dtypes"),
        (values(1.0), values("1+0j", dtype="complex64"), "dtypes"),
        (number(1), number(1.0), "dtypes"),
        (number(1), Structure("bool", "bool", values=(True,)), "dtypes"),
        (values(1, dtype="int64"), values(2, dtype="int64"), "difference is 1"),
        (values(10**15, dtype="int64"), values(10**15 + 1, dtype="int64"), "difference is 1"),
        (values(True, dtype="bool"), values(False, dtype="bool"), "differ"),
        (values(math.nan), values(1.0), "differ"),
        (values(math.inf), values(-math.inf), "differ"),
        (values("1+2j", dtype="complex64"), values("1+3j", dtype="complex64"), "is 1 at"),
        (values(1.0, shape=(2,)), values(1.0, shape=(2,)), "not known"),
        (large(""), large(""), "not known"),
        (large("d"), large("e"), "differ"),
        (large("d"), large("d", "float64"), "differ"),
        (large("d"), large(""), "not known"),
        (sequence(number(1)), values(1, dtype="int64"), "one is list"),
        (sequence(number(1)), sequence(number(1), number(2)), "holds 1"),
        (mapping(a=number(1)), mapping(b=number(1)), "key"),
        (mapping(a=number(1)), sequence(number(1)), "one is dict"),
        (text("a"), text("b"), "texts"),
        (NONE, number(0), "NoneType"),
        (Structure("Foo", "other"), Structure("Foo", "other"), "cannot be compared"),
        (Structure("list", "sequence", digest="d"), Structure("list", "sequence"), "too many"),
    ],
)
def test_other_values_never_agree(a: Structure, b: Structure, word: str) -> None:
    for found in (agrees(a, b), agrees(b, a)):
        assert found is not None
    found = agrees(a, b)
    assert found is not None
    assert word in found.message


def test_an_author_learns_where_the_largest_difference_is() -> None:
    one = values(1.0, 2.0, 3.0, 4.0, shape=(2, 2))
    other = values(1.5, 2.0, 5.0, 4.0, shape=(2, 2))
    found = agrees(one, other)
    assert found is not None
    assert (found.index, found.difference) == ((1, 0), 2.0)
    assert "2 at [1, 0]: 3.0 and 5.0; 2 of 4 elements differ" in found.message


def test_a_nan_is_the_largest_difference_of_all() -> None:
    found = agrees(values(1.0, math.nan), values(9.0, 1.0))
    assert found is not None
    assert found.index == (1,)
    assert found.difference is not None
    assert math.isnan(found.difference)


def test_the_way_into_a_nested_container_is_told() -> None:
    found = agrees(sequence(mapping(w=values(1.0))), sequence(mapping(w=values(2.0))))
    assert found is not None
    assert found.path == "[0][w]"


def test_a_tolerance_is_a_part_of_the_number_and_near_zero_absolute() -> None:
    part, near = Tolerance(1e-3), Tolerance(1e-3, 1e-3)
    assert agrees(values(1000.0), values(1000.9), part) is None
    assert agrees(values(1000.0), values(1003.0), part) is not None
    assert agrees(values(1e-6), values(1e-7), part) is not None
    assert agrees(values(0.0), values(0.0009), part) is not None
    assert agrees(values(0.0), values(0.0009), near) is None
    free = Tolerance(10.0, 10.0)
    assert agrees(values(1, dtype="int64"), values(2, dtype="int64"), free) is not None


def test_an_integer_that_no_float_can_hold_is_held_against_one_all_the_same() -> None:
    assert agrees(values(10**400), values(1.0)) is not None
    assert agrees(values(-(10**400)), values(1.0)) is not None
