"""The few instructions of classic BPF that a filter on system calls is made of.

See linux/filter.h and linux/seccomp.h.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

_LOAD, _EQUAL, _GREATER, _ANY, _RETURN, _AND = 0x20, 0x15, 0x25, 0x45, 0x06, 0x54
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _ERRNO = 0x7FFF0000, 0x00050000


class Instruction(NamedTuple):
    """One line: where to go on if it holds, and if not, counting from the next."""

    code: int
    value: int
    yes: int = 0
    no: int = 0


Filter = list[Instruction]


def assemble(program: Filter) -> bytes:
    """The array of struct sock_filter."""
    return b"".join(struct.pack("=HBBI", i.code, i.yes, i.no, i.value) for i in program)


def number() -> Filter:
    """Look at the number of the call."""
    return [Instruction(_LOAD, _NUMBER)]


def architecture() -> Filter:
    """Look at the table that the number is from."""
    return [Instruction(_LOAD, _ARCHITECTURE)]


def argument(index: int, mask: int = 0xFFFFFFFF, *, high: bool = False) -> Filter:
    """Look at the low half of an argument, or at the `high` one."""
    load = Instruction(_LOAD, _ARGUMENTS + 8 * index + 4 * high)
    return [load] if mask == 0xFFFFFFFF else [load, Instruction(_AND, mask)]


def where(value: int, then: Filter) -> Filter:
    """`then`, where what is looked at is this."""
    return [Instruction(_EQUAL, value, 0, len(then)), *then]


def unless(values: tuple[int, ...], then: Filter) -> Filter:
    """`then`, where what is looked at is none of these."""
    left = len(values)
    jumps = [Instruction(_EQUAL, value, left - n + len(then) - 1) for n, value in enumerate(values)]
    return [*jumps, *then]


def above(value: int, then: Filter) -> Filter:
    """`then`, where what is looked at is more than this."""
    return [Instruction(_GREATER, value, 0, len(then)), *then]


def with_any(bits: int, then: Filter) -> Filter:
    """`then`, where what is looked at has any of these bits."""
    return [Instruction(_ANY, bits, 0, len(then)), *then]


def refuse(error: int) -> Filter:
    """Let the call fail with an errno."""
    return [Instruction(_RETURN, _ERRNO | error)]


def allow() -> Filter:
    """Let the kernel do it."""
    return [Instruction(_RETURN, _ALLOW)]
