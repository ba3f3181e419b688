"""The settings of the review log ↔ `StudySettings`."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import fields
from typing import Any, Final

from generator.scheduling.study_settings import StudySettings

_NAMES: Final = frozenset(field.name for field in fields(StudySettings))


def read_settings(connection: sqlite3.Connection) -> StudySettings:
    """What is stored, and the defaults of the rest."""
    found: dict[str, Any] = {}
    for name, value in connection.execute("SELECT name, value FROM settings"):
        if name in _NAMES:
            content = json.loads(value)
            found[name] = tuple(content) if isinstance(content, list) else content
    return StudySettings(**found)


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
