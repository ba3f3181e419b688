"""The settings of the review log ↔ `StudySettings`."""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from dataclasses import fields, replace
from typing import Any, Final

from generator.scheduling.study_settings import StudySettings

_NAMES: Final = frozenset(field.name for field in fields(StudySettings))


def read_settings(connection: sqlite3.Connection) -> StudySettings:
    """What is stored, and the defaults of the rest; a value that only another Proofdeck can use
    counts as not stored.
    """
    settings = StudySettings()
    for name, value in connection.execute("SELECT name, value FROM settings ORDER BY name"):
        if name not in _NAMES:
            continue
        with suppress(ValueError, TypeError):
            content: Any = json.loads(value)
            wanted: dict[str, Any] = {
                name: tuple(content) if isinstance(content, list) else content
            }
            settings = replace(settings, **wanted)
    return settings


def write_settings(connection: sqlite3.Connection, settings: StudySettings) -> None:
    """Store what differs from the defaults, so that those may change."""
    connection.execute("DELETE FROM settings")
    defaults = StudySettings()
    connection.executemany(
        "INSERT INTO settings VALUES (?, ?)",
        [
            (name, json.dumps(getattr(settings, name)))
            for name in sorted(_NAMES)
            if getattr(settings, name) != getattr(defaults, name)
        ],
    )
