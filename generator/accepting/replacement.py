"""The files of a deck as they were, and their replacement by others."""

from __future__ import annotations

import stat
import tempfile
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

from generator.given import MOST_TEXT, read_regular
from generator.model import Place, Problem
from generator.reading.chapter_files import deck_files
from generator.reading.config import read_config
from generator.reading.source import LINE_END, display_path


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


def diff_of(path: Path, old: bytes, new: bytes) -> Iterator[str]:
    """The lines of a unified diff of a UTF-8 file, without their ends."""
    name = display_path(path).lstrip("/")
    before, after = (LINE_END.split(data.decode("utf-8")) for data in (old, new))
    return unified_diff(before, after, f"a/{name}", f"b/{name}", lineterm="")


def replace_bytes(path: Path, old: bytes, new: bytes, command: str = "accept") -> Problem | None:
    """Replace a file in one step, if it still is what it was; else say what is wrong.
    `command` is the one to run again.

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
                return changed(path, command)
            temporary.replace(real)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"this cannot be written: {reason}"
        hint = "the file is unchanged; make it and its folder writable"
        return Problem(Place(display_path(path)), "unwritable", message, hint)
    return None


def changed(path: Path, command: str) -> Problem:
    """The problem of a file that somebody else wrote to in the meantime."""
    message = "this file changed while the deck was read, so it was not rewritten"
    hint = f"save it and run `proofdeck {command}` again"
    return Problem(Place(display_path(path)), "changed", message, hint)
