"""The user's data folder: what was reviewed, what syncs remember, and backups. None may be lost."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path

VARIABLE: Final = "PROOFDECK_DATA"


def data_folder() -> Path:
    """`$PROOFDECK_DATA`, or the folder for data that this system gives each user; absolute.

    Raises ProblemsError where there is none.
    """
    chosen = os.environ.get(VARIABLE, "")
    try:
        folder = Path(chosen).expanduser() if chosen else _folder_for_data() / "proofdeck"
    except RuntimeError:
        folder = Path()
    if folder.is_absolute():
        return folder
    message = f"{VARIABLE} is a relative path" if chosen else "the home folder is unknown"
    hint = f"set {VARIABLE} to the absolute path of a folder that only you can write to"
    raise ProblemsError(Problem(Place(chosen or VARIABLE), "sync-folder", message, hint))


def made(folder: Path) -> Path:
    """The folder, which is made if need be. Raises ProblemsError where it cannot be."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"this folder cannot be made: {reason}"
        hint = f"set {VARIABLE} to a folder that you can write to"
        place = Place(display_path(folder))
        raise ProblemsError(Problem(place, "sync-folder", message, hint)) from None
    return folder


def _folder_for_data() -> Path:
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    named = os.environ.get("XDG_DATA_HOME", "")
    # One that is not absolute is to be ignored, as the XDG base directory specification says.
    return Path(named) if os.path.isabs(named) else Path.home() / ".local" / "share"  # noqa: PTH117
