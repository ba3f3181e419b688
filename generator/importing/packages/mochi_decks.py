"""Packages of Mochi: an archive with its data, in EDN or Transit, beside pictures and sound."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from generator.auditing.pages.json_lines import read_json
from generator.given import MIB, MOST_RECORDING
from generator.importing.found import Found
from generator.importing.gathering import Gathering
from generator.importing.media_book import MediaError
from generator.importing.notes.note_media import deck_path
from generator.importing.notes.note_text import note_of
from generator.importing.notes.obsidian_markup import as_tag
from generator.importing.notes.parted_cards import parted_texts
from generator.importing.packages.edn_text import plain_transit, read_edn
from generator.model import Place, Problem, ProblemsError

_DATA: Final = ("data.json", "data.edn")
_MOST_DATA: Final = 256 * MIB
_GAP: Final = re.compile(r"<<\s*(?P<name>[^<>\n]+?)\s*>>")


def mochi_data(archive: zipfile.ZipFile, shown: str) -> Any:
    """The data of a package. Raises ProblemsError."""
    name = next((each for each in _DATA if each in archive.namelist()), "")
    why = "it has neither data.json nor data.edn" if not name else ""
    if name and archive.getinfo(name).file_size > _MOST_DATA:
        why = f"its data is larger than {_MOST_DATA:,} bytes"
    if not why:
        try:
            with archive.open(name) as file:
                text = file.read(_MOST_DATA + 1).decode("utf-8-sig")
            return plain_transit(read_json(text)) if name == _DATA[0] else read_edn(text)
        # Of zipfile, RuntimeError stands for a password, and for a compression it does not know.
        except (ValueError, RuntimeError, OSError, EOFError, zipfile.BadZipFile, zlib.error) as e:
            why = f"its data cannot be read: {e}"
    message = f"this is no export of Mochi: {why}"
    problem = Problem(Place(shown), "no-import-format", message, "export it again from Mochi")
    raise ProblemsError(problem)


def mochi_cards(data: Any, shown: str) -> Gathering:
    """The cards of the data of a package."""
    return _Reader(data if isinstance(data, dict) else {}, shown).read()


class _Reader:
    def __init__(self, data: Mapping[str, Any], shown: str) -> None:
        self._place = Place(shown)
        self._decks = _maps(data.get("decks"))
        self._parents = {_text(each.get("id")): each for each in self._decks}
        self._templates = {_text(each.get("id")): each for each in _maps(data.get("templates"))}
        self._gathering = Gathering()
        self._number = 0
        self._loose = _maps(data.get("cards"))

    def read(self) -> Gathering:
        order = sorted(self._decks, key=lambda deck: _sort(deck.get("sort")))
        for deck in order:
            cards = sorted(_maps(deck.get("cards")), key=lambda card: _text(card.get("pos")))
            for card in cards:
                self._read(card, deck)
        for card in self._loose:
            self._read(card, self._parents.get(_text(card.get("deck-id")), {}))
        return self._gathering

    def _read(self, card: Mapping[str, Any], deck: Mapping[str, Any]) -> None:
        self._number += 1
        if any(each.get(key) for each in (card, deck) for key in ("trashed?", "archived?")):
            self._gathering.leave("card in the archive or trash", "cards in the archive or trash")
            return
        name = f"card {self._number}"
        if _maps(card.get("reviews")):
            self._gathering.leave("history of reviews", "histories of reviews")
        text = self._content(card, deck)
        note = note_of(self._place.path, text)
        told = parted_texts(note, self._gathering)
        if isinstance(told, str):
            self._gathering.broken(self._place, "it", told, "complete it in Mochi", name=name)
            return
        front, back, kind = told
        if not kind and card.get("review-reverse?"):
            kind = "reversed"
        tags = [*_list(card.get("tags")), *_list(card.get("manual-tags"))]
        self._gathering.cards.append(
            Found(
                self._place,
                front,
                back,
                name=name,
                kind=kind,
                deck=tuple(self._path(deck)),
                tags=tuple(dict.fromkeys(as_tag(_text(tag)) for tag in tags if _text(tag))),
            )
        )

    def _content(self, card: Mapping[str, Any], deck: Mapping[str, Any]) -> str:
        """The text of a card, set into its template where it has one."""
        content = _text(card.get("content"))
        key = _text(card.get("template-id")) or _text(deck.get("template-id"))
        template = self._templates.get(key)
        fields = card.get("fields")
        if template is None or not isinstance(fields, Mapping) or not fields:
            return content or _text(card.get("name"))
        names = {}
        for key, each in _named(template.get("fields")):
            names[_text(each.get("name")).lower()] = key
        values = {key: _text(each.get("value")) for key, each in _named(fields)}
        values.setdefault("name", _text(card.get("name")))

        def filled(found: re.Match[str]) -> str:
            name = found["name"].lower()
            return values.get(names.get(name, name), "")

        return _GAP.sub(filled, _text(template.get("content")))

    def _path(self, deck: Mapping[str, Any]) -> Sequence[str]:
        names: list[str] = []
        seen: set[str] = set()
        current: Mapping[str, Any] | None = deck
        while current is not None and _text(current.get("name")):
            names.append(_text(current.get("name")))
            parent = _text(current.get("parent-id"))
            current = None if not parent or parent in seen else self._parents.get(parent)
            seen.add(parent)
        return names[::-1]


class PackedMedia:
    """The files of an archive that its cards show, unpacked as they are named."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path) -> None:
        self._archive = archive
        self._members = {Path(each.filename).name.lower(): each for each in archive.infolist()}
        self._folder = folder
        self._named: dict[str, Path] = {}
        self._known: dict[Path, str] = {}
        self.files: dict[str, Path] = {}

    def path(self, written: str) -> str:
        """The path in the deck's folder of what a card names so. Raises MediaError."""
        name = Path(written.strip().removeprefix("@media/").replace("\\", "/")).name
        member = self._members.get(name.lower())
        if member is None:
            raise MediaError("it is not in the package")
        if name not in self._named:
            path = self._folder / f"{len(self._named)}{Path(name).suffix}"
            try:
                with self._archive.open(member) as packed, path.open("wb") as file:
                    file.write(packed.read(MOST_RECORDING + 1))
            except (OSError, ValueError, zipfile.BadZipFile, RuntimeError, EOFError) as error:
                raise MediaError(f"it cannot be unpacked: {error}") from None
            self._named[name] = path
        return deck_path(self._named[name], name, self.files, self._known)


def _maps(value: Any) -> list[Mapping[str, Any]]:
    values = list(value.values()) if isinstance(value, Mapping) else value
    return (
        [each for each in values if isinstance(each, Mapping)] if isinstance(values, list) else []
    )


def _named(value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    items = value.items() if isinstance(value, Mapping) else ()
    for key, each in items:
        if isinstance(each, Mapping):
            yield _text(key), each
        else:
            yield _text(key), {"value": each}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return str(value) if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _sort(value: Any) -> tuple[int, str]:
    text = _text(value)
    return (int(text), "") if text.lstrip("-").isdecimal() else (1 << 31, text)
