"""What cards are written in: docs/cards.md, as a whole and by parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from generator.assisting.refused import RefusedError
from generator.explaining.codes import known_codes
from generator.kinds.table import KINDS
from generator.language_server import meanings
from generator.model import shortened
from generator.nearest import did_you_mean

_PAGE: Final = Path(__file__).with_name("cards.md")  # a link, of which a wheel has a copy
_HEADING: Final = re.compile(r"(?m)^(#{1,3}) (.+)$")
_FENCE: Final = re.compile(r"(?ms)^(`{3,}).*?^\1$")
_EXAMPLE: Final = re.compile(r"(?ms)^````markdown\n(.*?)^````$")
_ROW: Final = re.compile(r"(?m)^\| (.+?) +\| (.+?) \|$")
_BASIC: Final = "A plain card"


@cache
def format_text() -> str:
    """The whole page."""
    return _PAGE.read_text("utf-8")


@cache
def sections() -> Mapping[str, str]:
    """The text below each heading of the page, with that of the headings below it, by the words
    of the heading.
    """
    text = format_text()
    fences = [found.span() for found in _FENCE.finditer(text)]
    headings = [
        found
        for found in _HEADING.finditer(text)
        if not any(start < found.start() < end for start, end in fences)
    ]
    found = {}
    for number, heading in enumerate(headings):
        level = len(heading[1])
        later = (each.start() for each in headings[number + 1 :] if len(each[1]) <= level)
        body = text[heading.end() : next(later, len(text))].strip()
        found[heading[2].replace("`", "")] = body
    return found


def section_json(name: str) -> dict[str, Any]:
    """A part of the page by its heading, or the names of all."""
    names = list(sections())
    if not name:
        return {"sections": names, "section": None, "text": ""}
    wanted = name.replace("`", "").strip().casefold()
    for each, text in sections().items():
        if each.casefold() == wanted:
            return {"sections": names, "section": each, "text": text}
    raise RefusedError(f"the page has no part `{shortened(name, 80)}`: {did_you_mean(name, names)}")


def kinds_json(name: str) -> dict[str, Any]:
    """All kinds of card, or one, each with an example that holds and the rules of the page."""
    wanted = name.strip().strip(".").replace(" .", ".").replace(" ", ".")
    if wanted and wanted not in KINDS:
        raise RefusedError(
            f"there is no kind `{shortened(name, 40)}`: {did_you_mean(wanted, KINDS)}"
        )
    return {
        "kinds": [
            {"kind": kind.name, "classes": kind.classes if kind.name != "basic" else ""}
            | {"front": kind.front, "back": kind.back}
            | _example(_BASIC if kind.name == "basic" else kind.classes)
            for kind in KINDS.values()
            if wanted in ("", kind.name)
        ]
    }


def _example(heading: str) -> dict[str, str]:
    text = sections()[heading]
    found = _EXAMPLE.search(text)
    rules = re.sub(r"(?m)^!\[.*\)$", "", text[found.end() :] if found else text)
    return {"example": found[1] if found else "", "rules": rules.strip()}


def options_json() -> dict[str, Any]:
    """The options of fences, headings and front matter, and the comments that state results, each
    with its meaning.
    """
    fences = (meanings.fence_example(name) for name in meanings.fence_options())
    headings = {
        "{#slug}": "the id of the card: unique in its language, and never changed",
        "{.kind}": "makes it another kind of card: see card_kinds",
    } | {f'{name}="…"': meaning for name, meaning in meanings.heading_options().items()}
    return {
        "fences": _options(zip(fences, meanings.fence_options().values(), strict=True)),
        "headings": _options(headings.items()),
        "front-matter": _options(meanings.file_keys().items()),
        "comments": _comments(),
    }


def _options(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"option": option, "meaning": meaning} for option, meaning in found]


def _comments() -> list[dict[str, str]]:
    rows = _ROW.findall(sections()["Results in comments"])
    return [{"comment": comment, "states": states} for comment, states in rows[1:]]


def code_json(code: str) -> dict[str, str]:
    """What the code of a problem means."""
    wanted = code.strip().strip("[]")
    found = known_codes().get(wanted)
    if found is None:
        hint = did_you_mean(wanted, known_codes())
        raise RefusedError(f"no problem has the code `{shortened(wanted, 80)}`: {hint}")
    return {
        "code": found.name,
        "meaning": found.meaning,
        "example": found.example,
        "mend": found.mend,
    }
