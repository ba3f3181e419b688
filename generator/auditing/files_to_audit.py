"""Which files an audit is about."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.reading.chapter_names import ENDINGS
from generator.reading.source import located
from generator.several import several

SUFFIXES: Final = frozenset({*ENDINGS, ".mdx", ".qmd", ".rmd", ".rst", ".ipynb", ".py"})
_PASSED_OVER: Final = frozenset(
    {"node_modules", "__pycache__", "site-packages", "venv", "env", "build", "dist", "_build"}
)
_MOST: Final = 20_000  # files of a folder


@dataclass(frozen=True, slots=True)
class FileToAudit:
    """A file, and whether it was found in a folder rather than named."""

    path: Path
    in_folder: bool


def files_of(paths: str | Path | Sequence[str | Path]) -> Iterator[FileToAudit]:
    """The files that some paths mean, each once.

    Of a folder those are all that can be audited, by name, without hidden ones and what tools put
    there. Links are not followed.
    """
    seen: set[Path] = set()
    for path in map(Path, several(paths)):
        found = _within(path) if path.is_dir() else iter([path])
        for each in found:
            known = located(each)
            if known not in seen:
                seen.add(known)
                yield FileToAudit(each, each is not path)


def _within(folder: Path) -> Iterator[Path]:
    number = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in _PASSED_OVER
            and not (Path(place) / name / "pyvenv.cfg").exists()
        )
        for name in sorted(names):
            path = Path(place) / name
            suffix = path.suffix.lower()
            if suffix in SUFFIXES and not name.startswith(".") and not path.is_symlink():
                number += 1
                if number > _MOST:
                    return
                yield path
