"""Functions of C that are made to do something else, for everyone who holds them.

A Python function in the place of `time.time` would be another object: it would print differently,
become a method where a class holds it, and miss whoever imported the name before. So the object
stays, and what it calls is changed. The layout of CPython's objects that this relies on has been
the same since 3.9; it is looked at before anything is written.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from types import BuiltinFunctionType, ModuleType
from typing import Any, Optional

Function = Callable[..., Any]

VARARGS, KEYWORDS = 0x1, 0x2  # Include/methodobject.h


class MethodDef(ctypes.Structure):
    """`PyMethodDef`."""

    _fields_ = (
        ("name", ctypes.c_char_p),
        ("method", ctypes.c_void_p),
        ("flags", ctypes.c_int),
        ("doc", ctypes.c_char_p),
    )


class Content(ctypes.Structure):
    """What stands in a `PyCFunctionObject` after the head that all objects have."""

    _fields_ = (
        ("definition", ctypes.c_void_p),
        ("self", ctypes.c_void_p),
        ("module", ctypes.c_void_p),
        ("references", ctypes.c_void_p),
        ("vectorcall", ctypes.c_void_p),
    )


class Called(ModuleType):
    """Looks like the module that a function belongs to, and is what the function calls."""

    def __init__(self, module: ModuleType, target: Function) -> None:
        super().__init__(module.__name__)
        self.__spec__ = module.__spec__
        self.__loader__ = module.__loader__
        self._target = target

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self._target(*arguments, **named)


def redirect(module: ModuleType, name: str, make: Callable[[Function], Function]) -> None:
    """Have the function of C that a module holds under `name` call what `make` returns, which is
    given a function that does what this one did. Nothing where there is no such function.
    """
    function = getattr(module, name, None)
    content = _content(function)
    if function is None or content is None:
        return
    old = MethodDef.from_address(content.definition)
    called = Called(function.__self__, make(_copy(function, content)))
    # `PyObject_Call` is just what a function with positional and named arguments has to be: it
    # calls what such a function is given as its `self`.
    address = ctypes.cast(ctypes.pythonapi.PyObject_Call, ctypes.c_void_p).value
    definition = MethodDef(old.name, address, VARARGS | KEYWORDS, old.doc)
    # For ever, whatever a program does to this module: C holds them without counting.
    for held in (called, definition):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(held))
    content.vectorcall = None
    content.definition = ctypes.addressof(definition)
    content.self = id(called)


def _content(function: Any) -> Optional[Content]:  # noqa: UP045 (3.9)
    """What a function of C consists of; None where it is not one of a module, or does not look
    as expected.
    """
    if type(function) is not BuiltinFunctionType or not hasattr(ctypes, "pythonapi"):
        return None
    content = Content.from_address(id(function) + object.__basicsize__)
    owner = function.__self__
    if not isinstance(owner, ModuleType) or content.self != id(owner):
        return None
    named = MethodDef.from_address(content.definition).name
    return content if named == function.__name__.encode() else None


def _copy(function: Any, content: Content) -> Function:
    new = ctypes.pythonapi.PyCFunction_NewEx
    new.restype, new.argtypes = ctypes.py_object, [ctypes.c_void_p, *[ctypes.py_object] * 2]
    copied: Function = new(content.definition, function.__self__, function.__module__)
    return copied


def members(kind: type) -> dict[str, Any]:
    """The dictionary of a type, also of one of C, which Python shows only to be read. Call
    `modified` after a change.
    """
    (found,) = (each for each in gc.get_referents(kind.__dict__) if type(each) is dict)
    return found


def modified(kind: type) -> None:
    """Have a type forget what it remembers of its members."""
    ctypes.pythonapi.PyType_Modified(ctypes.py_object(kind))
