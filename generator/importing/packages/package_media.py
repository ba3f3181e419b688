"""The images and recordings in a package of Anki, unpacked as far as cards show them."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Final
from urllib.parse import unquote
from zipfile import ZipFile

from generator.given import MOST_IMAGE, MOST_RECORDING, open_regular
from generator.importing.packages.protobuf import ProtobufError, parts_of, text_in
from generator.model import ProblemsError
from generator.verifying.archive import NEWEST, open_member, package_problem, readable_package

_LIST: Final = "media"
_MOST_LIST: Final = 32 << 20  # bytes
_MOST_FILE: Final = max(MOST_IMAGE, MOST_RECORDING)
_MOST_TOGETHER: Final = 2 << 30
_CHUNK: Final = 1 << 20
_SHOWN: Final = re.compile(
    r"\b(?:src|data|href)\s*=\s*(?:\"([^\"]{1,1000})\"|'([^']{1,1000})'|([^\s>\"']{1,1000}))"
    r"|\[sound:([^\]\n]{1,500})\]",
    re.IGNORECASE,
)


def shown_media(sides: Iterable[str]) -> set[str]:
    """The names of files that some HTML shows or plays."""
    names: set[str] = set()
    for side in sides:
        for found in _SHOWN.finditer(side):
            name = html.unescape(next(each for each in found.groups() if each is not None))
            names |= {name, unquote(name)}
    return names


def unpack_media(
    path: Path, given: IO[bytes], wanted: set[str], scratch: Path
) -> tuple[Mapping[str, Path], Mapping[str, str], int]:
    """Unpack the wanted files of a package: by name the file, or why it is not there; and how many
    others the package has. Raises ProblemsError and OSError.
    """
    media: dict[str, Path] = {}
    unreadable: dict[str, str] = {}
    with readable_package(path), ZipFile(given) as package:
        packed = NEWEST in package.namelist()
        every = _listed(path, package, packed=packed)
        left = _MOST_TOGETHER
        for number, (name, member) in enumerate(every.items()):
            if name not in wanted:
                continue
            target = scratch / f"media-{number}"
            try:
                size = _unpack(path, package, member, target, min(_MOST_FILE, left), packed=packed)
            except KeyError:
                unreadable[name] = "it is not in the package"
                continue
            left -= max(size, 0)
            if size < 0:
                unreadable[name] = f"it has more than {min(_MOST_FILE, left):,} bytes"
                target.unlink(missing_ok=True)
            else:
                media[name] = target
    return media, unreadable, len(every) - len(media) - len(unreadable)


class PackageMedia:
    """The files of a package of Anki, each unpacked when it is asked for. From any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._members: Mapping[str, str] | None = None

    def data(self, name: str) -> bytes | None:
        """A file by its name; None where there is none, where it has too many bytes, or where the
        package cannot be read any more.
        """
        path = self._path
        try:
            with open_regular(path) as given, readable_package(path), ZipFile(given) as package:
                packed = NEWEST in package.namelist()
                if self._members is None:
                    self._members = _listed(path, package, packed=packed)
                member = self._members.get(name)
                if member is None:
                    return None
                with open_member(path, package, member, packed=packed) as source:
                    data = source.read(_MOST_FILE + 1)
        except (OSError, KeyError, ProblemsError):
            return None
        return data if len(data) <= _MOST_FILE else None


def _unpack(
    path: Path, package: ZipFile, member: str, target: Path, most: int, *, packed: bool
) -> int:
    """How many bytes a file has; -1 where they are too many."""
    size = 0
    with open_member(path, package, member, packed=packed) as source, target.open("wb") as file:
        for data in iter(partial(source.read, _CHUNK), b""):
            size += len(data)
            if size > most:
                return -1
            file.write(data)
    return size


def _listed(path: Path, package: ZipFile, *, packed: bool) -> Mapping[str, str]:
    """By the name of each file the name of its member."""
    broken = package_problem(path, "no-package", "the list of media in this package is broken")
    if _LIST not in package.namelist():
        return {}
    with open_member(path, package, _LIST, packed=packed) as file:
        data = file.read(_MOST_LIST + 1)
    if len(data) > _MOST_LIST:
        message = f"the list of media in this package has more than {_MOST_LIST >> 20} MiB"
        raise package_problem(path, "too-large", message)
    try:
        if packed:
            entries = (value for field, value in parts_of(data) if field == 1)
            names = (text_in(each, 1) for each in entries if isinstance(each, bytes))
            return {name: str(number) for number, name in enumerate(names)}
        found = json.loads(data) if data.strip() else {}
        return {str(name): str(member) for member, name in found.items()}
    except (ProtobufError, ValueError, RecursionError, AttributeError):
        raise broken from None
