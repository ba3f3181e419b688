"""The whole way: from a folder of Markdown to verified decks and PDFs."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.check import Checked, OpenRunner, Way, check_deck, in_order
from generator.model import FacedDeck, Problem, ProblemsError
from generator.progress import SILENT, Progress

if TYPE_CHECKING:
    from generator.rendering.anki import AnkiNote
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
    now: Callable[[], float] = time.time,
) -> Built:
    """Everything that building does but writing: the files are made, and thrown away.

    Raises ProblemsError where there is no deck.
    """
    with tempfile.TemporaryDirectory(prefix="proofdeck-") as scratch:
        return _build(folder, Path(scratch), False, strict, way, runner, progress, now)


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

    Nothing is written when there is a problem, and what was there before stays. Raises
    ProblemsError where there is no deck.
    """
    return _build(folder, output, True, strict, way, runner, progress, now)


def _build(
    folder: Path,
    output: Path,
    publish: bool,
    strict: bool,
    way: Way,
    runner: OpenRunner | None,
    progress: Progress,
    now: Callable[[], float],
) -> Built:
    started = time.perf_counter()
    checked = check_deck(folder, strict=strict, way=way, runner=runner, progress=progress)
    decks, problems = _face(checked)
    files: tuple[Path, ...] = ()
    if not any(problem.severity == "error" for problem in problems):
        try:
            files = _write(checked, decks, output, publish, int(now()), progress)
        except ProblemsError as error:
            problems = in_order((*problems, *error.problems))
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
    checked: Checked,
    decks: Sequence[FacedDeck],
    output: Path,
    publish: bool,
    now: int,
    progress: Progress,
) -> tuple[Path, ...]:
    """Make the files beside `output` and, to `publish` them, put them and the lock into place.

    Raises ProblemsError with all that cannot be made or written.
    """
    from generator.rendering.anki import render_notes
    from generator.writing.lock import Lock
    from generator.writing.output import staging
    from generator.writing.provenance import FILE_NAME, provenance_json

    lock_path = Path(checked.deck.config.folder) / LOCK_NAME
    lock = Lock.read(lock_path)
    notes: dict[str, Sequence[AnkiNote]] = {}
    problems: list[Problem] = []
    for deck in decks:
        try:
            notes[deck.language] = render_notes(deck)
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(*problems)
    every = (note for rendered in notes.values() for note in rendered)
    new_lock = lock.updated(every, deck=checked.deck.config.name, now=now)
    jobs = [(writer, deck) for deck in decks for writer in _writers(new_lock, notes)]
    progress.step("writing", len(jobs))
    with staging(output) as staged:

        def write(job: tuple[Writer, FacedDeck]) -> tuple[Problem, ...]:
            writer, deck = job
            try:
                progress.advance(writer.write(deck, staged.folder).name)
            except ProblemsError as error:
                return error.problems
            return ()

        # The PDFs are made by processes of their own; two threads keep both cores busy.
        with ThreadPoolExecutor(max_workers=2) as threads:
            problems += [problem for found in threads.map(write, jobs) for problem in found]
        if problems:
            raise ProblemsError(*problems)
        (staged.folder / FILE_NAME).write_text(provenance_json(checked), "utf-8", newline="\n")
        return _publish(staged, lock_path, lock, new_lock) if publish else ()


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


def _writers(lock: Lock, notes: Mapping[str, Sequence[AnkiNote]]) -> tuple[Writer, ...]:
    from generator.writing.apkg import ApkgWriter
    from generator.writing.pdf import CheatSheetWriter, CutCardsWriter

    return (ApkgWriter(lock, notes), CheatSheetWriter(), CutCardsWriter())
