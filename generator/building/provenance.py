"""`NAME.provenance.json`: where, with what, and from which program each card was verified.

docs/provenance.md describes it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from generator import __version__
from generator.checking.digests import output_digest, program_digest
from generator.model import DeckConfig, Environment

if TYPE_CHECKING:
    from generator.building.built_chapter import BuiltChapter
    from generator.checking.verdict import Verdict

SCHEMA: Final = 1


def provenance_json(config: DeckConfig, deck: str, chapters: Iterable[BuiltChapter]) -> str:
    """The file's text for a deck with the id `deck`. It holds no times: equal programs, results and
    environments give equal bytes.
    """
    cards: dict[str, list[Mapping[str, Any]]] = {language: [] for language in config.languages}
    for chapter in chapters:
        cards.setdefault(chapter.language, []).extend(card.provenance for card in chapter.cards)
    content = {
        "schema": SCHEMA,
        "proofdeck": __version__,
        "deck": config.name,
        "id": deck,
        "cards": cards,
    }
    return json.dumps(content, indent=1, ensure_ascii=True) + "\n"


def card_provenance(verdict: Verdict) -> dict[str, Any]:
    """The entry of one card."""
    plan, run = verdict.plan, verdict.run
    card: dict[str, Any] = {"id": plan.card.slug, "status": verdict.status}
    if verdict.status in ("not-run", "not-read"):
        card["reason"] = verdict.reason
    if plan.program is not None:
        card["program"] = program_digest(plan.program)
    if run is not None:
        card["output"] = output_digest(plan, run)
        card["environment"] = _environment(run.environment)
    return card


def _environment(found: Environment) -> dict[str, Any]:
    # Told only where it is not the machine of whoever builds: most decks are built on one.
    elsewhere = {"machine": found.machine} if found.machine else {}
    return elsewhere | {
        "python": found.python,
        "implementation": found.implementation,
        "platform": found.platform,
        "packages": dict(sorted(found.packages)),
        "sandbox": found.sandbox,
    }
