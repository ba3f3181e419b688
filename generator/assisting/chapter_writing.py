"""Writes of an assistant: a chapter that holds, and claims as they came out."""

from __future__ import annotations

import codecs
import contextlib
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from generator.accepting.proposal import propose
from generator.accepting.replacement import replace_bytes
from generator.assisting.answer_bounds import bounded
from generator.assisting.bench import Bench
from generator.assisting.card_list import digest_of
from generator.assisting.check_jobs import checked_text
from generator.assisting.deck_paths import chapter_at, place_of
from generator.assisting.jobs import Watched
from generator.assisting.refused import RefusedError, in_lines
from generator.given import MOST_TEXT, read_regular
from generator.lifecycle.all_or_none import FileChange, write_all
from generator.model import ProblemsError
from generator.reading.source import display_path
from generator.reporting.report import report_on
from generator.reporting.report_json import report_object

_COMMAND: Final = "accept"
_CHANGED: Final = "has changed since it was read: read it again"


def write_chapter(
    bench: Bench, watched: Watched, path: str, text: str, digest: str, *, force: bool
) -> dict[str, Any]:
    """Check a text and write it as a chapter. With errors it is written only with `force`. A
    chapter that is there has to be as it was read: `digest` says what that was.
    """
    place = place_of(bench.folder, bench.config, path)
    before, new = _bytes_of(place), b""
    _require_known(before, digest, display_path(place))
    built = checked_text(bench, watched, text, place)
    answer = report_object(report_on(built))
    written = force or not built.failed
    if written:
        watched.advance(path)  # nothing is written once nobody waits for it
        new = _as_before(text, before)
        _replace(place, before, new) if before is not None else _create(place, new)
    answer |= {
        "written": written,
        "path": display_path(place),
        "digest": digest_of(new) if written else digest,
    }
    return bounded(answer, ("problems", "cards"))


def accept_results(
    bench: Bench, watched: Watched, path: str, slugs: Sequence[str], *, values_only: bool
) -> dict[str, Any]:
    """Rewrite the false claims of the deck, of a chapter or of some cards to what came out: all of
    them, or none where a file cannot be written.
    """
    bench.require_sandbox()
    chapters = (chapter_at(bench.folder, bench.config, path).path,) if path else ()
    proposal = propose(
        bench.folder,
        slugs,
        chapters=chapters,
        values_only=values_only,
        session=bench.session,
        progress=watched,
    )
    watched.advance(path)
    if proposal.files:
        write_all([FileChange(f.path, f.old, f.new, "") for f in proposal.files], _COMMAND)
    answer: dict[str, Any] = {
        "written": [
            {
                "path": display_path(file.path),
                "claims": len(file.edits),
                "diff": "\n".join(file.diff()),
            }
            for file in proposal.files
        ],
        "left-alone": [
            {"place": str(each.place), "card": each.card, "why": each.reason, "false": each.false}
            for each in proposal.edits.left
        ],
        "problems": in_lines(proposal.problems),
    }
    return bounded(answer, ("written", "left-alone"))


def _bytes_of(place: Path) -> bytes | None:
    """What is in a file; None where there is none. Raises RefusedError where it is no file."""
    try:
        return read_regular(place, MOST_TEXT)
    except FileNotFoundError:
        return None
    except OSError as error:
        why = error.strerror or str(error)
        raise RefusedError(f"{display_path(place)} cannot be read: {why}") from None


def _require_known(before: bytes | None, digest: str, shown: str) -> None:
    """Raises RefusedError where the text would replace one that its writer has not seen."""
    if before is None:
        if digest:
            raise RefusedError(f"{shown} is not there any more: leave out the digest to create it")
        return
    if not digest:
        raise RefusedError(f"{shown} is there: read it with read_chapter, and give its digest")
    if digest != digest_of(before):
        raise RefusedError(f"{shown} {_CHANGED}")


def _replace(place: Path, before: bytes, new: bytes) -> None:
    problem = replace_bytes(place, before, new, _COMMAND)
    if problem is not None and problem.code == "changed":
        raise RefusedError(f"{display_path(place)} {_CHANGED}")
    if problem is not None:
        raise ProblemsError(problem)


def _create(place: Path, new: bytes) -> None:
    """Make a file that is whole or not there, and never one that came to be in the meantime."""
    made = [each for each in (place.parent, *place.parent.parents) if not each.exists()]
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=place.parent, prefix=f".{place.name}-", delete=False
        ) as file:
            temporary = Path(file.name)
        try:
            temporary.write_bytes(new)
            temporary.chmod(0o644)
            place.hardlink_to(temporary)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        why = (error.strerror or str(error)).lower()
        raise RefusedError(f"{display_path(place)} cannot be written: {why}") from None


def _as_before(text: str, before: bytes | None) -> bytes:
    """The text with the line ends, and the mark at its start, that the file has."""
    new = text.removeprefix("\ufeff")
    if before is None:
        return new.encode("utf-8")
    if b"\r\n" in before and "\r" not in new:
        new = new.replace("\n", "\r\n")
    return (codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b"") + new.encode("utf-8")
