"""The clock of C code that asks the system itself: of NumPy for "now" and "today", and of SQLite.

A shared library calls functions of others by a table of their addresses, which the linker fills in
as it loads the library. There another function takes the place of the system's, for this library
alone. All is read from the library in memory, by the layout of ELF for 64 bits, and of a library
that does not look as expected nothing is changed.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH112, PTH118, PTH208

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator, Mapping
from importlib.machinery import PathFinder
from typing import Any, Optional

from .clock import SECOND, Clock

ASKED = ("now", "today")  # what NumPy needs the time for
CORE = ("_core", "core")  # where the library of NumPy is, since version 2 and before
TIME = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p)
GETTIMEOFDAY = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)

# <elf.h>: the head of a library, one of its segments, an entry of its dynamic section (a tag and a
# value), an address for the linker to fill in, and the start of a symbol.
HEAD = struct.Struct("=16sHHIQQQIHHHHHH")
SEGMENT = struct.Struct("=IIQQQQQQ")
ENTRY = struct.Struct("=qQ")
FILLED_IN = struct.Struct("=QQq")
SYMBOL_SIZE = 24
MAGIC = b"\x7fELF\x02" + (b"\x01" if sys.byteorder == "little" else b"\x02")
SHARED = 3
LOADED, DYNAMIC, READ_ONLY = 1, 2, 0x6474E552
STRINGS, SYMBOLS = 5, 6
TABLES = ((23, 2), (7, 8))  # tags of their addresses and sizes
READ, READ_WRITE = 1, 3  # <sys/mman.h>
PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096  # bytes
_kept: list[Any] = []  # for ever: C calls them


def set_clock_in_c(clock: Clock, code: str) -> None:
    """Show `clock` to the C code that a program asks for the time, as far as its `code` tells."""
    if sys.platform != "linux" or struct.calcsize("P") != 8:
        return
    functions = _functions(clock)
    for path, symbol in _libraries(code):
        try:
            function = getattr(ctypes.CDLL(path), symbol)
        except (OSError, AttributeError):  # not there, or not to be loaded by itself
            continue
        _interpose(ctypes.cast(function, ctypes.c_void_p), functions)


def _functions(clock: Clock) -> dict[bytes, Any]:
    def time(at: Optional[int]) -> int:  # noqa: UP045 (3.9)
        now = clock.now() // SECOND
        if at:
            ctypes.c_long.from_address(at).value = now
        return now

    def gettimeofday(at: Optional[int], _zone: Optional[int]) -> int:  # noqa: UP045 (3.9)
        if at:
            shown = (ctypes.c_long * 2).from_address(at)
            shown[0], rest = divmod(clock.now(), SECOND)
            shown[1] = rest // 1000
        return 0

    return {b"time": TIME(time), b"gettimeofday": GETTIMEOFDAY(gettimeofday)}


def _libraries(code: str) -> Iterator[tuple[Optional[str], str]]:  # noqa: UP045 (3.9)
    """The path of each library that may be asked, and a function of it; None for the path where it
    is a part of the interpreter.
    """
    if "sqlite" in code:
        spec = PathFinder.find_spec("_sqlite3")
        yield spec.origin if spec else None, "sqlite3_libversion"
    if "numpy" in code and any(word in code for word in ASKED):
        spec = PathFinder.find_spec("numpy")
        folders = spec.submodule_search_locations if spec else None
        for folder in folders or ():
            yield from ((path, "PyInit__multiarray_umath") for path in _numpy(folder))


def _numpy(folder: str) -> Iterator[str]:
    for core in (os.path.join(folder, name) for name in CORE):
        if os.path.isdir(core):
            for name in os.listdir(core):
                if name.startswith("_multiarray_umath."):
                    yield os.path.join(core, name)


def _interpose(address: ctypes.c_void_p, functions: Mapping[bytes, Any]) -> None:
    """Have the library at an address call `functions` in place of those of these names."""
    library = _Library.at(address)
    if library is None:
        return
    protect = ctypes.CDLL(None).mprotect
    protect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
    for name, slot in library.slots():
        function = functions.get(name)
        if function is None:
            continue
        start = slot // PAGE * PAGE
        closed = library.is_read_only(slot)
        if closed and protect(start, PAGE, READ_WRITE):
            continue
        ctypes.c_void_p.from_address(slot).value = ctypes.cast(function, ctypes.c_void_p).value
        _kept.append(function)
        if closed:
            protect(start, PAGE, READ)


class _Info(ctypes.Structure):
    """`Dl_info` of <dlfcn.h>."""

    _fields_ = (
        ("path", ctypes.c_char_p),
        ("base", ctypes.c_void_p),
        ("symbol", ctypes.c_char_p),
        ("address", ctypes.c_void_p),
    )


class _Library:
    """A shared library in memory. Its own addresses count from `start`."""

    def __init__(self, base: int, head: tuple[Any, ...]) -> None:
        where, size, count = base + head[5], head[9], head[10]
        read = (ctypes.string_at(where + n * size, SEGMENT.size) for n in range(count))
        segments = [SEGMENT.unpack(each) for each in read]
        first = min(each[3] for each in segments if each[0] == LOADED)
        self.start = base - first
        self._read_only = [
            range(*(self.start + place // PAGE * PAGE for place in (each[3], each[3] + each[6])))
            for each in segments
            if each[0] == READ_ONLY
        ]
        self._entries = dict(self._dynamic(each[3] for each in segments if each[0] == DYNAMIC))

    @classmethod
    def at(cls, address: ctypes.c_void_p) -> Optional[_Library]:  # noqa: UP045 (3.9)
        """The library that an address is in; None where it does not look as expected."""
        info = _Info()
        if not ctypes.CDLL(None).dladdr(address, ctypes.byref(info)) or not info.base:
            return None
        head = HEAD.unpack(ctypes.string_at(info.base, HEAD.size))
        if not head[0].startswith(MAGIC) or head[1] != SHARED or head[9] < SEGMENT.size:
            return None
        return cls(info.base, head)

    def is_read_only(self, address: int) -> bool:
        """Whether the linker has closed this memory once it had filled it in."""
        return any(address in each for each in self._read_only)

    def slots(self) -> Iterator[tuple[bytes, int]]:
        """The name of each symbol that the linker looks up, and where it puts its address."""
        names: dict[int, bytes] = {}
        if STRINGS not in self._entries or SYMBOLS not in self._entries:
            return
        for table, size in TABLES:
            if table not in self._entries or size not in self._entries:
                continue
            content = ctypes.string_at(self._address(table), self._entries[size])
            for offset, info, addend in FILLED_IN.iter_unpack(content):
                symbol = info >> 32
                if symbol and not addend:
                    if symbol not in names:
                        names[symbol] = self._name(symbol)
                    yield names[symbol], self.start + offset

    def _dynamic(self, places: Iterator[int]) -> Iterator[tuple[int, int]]:
        for place in places:
            where = self.start + place
            while True:
                tag, value = ENTRY.unpack(ctypes.string_at(where, ENTRY.size))
                if not tag:
                    break
                yield tag, value
                where += ENTRY.size

    def _address(self, tag: int) -> int:
        """An address of the dynamic section, which not every linker makes one in memory."""
        value: int = self._entries[tag]
        return value if value >= self.start else self.start + value

    def _name(self, symbol: int) -> bytes:
        where = self._address(SYMBOLS) + symbol * SYMBOL_SIZE
        (offset,) = struct.unpack("=I", ctypes.string_at(where, 4))
        return ctypes.string_at(self._address(STRINGS) + offset)
