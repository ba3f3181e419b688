"""What is done with each kind of input: the whole way, but for running programs and Typst.

A target takes a case and a folder of its own. It gives the problems that were told; what else
it raises than ProblemsError, and any `WrongError`, is a failure.
"""

from __future__ import annotations

import contextlib
import io
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from generator.accepting.proposal import propose, write
from generator.building.built import Built
from generator.building.built_chapter import NoteFacts
from generator.building.deck import check_deck
from generator.cli.problem_report import print_problems, print_summary
from generator.cli.terminal import json_in_a_log, xml_in_a_log
from generator.cli.verify_report import programs_text, results_text
from generator.comparing.mending import mend_lock, write_mended
from generator.model import Problem, ProblemsError
from generator.reporting.report import Report, report_on, report_unread
from generator.reporting.report_github import as_github
from generator.reporting.report_json import as_json
from generator.reporting.report_junit import as_junit
from generator.verifying.evidence import EvidenceError, find_evidence
from generator.verifying.package import read_package
from generator.verifying.verification import verify_package
from generator.verifying.verify_json import untrusted_json, verified_json
from generator.writing.apkg import write_package
from generator.writing.lock import Lock, stale_lock
from tests.fuzz.audits import AUDITED
from tests.fuzz.case import Case, WrongError
from tests.fuzz.made_up import MadeUp, Showing
from tests.fuzz.recipe import package
from tests.fuzz.seeds import IMAGE_ENDINGS, PICTURES, SETUP, SMALL, TWINS
from tests.fuzz.stopwatch import STOPWATCH

Problems = Sequence[Problem]
NOW: Final = 1_800_000_000
CHAPTER: Final = (
    SETUP
    + SMALL[0]
    + "\n"
    + SMALL[9].replace("{#q", "{#r")
    + "\n"
    + SMALL[10].replace("{#q", "{#s")
)
_PIXEL: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f00050001ff56c7"
    "2f0d0000000049454e44ae426082"
)


def chapter(case: Case, folder: Path) -> Problems:
    return _deck(case, folder, case.data)


def front_matter(case: Case, folder: Path) -> Problems:
    return _deck(case, folder, b"---\n" + case.data + b"\n---\n\n" + CHAPTER.encode())


def twins(case: Case, folder: Path) -> Problems:
    """A chapter in two languages, one of which is the case; which it is a twin of varies."""
    (folder / "zh").mkdir()
    settings = b'name = "demo"\nlanguages = ["en", "zh"]\n'
    other = TWINS[case.salt % len(TWINS)].encode()
    return _deck(case, folder, other, {"deck.toml": settings, "zh/01.md": case.data})


def formula(case: Case, folder: Path) -> Problems:
    inline = b" ".join(case.data.split())
    return _deck(
        case, folder, b"# A\n\n## Q {#q}\n\n$$\n%b\n$$\n\nand $%b$.\n" % (case.data, inline)
    )


def came_out(case: Case, folder: Path) -> Problems:
    """A program that shows the case: as HTML, as a picture, as text."""
    _written(folder, b"# A\n\n## Q {#q}\n\n```python\nshow()\n```\n")
    return _checked(folder, Showing(case))


def image(case: Case, folder: Path) -> Problems:
    name = f"own{IMAGE_ENDINGS[case.salt % len(IMAGE_ENDINGS)]}"
    return _deck(case, folder, b"# A\n\n## Q {#q}\n\n![a](%b)\n" % name.encode(), {name: case.data})


def picture(case: Case, folder: Path) -> Problems:
    return _deck(case, folder, b"# A\n\n## Q {#q}\n\n![a](own.svg)\n", {"own.svg": case.data})


def settings(case: Case, folder: Path) -> Problems:
    return _deck(case, folder, CHAPTER.encode(), {"deck.toml": case.data})


def lock(case: Case, folder: Path) -> Problems:
    _written(folder, CHAPTER.encode(), {"deck.lock": case.data})
    path = folder / "deck.lock"
    _mended(folder, case.data)
    read = Lock.read(path)
    new = read.updated(_notes(), deck="demo", now=NOW)
    path.write_text(new.text(), "utf-8")
    if Lock.read(path) != new or new.updated(_notes(), deck="demo", now=NOW + 1) != new:
        raise WrongError("a lock that does not read as it was written")
    gone = [name for name in read.entries if name not in new.entries]
    older = [
        name for name, entry in read.entries.items() if new.entries[name].modified < entry.modified
    ]
    if gone or older:
        raise WrongError("a lock that forgets")
    return (
        *_checked(folder, MadeUp(case.salt)),
        *([stale_lock(path, read, new)] if new != read else []),
    )


def _mended(folder: Path, data: bytes) -> None:
    """Mend a copy of a lock: what is written can be read, and has every card of a whole one."""
    path = folder / "merged.lock"
    path.write_bytes(data)
    try:
        mended = mend_lock(folder, path)
    except ProblemsError:
        return
    if mended.differs:
        write_mended(mended, path)
    if Lock.read(path) != mended.lock:
        raise WrongError("a merged lock that does not read as it was written")


def verify(case: Case, folder: Path) -> Problems:
    path = folder / "made.apkg"
    path.write_bytes(package(case.text))
    STOPWATCH.lap()
    carried = read_package(path)
    runner = MadeUp(case.salt, case.text)
    verified = verify_package(carried, runner=lambda: runner, facts=runner.facts)
    json.loads(json_in_a_log(verified_json(verified, runner.facts)))
    json.loads(json_in_a_log(untrusted_json(carried)))
    _printed((*programs_text(carried), *results_text(verified)))
    return [
        Problem(_place(path), "internal", result.reason)
        for result in verified.results
        if "Proofdeck itself failed" in result.reason
    ]


def accept(case: Case, folder: Path) -> Problems:
    path = _written(folder, case.data)
    runner = MadeUp(case.salt, case.text)
    proposal = propose(folder, values_only=case.salt % 4 == 0, runner=runner)
    _printed(line for file in proposal.files for line in file.diff())
    STOPWATCH.lap()
    told = [problem for problem in write(proposal).values() if problem is not None]
    if proposal.files and not told:
        if path.read_bytes() != proposal.files[0].new:
            raise WrongError("a file that is not as was proposed")
        again = propose(folder, values_only=case.salt % 4 == 0, runner=runner)
        if again.files:
            raise WrongError("claims that are rewritten once more")
        path.write_bytes(case.data)  # which the problems are of
    return (*proposal.built.problems, *proposal.problems, *told)


TARGETS: Final[dict[str, Callable[[Case, Path], Problems]]] = {
    "chapter": chapter,
    "twins": twins,
    "front matter": front_matter,
    "settings": settings,
    "picture": picture,
    "image": image,
    "formula": formula,
    "came out": came_out,
    "lock": lock,
    "verify": verify,
    **AUDITED,
    "accept": accept,
}


# --- a deck ---------------------------------------------------------------------------


def _written(folder: Path, text: bytes, files: dict[str, bytes] | None = None) -> Path:
    """A deck with a chapter; returns the chapter's path."""
    (folder / "en").mkdir(exist_ok=True)
    path = folder / "en/01.md"
    given = {
        "deck.toml": b'name = "demo"\nallow_html = true\n',
        "en/pic.svg": PICTURES[0].encode(),
        "en/pic.png": _PIXEL,
    }
    given |= {
        f"en/{name}" if name.startswith("own.") else name: data
        for name, data in (files or {}).items()
    }
    for name, data in {**given, "en/01.md": text}.items():
        (folder / name).write_bytes(data)
    return path


def _deck(case: Case, folder: Path, text: bytes, files: dict[str, bytes] | None = None) -> Problems:
    _written(folder, text, files)
    return _checked(folder, MadeUp(case.salt, case.text))


def _checked(folder: Path, runner: MadeUp) -> Problems:
    try:
        built = check_deck(folder, runner=runner, only=())
    except ProblemsError as error:
        _reported(report_unread(error.problems))
        raise
    _reported(report_on(built))
    with contextlib.redirect_stdout(io.StringIO()):
        print_summary(built)
    return (*built.problems, *_noted(built, folder))


def _noted(built: Built, folder: Path) -> Problems:
    """Make a package of all cards that can be shown, whatever is wrong with others."""
    decks = [built.rendered(language) for language in built.config.languages]
    for deck in decks:
        for card in deck.cards:
            json.loads(card.tokens)
        for note in deck.notes:
            try:
                find_evidence("\x1f".join(note.fields.values()))
            except EvidenceError as error:
                raise WrongError(f"a note whose evidence cannot be read: {error}") from None
    facts = [note for made in built.made for note in made.chapter.notes]
    try:
        new = Lock().updated(facts, deck=built.config.name, now=NOW)
    except ProblemsError as error:
        return error.problems
    for deck in decks:
        write_package(deck.notes, new, folder / "demo.apkg")
    return ()


@cache
def _notes() -> tuple[NoteFacts, ...]:
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        _written(folder, CHAPTER.encode())
        built = check_deck(folder, runner=MadeUp(0), only=())
        notes = tuple(note for made in built.made for note in made.chapter.notes)
    if not notes:
        raise WrongError("a deck of honest cards without notes")
    return notes


# --- reports --------------------------------------------------------------------------


def _reported(report: Report) -> None:
    json.loads(json_in_a_log(as_json(report)))
    ET.fromstring(xml_in_a_log(as_junit(report)).encode("utf-8"))
    lines = as_github(report).split("\n") if report.problems else []
    if len(lines) != len(report.problems):
        raise WrongError("a workflow command of several lines")
    with contextlib.redirect_stderr(io.StringIO()):
        print_problems(report.problems)


def _printed(lines: Iterable[object]) -> None:
    for line in lines:
        str(line).encode("utf-8", "backslashreplace")


def _place(path: Path):  # type: ignore[no-untyped-def]
    from generator.model import Place

    return Place(str(path))
