"""The number that a chapter's file begins with."""

from __future__ import annotations

import re
from os.path import relpath
from pathlib import Path
from typing import Final

from generator.model import Card, DeckConfig

_NUMBER: Final = re.compile(r"(\d{1,9})(?=[-_. ])")


def chapter_number(card: Card, config: DeckConfig) -> str:
    """The digits before the name of a card's file, after those of the folders it is in: "02" for
    `02-tensors.md`, "01.02" for `01-part/02-tensors.md`. "" where the file has none, or the deck
    does not want them.
    """
    if not config.number_subdecks:
        return ""
    path = Path(relpath(card.place.path, Path(config.folder) / card.language))
    numbers = [found[1] for part in path.parts if (found := _NUMBER.match(part))]
    return ".".join(numbers) if _NUMBER.match(path.name) else ""
