"""What accepting would write, file by file; and writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from generator.accepting.compatible import compatible
from generator.accepting.edits import Edit, Edits, edits_for
from generator.accepting.replacement import changed, diff_of, read_bytes_of, replace_bytes
from generator.accepting.reread import misread
from generator.accepting.rewrite import rewrite
from generator.building.built import Built
from generator.building.deck import check_deck
from generator.building.session import Session
from generator.model import Chapter, Problem
from generator.progress import SILENT, Progress
from generator.reading.chapter import read_chapter
from generator.reading.source import Source, display_path
from generator.running import Runner
from generator.running.run_options import RunOptions
from generator.several import several


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file with claims to rewrite: its bytes when it was read, and what they are to become."""

    path: Path
    old: bytes
    new: bytes
    edits: tuple[Edit, ...]

    def diff(self) -> Iterator[str]:
        """The lines of a unified diff, without their ends."""
        return diff_of(self.path, self.old, self.new)


@dataclass(frozen=True, slots=True)
class Proposal:
    """The files to write, the claims left alone, and why some edits cannot be made."""

    built: Built
    files: tuple[Rewritten, ...]
    edits: Edits
    problems: tuple[Problem, ...]

    @property
    def stay_false(self) -> bool:
        """Whether a claim that does not hold is not among those to be rewritten."""
        return bool(self.problems) or any(left.false for left in self.edits.left)


def propose(
    folder: str | Path,
    slugs: str | Collection[str] = (),
    *,
    chapters: str | Path | Collection[str | Path] = (),
    values_only: bool = False,
    options: RunOptions | None = None,
    runner: Runner | None = None,
    session: Session | None = None,
    progress: Progress = SILENT,
) -> Proposal:
    """Check a deck and work out what its files would be with claims that hold.

    Programs run as the `options` say, or with another `runner`, or in an open `session`, which has
    both. Raises ProblemsError where there is no deck to speak of, or its programs may not run;
    ValueError for an unknown card or chapter.
    """
    folder, slugs = Path(folder), several(slugs)
    before = {display_path(path): (path, data) for path, data in read_bytes_of(folder).items()}
    built = check_deck(
        folder,
        fresh=True,
        only=(),
        cards=slugs,
        chapters=chapters,
        options=options,
        runner=runner,
        session=session,
        progress=progress,
    )
    edits = edits_for(built.verdicts, slugs, values_only=values_only)
    read = {made.read.path: made.read for made in built.made}
    files: list[Rewritten] = []
    problems: list[Problem] = []
    for name, group in groupby(edits.edits, key=lambda edit: edit.claim.place.path):
        path, data = before.get(name, (Path(name), b""))
        if not reads_as(data, read[name]):
            problems.append(changed(path, "accept"))
            continue
        new, made, refused = rewritten(data.decode("utf-8"), read[name], list(group))
        problems += refused
        if made:
            files.append(Rewritten(path, data, new.encode("utf-8"), tuple(made)))
    return Proposal(built, tuple(files), edits, tuple(problems))


def write(proposal: Proposal) -> Mapping[Path, Problem | None]:
    """Write each file of a proposal, or say why it could not be."""
    return {file.path: replace_bytes(file.path, file.old, file.new) for file in proposal.files}


def reads_as(data: bytes, chapter: Chapter) -> bool:
    """Whether the bytes read before the check are those that it read."""
    try:
        source = Source.of(chapter.path, data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return False
    read, _ = read_chapter(source, chapter.language, lambda _: None, allow_html=chapter.allow_html)
    return read == chapter


def rewritten(
    source: str, chapter: Chapter, edits: Sequence[Edit]
) -> tuple[str, list[Edit], list[Problem]]:
    """The source with all edits that can be made, those edits, and a problem for each other."""
    made = list(edits)
    while True:
        new, possible = rewrite(source, made)
        wrong = misread(new.removeprefix("\ufeff"), chapter, possible)
        made = [edit for edit in possible if edit not in (wrong or ())]
        if not wrong:
            break
    if wrong is None:
        made = compatible(made, lambda some: _states(source, chapter, some))
        new, _ = rewrite(source, made)
    return new, made, [_unstatable(edit) for edit in edits if edit not in made]


def _states(source: str, chapter: Chapter, edits: Sequence[Edit]) -> bool:
    new, made = rewrite(source, edits)
    return len(made) == len(edits) and misread(new.removeprefix("\ufeff"), chapter, made) == ()


def _unstatable(edit: Edit) -> Problem:
    if edit.claim.source == "comment":
        message = "what came out cannot be written into this comment"
        hint = "state it in an `output` fence below the program"
    else:
        message = "what came out cannot be written here in Markdown"
        hint = "print it differently: without control characters, or with repr()"
    return Problem(edit.claim.place, "unstatable-claim", message, hint, card=edit.card)
