"""Whose program is at the other end of a connection from this computer.

Other users of a computer reach its loopback address, too. Linux tells whose each connection is.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Final

from generator.keeping.cache_folder import own_users

STRANGER: Final = "stranger"  # in the state of a request: it is another user's
_CONNECTIONS: Final = Path("/proc/net/tcp")
_USERS: Final = Path("/proc/self/uid_map")


def is_strangers(peer: int, port: int, connections: Path = _CONNECTIONS) -> bool:
    """Whether another user of this computer, other than the administrator, has the connection from
    the port `peer` to our `port`. False where nobody knows.
    """
    if not (hasattr(os, "geteuid") and _knows_users()):
        return False
    own = own_users()
    try:
        lines = connections.read_text("ascii").splitlines()[1:]
    except (OSError, UnicodeDecodeError):
        return False
    ends = f":{peer:04X}", f":{port:04X}"
    for fields in map(str.split, lines):
        # sl, local address, remote address, state, queues, timer, retransmissions, user
        if len(fields) > 7 and fields[1].endswith(ends[0]) and fields[2].endswith(ends[1]):
            return int(fields[7]) not in own
    return False


@cache
def _knows_users() -> bool:
    """Whether users have their own numbers here: in a container they may have others."""
    try:
        first, outside, count = _USERS.read_text("ascii").split()
    except (OSError, ValueError):
        return False
    return first == outside == "0" and int(count) > 2**31
