"""Which installed distributions stand behind an import, and exactly what they hold."""

from __future__ import annotations

import hashlib
import os
import re
import site
import sys
from functools import lru_cache
from importlib import metadata
from typing import Any
from urllib.parse import unquote, urlsplit

from .libraries import UNDECLARED

REQUIRES = re.compile(r"^Requires-Dist:\s*([A-Za-z0-9][\w.-]*)(.*)$", re.MULTILINE)
VERSION = re.compile(r"^Version:\s*(\S+)", re.MULTILINE)
NAME = re.compile(r"^Name:\s*(\S+)", re.MULTILINE)
EXTRA = re.compile(r";.*\bextra\s*==")
MOST_FILES = 5000


def look_up(names: list[str]) -> dict[str, Any]:
    """For each imported top-level name its distributions (none if it is not installed), and
    for those and all they require: version, digest of the contents, requirements.
    """
    imports = {name: list(providers(name)) for name in names}
    found: dict[str, Any] = {}
    waiting = [name for names in imports.values() for name in names]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        facts = distribution(name)
        if facts is not None:
            found[name] = facts
            waiting += facts["requires"]
    return {"imports": imports, "distributions": found}


def versions(names: list[str]) -> dict[str, Any]:
    """The installed version of each distribution, None where it is not installed."""
    found = {name: locate(name) for name in names}
    return {name: each.version if each is not None else None for name, each in found.items()}


def normal(name: str) -> str:
    """A distribution's name as indexes write it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def search_path() -> list[str]:
    """`sys.path` as a worker has it, which is started without the user's own packages."""
    user = site.getusersitepackages()
    return [entry for entry in sys.path if entry != user]


@lru_cache(maxsize=None)  # noqa: UP033 (3.9)
def locate(name: str) -> metadata.Distribution | None:
    for found in metadata.Distribution.discover(name=name, path=search_path()):
        return found
    return None


@lru_cache(maxsize=None)  # noqa: UP033
def providers(name: str) -> tuple[str, ...]:
    """The distributions that install the top-level module `name`."""
    direct = locate(name)
    if direct is not None:
        base = os.fspath(direct.locate_file(""))  # type: ignore[call-overload]
        stems = (name, name + ".py")
        if any(os.path.exists(os.path.join(base, stem)) for stem in stems):  # noqa: PTH110, PTH118
            return (normal(name),)
    return tuple(sorted(everything().get(name, ())))


@lru_cache(maxsize=None)  # noqa: UP033
def everything() -> dict[str, set[str]]:
    """Every top-level module that is installed; slow, for names that differ from their project."""
    found: dict[str, set[str]] = {}
    for each in metadata.distributions(path=search_path()):
        header = head(each)
        match = NAME.search(header)
        if match is None:
            continue
        listed = (each.read_text("top_level.txt") or "").split()
        if not listed:
            record = each.read_text("RECORD") or ""
            listed = [top_level(line) for line in record.splitlines()]
        for module in listed:
            if module:
                found.setdefault(module, set()).add(normal(match[1]))
    return found


def top_level(entry: str) -> str:
    """The module that a line of RECORD belongs to, or ""."""
    first, _, rest = entry.split(",", 1)[0].partition("/")
    if not rest:
        first = first.split(".", 1)[0] if first.endswith((".py", ".so", ".pyd")) else ""
    return first if first.isidentifier() and first != "__pycache__" else ""


def head(found: metadata.Distribution) -> str:
    """The fields of the metadata, without the description that makes parsing it slow."""
    text = found.read_text("METADATA") or found.read_text("PKG-INFO") or ""
    return text.replace("\r\n", "\n").split("\n\n", 1)[0]


@lru_cache(maxsize=None)  # noqa: UP033
def distribution(name: str) -> dict[str, Any] | None:
    """Version, digest and requirements of an installed distribution, None if it is not there."""
    found = locate(name)
    if found is None:
        return None
    header = head(found)
    version = VERSION.search(header)
    required = {normal(match[1]) for match in REQUIRES.finditer(header) if not extra(match[2])}
    required.update(UNDECLARED.get(name, ()))
    return {
        "version": version[1] if version else "",
        "digest": digest(found),
        "requires": sorted(required),
    }


def extra(rest: str) -> bool:
    """Whether a requirement counts only with an extra. Other markers are taken to hold: what
    is installed then counts, which can only run a program once too often.
    """
    return EXTRA.search(rest) is not None


def digest(found: metadata.Distribution) -> str:
    """Of RECORD, which holds a hash of every file; of the files' times where they are edited
    in place or RECORD is missing.
    """
    sums = hashlib.blake2b(digest_size=16)
    record = found.read_text("RECORD")
    direct = found.read_text("direct_url.json") or ""
    sums.update((record or "").encode())
    sums.update(direct.encode())
    if '"editable"' in direct:
        match = re.search(r'"url":\s*"(file:[^"]+)"', direct)
        if match:
            stamp(sums, unquote(urlsplit(match[1]).path))
    elif record is None:
        stamp(sums, os.fspath(found.locate_file("")))  # type: ignore[call-overload]
    return sums.hexdigest()


def stamp(sums: Any, folder: str) -> None:
    """Add names, sizes and times of the source files below `folder`."""
    count = 0
    for parent, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in sorted(files):
            if not name.endswith((".py", ".so", ".pyd")):
                continue
            try:
                info = os.stat(os.path.join(parent, name))  # noqa: PTH116, PTH118
            except OSError:
                continue
            sums.update(f"{parent}/{name}:{info.st_size}:{info.st_mtime_ns}\n".encode())
            count += 1
            if count >= MOST_FILES:
                return
