"""Cards of a survey as values that `json` can write."""

from __future__ import annotations

from typing import Any

from generator.surveying.survey import SurveyedCard


def card_json(surveyed: SurveyedCard) -> dict[str, Any]:
    """A card in one language, as `proofdeck list --format json` has it."""
    card = surveyed.card
    return {
        "slug": card.slug,
        "language": card.language,
        "kind": card.kind,
        "title": surveyed.title,
        "chapter": card.chapter,
        "file": surveyed.file,
        "subdeck": list(card.subdeck),
        "tags": list(card.tags),
        "status": surveyed.status,
        "reason": surveyed.reason,
        "path": card.place.path,
        "line": card.place.line,
    }
