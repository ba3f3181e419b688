"""What cards are practised with, out of the notes that they become, without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from generator.model import CellRun, DeckConfig
from generator.practicing.note_practice import practice_of
from generator.practicing.practice import Practice
from generator.rendering.anki_notes import render_note
from generator.rendering.faces import make_faces
from generator.verifying.evidence import to_comment
from generator.verifying.witness import evidence_of
from tests.support.kinds import verdict_of


def fields_of(folder: Path, text: str, *cells: CellRun) -> Mapping[str, str]:
    """The fields of the note of a card with the slug `q` whose cells came out so."""
    config = DeckConfig("demo", str(folder))
    verdict = verdict_of(folder, text, *cells)
    assert not verdict.problems, verdict.problems
    faces = make_faces(verdict, config)
    evidence = evidence_of(faces, verdict.plan)
    proof = to_comment(evidence) if evidence is not None else ""
    return render_note(replace(faces, proof=proof), config).fields


def practised(folder: Path, text: str, *cells: CellRun, kind: str = "") -> Practice:
    """What such a card is practised with; it must be with something."""
    practice = practice_of(fields_of(folder, text, *cells), kind)
    assert practice is not None
    return practice
