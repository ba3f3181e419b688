"""A card that was judged: what it shows, and what is kept of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from generator.building.built_chapter import CardFacts, NoteFacts
from generator.building.provenance import card_provenance
from generator.checking.twins import Twin, twin_of
from generator.checking.verdict import Verdict
from generator.last_net import net
from generator.model import DeckConfig, Faces, Problem
from generator.rendering.anki_notes import AnkiNote
from generator.rendering.faces import make_faces
from generator.verifying.evidence import to_comment
from generator.verifying.witness import evidence_of


def card_faces(verdict: Verdict, config: DeckConfig) -> Faces:
    """What both sides show, with what `proofdeck verify` needs to run it again."""
    faces = make_faces(verdict, config)
    evidence = None if _needs_deck(verdict) else evidence_of(faces, verdict.plan)
    return replace(faces, proof=to_comment(evidence)) if evidence else faces


def _needs_deck(verdict: Verdict) -> bool:
    """Whether the program read files of the deck, which do not travel with its card."""
    files = verdict.plan.program.files if verdict.plan.program is not None else ()
    reads = verdict.run.reads if verdict.run is not None else ()
    return any(read == path or read.startswith(path + "/") for read in reads for _, path in files)


def card_facts(verdict: Verdict, problems: list[Problem]) -> CardFacts:
    """What is kept of a card; what goes wrong with that is added to `problems`."""
    card = verdict.plan.card
    with net(problems.append, card.place, "recording the provenance of this card", card.slug):
        return _facts(verdict, card_provenance(verdict), twin_of(card))
    return _facts(verdict, {}, Twin(card.slug, card.kind, card.place, ()))


def _facts(verdict: Verdict, provenance: Mapping[str, Any], twin: Twin) -> CardFacts:
    card, run = verdict.plan.card, verdict.run
    return CardFacts(
        slug=card.slug,
        language=card.language,
        place=card.place,
        status=verdict.status,
        reason=verdict.reason,
        ran="" if run is None else "cached" if run.cached else "now",
        seconds=run.seconds if run is not None else 0.0,
        environment=run.environment if run is not None else None,
        problems=verdict.problems,
        provenance=provenance,
        twin=twin,
        unread=len(verdict.unread),
    )


def note_facts(note: AnkiNote) -> NoteFacts:
    """What the lock needs to know of a note."""
    return NoteFacts(
        note.id,
        note.slug,
        note.language,
        note.notetype,
        note.digest,
        note.place,
        note.deck,
        note.number,
        note.title,
    )
