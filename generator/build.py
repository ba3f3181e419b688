"""The whole way: from a folder of Markdown to verified decks and PDFs."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.check import Checked, OpenRunner, Way, check_deck, in_order
from generator.model import FacedDeck, Problem, ProblemsError
from generator.progress import SILENT, Progress

if TYPE_CHECKING:
    from generator.writing import Writer
    from generator.writing.lock import Lock
    from generator.writing.output import Staging

LOCK_NAME: Final = "deck.lock"


@dataclass(frozen=True, slots=True)
class Built:
    """`files` are those of the deck, in the output folder; empty where there were problems.

    `seconds` is wall clock, all told.
    """

    checked: Checked
    problems: tuple[Problem, ...]
    files: tuple[Path, ...]
    seconds: float

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


def preview_deck(
    folder: Path,
    *,
    strict: bool = False,
    way: Way = Way(),  # noqa: B008 (it is frozen)
    runner: OpenRunner | None = None,
    progress: Progress = SILENT,
) -> Built:
    """Everything that building does but writing. Raises ProblemsError where there is no deck."""
    started = time.perf_counter()
    checked = check_deck(folder, strict=strict, way=way, runner=runner, progress=progress)
    _, problems = _face(checked)
    return Built(checked, problems, (), time.perf_counter() - started)


def build_deck(
    folder: Path,
    output: Path,
    *,
    strict: bool = False,
    way: Way = Way(),  # noqa: B008 (it is frozen)
    runner: OpenRunner | None = None,
    progress: Progress = SILENT,
    now: Callable[[], float] = time.time,
) -> Built:
    """Check a deck and, where all of it holds, write its files to `output`.

    Nothing is written when there is a problem. Raises ProblemsError where there is no deck,
    or where `output` cannot be written; what was there before stays.
    """
    started = time.perf_counter()
    checked = check_deck(folder, strict=strict, way=way, runner=runner, progress=progress)
    decks, problems = _face(checked)
    files: tuple[Path, ...] = ()
    if not any(problem.severity == "error" for problem in problems):
        files = _write(checked, decks, output, int(now()), progress)
    return Built(checked, problems, files, time.perf_counter() - started)


def _face(checked: Checked) -> tuple[tuple[FacedDeck, ...], tuple[Problem, ...]]:
    """What each card shows, by language, and all problems including those of showing it."""
    from generator.rendering.faces import make_faces
    from generator.rendering.formulas import formula_problems
    from generator.writing.fonts import glyph_problems

    config = checked.deck.config
    found = list(checked.problems)
    verdicts = {id(verdict.plan.card): verdict for verdict in checked.verdicts}
    decks: list[FacedDeck] = []
    for language in config.languages:
        chapters = []
        for chapter in checked.deck.chapters:
            if chapter.language != language:
                continue
            faces = []
            for card in chapter.cards:
                try:
                    faces.append(make_faces(verdicts[id(card)], config))
                except ProblemsError as error:
                    found += error.problems
            chapters.append((chapter, tuple(faces)))
        decks.append(FacedDeck(config, language, tuple(chapters)))
    for deck in decks:
        found += formula_problems(deck)
        found += glyph_problems(deck)
    return tuple(decks), in_order(found)


def _write(
    checked: Checked, decks: Sequence[FacedDeck], output: Path, now: int, progress: Progress
) -> tuple[Path, ...]:
    from generator.rendering.anki import render_notes
    from generator.writing.lock import Lock
    from generator.writing.output import staging
    from generator.writing.provenance import FILE_NAME, provenance_json

    lock_path = Path(checked.deck.config.folder) / LOCK_NAME
    lock = Lock.read(lock_path)
    notes = [note for deck in decks for note in render_notes(deck)]
    new_lock = lock.updated(notes, deck=decks[0].config.name, now=now)
    jobs = [(writer, deck) for deck in decks for writer in _writers(new_lock)]
    progress.step("writing", len(jobs))
    with staging(output) as staged:

        def write(job: tuple[Writer, FacedDeck]) -> None:
            writer, deck = job
            progress.advance(writer.write(deck, staged.folder).name)

        # The PDFs are made by processes of their own; two threads keep both cores busy.
        with ThreadPoolExecutor(max_workers=2) as threads:
            for _ in threads.map(write, jobs):
                pass
        (staged.folder / FILE_NAME).write_text(provenance_json(checked), "utf-8", newline="\n")
        return _publish(staged, lock_path, lock, new_lock)


def _publish(staged: Staging, path: Path, old: Lock, new: Lock) -> tuple[Path, ...]:
    """Put lock and files into place.

    The lock goes first: a package can be made again from it, but not the times in it from a
    package. Where the files cannot follow, it goes back to what it was.
    """
    from generator.writing.output import write_atomically

    existed = path.exists()
    changed = new.text() != old.text() or not existed
    if changed:
        write_atomically(path, new.text())
    try:
        return staged.publish()
    except BaseException:
        if changed and existed:
            write_atomically(path, old.text())
        elif changed:
            path.unlink()
        raise


def _writers(lock: Lock) -> tuple[Writer, ...]:
    from generator.writing.apkg import ApkgWriter
    from generator.writing.pdf import CheatSheetWriter, CutCardsWriter

    return (ApkgWriter(lock), CheatSheetWriter(), CutCardsWriter())
