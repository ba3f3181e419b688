"""Where things that may be lost are kept between builds, and how scratch folders go away."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from generator.running.worker.trees import remove_tree

NOWHERE: Final = Path(os.devnull) / "proofdeck"


def cache_folder() -> Path:
    """`$PROOFDECK_CACHE`, or the folder for caches that this system gives each user.

    Who has no home folder has no cache: then it is a place where nothing can be made.
    """
    chosen = os.environ.get("PROOFDECK_CACHE")
    try:
        if chosen:
            return Path(chosen).expanduser().absolute()
        return _folder_for_caches() / "proofdeck"
    except RuntimeError:  # no home, or not that of the user named
        return NOWHERE


def _folder_for_caches() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    named = os.environ.get("XDG_CACHE_HOME", "")
    # One that is not absolute is to be ignored, as the XDG base directory specification says.
    base = Path(named) if os.path.isabs(named) else Path.home() / ".cache"  # noqa: PTH117
    return base if base.is_absolute() else NOWHERE


def writable(folder: Path) -> bool:
    """Whether `folder` is there, or can be made, and takes files."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK | os.X_OK)


def remove(folder: Path) -> None:
    """Delete a scratch folder, whatever a program has made of it. Never fails."""
    if os.scandir in os.supports_fd:
        remove_tree(str(folder))
    else:  # Windows
        shutil.rmtree(folder, ignore_errors=True)


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
