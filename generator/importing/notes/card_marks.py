"""The marks by which Obsidian's plugins and Logseq tell cards, in lines of text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from generator.importing.notes.note_text import Line
from generator.importing.notes.obsidian_markup import decks_of, only_tags

HEADING: Final = re.compile(r" {0,3}(#{1,6})[ \t]+(?P<text>.*?)(?:[ \t]+#+)?[ \t]*$")
SETTING: Final = re.compile(
    r"(?:%%\s*)?(?P<key>TARGET DECK|FILE TAGS)(?::\s*(?P<value>.*?))?(?:\s*%%)?\s*$"
)
CARD: Final = re.compile(r"(?<!\S)#(?:card|flashcard)(?:[-/](?P<sort>reversed?|spaced))?(?![\w/-])")
_SIDES: Final = {"?": "", "??": "reversed"}
BULLET: Final = re.compile(r"(?P<indent>\s*)(?:[-*+]|\d+[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
ASKED: Final = re.compile(r"Q:\s*(?P<text>.*)")
_ANSWERED: Final = re.compile(r"A:\s*(?P<text>.*)")
_PAIR: Final = re.compile(r"(?P<front>.*?[^\s:])[ \t]*(?P<mark>:::?)(?!:)[ \t]*(?P<back>[^\s:].*)")
_KEPT: Final = re.compile(
    r"(`+)(?:(?!\1).)+?\1(?!`)|\$[^$\n]+\$|\[\[[^\[\]]*\]\]|\{\{.*?\}\}|<[^>]*>|\w+://\S+"
)


def question_and_answer(lines: Sequence[Line]) -> tuple[list[Line], list[Line]] | None:
    """What stands behind `Q:` and behind `A:`, which a later line begins; None where none does."""
    at = next((n for n, line in enumerate(lines) if _ANSWERED.match(line.text)), None)
    asked = ASKED.match(lines[0].text)
    told = _ANSWERED.match(lines[at].text) if at is not None else None
    if at is None or asked is None or told is None:
        return None
    front = [Line(lines[0].number, asked["text"]), *lines[1:at]]
    return front, [Line(lines[at].number, told["text"]), *lines[at + 1 :]]


def is_mark(line: Line) -> bool:
    text = line.text.strip()
    return not line.quiet and (bool(HEADING.match(line.text)) or not text.strip("-*_ +"))


def untitled(line: Line) -> Line:
    found = HEADING.match(line.text) if not line.quiet else None
    return Line(line.number, found["text"]) if found else line


def is_tagged(line: Line) -> bool:
    return not line.quiet and CARD.search(_KEPT.sub(blank, line.text)) is not None


def side_of(line: Line) -> str | None:
    """The kind of card whose sides a line parts; None where it parts none."""
    if line.quiet:
        return None
    match line.text.strip():
        case "?":
            return ""
        case "??":
            return "reversed"
    return None


def pair_of(line: Line) -> tuple[str, str, str] | None:
    """The sides of `question::answer`, and its kind."""
    if line.quiet or "::" not in line.text or line.text.lstrip().startswith(("|", ">")):
        return None
    start = BULLET.match(line.text)
    begin = start.end() if start else 0
    found = _PAIR.fullmatch(_KEPT.sub(blank, line.text), begin)
    if found is None:
        return None
    front = line.text[begin : found.end("front")].strip()
    back = line.text[found.start("back") :].strip()
    return front, back, "reversed" if found["mark"] == ":::" else ""


def blank(found: re.Match[str]) -> str:
    return "x" * len(found[0])


def role_of(line: Line) -> str:
    """What a line is to the cards of its block: a "card" with a tag, the "side" that parts two, a
    "pair" of sides, a note "inline", or "tags" alone; else nothing.
    """
    if line.quiet:
        return ""
    if side_of(line) is not None:
        return "side"
    if "#" in line.text:
        if is_tagged(line):
            return "card"
        text, paths = decks_of(line.text)
        if (paths and not text.strip()) or only_tags(text) is not None:
            return "tags"
    if "STARTI [" in line.text:
        return "inline"
    return "pair" if pair_of(line) is not None else ""


def is_deeper(line: Line, depth: int) -> bool:
    text = line.text.expandtabs(4)
    return line.quiet or len(text) - len(text.lstrip()) > depth


def dedented(lines: Sequence[Line]) -> list[Line]:
    texts = [line.text.expandtabs(4) for line in lines]
    margin = min((len(t) - len(t.lstrip()) for t in texts if t.strip()), default=0)
    kept = [
        Line(line.number, text[margin:], line.quiet)
        for line, text in zip(lines, texts, strict=True)
    ]
    bullets = [line for line in kept if not line.quiet and BULLET.match(line.text)]
    if len(bullets) == 1 and kept and bullets[0] is kept[0]:  # one nested block is no list
        found = BULLET.match(kept[0].text)
        size = found.end() if found else 0
        return [
            Line(
                each.number,
                each.text[size:] if not n or not each.text[:size].strip() else each.text,
                each.quiet,
            )
            for n, each in enumerate(kept)
        ]
    return kept
