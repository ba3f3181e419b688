"""The user's cache folder: what is kept between builds and may be lost at any time."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final

VARIABLE: Final = "PROOFDECK_CACHE"
# What Proofdeck makes in the cache folder, and what of it is counted and may go.
EVICTED: Final = ("runs", "kept", "compiled", "glyphs", "sandbox", "environments")
ENVIRONMENT_MARKER: Final = "proofdeck.json"  # written last into an environment of `matrix`
OTHERS: Final = ("locks", "matplotlib")
NOWHERE: Final = Path(os.devnull) / "proofdeck"


def cache_folder() -> Path:
    """`$PROOFDECK_CACHE`, or the folder for caches that this system gives each user.

    The path is absolute. Without a home folder, or if others can write to the cache, this is a
    path at which nothing can be created: what is kept is trusted, and environments run from it.
    """
    folder = chosen_folder()
    return NOWHERE if open_to_others(folder) else folder


def open_to_others(folder: Path) -> str:
    """Why other users can put files into a folder; "" if they cannot, or it does not exist."""
    if not hasattr(os, "geteuid"):
        return ""
    try:
        there = folder.stat()
        owners = {there.st_uid, folder.lstat().st_uid}
    except OSError:
        return ""
    if not owners <= own_users():
        return "it belongs to another user"
    return "all users can write to it" if there.st_mode & stat.S_IWOTH else ""


def unusable(folder: Path) -> str:
    """Why a folder is not used as the cache, or cannot be; "" if it can, or can be made.

    A folder that can only be read is used for what is in it.
    """
    if folder == NOWHERE:
        return "the home folder is unknown"
    for each in (folder, *folder.parents):
        try:
            mode = each.stat().st_mode
        except (FileNotFoundError, NotADirectoryError):
            if each.is_symlink():
                return f"{_it(each, folder)} is a link that leads nowhere"
            continue
        except OSError as error:
            return f"{_it(each, folder)} cannot be opened: {error.strerror}"
        if not stat.S_ISDIR(mode):
            return f"{_it(each, folder)} is not a folder"
        if each == folder:
            return open_to_others(folder) or _denied(folder, os.R_OK, "read")
        return _denied(each, os.W_OK, "written to", f"`{each}`")
    return ""


def _it(path: Path, folder: Path) -> str:
    return "it" if path == folder else f"`{path}`"


def _denied(folder: Path, right: int, what: str, name: str = "it") -> str:
    return "" if os.access(folder, right | os.X_OK) else f"{name} cannot be {what}"


def own_users() -> set[int]:
    """The users whose files count as the user's own: the user and root; for root, also the user who
    ran sudo.
    """
    user = os.geteuid()
    own = {user, 0}
    if user == 0 and os.environ.get("SUDO_UID", "").isdigit():
        own.add(int(os.environ["SUDO_UID"]))
    return own


def fault_of_choice() -> str:
    """Why PROOFDECK_CACHE is not a usable path; "" if it is, or is not set.

    A relative path could lead into a deck, whose files must not be trusted as a cache.
    """
    chosen = os.environ.get(VARIABLE, "")
    try:
        if not chosen or Path(chosen).expanduser().is_absolute():
            return ""
    except RuntimeError:
        return f"{VARIABLE} is {chosen!r}, but that home folder is unknown: set an absolute path"
    return f"{VARIABLE} is {chosen!r}, a relative path: set an absolute path"


def chosen_folder() -> Path:
    """The chosen folder of the cache, whether or not it can be used."""
    if fault_of_choice():
        return NOWHERE
    chosen = os.environ.get(VARIABLE)
    try:
        folder = Path(chosen).expanduser() if chosen else _folder_for_caches() / "proofdeck"
    except RuntimeError:  # no home
        return NOWHERE
    return folder if folder.is_absolute() else NOWHERE


def _folder_for_caches() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    named = os.environ.get("XDG_CACHE_HOME", "")
    # One that is not absolute is to be ignored, as the XDG base directory specification says.
    return Path(named) if os.path.isabs(named) else Path.home() / ".cache"  # noqa: PTH117


def writable(folder: Path) -> bool:
    """Whether `folder` exists or can be created, and is writable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


_FRESH: Final = 3600.0  # seconds during which further uses of an entry are not recorded


class _Written:
    """Bytes that this process has written to the cache, since they were last asked for."""

    def __init__(self) -> None:
        self._bytes = 0
        self._alone = threading.Lock()

    def add(self, count: int) -> None:
        with self._alone:
            self._bytes += count

    def take(self) -> int:
        with self._alone:
            count, self._bytes = self._bytes, 0
            return count


_written: Final = _Written()


def used(path: Path) -> None:
    """Record the use of an entry: the least recently used entries are evicted first."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _FRESH:
            os.utime(path)


def take_written() -> int:
    """The bytes that this process has written to the cache since this was last called."""
    return _written.take()


def keep(path: Path, content: bytes) -> None:
    """Write a file to the cache if possible."""
    with contextlib.suppress(OSError):
        root = chosen_folder()
        if not root.exists():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        _written.add(len(content))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file atomically, even with concurrent writers. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(content)
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
