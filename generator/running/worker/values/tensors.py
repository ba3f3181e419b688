"""Arrays of the libraries that a program has loaded, looked at without touching them."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Optional

Memory = tuple[int, int, object]  # address, bytes, owner


class Found(NamedTuple):
    """An array. `whole` is false for what stands for one that is not there, like a tracer.

    `elements` gives them row by row, `memory` where they lie in that order; either is None
    where looking would disturb something. `type` is "" for the class's own name.
    """

    shape: tuple[int, ...]
    dtype: str
    device: str = ""
    requires_grad: Optional[bool] = None  # noqa: UP045 (3.9 evaluates it)
    scalar: bool = False
    whole: bool = True
    type: str = ""
    elements: Optional[Callable[[], Iterable[Any]]] = None  # noqa: UP045
    memory: Optional[Callable[[], Memory]] = None  # noqa: UP045


def look(value: Any) -> Found | None:
    """`value` as an array; None where it is none. Raises what a strange class makes it raise."""
    for name, of in LIBRARIES:
        library = sys.modules.get(name)
        if library is not None:
            found = of(value, library)
            if found is not None:
                return found
    return None


def watched() -> bool:
    """Whether the program records what PyTorch does: then even a repr would show up there."""
    torch: Any = sys.modules.get("torch")
    if torch is None:
        return False
    try:
        return bool(torch._C._len_torch_dispatch_stack() or torch.autograd._profiler_enabled())
    except AttributeError:  # a version without these
        return False


def of_torch(value: Any, torch: Any) -> Found | None:
    kind: Any = getattr(torch, "Tensor", ())  # missing while it is being imported
    if not isinstance(value, kind):
        return None
    found = Found(
        shape=tuple(int(size) for size in value.shape),
        dtype=str(value.dtype).rpartition(".")[2],
        device=str(value.device),
        requires_grad=bool(value.requires_grad),
    )
    ordinary = type(value) in (torch.Tensor, torch.nn.Parameter)
    strided = value.layout == torch.strided and not value.is_quantized and not value.is_meta
    if not (ordinary and strided) or watched() or transformed(value, torch):
        return found

    def read() -> Any:
        return value.detach().cpu().resolve_conj().resolve_neg()

    def elements() -> Any:
        tensor = read()
        if tensor.is_floating_point() and tensor.dtype != torch.float64:
            tensor = tensor.float()
        return tensor.reshape(-1).tolist()

    def memory() -> Memory:
        tensor = read().contiguous()
        return tensor.data_ptr(), tensor.numel() * tensor.element_size(), tensor

    return found._replace(elements=elements, memory=memory)


def transformed(value: Any, torch: Any) -> bool:
    """Whether a tensor is one of `vmap`, `grad` and the like, which hold no elements."""
    try:
        return bool(torch._C._functorch.is_functorch_wrapped_tensor(value))
    except AttributeError:
        return False


def of_jax(value: Any, jax: Any) -> Found | None:
    kind: Any = getattr(jax, "Array", ())
    if not isinstance(value, kind):
        return None
    found = Found(
        shape=tuple(int(size) for size in value.shape),
        dtype=str(value.dtype),
        type="jax.Array",
    )
    if isinstance(value, jax.core.Tracer):
        return found._replace(whole=False, type="")
    if value.is_deleted():
        return found._replace(whole=False)
    found = found._replace(device=", ".join(sorted({d.platform for d in value.devices()})))
    if not value.is_fully_addressable or jax.dtypes.issubdtype(value.dtype, jax.dtypes.prng_key):
        return found
    numpy: Any = sys.modules["numpy"]
    return of_numbers(found, lambda: numpy.asarray(value), numpy)


def of_numpy(value: Any, numpy: Any) -> Found | None:
    if isinstance(value, numpy.ndarray):
        found = Found(tuple(value.shape), str(value.dtype))
        # Of a masked array or a matrix only what all arrays have.
        return of_numbers(found, lambda: value.view(numpy.ndarray), numpy)
    if isinstance(value, (numpy.number, numpy.bool_)):
        found = Found((), str(value.dtype), scalar=True)
        return of_numbers(found, lambda: numpy.asarray(value), numpy)
    return None


def of_pandas(value: Any, pandas: Any) -> Found | None:
    if not isinstance(value, (pandas.Series, pandas.Index)):
        return None
    found = Found(tuple(value.shape), str(value.dtype))
    return of_numbers(found, value.to_numpy, sys.modules["numpy"])


def of_numbers(found: Found, get: Callable[[], Any], numpy: Any) -> Found:
    """With the elements of the NumPy array that `get` gives."""

    def elements() -> Any:
        array = get()
        if array.dtype.kind == "V" and array.dtype.names is None:  # bfloat16 and its kin
            array = array.astype(numpy.float32)
        elif array.dtype.kind == "f" and array.dtype.itemsize > 8:
            array = array.astype(numpy.float64)
        return array.reshape(-1).tolist()

    def memory() -> Memory:
        array = numpy.ascontiguousarray(get())
        if array.dtype.hasobject:
            return 0, 0, None
        return array.ctypes.data, array.nbytes, array

    return found._replace(elements=elements, memory=memory)


LIBRARIES: tuple[tuple[str, Callable[[Any, Any], Optional[Found]]], ...] = (  # noqa: UP045
    ("torch", of_torch),
    ("jax", of_jax),
    ("pandas", of_pandas),
    ("numpy", of_numpy),
)
