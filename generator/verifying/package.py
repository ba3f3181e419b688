"""The notes of a package → the programs to run again."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.verifying.allowance import Allowance, TooMuchError
from generator.verifying.archive import open_package
from generator.verifying.evidence import Evidence, EvidenceError, find_evidence
from generator.writing.notetypes import note_types

NO_PROGRAM: Final = "it has no program"
_LONGEST_NAME: Final = 200
_BROKEN: Final = "its evidence cannot be read"
_NOT_RUN: Final = 'class="mark code-mark"'
_LISTING: Final = '<pre class="code">'


@dataclass(frozen=True, slots=True)
class Carried:
    """A note: its card's name, and its evidence or the reason why there is none."""

    name: str
    evidence: Evidence | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """What a package carries. `foreign` counts the notes that Proofdeck did not make."""

    path: str
    notes: tuple[Carried, ...]
    foreign: int = 0


def read_package(path: Path) -> Package:
    """Read a package without running anything. Raises ProblemsError, also for a package in
    which no note carries evidence.
    """
    ours = {kind.id: [field.name for _, field in kind.fields] for kind in note_types()}
    notes: list[Carried] = []
    foreign = 0
    with open_package(path) as (size, rows):
        allowance = Allowance(size)
        for kind, fields in rows:
            try:
                carried = _carried(fields, ours.get(kind), len(notes) + 1, allowance)
            except TooMuchError as error:
                hint = "Proofdeck builds no such deck: do not trust it"
                raise _problem(path, "too-large", str(error), hint) from None
            if carried is None:
                foreign += 1
            else:
                notes.append(carried)
    if not any(note.evidence or note.reason.startswith(_BROKEN) for note in notes):
        message = "no card in this package carries a program that Proofdeck verified"
        hint = "build the deck again with this version of Proofdeck; other tools record nothing"
        raise _problem(path, "no-evidence", message, hint)
    return Package(display_path(path), tuple(notes), foreign)


def _carried(
    fields: str, names: list[str] | None, position: int, allowance: Allowance
) -> Carried | None:
    values = dict(zip(names, fields.split("\x1f"), strict=False)) if names else {}
    name = f"{values.get('Language', '')}/{values.get('Slug', '')}" if values else f"{position}"
    name = name[:_LONGEST_NAME]
    try:
        evidence = find_evidence(fields, allowance)
    except EvidenceError as error:
        return Carried(name, reason=f"{_BROKEN}: {error}")
    if evidence is not None:
        return Carried(evidence.id, evidence)
    if names is None:
        return None
    if _NOT_RUN in fields:
        return Carried(name, reason="it was not run when the deck was built")
    if _LISTING in fields:
        return Carried(name, reason="it carries no record of its output")
    return Carried(name, reason=NO_PROGRAM)


def _problem(path: Path, code: str, message: str, hint: str = "") -> ProblemsError:
    return ProblemsError(Problem(Place(display_path(path)), code, message, hint))
