"""The files of a deck: which must be made, and how they get into place."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from generator.keeping.shelf import Shelf, file_digest
from generator.model import Problem, ProblemsError
from generator.progress import Progress
from generator.writing.output import Staging, staging

Kind = Literal["apkg", "cheatsheet", "cards", "provenance"]

_AT_ONCE: Final = 2  # PDFs are made by processes of their own; two keep two cores busy


@dataclass(frozen=True, slots=True)
class Output:
    """A file that a build makes. Equal recipes make equal files; `make` puts it into a folder
    and raises ProblemsError for what cannot be made.
    """

    kind: Kind
    name: str
    recipe: str
    make: Callable[[Path], object]


@dataclass(frozen=True, slots=True)
class Record:
    """What the last build made in a folder, and from which recipes.

    One that made nothing but looked whether it could has no digests of files.
    """

    shelf: Shelf
    slot: str
    made: Mapping[str, tuple[str, str]]

    @classmethod
    def read(cls, shelf: Shelf, slot: str) -> Record:
        data = shelf.get(slot, slot)
        made: dict[str, Any] = json.loads(data) if data else {}
        return cls(shelf, slot, {name: (recipe, was) for name, (recipe, was) in made.items()})

    def stale(self, outputs: Sequence[Output], folder: Path | None) -> tuple[Output, ...]:
        """Those that are not in `folder` as they would be made; without a folder, those that
        nobody has yet seen made.
        """
        return tuple(output for output in outputs if not self._current(output, folder))

    def _current(self, output: Output, folder: Path | None) -> bool:
        recipe, was = self.made.get(output.name, ("", ""))
        if recipe != output.recipe:
            return False
        return folder is None or file_digest(str(folder / output.name)) == was

    def write(self, outputs: Sequence[Output], folder: Path | None) -> None:
        """Note that `outputs` are made; of others nothing has changed."""
        now = {
            output.name: (
                output.recipe,
                file_digest(str(folder / output.name)) if folder is not None else "",
            )
            for output in outputs
        }
        known = json.dumps({**self.made, **now}).encode("ascii")
        self.shelf.put(self.slot, self.slot, known)


def make_outputs(outputs: Sequence[Output], folder: Path, progress: Progress) -> None:
    """Make files in `folder`. Raises ProblemsError with all that cannot be made."""
    progress.step("writing", len(outputs))

    def make(output: Output) -> tuple[Problem, ...]:
        try:
            output.make(folder)
        except ProblemsError as error:
            return error.problems
        progress.advance(output.name)
        return ()

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        problems = [problem for found in threads.map(make, outputs) for problem in found]
    if problems:
        raise ProblemsError(*problems)


def publish_outputs(
    outputs: Sequence[Output],
    folder: Path,
    progress: Progress,
    publish: Callable[[Staging], object],
) -> None:
    """Make files beside `folder` and have `publish` put them into place, all of them or none."""
    with staging(folder) as staged:
        make_outputs(outputs, staged.folder, progress)
        publish(staged)
