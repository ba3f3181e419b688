"""Folders that a program made, however deep, full, or closed to their owner.

Names are never put together to paths: those of a program can be longer than the system takes.
Nor is any link followed, so that nothing outside is counted, opened or removed.
"""

# pathlib stays unloaded: a program may be the first to import it.
# ruff: noqa: PTH106

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from itertools import count

_FOLDER = getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)


def remove_tree(path: str) -> None:
    """Delete a folder with all that is in it, as far as that is possible.

    Sub-folders are moved up before they are emptied: so the depth costs neither descriptors
    nor recursion.
    """
    try:
        top = _open(path, None)
    except OSError:
        return
    try:
        _empty(top)
    finally:
        os.close(top)
    try:
        os.rmdir(path)
    except OSError:
        return


def _empty(top: int) -> None:
    numbers = count()
    waiting = _clear(top, None, numbers)
    while waiting:
        name = waiting.pop()
        try:
            folder = _open(name, top)
        except OSError:
            continue
        try:
            waiting += _clear(folder, top, numbers)
        finally:
            os.close(folder)
        try:
            os.rmdir(name, dir_fd=top)
        except OSError:
            continue


def _clear(folder: int, top: int | None, numbers: count[int]) -> list[str]:
    """Delete the files of a folder. Returns its sub-folders, by their names in `top`, to which
    they are moved.
    """
    found = []
    for name, is_folder in _entries(folder):
        try:
            if not is_folder:
                os.unlink(name, dir_fd=folder)
            elif top is None:
                found.append(name)
            else:
                found.append(_lift(name, folder, top, numbers))
        except OSError:
            continue
    return found


def _lift(name: str, folder: int, top: int, numbers: count[int]) -> str:
    """Move a sub-folder up, under a name that is free."""
    os.close(_open(name, folder))  # which makes it ours to move
    while True:
        free = f".proofdeck-{next(numbers)}"
        try:
            os.stat(free, dir_fd=top, follow_symlinks=False)
        except FileNotFoundError:
            os.rename(name, free, src_dir_fd=folder, dst_dir_fd=top)
            return free


def _entries(folder: int) -> list[tuple[str, bool]]:
    """Names, and whether they are folders; links are none."""
    try:
        with os.scandir(folder) as entries:
            return [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    except OSError:
        return []


def _open(name: str, parent: int | None) -> int:
    """Open a folder, and give its owner back the rights on it first. Raises OSError."""
    try:
        folder = os.open(name, _FOLDER, dir_fd=parent)
    except PermissionError:
        folder = _reopen(name, parent, lambda own: os.chmod(own, 0o700))  # noqa: PTH101
    try:
        if os.fstat(folder).st_mode & 0o700 != 0o700:
            os.fchmod(folder, 0o700)
    except OSError:
        os.close(folder)
        raise
    return folder


def _reopen(name: str, parent: int | None, change: Callable[[str], object]) -> int:
    """Open a folder that is closed to its owner, once its mode was changed.

    By a descriptor: the name could be a link to something else by now. Raises OSError.
    """
    held = os.open(name, _FOLDER | getattr(os, "O_PATH", 0), dir_fd=parent)
    try:
        change(f"/proc/self/fd/{held}")
        return os.open(f"/proc/self/fd/{held}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(held)


def sizes(path: str) -> Iterator[int]:
    """The bytes on disk of each file and folder below `path`, while a program changes them.

    One descriptor at a time, whatever the depth: the way up is checked, and where it has become
    another one the rest is left for the next look.
    """
    try:
        folder = os.open(path, _FOLDER)
    except OSError:
        return
    above: list[tuple[tuple[int, int], list[str]]] = []
    try:
        waiting = yield from _look(folder)
        while True:
            if waiting:
                here = _identity(folder)
                try:
                    below = _peek(waiting.pop(), folder)
                except OSError:
                    continue
                above.append((here, waiting))
                os.close(folder)
                folder = below
                waiting = yield from _look(folder)
            elif above:
                up = os.open("..", _FOLDER, dir_fd=folder)
                os.close(folder)
                folder = up
                here, waiting = above.pop()
                if _identity(folder) != here:
                    return
            else:
                return
    except OSError:
        return
    finally:
        os.close(folder)


def _look(folder: int) -> Generator[int, None, list[str]]:
    """The sizes of what is in a folder. Returns the names of its sub-folders."""
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                try:
                    size = entry.stat(follow_symlinks=False).st_blocks * 512
                except OSError:
                    continue
                if entry.is_dir(follow_symlinks=False):
                    found.append(entry.name)
                yield size
    except OSError:
        pass
    return found


def _peek(name: str, parent: int) -> int:
    """Open a folder to look into it; one that is closed to its owner stays so. Raises OSError."""
    try:
        return os.open(name, _FOLDER, dir_fd=parent)
    except PermissionError:
        mode = os.stat(name, dir_fd=parent, follow_symlinks=False).st_mode & 0o7777
    folder = _reopen(name, parent, lambda own: os.chmod(own, mode | 0o500))  # noqa: PTH101
    os.fchmod(folder, mode)
    return folder


def _identity(folder: int) -> tuple[int, int]:
    known = os.fstat(folder)
    return known.st_dev, known.st_ino
