"""A matrix as one JSON object."""

from __future__ import annotations

import json
from typing import Any, Final

from generator import __version__
from generator.matrix.comparison import Entry, Matrix, Tried

SCHEMA: Final = 1


def matrix_json(matrix: Matrix) -> str:
    """One object, in ASCII. The results of a card are in the order of the columns, null for those
    whose environment could not be made. A card that is left out in `part` is among the others, too.
    """
    content = {
        "schema": SCHEMA,
        "proofdeck": __version__,
        "deck": matrix.deck,
        "columns": [_column(tried) for tried in matrix.columns],
        "cards": [
            {
                "id": name,
                "results": [
                    _entry(tried.entries[number]) if tried.entries else None
                    for tried in matrix.columns
                ],
            }
            for number, name in enumerate(matrix.cards)
        ],
        "left-out": [
            {"id": each.name, "reason": each.reason, "part": each.part} for each in matrix.left_out
        ],
    }
    return json.dumps(content, indent=2, ensure_ascii=True)


def _column(tried: Tried) -> dict[str, Any]:
    return {
        "name": tried.column.name,
        "python": tried.python or None,
        "packages": dict(tried.packages),
        "error": tried.error or None,
        "same": tried.count("same"),
        "different": tried.count("different"),
        "does-not-run": tried.count("does not run"),
        "not-run": tried.count("not run"),
    }


def _entry(entry: Entry) -> dict[str, Any]:
    difference = entry.difference
    return {
        "status": entry.status.replace(" ", "-"),
        "reason": entry.reason or None,
        "said": difference.said if difference else None,
        "got": difference.got if difference else None,
    }
