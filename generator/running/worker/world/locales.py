"""Another locale, if one is installed on this machine."""

from __future__ import annotations

import _locale
import os

KNOWN = ("de_DE.UTF-8", "fr_FR.UTF-8", "es_ES.UTF-8", "ja_JP.UTF-8", "en_US.UTF-8")


def change_locale() -> None:
    """Set the variables by which programs choose a locale. The encoding stays: text of Python's
    own is UTF-8 everywhere.
    """
    os.environ.pop("LC_ALL", None)
    name = another()
    os.environ["LANG"] = name or "POSIX"
    if not name:
        os.environ["LC_CTYPE"] = "C.UTF-8"


def another() -> str:
    """The first of those known that is installed, if one is."""
    before = _locale.setlocale(_locale.LC_ALL, None)
    unknown: type[Exception] = _locale.Error  # type: ignore[attr-defined]
    try:
        for name in KNOWN:
            try:
                _locale.setlocale(_locale.LC_ALL, name)
            except unknown:
                continue
            return name
        return ""
    finally:
        _locale.setlocale(_locale.LC_ALL, before)
