"""`proofdeck-site.json`: what a site holds, so that the next one replaces its own files alone, and
says what has changed since.

It is published with the site: where a site is made anew each time, as in CI, this file is all that
has to be fetched from the earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from generator.given import MOST_LOCK, read_regular
from generator.keeping.shelf import digest
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path

RECORD: Final = "proofdeck-site.json"
_SCHEMA: Final = 1
_HINT: Final = "delete it and all files of the site, and publish again"


@dataclass(frozen=True, slots=True)
class Published:
    """A publication at which something had changed: `when` the last of it did, in seconds since the
    epoch, and the `cards`, each as (what, name, title). `more` counts by language those that are
    not named.
    """

    when: int
    cards: tuple[tuple[str, str, str], ...]
    more: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What is known of an earlier site in a folder.

    `files` are the digests of its files by path; `unfinished` those that a publication which was
    broken off was about to write. `cards` are by name (GUID, digest), `renamed` the present names
    of cards by their earlier ones, `history` what has changed, the latest first. `deck` is the id
    of the deck, "" where there was no site.
    """

    deck: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unfinished: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    renamed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    history: tuple[Published, ...] = ()

    def owns(self, path: str, data: bytes) -> bool:
        """Whether a file of the folder with this content is what a publication wrote."""
        found = digest(data)
        return found in (self.files.get(path), self.unfinished.get(path))

    def text(self) -> str:
        """The text of the file."""
        known: dict[str, Any] = {"schema": _SCHEMA, "deck": self.deck}
        known["history"] = [
            {"when": each.when, "cards": each.cards, "more": dict(each.more)}
            for each in self.history
        ]
        known["renamed"] = dict(self.renamed)
        known["cards"] = {name: list(each) for name, each in self.cards.items()}
        known["files"] = dict(self.files)
        if self.unfinished:
            known["unfinished"] = dict(self.unfinished)
        return json.dumps(known, indent=0, sort_keys=True, ensure_ascii=True) + "\n"


def read_record(folder: Path) -> SiteRecord:
    """The record in a folder, empty if there is none. Raises ProblemsError if it is broken."""
    path = folder / RECORD
    try:
        data = read_regular(path, MOST_LOCK)
    except (FileNotFoundError, NotADirectoryError):
        return SiteRecord()
    except OSError as error:
        raise _broken(path, f"cannot be read: {error.strerror or error}") from None
    try:
        return _record(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _broken(path, "is not a record of a site") from None


def _record(found: Any) -> SiteRecord:
    if found["schema"] != _SCHEMA:
        raise ValueError
    history = tuple(
        Published(
            int(each["when"]),
            tuple((str(what), str(name), str(title)) for what, name, title in each["cards"]),
            {str(language): int(count) for language, count in each["more"].items()},
        )
        for each in found["history"]
    )
    return SiteRecord(
        str(found["deck"]),
        _paths(found["files"]),
        _paths(found.get("unfinished", {})),
        {str(name): (str(guid), str(known)) for name, (guid, known) in found["cards"].items()},
        {str(old): str(new) for old, new in found["renamed"].items()},
        history,
    )


def _paths(found: Mapping[Any, Any]) -> dict[str, str]:
    """Digests by path; a file outside of the folder is not that of a site."""
    for path in found:
        parts = PurePosixPath(path).parts
        if not parts or parts[0] == "/" or ".." in parts or "\\" in path or ":" in path:
            raise ValueError
    return {str(path): str(known) for path, known in found.items()}


def _broken(path: Path, why: str) -> ProblemsError:
    return ProblemsError(Problem(Place(display_path(path)), "site-broken", f"this {why}", _HINT))
