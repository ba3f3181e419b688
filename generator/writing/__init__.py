"""Rendered decks → files. A Writer makes one file of one language of a deck."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from generator.rendering.rendered import RenderedDeck


class Writer(Protocol):
    """Makes one file.

    `write` puts it into `folder` and returns its path. It raises ProblemsError for what the
    author can fix and OSError for what the machine refuses; then nothing is left in `folder`.
    """

    def write(self, deck: RenderedDeck, folder: Path) -> Path: ...
