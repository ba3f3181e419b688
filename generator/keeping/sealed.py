"""Files that are either complete or absent: a line with kind and checksum, then the content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from generator.keeping.cache_folder import keep, used


def read_sealed(path: Path, kind: str) -> bytes | None:
    """What `write_sealed` wrote; None if it is missing, damaged or of another kind."""
    try:
        header, _, body = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    if header != _header(kind, body):
        return None
    used(path)
    return body


def write_sealed(path: Path, kind: str, body: bytes) -> None:
    """Write a file atomically, even with concurrent writers; do nothing if that is impossible."""
    keep(path, _header(kind, body) + b"\n" + body)


def _header(kind: str, body: bytes) -> bytes:
    return f"proofdeck {kind} {hashlib.blake2b(body, digest_size=16).hexdigest()}".encode()
