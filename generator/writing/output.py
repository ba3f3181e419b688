"""Files that appear all at once, or not at all."""

from __future__ import annotations

import contextlib
import filecmp
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.running.machine.scratch import Scratch

_PREFIX: Final = ".proofdeck-out-"


class Staging:
    """A folder beside the final one, where files are made before they are moved into place."""

    def __init__(self, target: Path, folder: Path) -> None:
        self.folder = folder
        self._target = target

    def publish(self) -> tuple[Path, ...]:
        """Move every staged file into place and return their paths.

        A file that equals the existing one is not touched. If one cannot be moved, those moved
        before it are put back, and the OSError is raised.
        """
        aside = self.folder / "replaced"
        aside.mkdir()
        undo: list[tuple[Path, Path | None]] = []
        made: list[Path] = []
        finals: list[Path] = []
        try:
            for staged in self._files(aside):
                final = self._target / staged.relative_to(self.folder)
                finals.append(final)
                made += _missing(final.parent)
                final.parent.mkdir(parents=True, exist_ok=True)
                if final.is_file() and filecmp.cmp(staged, final, shallow=False):
                    continue
                if final.is_dir():
                    raise IsADirectoryError(21, "a folder has this name", str(final))
                old = None
                if final.exists():
                    old = aside / str(len(undo))
                    _keep(final, old)
                undo.append((final, old))
                staged.replace(final)
        except BaseException:
            for final, old in reversed(undo):
                with contextlib.suppress(OSError):
                    old.replace(final) if old else final.unlink(missing_ok=True)
            for folder in reversed(made):
                with contextlib.suppress(OSError):
                    folder.rmdir()
            raise
        return tuple(finals)

    def _files(self, aside: Path) -> Sequence[Path]:
        """What is staged, also in folders; other files of a folder of that name stay."""
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return sorted(path for path in files if aside not in path.parents)


def _missing(folder: Path) -> Sequence[Path]:
    """The folders of a path that are not there, the outermost first."""
    above = (each for each in (folder, *folder.parents) if not each.exists())
    return tuple(above)[::-1]


def _keep(final: Path, old: Path) -> None:
    """Give a file a second name. It keeps the first, so that the file always exists."""
    try:
        old.hardlink_to(final)
    except OSError:
        shutil.copy2(final, old)


@contextlib.contextmanager
def staging(target: Path) -> Iterator[Staging]:
    """A Staging for `target`, gone when the block ends.

    Raises ProblemsError if `target` cannot be written; its content is then unchanged.
    """
    made = not target.exists()
    try:
        target.mkdir(parents=True, exist_ok=True)
        # Inside the target, so that moving a file is a rename, not a copy.
        scratch = Scratch(target, _PREFIX)
    except OSError as error:
        raise ProblemsError(_unwritable(target, error)) from None
    try:
        yield Staging(target, scratch.path)
    except OSError as error:
        raise ProblemsError(_unwritable(target, error)) from error
    finally:
        scratch.close()
        if made:
            with contextlib.suppress(OSError):
                target.rmdir()


def write_atomically(path: Path, text: str) -> None:
    """Replace a file atomically. Raises ProblemsError if it cannot be written.

    There must be no other writer: leftovers of an earlier process beside it are removed.
    """
    for left in path.parent.glob(f".{path.name}-*"):
        left.unlink(missing_ok=True)
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="\n", dir=path.parent, prefix=f".{path.name}-",
            delete=False,
        ) as file:  # fmt: skip
            temporary = Path(file.name)
            try:
                file.write(text)
                file.close()
                temporary.chmod(0o644)
                temporary.replace(path)
            except BaseException:
                file.close()
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise ProblemsError(_unwritable(path, error)) from None


def _unwritable(path: Path, error: OSError) -> Problem:
    reason = (error.strerror or str(error)).lower()
    message = f"this cannot be written: {reason}"
    hint = "nothing was changed; choose another folder with -o, or free some space"
    return Problem(Place(display_path(path)), "unwritable", message, hint)
