"""Messages that bring descriptors along."""

from __future__ import annotations

import array
import os
import socket

MESSAGE = 65536
DESCRIPTORS = 4  # at most; spec, stdout, stderr and result of a program


def receive(source: socket.socket) -> tuple[bytes, list[int]]:
    """One message and its descriptors, which no other program inherits; empty at the end.

    A partner that closed without reading all that it was sent counts as the end, too.
    """
    found = array.array("i")
    try:
        data, extra, _, _ = source.recvmsg(MESSAGE, socket.CMSG_SPACE(DESCRIPTORS * found.itemsize))
    except ConnectionError:
        return b"", []
    for level, kind, content in extra:
        if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
            found.frombytes(content[: len(content) // found.itemsize * found.itemsize])
    for descriptor in found:
        os.set_inheritable(descriptor, False)
    return data, list(found)
