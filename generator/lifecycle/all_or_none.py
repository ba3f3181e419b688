"""Several files of a deck that are rewritten all together, or not at all."""

from __future__ import annotations

import contextlib
import stat
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.accepting.replacement import changed, diff_of
from generator.given import MOST_LOCK, read_regular
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file, its bytes, what they are to become, and in words what is done to it."""

    path: Path
    old: bytes
    new: bytes
    done: str

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff, without their ends."""
        return diff_of(self.path, self.old, self.new)


def amount(count: int, noun: str, nouns: str = "") -> str:
    """A count and its noun, which gets an `s` where no plural is given."""
    return f"{count} {noun if count == 1 else nouns or f'{noun}s'}"


def write_all(changes: Sequence[FileChange], command: str) -> None:
    """Write files, in this order, if each still is what it was. `command` is the one to run again.

    Raises ProblemsError, with every file as it was, if one changed in the meantime or cannot be
    written. A symbolic link stays one; the file behind it keeps its permissions.
    """
    by_file: dict[Path, FileChange] = {}
    for change in changes:
        other = by_file.setdefault(change.path.resolve(), change)
        if other.new != change.new:  # two links lead to it, and what is in it depends on which
            raise ProblemsError(_linked(change.path, other.path))
    staged: dict[Path, Path] = {}
    done: list[Path] = []
    path = Path()
    try:
        for real, change in by_file.items():
            path = change.path
            staged[real] = _staged(real, change.new)
        for real, change in by_file.items():
            path = change.path
            if read_regular(real, MOST_LOCK) != change.old:
                raise ProblemsError(changed(path, command))
        for real, change in by_file.items():
            path = change.path
            done.append(real)
            staged[real].replace(real)
    except BaseException as error:
        for real in done:
            _restore(real, by_file[real].old)
        if isinstance(error, OSError):
            raise ProblemsError(_unwritable(path, error)) from None
        raise
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _restore(real: Path, data: bytes) -> None:
    with contextlib.suppress(OSError):
        if read_regular(real, MOST_LOCK) == data:
            return
        temporary = _staged(real, data)
        try:
            temporary.replace(real)
        finally:
            temporary.unlink(missing_ok=True)


def _staged(real: Path, data: bytes) -> Path:
    """A file beside another, with its permissions, that can take its place."""
    with tempfile.NamedTemporaryFile(
        dir=real.parent, prefix=f".{real.name}-", delete=False
    ) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.close()
            temporary.chmod(stat.S_IMODE(real.stat().st_mode))
        except BaseException:
            file.close()
            temporary.unlink(missing_ok=True)
            raise
    return temporary


def _unwritable(path: Path, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    message = f"this cannot be written: {reason}"
    hint = "every file is as it was; make the file and its folder writable"
    return Problem(Place(display_path(path)), "unwritable", message, hint)


def _linked(path: Path, other: Path) -> Problem:
    message = f"this is the same file as {display_path(other)}, by a link"
    hint = "replace the link with a copy of the file"
    return Problem(Place(display_path(path)), "linked-again", message, hint)
