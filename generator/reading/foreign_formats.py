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
    """How a tool writes cards: `mark` fits a line of them, `form` shows it, `reader` is what
    `proofdeck import --from` calls it, `mend` is the way to a chapter by hand. Of a format with
    `and_mark` another line fits that. One that is `without_headings` has no heading of level 2,
    which other texts with such a line may have. One that is `in_front_matter` may stand between
    rules, as if it were that.
    """

    tool: str
    form: str
    mark: str
    reader: str
    mend: str = _CARD
    and_mark: str = ""
    without_headings: bool = False
    in_front_matter: bool = False


FORMATS: Final = (
    Format("Obsidian_to_Anki", "`START` … `END`", r"START$", "obsidian", and_mark=r"END$"),
    Format("Obsidian_to_Anki", "`STARTI [Basic] … ENDI`", r".*\bSTARTI \[.*\bENDI\b", "obsidian"),
    Format("Obsidian_to_Anki", "`TARGET DECK`", r"TARGET DECK\b", "obsidian"),
    Format(
        "Md2Anki",
        "`## question (id)`",
        rf" {{0,3}}#{{1,6}} .*\({_UUID}\)\s*$",
        "headings",
        "delete the ids in brackets, then run `proofdeck stamp`",
    ),
    Format("hashcards", "`Q:` … `A:`", r"Q:\s", "hashcards", and_mark=r"A:\s"),
    Format(
        "hashcards",
        "`C:` with `[…]`",
        r"C:\s.*\[[^\[\]]+\](?![(\[])",
        "hashcards",
        "make each card a heading with `{#slug .cloze}`, and write `{{c1::…}}` for `[…]`",
    ),
    Format("Obsidian's spaced repetition", "`#flashcards`", r"(.*\s)?#flashcards\b", "obsidian"),
    Format("Obsidian's spaced repetition", "`<!--SR:`", r".*<!--SR:", "obsidian"),
    Format(
        "Obsidian's spaced repetition", "a line `?` between the sides", r"\?\??\s*$", "obsidian"
    ),
    Format(
        "Obsidian's spaced repetition",
        "`question::answer`",
        r"(?![-*+] |\d+\. )[^`|:]*[^\s`|:] ?:::? ?[^\s:`|][^`|]*$",
        "obsidian",
        without_headings=True,
    ),
    Format("Obsidian's Flashcards, or Logseq", "`#card`", r".*\S\s+#card(-\w+)?\s*$", "obsidian"),
    Format(
        "mdanki",
        "a line `%` between the sides",
        r"%\s*$",
        "headings",
        "write `---` for each `%`, then run `proofdeck stamp`",
        and_mark=_HEADING.pattern,
    ),
    Format("ankdown", "a line `%` between the sides", r"%\s*$", "ankdown"),
    Format(
        "Inka",
        "`Deck:` and numbered questions",
        r"Deck:\s",
        "inka",
        and_mark=r"\d+\.\s",
        in_front_matter=True,
    ),
    Format("Mochi", "`---` between the sides", r"-{3,}\s*$", "mochi", without_headings=True),
)
_FILES: Final = (
    (".apkg", b"", "a package of Anki"),
    (".colpkg", b"", "a collection of Anki"),
    (".mochi", b"", "an export of Mochi"),
    (".json", b'"crowdanki_uuid"', "an export of CrowdAnki"),
    (".txt", b"#separator:", "a text export of Anki"),
    (".txt", b"#html:", "a text export of Anki"),
)
_NOT_IMPORTED: Final = (".json",)
_LONGEST: Final = 300  # characters of a line that are looked at
_BEGINNING: Final = 64 * 1024  # bytes of a file that are looked at


def foreign_format(source: Source) -> Problem | None:
    """What is wrong with a chapter in which no card has a slug, if another tool can be told."""
    found = format_of(source)
    if found is None:
        return None
    each, line = found
    mend = f"`proofdeck import` makes a deck of it; by hand, {each.mend}"
    return _problem(Place(source.path, line), f"one of {each.tool} ({each.form})", mend)


def format_of(source: Source) -> tuple[Format, int] | None:
    """The format of another tool that a text has, and the line that tells it."""
    everything = tuple(_outside_fences(source, 0))
    start = _end_of_front_matter(source.lines)
    below = tuple(_outside_fences(source, start)) if start else everything
    headings = any(_HEADING.match(line) for _, line in below)
    for each in FORMATS:
        if each.without_headings and headings:
            continue
        lines = everything if each.in_front_matter else below
        line = _first(each.mark, lines)
        if line and (not each.and_mark or _first(each.and_mark, lines)):
            return each, line
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
            if ending not in _NOT_IMPORTED:
                mend = f"run `proofdeck import {path.name} -o FOLDER`, which makes a deck of it"
            return _problem(Place(display_path(path)), what, mend, severity="warning")
    return None


def _problem(place: Place, what: str, mend: str, *, severity: Severity = "error") -> Problem:
    message = f"this file looks like {what}, which is no chapter"
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
