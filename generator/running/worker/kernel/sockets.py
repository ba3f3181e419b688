"""What the kernel holds for sockets: mostly data that was sent and that nobody has read.

No limit of a process counts it. The kernel tells by sock_diag(7), which needs no rights.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from typing import NamedTuple

_FAMILY, _PROTOCOL = 16, 4  # AF_NETLINK, NETLINK_SOCK_DIAG
_BY_FAMILY, _DONE, _ERROR = 20, 3, 2  # linux/sock_diag.h, linux/netlink.h
_DUMP = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
_ALL = 0xFFFFFFFF
# In SK_MEMINFO: bytes unread, sent, had ready, waiting to be sent, in filters and options, and
# come while somebody reads.
_READ, _WRITTEN, _READY, _QUEUED, _OPTIONS, _COMING = 0, 2, 4, 5, 6, 7
_AGAIN = 3  # a filter is kept as it came, checked, and as machine code, and counts once
_AT_ONCE = 1 << 18
_PATIENCE = 1.0  # seconds, for a kernel that answers at once

_HEAD = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")


class _Kind(NamedTuple):
    request: bytes
    inode: int  # where in the answer it stands
    attributes: int  # where they begin
    memory: int  # which of them it is


def _internet(family: int, protocol: int) -> _Kind:
    return _Kind(struct.pack("=BBBBI48x", family, protocol, 1 << 6, 0, _ALL), 68, 72, 7)


_UNIX = _Kind(struct.pack("=BBHIIIII", 1, 0, 0, _ALL, 0, 0x20, _ALL, _ALL), 4, 16, 5)
_INTERNET = [_internet(family, protocol) for family in (2, 10) for protocol in (6, 17)]


class Socket(NamedTuple):
    """Its number, as links in `/proc/<pid>/fd` have it, and the bytes that it takes."""

    inode: int
    size: int


def open_diagnosis() -> int:
    """A descriptor to ask about the sockets of this network; -1 where the kernel has none."""
    try:
        return socket.socket(_FAMILY, socket.SOCK_RAW | socket.SOCK_CLOEXEC, _PROTOCOL).detach()
    except OSError:
        return -1


def held(diagnosis: int, *, internet: bool) -> Iterator[Socket]:
    """All sockets of a network that hold something; those of the Internet families, too, on
    request. None where the kernel does not tell.
    """
    if diagnosis < 0:
        return
    with socket.socket(fileno=os.dup(diagnosis)) as asking:
        asking.settimeout(_PATIENCE)
        for kind in [_UNIX, *(_INTERNET if internet else ())]:
            try:
                yield from _dump(asking, kind)
            except (OSError, struct.error):
                continue


def _dump(asking: socket.socket, kind: _Kind) -> Iterator[Socket]:
    size = _HEAD.size + len(kind.request)
    asking.send(_HEAD.pack(size, _BY_FAMILY, _DUMP, 0, 0) + kind.request)
    while True:
        data = asking.recv(_AT_ONCE)
        at = 0
        while at + _HEAD.size <= len(data):
            length, message, *_ = _HEAD.unpack_from(data, at)
            if message in (_DONE, _ERROR) or length < _HEAD.size:
                return
            found = _socket(data[at + _HEAD.size : at + length], kind)
            if found.size:
                yield found
            at += (length + 3) & ~3


def _socket(body: bytes, kind: _Kind) -> Socket:
    (inode,) = struct.unpack_from("=I", body, kind.inode)
    at = kind.attributes
    while at + _ATTRIBUTE.size <= len(body):
        length, name = _ATTRIBUTE.unpack_from(body, at)
        if name == kind.memory:
            numbers = struct.unpack_from("=8I", body, at + _ATTRIBUTE.size)
            size = max(numbers[_WRITTEN], numbers[_QUEUED]) + _AGAIN * numbers[_OPTIONS]
            return Socket(inode, size + numbers[_READ] + numbers[_READY] + numbers[_COMING])
        at += max(4, (length + 3) & ~3)
    return Socket(inode, 0)
