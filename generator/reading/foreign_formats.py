"""Files of cards that other tools write, told by how these mark a card: one row for each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from generator.given import open_regular
from generator.model import Place, Problem, Severity
from generator.reading.source import Source, display_path

_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_HEADING: Final = re.compile(r" {0,3}##[ \t]")
_CARD: Final = "make each card a heading, `## question {#slug}`, with its answer below"
_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@dataclass(frozen=True, slots=True)
class Format:
    """How a tool writes cards: `mark` fits a line of them, `form` shows it, `mend` is the way to a
    chapter. Of a format with `and_mark` another line fits that. One that is `without_headings`
    has no heading of level 2, which other texts with such a line may have. One that is
    `in_front_matter` may stand between rules, as if it were that.
    """

    tool: str
    form: str
    mark: str
    mend: str = _CARD
    and_mark: str = ""
    without_headings: bool = False
    in_front_matter: bool = False


FORMATS: Final = (
    Format("Obsidian_to_Anki", "`START` … `END`", r"START$", and_mark=r"END$"),
    Format("Obsidian_to_Anki", "`STARTI [Basic] … ENDI`", r".*\bSTARTI \[.*\bENDI\b"),
    Format("Obsidian_to_Anki", "`TARGET DECK`", r"TARGET DECK\b"),
    Format(
        "Md2Anki",
        "`## question (id)`",
        rf" {{0,3}}#{{1,6}} .*\({_UUID}\)\s*$",
        "delete the ids in brackets, then run `proofdeck stamp`",
    ),
    Format("hashcards", "`Q:` … `A:`", r"Q:\s", and_mark=r"A:\s"),
    Format(
        "hashcards",
        "`C:` with `[…]`",
        r"C:\s.*\[[^\[\]]+\](?![(\[])",
        "make each card a heading with `{#slug .cloze}`, and write `{{c1::…}}` for `[…]`",
    ),
    Format("Obsidian's spaced repetition", "`#flashcards`", r"(.*\s)?#flashcards\b"),
    Format("Obsidian's spaced repetition", "`<!--SR:`", r".*<!--SR:"),
    Format("Obsidian's spaced repetition", "a line `?` between the sides", r"\?\??\s*$"),
    Format(
        "Obsidian's spaced repetition",
        "`question::answer`",
        r"(?![-*+] |\d+\. )[^`|:]*[^\s`|:] ?:::? ?[^\s:`|][^`|]*$",
        without_headings=True,
    ),
    Format("Obsidian's Flashcards, or Logseq", "`#card`", r".*\S\s+#card(-\w+)?\s*$"),
    Format(
        "mdanki",
        "a line `%` between the sides",
        r"%\s*$",
        "write `---` for each `%`, then run `proofdeck stamp`",
        and_mark=_HEADING.pattern,
    ),
    Format("ankdown", "a line `%` between the sides", r"%\s*$"),
    Format(
        "Inka",
        "`Deck:` and numbered questions",
        r"Deck:\s",
        and_mark=r"\d+\.\s",
        in_front_matter=True,
    ),
    Format("Mochi", "`---` between the sides", r"-{3,}\s*$", without_headings=True),
)
_FILES: Final = (
    (".apkg", b"", "a package of Anki"),
    (".colpkg", b"", "a collection of Anki"),
    (".mochi", b"", "an export of Mochi"),
    (".json", b'"crowdanki_uuid"', "an export of CrowdAnki"),
    (".txt", b"#separator:", "a text export of Anki"),
    (".txt", b"#html:", "a text export of Anki"),
)
_IMPORTED: Final = (".apkg", ".colpkg")  # what `proofdeck import` reads
_LONGEST: Final = 300  # characters of a line that are looked at
_BEGINNING: Final = 64 * 1024  # bytes of a file that are looked at


def foreign_format(source: Source) -> Problem | None:
    """What is wrong with a chapter in which no card has a slug, if another tool can be told."""
    everything = tuple(_outside_fences(source, 0))
    start = _end_of_front_matter(source.lines)
    below = tuple(_outside_fences(source, start)) if start else everything
    headings = any(_HEADING.match(line) for _, line in below)
    for each in FORMATS:
        if each.without_headings and headings:
            continue
        lines = everything if each.in_front_matter else below
        place = _first(each.mark, lines)
        if place and (not each.and_mark or _first(each.and_mark, lines)):
            return _problem(
                Place(source.path, place), f"one of {each.tool} ({each.form})", each.mend
            )
    return None


def foreign_file(path: Path) -> Problem | None:
    """What is wrong with a file among the chapters that is no Markdown, if it holds cards."""
    rows = [row for row in _FILES if path.suffix.lower() == row[0]]
    if not rows:
        return None
    try:
        with open_regular(path) as file:
            beginning = file.read(_BEGINNING)
    except OSError:
        return None
    for ending, mark, what in rows:
        if mark in beginning if ending == ".json" else beginning.startswith(mark):
            mend = f"in a Markdown file, {_CARD}"
            if ending in _IMPORTED:
                mend = f"run `proofdeck import {path.name} -o FOLDER`, which makes a deck of it"
            return _problem(Place(display_path(path)), what, mend, severity="warning")
    return None


def _problem(place: Place, what: str, mend: str, *, severity: Severity = "error") -> Problem:
    message = f"this file looks like {what}, which Proofdeck does not read"
    hint = f"{mend}; if it has no cards for this deck, name it in `exclude` in deck.toml"
    return Problem(place, "foreign-format", message, hint, severity=severity)


def _first(mark: str, lines: Iterable[tuple[int, str]]) -> int:
    """The number of the first line with a mark, 0 where there is none."""
    fits = re.compile(mark).match
    return next((number for number, line in lines if fits(line)), 0)


def _outside_fences(source: Source, start: int) -> Iterator[tuple[int, str]]:
    """The lines of a text from `start` on, counted from 0, that are in no fence, with their
    numbers, counted from 1.
    """
    fence = ""
    for number, line in enumerate(source.lines[start:], start + 1):
        found = _FENCE.match(line)
        if fence:
            if found and found[1].startswith(fence) and not line.strip(" `~"):
                fence = ""
        elif found:
            fence = found[1]
        else:
            yield number, line[:_LONGEST]


def _end_of_front_matter(lines: Sequence[str]) -> int:
    if lines[0].rstrip() != "---":
        return 0
    return next((n + 1 for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), 0)
