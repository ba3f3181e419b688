"""What values are, told apart from how they print, and that it survives being stored."""

from __future__ import annotations

import dataclasses
import json
import math
from typing import Any, NamedTuple

import pytest

from generator.model import Structure
from generator.running.capture.structure_json import structure_from_json, structure_to_json
from generator.running.worker.values.structure import describe

np = pytest.importorskip("numpy")
torch = pytest.importorskip("torch")
jax = pytest.importorskip("jax")


def of(value: Any) -> Structure:
    """By the way of a worker's message, then by that of a stored run."""
    told = structure_from_json(json.loads(json.dumps(describe(value))))
    again = structure_from_json(json.loads(json.dumps(structure_to_json(told), allow_nan=False)))
    assert repr(told) == repr(again)
    return told


def brief(value: Any) -> tuple[Any, ...]:
    told = of(value)
    return told.type, told.kind, told.shape, told.dtype, told.values


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ("NoneType", "none", None, "", ())),
        (True, ("bool", "bool", None, "", (True,))),
        (3, ("int", "number", None, "", (3,))),
        (2.5, ("float", "number", None, "", (2.5,))),
        (1 + 2j, ("complex", "number", None, "", ("(1+2j)",))),
        ("nan", ("str", "text", None, "", ("nan",))),
        (np.float32(1.5), ("numpy.float32", "number", (), "float32", (1.5,))),
        (np.bool_(True), ("numpy.bool", "bool", (), "bool", (True,))),
        (np.arange(4).reshape(2, 2), ("numpy.ndarray", "array", (2, 2), "int64", (0, 1, 2, 3))),
        (np.array(["nan"]), ("numpy.ndarray", "array", (1,), "<U3", ("nan",))),
        pytest.param(
            np.array([object()]), ("numpy.ndarray", "array", (1,), "object", ()), id="objects"
        ),
        (torch.tensor(2.0), ("torch.Tensor", "array", (), "float32", (2.0,))),
        (torch.tensor([True]), ("torch.Tensor", "array", (1,), "bool", (True,))),
        (torch.tensor([0.5]).bfloat16(), ("torch.Tensor", "array", (1,), "bfloat16", (0.5,))),
        (torch.ones(2, 2).T[:, :1], ("torch.Tensor", "array", (2, 1), "float32", (1.0, 1.0))),
        (torch.float32, ("torch.dtype", "other", None, "", ())),
        (torch.eye(2).to_sparse(), ("torch.Tensor", "array", (2, 2), "float32", ())),
        (torch.empty(2, device="meta"), ("torch.Tensor", "array", (2,), "float32", ())),
        (jax.numpy.arange(2.0), ("jax.Array", "array", (2,), "float32", (0.0, 1.0))),
        (jax.numpy.ones(1, "bfloat16"), ("jax.Array", "array", (1,), "bfloat16", (1.0,))),
        (jax.random.key(0), ("jax.Array", "array", (), "key<fry>", ())),
        (object, ("type", "other", None, "", ())),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_a_value_is_told_by_type_shape_dtype_and_elements(
    value: Any, expected: tuple[Any, ...]
) -> None:
    assert brief(value) == expected


def test_numbers_that_json_does_not_know_come_back() -> None:
    for value in (np.array([np.nan, np.inf, -np.inf, 1.0]), torch.tensor([math.nan, math.inf])):
        values = of(value).values
        assert math.isnan(values[0])  # type: ignore[arg-type]
        assert values[1] == math.inf
    assert of(-math.inf).values == (-math.inf,)


def test_where_a_tensor_is_and_whether_it_has_a_gradient_is_told() -> None:
    told = of(torch.ones(1, requires_grad=True))
    assert (told.device, told.requires_grad) == ("cpu", True)
    assert of(torch.nn.Parameter(torch.ones(1))).values == (1.0,)
    assert of(jax.numpy.ones(1)).device == "cpu"


def test_large_arrays_are_told_apart_by_a_digest_alike_in_all_libraries() -> None:
    zeros = [np.zeros(20_000, "float32"), torch.zeros(20_000), jax.numpy.zeros(20_000)]
    digests = {of(value).digest for value in zeros}
    assert len(digests) == 1
    assert of(torch.ones(20_000)).digest not in digests | {""}
    assert of(torch.zeros(2, 20_000)[:, ::2]).digest == of(np.zeros((2, 10_000), "float32")).digest
    assert all(of(value).values == () for value in zeros)


class Point(NamedTuple):
    x: int
    y: float


@dataclasses.dataclass
class Box:
    size: tuple[int, ...]
    name: str = "b"


def test_containers_are_told_member_by_member() -> None:
    told = of({"w": [torch.ones(2), Point(1, 2.5)], 3: Box((1,)), "s": {3, 1}})
    assert (told.type, told.kind) == ("dict", "mapping")
    assert [name for name, _ in told.items] == ["'w'", "3", "'s'"]
    first, box, members = (item for _, item in told.items)
    assert first.items[0][1].shape == (2,)
    assert [name for name, _ in first.items[1][1].items] == ["x", "y"]
    assert [name for name, _ in box.items] == ["size", "name"]
    assert [item.values for _, item in members.items] == [(1,), (3,)]
    size = of(torch.ones(2, 3).shape)
    assert (size.type, [item.values for _, item in size.items]) == ("torch.Size", [(2,), (3,)])


def test_a_container_that_is_not_told_whole_is_not_taken_for_an_empty_one() -> None:
    deep: Any = 1
    for _ in range(6):
        deep = [deep, {}]
    told = of(deep)
    for _ in range(4):
        told = told.items[0][1]
    assert (told.kind, told.items) == ("other", ())
    many = of(list(range(300)))
    assert many.kind == "sequence"
    assert many.digest not in ("", of(list(range(1, 301))).digest)
    assert of([[]] * 300).kind == "other"
    loop: list[Any] = []
    loop.append(loop)
    of(loop)


def test_tables_are_told_column_by_column() -> None:
    pandas = pytest.importorskip("pandas")
    frame = of(pandas.DataFrame({"a": [1, 2], "b": [0.5, np.nan]}))
    assert (frame.type, frame.kind, frame.shape) == ("pandas.DataFrame", "mapping", (2, 2))
    names = [(name, item.type, item.dtype) for name, item in frame.items]
    assert names == [("a", "pandas.Series", "int64"), ("b", "pandas.Series", "float64")]
    assert frame.items[0][1].values == (1, 2)


def test_values_that_are_not_there_yet_have_only_a_form() -> None:
    seen = []

    def look(x: Any) -> Any:
        seen.append(of(x))
        return x * 2

    jax.jit(look)(jax.numpy.ones(3))
    torch.vmap(look)(torch.ones(2, 3))
    jaxs, torchs = seen
    assert (jaxs.kind, jaxs.shape, jaxs.dtype, jaxs.values) == ("other", (3,), "float32", ())
    assert (torchs.shape, torchs.values) == ((3,), ())


def test_looking_is_not_seen_by_a_profiler_or_a_gradient() -> None:
    x = torch.ones(2, requires_grad=True)
    with torch.profiler.profile() as profile:
        of(x)
        torch.ones(1)
    assert {event.key for event in profile.key_averages()} <= {
        "aten::ones",
        "aten::empty",
        "aten::fill_",
    }
    version = x._version
    of(x)
    assert (x._version, x.grad_fn) == (version, None)


def test_hostile_objects_do_not_get_in_the_way() -> None:
    class Hostile:
        def __getattribute__(self, name: str) -> Any:
            raise RuntimeError

    class List(list):  # type: ignore[type-arg]
        def __iter__(self) -> Any:
            raise RuntimeError

    assert of(Hostile()).kind == "other"
    assert [item.values for _, item in of(List([1])).items] == [(1,)]

    class Key:
        def __repr__(self) -> str:
            raise RuntimeError

    assert of({Key(): 1}).kind == "other"
    assert of(10**10_000).digest
