"""`deck.toml` → DeckConfig."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from generator.given import MOST_SETTINGS
from generator.model import DeckConfig, Place, Problem, ProblemsError, shortened
from generator.nearest import did_you_mean
from generator.reading.about import KEYS as ABOUT_KEYS
from generator.reading.about import read_about
from generator.reading.amounts import bytes_of
from generator.reading.paper_settings import KEYS as PRINT_KEYS
from generator.reading.paper_settings import read_print
from generator.reading.passed_over import read_exclude
from generator.reading.settings_text import read_toml
from generator.reading.site_settings import KEYS as SITE_KEYS
from generator.reading.site_settings import read_site
from generator.reading.source import UNNAMED, Source, read_source

FILE_NAME: Final = "deck.toml"
SCHEMA_FILE: Final = Path(__file__).with_name("deck.schema.json")  # for editors

_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "": (
        "name",
        "languages",
        "title",
        "run",
        "print",
        "about",
        "publish",
        "allow_html",
        "exclude",
        "number_subdecks",
    ),
    "run": ("timeout", "memory"),
    "print": PRINT_KEYS,
    "about": ABOUT_KEYS,
    "publish": SITE_KEYS,
}
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_LONGEST_NAME: Final = 100  # of 255 bytes that a file's name may have
_LONGEST_LANGUAGE: Final = 35  # as RFC 5646 has it
_MOST_UNKNOWN: Final = 10  # keys named one by one
_EXAMPLE: Final = 'a file `deck.toml` with one line is enough: name = "my-deck"'


def is_language(code: str) -> bool:
    """Whether a deck can have a language of this code."""
    return _LANGUAGE.fullmatch(code) is not None and len(code) <= _LONGEST_LANGUAGE


def read_config(folder: Path) -> DeckConfig:
    """Read a deck's settings.

    Raises ProblemsError with everything that is wrong with the file: missing, not UTF-8,
    not TOML, unknown keys, wrong types, impossible values.
    """
    path = folder / FILE_NAME
    if not os.path.lexists(path):
        what = "there is no deck here" if folder.is_dir() else "there is no such folder"
        if folder.exists() and not folder.is_dir():
            what = "this is a file, not the folder of a deck"
        raise ProblemsError(
            Problem(
                Place(str(path)),
                "no-deck",
                f"{what}: `{FILE_NAME}` was not found",
                f"{_EXAMPLE}; or start with `proofdeck new {folder}`",
            )
        )
    return config_of(read_source(path, folder=folder, most=MOST_SETTINGS), folder)


def config_of(source: Source, folder: Path) -> DeckConfig:
    """The settings that a text has. Raises ProblemsError as `read_config` does."""
    data = read_toml(source)
    reader = _Reader(source.path, source.text, data)
    config = reader.config(folder)
    if reader.problems:
        raise ProblemsError(*reader.problems)
    return config


class _Reader:
    """Collects the settings and everything that is wrong with them."""

    def __init__(self, path: str, text: str, data: dict[str, Any]) -> None:
        self.path = path
        self.lines = text.split("\n")
        self.data = data
        self.problems: list[Problem] = []

    def config(self, folder: Path) -> DeckConfig:
        self._unknown("", self.data)
        run = self._table("run")
        paper, printing = read_print(self._table("print"), self._problem)
        languages = self._languages()
        return DeckConfig(
            name=self._name(),
            folder=str(folder),
            languages=languages,
            titles=self._titles(languages),
            timeout=self._timeout(run),
            memory=self._memory(run),
            paper=paper,
            printing=printing,
            allow_html=self._flag("allow_html", unset=True),
            exclude=self._exclude(),
            about=read_about(self._table("about"), self._problem),
            site=read_site(self._table("publish"), self._problem),
            number_subdecks=self._flag("number_subdecks", unset=True),
        )

    def _problem(self, key: str, section: str, code: str, message: str, hint: str) -> None:
        self.problems.append(Problem(self._place(section, key), code, message, hint))

    def _place(self, section: str, key: str) -> Place:
        inside = ""
        dotted = re.compile(
            rf"\s*(?:{re.escape(section)}\s*\.\s*)?[\"']?{re.escape(key)}[\"']?\s*[.=]"
        )
        for number, line in enumerate(self.lines, 1):
            bare = line.strip()
            if bare.startswith("[") and "]" in bare:
                inside = bare.lstrip("[").partition("]")[0].strip()
                if not section and inside.split(".")[0] == key:
                    return Place(self.path, number, line.index("[") + 1)
            elif inside in (section, "") and dotted.match(line):
                return Place(self.path, number, len(line) - len(line.lstrip()) + 1)
        if "." in section:  # a table in one line
            return self._place(*section.rsplit(".", 1))
        return Place(self.path)

    def _unknown(self, section: str, table: Mapping[str, Any]) -> None:
        known = _KEYS[section]
        where = f" in [{section}]" if section else ""
        unknown = [key for key in table if key not in known]
        for key in unknown[:_MOST_UNKNOWN]:
            hint = did_you_mean(key, known)
            self._problem(key, section, "unknown-key", f"unknown key `{key}`{where}", hint)
        self._more(section, len(unknown) - _MOST_UNKNOWN, f"unknown keys{where}")

    def _more(self, section: str, count: int, what: str) -> None:
        if count > 0:
            message, hint = f"and {count:,} more {what}", "remove them"
            self._problem(section, "", "unknown-key", message, hint)

    def _table(self, name: str) -> Mapping[str, Any]:
        table = self.data.get(name, {})
        if not isinstance(table, dict):
            self._wrong(name, "", table, "a section", f"write [{name}] and its keys below it")
            return {}
        self._unknown(name, table)
        return table

    def _wrong(self, key: str, section: str, value: object, wanted: str, hint: str) -> None:
        kinds = {str: "text", bool: "true/false", int: "a number", float: "a number"}
        kinds |= {list: "a list", dict: "a section"}
        got = kinds.get(type(value), type(value).__name__)
        self._problem(key, section, "wrong-type", f"`{key}` must be {wanted}, not {got}", hint)

    def _name(self) -> str:
        name = self.data.get("name")
        hint = 'for example name = "pytorch-jax"'
        if name is None:
            self.problems.append(
                Problem(Place(self.path), "missing-key", "the deck has no `name`", hint)
            )
        elif not isinstance(name, str):
            self._wrong("name", "", name, "text", hint)
        elif not _NAME.fullmatch(name):
            message = f"`name` becomes file names and cannot be {name!r}"
            self._problem("name", "", "bad-value", message, "use letters, digits, `-`, `_`, `.`")
        elif len(name) > _LONGEST_NAME:
            message = f"`name` has {len(name):,} characters; the limit is {_LONGEST_NAME}"
            self._problem("name", "", "bad-value", message, hint)
        else:
            return name
        return "deck"

    def _languages(self) -> tuple[str, ...]:
        value = self.data.get("languages", ["en"])
        hint = 'for example languages = ["en", "zh"]'
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self._wrong("languages", "", value, "a list of language codes", hint)
            return ()
        if not value:
            self._problem("languages", "", "bad-value", "the list of languages is empty", hint)
        for item in value:
            if not is_language(item):
                message = f"{shortened(item, 80)!r} is not a language code"
                self._problem("languages", "", "bad-value", message, hint)
        if len(set(value)) < len(value):
            self._problem("languages", "", "bad-value", "a language is listed twice", hint)
        return tuple(dict.fromkeys(value))

    def _titles(self, languages: tuple[str, ...]) -> Mapping[str, str]:
        value = self.data.get("title", {})
        hint = '[title] with a line for each language: en = "My deck"'
        if not isinstance(value, dict):
            self._wrong("title", "", value, "a section", hint)
            return {}
        strange = [language for language in value if language not in languages]
        for language, title in value.items():
            if language in strange[_MOST_UNKNOWN:]:
                continue
            if language not in languages:
                message = f"`{language}` has a title but is not in `languages`"
                hint_near = did_you_mean(language, languages)
                self._problem(language, "title", "unknown-key", message, hint_near)
            elif not isinstance(title, str):
                self._wrong(language, "title", title, "text", hint)
            elif not title.strip() or "::" in title:
                message = (
                    "a title must not be empty or contain `::`, which Anki reads as a sub-deck"
                )
                self._problem(language, "title", "bad-value", message, hint)
            elif UNNAMED.search(title):
                message = "a title must be one line without control characters"
                self._problem(language, "title", "bad-value", message, hint)
        self._more("title", len(strange) - _MOST_UNKNOWN, "titles of no language")
        return {key: title for key, title in value.items() if isinstance(title, str)}

    def _timeout(self, run: Mapping[str, Any]) -> float:
        value = run.get("timeout", 30)
        hint = "seconds for each card, for example timeout = 30"
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong("timeout", "run", value, "a number", hint)
        elif not 0 < value <= 86_400:
            got = f", not {value}" if isinstance(value, float) or abs(value) < 1e9 else ""
            message = f"`timeout` must be above 0 and at most 86,400 seconds{got}"
            self._problem("timeout", "run", "bad-value", message, hint)
        else:
            return float(value)
        return 30.0

    def _memory(self, run: Mapping[str, Any]) -> int:
        value = run.get("memory", "2GiB")
        hint = 'for example memory = "2GiB" or "512MiB"'
        if isinstance(value, int) and not isinstance(value, bool):
            # Python refuses to write a huge hexadecimal number in decimal digits.
            value = str(value) if abs(value) < 1 << 64 else "a number of that size"
        if not isinstance(value, str):
            self._wrong("memory", "run", value, "text", hint)
            return 1 << 31
        bytes_ = bytes_of(value)
        if bytes_ < 1 << 20:
            self._problem(
                "memory", "run", "bad-value", f"{value!r} is not an amount of memory", hint
            )
            return 1 << 31
        return bytes_

    def _exclude(self) -> tuple[str, ...]:
        def wrong(code: str, message: str, hint: str) -> None:
            self._problem("exclude", "", code, message, hint)

        return read_exclude(self.data.get("exclude", []), wrong)

    def _flag(self, key: str, *, unset: bool) -> bool:
        value = self.data.get(key, unset)
        if not isinstance(value, bool):
            self._wrong(
                key, "", value, "true or false", f"{key} = {str(not unset).lower()}, without quotes"
            )
        return value is True
