"""The images and recordings of imported cards, copied beside them under names of their own."""

from __future__ import annotations

import binascii
import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import unquote

from generator.given import MOST_IMAGE, MOST_RECORDING, read_regular
from generator.reading.images import EMBEDDED, ENDINGS, media_fault
from generator.reading.recordings import SUFFIXES as RECORDINGS

FOLDER: Final = "media"
_STRANGE: Final = re.compile(r"[^\w.-]+")
_LONGEST: Final = 80
_LONGEST_ADDRESS: Final = 1 << 20  # characters


class MediaError(Exception):
    """A file that no card can show; the message says why."""


def media_path(name: str) -> str:
    """The path in the deck's folder of a file with this name: one that Markdown needs no quotes
    for.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    stem = _STRANGE.sub("-", path.stem).strip("-._")[:_LONGEST] or "file"
    return f"{FOLDER}/{stem}{_STRANGE.sub('', path.suffix.lower())}"


class MediaBook:
    """Copies files into a deck's folder as cards name them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests: dict[str, str] = {}  # of each path in the deck's folder

    def __len__(self) -> int:
        return len(self._digests)

    def copy(self, name: str, media: Mapping[str, Path], unreadable: Mapping[str, str]) -> str:
        """Copy the file that a card calls `name`, and return its path in the deck's folder.

        Raises MediaError.
        """
        called = next((each for each in (name, unquote(name)) if each in media), "")
        if not called:
            raise MediaError(unreadable.get(name) or "it is not in the file")
        return self._copy(media[called], media_path(called), fixed=False)

    def copy_as(self, path: str, file: Path) -> None:
        """Copy a file to a path in the deck's folder. Raises MediaError, also where another file
        has that path.
        """
        if path != media_path(PurePosixPath(path).name):
            raise MediaError("it has a name that a deck cannot use")
        self._copy(file, path, fixed=True)

    def embedded(self, address: str) -> str:
        """Write the image that stands in a `data:` address. Raises MediaError."""
        found = EMBEDDED.fullmatch(unquote(address[:_LONGEST_ADDRESS]))
        if found is None:
            raise MediaError("it is no image in base64, or too large")
        try:
            data = binascii.a2b_base64(found["data"])
        except binascii.Error:
            raise MediaError("its base64 cannot be read") from None
        suffix = ENDINGS[found["kind"].lower()]
        return self._write(data, f"{FOLDER}/image-{sha256(data).hexdigest()[:8]}{suffix}", True)

    def _copy(self, file: Path, path: str, *, fixed: bool) -> str:
        suffix = PurePosixPath(path).suffix
        try:
            data = read_regular(file, MOST_RECORDING if suffix in RECORDINGS else MOST_IMAGE)
        except OSError as error:
            raise MediaError((error.strerror or str(error)).lower()) from None
        return self._write(data, path, fixed)

    def _write(self, data: bytes, path: str, fixed: bool) -> str:
        suffix = PurePosixPath(path).suffix
        fault = media_fault(suffix, data)
        if fault:
            raise MediaError(fault)
        digest = sha256(data).hexdigest()
        if self._digests.get(path, digest) != digest:
            if fixed:
                raise MediaError("another file has the same name")
            path = f"{path.removesuffix(suffix)}-{digest[:8]}{suffix}"
        if path not in self._digests:
            target = self._folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(data)
            self._digests[path] = digest
        return path
