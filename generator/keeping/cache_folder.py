"""The user's cache folder: where things that may be lost are kept between builds."""

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

    It is absolute. Who has no home folder has no cache, and nor has one that others can write
    to: what is kept is believed, and environments are run from it. Then this is a place where
    nothing can be made.
    """
    folder = chosen_folder()
    return NOWHERE if open_to_others(folder) else folder


def open_to_others(folder: Path) -> str:
    """Why somebody else can put files into a folder; "" where nobody can, or it is not there."""
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


def own_users() -> set[int]:
    """Whose files count as one's own: a user's, the administrator's; to the administrator, those
    of the user who became one by sudo.
    """
    user = os.geteuid()
    own = {user, 0}
    if user == 0 and os.environ.get("SUDO_UID", "").isdigit():
        own.add(int(os.environ["SUDO_UID"]))
    return own


def fault_of_choice() -> str:
    """Why what the user chose names no folder for the cache; "" where it does, or nothing is said.

    A relative path counts from the folder one stands in, which may be a deck's: what it brings
    there must not be run.
    """
    chosen = os.environ.get(VARIABLE, "")
    try:
        if not chosen or Path(chosen).expanduser().is_absolute():
            return ""
    except RuntimeError:
        return f"{VARIABLE} is {chosen!r}, and that home folder is not known: give a full path"
    return f"{VARIABLE} is {chosen!r}, which counts from the current folder: give its full path"


def chosen_folder() -> Path:
    """Where the cache is to be, whether or not it may be used."""
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
    """Whether `folder` is there, or can be made, and takes files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


_FRESH: Final = 3600.0  # seconds in which a further use of an entry need not be noted
_wrote = threading.Event()


def used(path: Path) -> None:
    """Note that an entry was of use: those that were not for longest are the first to go."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > _FRESH:
            os.utime(path)


def has_written() -> bool:
    """Whether this process has put anything into the cache."""
    return _wrote.is_set()


def keep(path: Path, content: bytes) -> None:
    """Put a file into the cache, or leave it be where that is not possible."""
    with contextlib.suppress(OSError):
        root = chosen_folder()
        if not root.exists():
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
        _wrote.set()


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all, whoever else writes it. Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with open(descriptor, "wb") as file:  # noqa: PTH123
            file.write(content)
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
