"""The files of a deck as they were, and their replacement by others."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Mapping
from pathlib import Path

from generator.given import MOST_TEXT, read_regular
from generator.model import Place, Problem
from generator.reading.chapter_files import deck_files
from generator.reading.config import read_config
from generator.reading.source import display_path


def read_bytes_of(folder: Path) -> Mapping[Path, bytes]:
    """Every chapter of a deck, byte by byte; those that cannot be read are left out.

    Raises ProblemsError where there is no deck.
    """
    found = {}
    for _, path in deck_files(folder, read_config(folder)).files:
        try:
            found[path] = read_regular(path, MOST_TEXT)
        except OSError:
            continue
    return found


def replace_bytes(path: Path, old: bytes, new: bytes) -> Problem | None:
    """Replace a file in one step, if it still is what it was; else say what is wrong.

    A symbolic link stays one; the file behind it keeps its permissions.
    """
    real = path.resolve()
    try:
        with tempfile.NamedTemporaryFile(
            dir=real.parent, prefix=f".{real.name}-", delete=False
        ) as file:
            temporary = Path(file.name)
        try:
            temporary.write_bytes(new)
            temporary.chmod(stat.S_IMODE(real.stat().st_mode))
            if read_regular(real, MOST_TEXT) != old:
                return changed(path)
            temporary.replace(real)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"this cannot be written: {reason}"
        hint = "the file is unchanged; make it and its folder writable"
        return Problem(Place(display_path(path)), "unwritable", message, hint)
    return None


def changed(path: Path) -> Problem:
    """The problem of a file that somebody else wrote to in the meantime."""
    message = "this file changed while the deck was checked, so it was not rewritten"
    return Problem(
        Place(display_path(path)), "changed", message, "save it and run `proofdeck accept` again"
    )
