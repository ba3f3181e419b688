"""Names of media files, derived from their content."""

from __future__ import annotations

import hashlib

from generator.model import Media


def content_named(data: bytes, suffix: str) -> Media:
    """A media file named by its content.

    Anki keeps a file it already has under a name, so a changed picture needs a new name, and
    one name in two decks must mean one picture.
    """
    digest = hashlib.blake2b(data, digest_size=12).hexdigest()
    return Media(f"proofdeck-{digest}{suffix}", data)
