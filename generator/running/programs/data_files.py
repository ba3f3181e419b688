"""The files of a deck that a program opens by their name alone."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Collection, Iterable
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Final, NamedTuple

from generator.reading.chapter_names import is_hidden, is_markdown
from generator.syntax import parse_quietly

_OWN: Final = ("deck.toml", "deck.lock")
# Words of what opens files, lists folders, or hands names on to what does.
_READING: Final = re.compile(r"open|read|load|path|file|glob|dir|connect|data", re.IGNORECASE)
_LONGEST: Final = 255  # characters of a name
_MOST: Final = 1_000  # entries of a folder, names of a program


class _Name(NamedTuple):
    """The first part of a path; whether more follows it, and whether it goes on itself."""

    text: str
    inside: bool
    begun: bool


def data_files(
    codes: Iterable[str], chapter: Path, deck: Path, *, apart: Collection[str] = ()
) -> tuple[tuple[str, str], ...]:
    """The files and folders beside a `chapter`, else in its `deck`, that the texts in a program's
    code name: their names and where they are, absolute and without links.

    In code that looks for files a name with `*` or `?` names all that fit it; the beginning of an
    f-string names all that start so. Left out are hidden files, chapters, the deck's own files,
    folders that are `apart` unless something in them is named, and links that lead out of the deck.
    """
    codes = [code for code in codes if _READING.search(code)]
    entries = _entries(chapter, deck) if codes else {}
    if not entries:
        return ()
    wanted = [each for code in codes for each in _named(code)][:_MOST]
    found = {
        name: path
        for name, path in entries.items()
        if any(_fits(name, each, name in apart) for each in wanted)
    }
    return tuple(sorted(found.items()))


def _entries(chapter: Path, deck: Path) -> dict[str, str]:
    root = Path(os.path.realpath(deck))
    found: dict[str, str] = {}
    for folder in (Path(os.path.realpath(chapter)), root):
        try:
            names = sorted(path.name for path in folder.iterdir())[:_MOST]
        except OSError:
            continue
        for name in names:
            if is_hidden(name) or name in _OWN or is_markdown(name):
                continue
            path = Path(os.path.realpath(folder / name))
            if path.is_relative_to(root) and (path.is_file() or path.is_dir()):
                found.setdefault(name, str(path))
    return found


@lru_cache(maxsize=512)
def _named(code: str) -> tuple[_Name, ...]:
    """What may be relative paths."""
    tree = parse_quietly(code)
    if tree is None:
        return ()
    nodes = list(ast.walk(tree))
    begun = {
        id(node.values[0]) for node in nodes if isinstance(node, ast.JoinedStr) and node.values
    }
    found = (
        _name(node.value, begun=id(node) in begun)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )
    return tuple(each for each in found if each is not None)


def _name(text: str, *, begun: bool) -> _Name | None:
    path = PurePosixPath(text[: 16 * _LONGEST])
    if path.is_absolute() or not path.parts or "\n" in text:
        return None
    first, more = path.parts[0], len(path.parts) > 1 or text.endswith("/")
    if first == ".." or len(first) > _LONGEST:
        return None
    return _Name(first, inside=more, begun=begun and not more)


def _fits(name: str, wanted: _Name, apart: bool) -> bool:
    if apart and not wanted.inside:
        return False
    if wanted.begun:
        return name.startswith(wanted.text)
    pattern = any(sign in wanted.text for sign in "*?")
    return name == wanted.text or (pattern and fnmatchcase(name, wanted.text))
