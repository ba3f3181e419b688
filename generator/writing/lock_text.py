"""The text of `deck.lock`, to and from plain values."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from generator.model import NOTE_KINDS, Place, Problem, ProblemsError

Items = Mapping[str, Mapping[str, Any]]

VERSION: Final = 3
_OLD: Final = 1  # without the id of the deck
_READ: Final = (_OLD, 2, VERSION)  # 2 is without sub-decks, titles and retired cards
DECK_ID: Final = re.compile(r"[A-Za-z0-9-]{4,64}")
_NOTE: Final = {"guid": str, "kind": str, "digest": str, "modified": int}
_MORE: Final = {"other": str, "subdeck": str, "title": str, "retired": int}  # a note may have
_TYPE: Final = {"digest": str, "modified": int}
_END_OF_TIME: Final = 1 << 40  # in seconds, far beyond any date
_UNSEEN: Final = ("Cc", "Cf", "Cs", "Zl", "Zp")
_HALF: Final = re.compile(r"[\ud800-\udfff]")  # no file can hold one
_HINT: Final = (
    "restore deck.lock from version control; if it was edited or merged by hand, run "
    "`proofdeck lock`, which merges it"
)
_MERGE: Final = "run `proofdeck lock`: it merges both sides and loses no card"
# What git writes around the sides of a conflict.
CONFLICT: Final = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?$", re.MULTILINE)


def lock_text(deck: str, notes: Items, types: Items) -> str:
    """JSON whose lines can be compared and merged one by one."""
    parts = (
        f'"version": {VERSION}',
        f'"deck": {json.dumps(deck)}',
        f'"notetypes": {_table(types)}',
        f'"notes": {_table(notes)}',
    )
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _table(items: Items) -> str:
    lines = [
        f"  {json.dumps(name, ensure_ascii=False)}: {_readable(dict(items[name]))}"
        for name in sorted(items)
    ]
    return "{\n" + ",\n".join(lines) + "\n}" if lines else "{}"


def _readable(item: Mapping[str, Any]) -> str:
    """JSON for people: letters of all languages, and what has no shape in digits."""
    text = json.dumps(item, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(
        json.dumps(each)[1:-1] if unicodedata.category(each) in _UNSEEN else each for each in text
    )


def read_lock_text(text: str, path: str) -> tuple[str, Items, Items]:
    """The id of the deck, "" in an old lock, and the tables of notes and of note types. Raises
    ProblemsError if they are missing.
    """
    text = text.removeprefix("\ufeff")
    mark = CONFLICT.search(text)
    if mark:
        place = Place(path, text.count("\n", 0, mark.start()) + 1)
        raise broken(place, "deck.lock has the marks of a merge conflict", _MERGE)
    try:
        data = json.loads(text, object_pairs_hook=_no_twins)
    except json.JSONDecodeError as error:
        place = Place(path, error.lineno, error.colno)
        raise broken(place, f"deck.lock is not JSON: {error.msg}") from None
    except _TwinError as twin:
        place = Place(path, _line(text, str(twin), last=True))
        raise broken(place, f"deck.lock has two lines for {twin}", _MERGE) from None
    except RecursionError:
        raise broken(Place(path), "deck.lock is nested too deeply") from None
    except ValueError:
        raise broken(Place(path), "deck.lock holds a number with too many digits") from None
    if not isinstance(data, dict):
        raise broken(Place(path), "deck.lock does not hold a table")
    version = data.get("version")
    if isinstance(version, int) and version > VERSION:
        place = Place(path, _line(text, "version"))
        message = f"deck.lock has version {version}, but this Proofdeck reads up to {VERSION}"
        raise broken(place, message, "update Proofdeck to the version that wrote it")
    if isinstance(version, bool) or version not in _READ:
        raise broken(Place(path, _line(text, "version")), "deck.lock does not say its version")
    deck = data.get("deck", "")
    if version != _OLD and (not isinstance(deck, str) or not DECK_ID.fullmatch(deck)):
        raise broken(Place(path, _line(text, "deck")), "deck.lock has no id of the deck")
    types = _checked(data.get("notetypes"), "notetypes", _TYPE, {}, text, path)
    notes = _checked(data.get("notes"), "notes", _NOTE, _MORE, text, path)
    return ("" if version == _OLD else deck), notes, types


class _TwinError(Exception):
    """A name stands twice in a table; JSON would silently take the last."""


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table: dict[str, Any] = {}
    for name, value in pairs:
        if name in table:
            raise _TwinError(name)
        table[name] = value
    return table


def read_item(name: str, item: object, place: Place, hint: str) -> tuple[dict[str, Any], bool]:
    """What this version knows of the entry of a line, and whether it is that of a note rather than
    of a note type. Raises ProblemsError with this hint where it is neither.
    """
    is_note = "/" in name or (isinstance(item, dict) and "guid" in item)
    shape, more = (_NOTE, _MORE) if is_note else (_TYPE, {})
    mistake = _mistake(name, item, shape, more)
    if mistake or not isinstance(item, dict):
        raise broken(place, mistake, hint)
    return _known(item, shape, more), is_note


def _checked(
    table: object,
    title: str,
    shape: Mapping[str, type],
    more: Mapping[str, type],
    text: str,
    path: str,
) -> dict[str, dict[str, Any]]:
    """The items of a table, with the keys of its `shape` and what there is of `more`."""
    if not isinstance(table, dict):
        raise broken(Place(path), f'deck.lock has no table "{title}"')
    for name, item in table.items():
        message = _mistake(name, item, shape, more)
        if message:
            raise broken(Place(path, _line(text, name)), message)
    return {name: _known(item, shape, more) for name, item in table.items()}


def _known(
    item: Mapping[str, Any], shape: Mapping[str, type], more: Mapping[str, type]
) -> dict[str, Any]:
    return {key: item[key] for key in (*shape, *more) if key in item}


def _mistake(
    name: str, item: object, shape: Mapping[str, type], optional: Mapping[str, type]
) -> str:
    """What is wrong with an item; "" if nothing is."""
    if not isinstance(item, dict):
        return f'deck.lock has no {next(iter(shape))} for "{name}"'
    if shape is _NOTE and not all(name.partition("/")):
        return f'"{name}" in deck.lock is not "language/slug"'
    more = {key: kind for key, kind in optional.items() if key in item}
    for key, kind in {**shape, **more}.items():
        value = item.get(key)
        if not isinstance(value, kind) or isinstance(value, bool):
            return f'deck.lock has no {key} for "{name}"'
        if isinstance(value, int) and not 0 <= value < _END_OF_TIME:
            return f'deck.lock has an invalid time in {key} for "{name}"'
    if any(_HALF.search(text) for text in (name, *(str(item[key]) for key in (*shape, *more)))):
        return f'deck.lock has a lone surrogate for "{name}"'
    if item.get("kind") not in {None, *NOTE_KINDS}:
        return f'the kind of "{name}" in deck.lock is neither {" nor ".join(NOTE_KINDS)}'
    return ""


def _line(text: str, name: str, *, last: bool = False) -> int:
    needle = json.dumps(name, ensure_ascii=False) + ":"
    at = text.rfind(needle) if last else text.find(needle)
    return text.count("\n", 0, max(at, 0)) + 1


def broken(place: Place, message: str, hint: str = _HINT) -> ProblemsError:
    """What is wrong with a lock."""
    return ProblemsError(Problem(place, "lock-broken", message, hint))
