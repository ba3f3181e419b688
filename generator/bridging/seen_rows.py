"""What a collection of Anki was seen to have of study's reviews.

Only with this can be said that one is gone from there, since it was undone, say.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from generator.bridging.anki_history import AnkiHistory
from generator.keeping.cache_folder import write_whole
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path
from generator.scheduling.card_key import CardKey
from generator.syncing.data_folder import made

Seen = Mapping[CardKey, Collection[int]]

_NAME: Final = "reviews.json.gz"
_FORMAT: Final = 1
_MOST: Final = 1 << 29  # bytes, unpacked


def read_seen(folder: Path) -> Seen:
    """By card the moments of rows that the collection of `folder` had. Raises ProblemsError where
    the file is broken.
    """
    path = folder / _NAME
    try:
        with gzip.open(path) as file:
            data = file.read(_MOST + 1)
        if len(data) > _MOST:
            raise ValueError
        return MappingProxyType(_seen(json.loads(data)))
    except FileNotFoundError:
        return MappingProxyType({})
    except (OSError, EOFError, zlib.error, ValueError, TypeError, LookupError, AttributeError):
        message = "what was remembered of the reviews in Anki cannot be read"
        hint = "restore this file, or delete it: reviews that were undone in Anki are given again"
        raise ProblemsError(
            Problem(Place(display_path(path)), "sync-memory", message, hint)
        ) from None


def write_seen(folder: Path, seen: Seen, history: AnkiHistory) -> None:
    """Remember what `history` has, of the cards in it in place of what was seen before. Raises
    ProblemsError.
    """
    now = {key: [row.id for row in history.rows.get(key, ())] for key in history.cards}
    every = {**seen, **now}
    content = {
        "version": _FORMAT,
        "cards": {str(key): sorted(moments) for key, moments in every.items() if moments},
    }
    path = folder / _NAME
    try:
        data = json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
        write_whole(made(folder) / _NAME, gzip.compress(data, 6, mtime=0))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        message = f"what Anki has now cannot be written down: {reason}"
        hint = "make this folder writable, then do it again: nothing is done twice"
        raise ProblemsError(
            Problem(Place(display_path(path)), "sync-memory", message, hint)
        ) from None


def _seen(content: Any) -> dict[CardKey, frozenset[int]]:
    if content["version"] != _FORMAT:
        raise ValueError
    return {
        CardKey.parse(str(key)): frozenset(map(int, moments))
        for key, moments in content["cards"].items()
    }
