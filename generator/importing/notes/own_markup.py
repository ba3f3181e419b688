"""Markdown of another tool, so that Proofdeck reads the same in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Final, Literal

from generator.auditing.programs_in_text import is_program
from generator.importing.escaping import escape_text
from generator.importing.gathering import Gathering
from generator.importing.media_book import MediaError
from generator.importing.notes.note_text import LONGEST
from generator.language import PYTHON
from generator.reading.fence_names import FenceInfo, read_info
from generator.reading.wiki_links import SIZE

_FENCE: Final = re.compile(
    r"(?P<head>[ \t]*(?:[-*+>][ \t]+)*(?P<ticks>`{3,}|~{3,}))(?P<info>[^`]*)$"
)
_HEADING: Final = re.compile(r"(?P<indent> {0,3})(?P<level>#{1,6})(?P<rest>[ \t].*)")
_RULE: Final = re.compile(r" {0,3}(?P<sign>[-*_])(?:[ \t]*(?P=sign)){2,}[ \t]*$")
_UNDERLINE: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_NO_PARAGRAPH: Final = re.compile(r"\s*$| {0,3}(?:#{1,6}\s|>|[-*+]\s|\d+[.)]\s|\||```|~~~)| {4}|\t")
# Code within a line, and what other tools say of its language behind it.
_CODE: Final = re.compile(
    r"(?P<code>(?P<tick>`+)(?:(?!(?P=tick)).)+?(?P=tick)(?!`))(?:\{[.=][\w-]+\})?"
)
_HELD: Final = re.compile("\ue000(\\d+)\ue001")
_PICTURE: Final = re.compile(
    r"!\[(?P<alt>(?:[^\[\]]|\\.)*)\]\(\s*(?:<(?P<angled>[^<>]*)>"
    r"|(?P<source>(?:[^()\s\"]|\([^()\s]*\)| (?!\"))+?))"
    r"(?:\s+(?:\"(?P<title>[^\"]*)\"|'[^']*'))?(?:\s+=(?P<size>\d*)x?\d*)?\s*\)"
)
_EMBED: Final = re.compile(r"!\[\[(?P<target>[^\[\]|\n]+)(?P<rest>(?:\|[^\[\]|\n]*)*)\]\]")
_TAG: Final = re.compile(
    r"<img\b[^>]*?\bsrc=(?P<quote>[\"'])(?P<source>.*?)(?P=quote)[^>]*>", re.IGNORECASE
)
_WIDTH: Final = re.compile(r"\bwidth=[\"']?(\d{1,5})", re.IGNORECASE)
_LINK: Final = re.compile(
    r"(?<!!)\[(?P<text>[^\[\]]+)\]\((?P<target>(?![a-z][\w+.-]*:|#?\))[^()\s]*)\)", re.IGNORECASE
)
_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]+:", re.IGNORECASE)
_DRAWN: Final = ("mermaid", "plantuml", "puml", "dataview", "dataviewjs", "query")
_STRAY: Final = re.compile(r"\{(?=\{c\d)")
_SHALLOWEST: Final = 3  # a heading of level 2 is a card
_DROPPED: Final = ("picture of the web, kept as a link", "pictures of the web, kept as links")

Role = Literal["opening", "code", "text"]
# The path in the deck's folder of a file that a text shows; raises MediaError.
PathOf = Callable[[str], str]


def own_markup(
    text: str, path_of: PathOf, gathering: Gathering, *, cloze: bool = False, front: bool = False
) -> str:
    """A side of a card. What it shows and cannot be had is its name, in brackets, and counted."""
    lines = list(_told(text.split("\n")))
    headings = [_HEADING.fullmatch(line) for line, role in lines if role == "text"]
    levels = [len(found["level"]) for found in headings if found]
    levels += [_level(line) for n, (line, _) in enumerate(lines) if _is_underline(lines, n)]
    shift = max(0, _SHALLOWEST - min(levels, default=_SHALLOWEST))
    shown: list[str] = []
    program = False  # whether the last thing above is one
    for number, (line, role) in enumerate(lines):
        if role == "opening":
            info = read_info(line.lstrip("`~ \t>-*+"))
            word = ""
            if info.is_output and not program:
                word = "text"  # no program stands above that could print it
            elif not info.word and is_program(_code_from(lines, number)):
                word = PYTHON.name
            program = info.language is not None or word == PYTHON.name
            shown.append(_opening(line, gathering, word=word))
            continue
        program = program and (role == "code" or not line.strip())
        if role == "code":
            shown.append(line)
        elif _is_underline(lines, number):
            shown[-1] = f"{'#' * (_level(line) + shift)} {shown[-1].strip()}"
        elif _RULE.match(line) and front:  # the first rule of a card ends its front
            gathering.leave("line across a front", "lines across fronts")
            shown.append("")
        elif _RULE.match(line):
            shown += [*([""] if shown and shown[-1].strip() else []), "***"]
        else:
            found = _HEADING.fullmatch(line)
            if found:
                line = f"{'#' * min(6, len(found['level']) + shift)}{found['rest']}"
            shown.append(_inline(line, path_of, gathering, cloze))
    return "\n".join(shown)


def _told(lines: Sequence[str]) -> Iterator[tuple[str, Role]]:
    """Each line with what it is; a fence that nobody closes is closed."""
    fence = head = ""
    for line in lines:
        found = _FENCE.match(line)
        if fence:
            yield line, "code"
            if found and found["ticks"].startswith(fence) and not found["info"].strip():
                fence = ""
        elif found:
            fence, head = found["ticks"], found["head"]
            yield line, "opening"
        else:
            yield line, "text"
    if fence:
        yield re.sub(r"[-*+]", " ", head[: -len(fence)]) + fence, "code"


def _code_from(lines: Sequence[tuple[str, Role]], opening: int) -> str:
    """The code of the fence that a line opens."""
    inner = takewhile(lambda each: each[1] == "code", lines[opening + 1 :])
    return "\n".join([line for line, _ in inner][:-1])


def _opening(line: str, gathering: Gathering, *, word: str = "") -> str:
    """The line that opens a fence, without options that are no option here; with another `word`
    for its language if one is given.
    """
    found = _FENCE.match(line)
    assert found is not None
    info = read_info(found["info"])
    if word:
        return f"{found['head']}{word}"
    word = info.word.removeprefix("=")  # `{=py}` of Md2Anki is run for its output
    if PYTHON.dialect(word):
        return f"{found['head']}{PYTHON.name}" if info.language is None else _run(found, info)
    word = word if re.fullmatch(r"[\w.+#-]+", word) else ""
    if word.lower() in _DRAWN:
        gathering.leave("diagram or query, shown as its text", "diagrams or queries, shown as text")
        word = "text"
    return f"{found['head']}{word}"


def _run(found: re.Match[str], info: FenceInfo) -> str:
    """The line that opens a program; one that its author does not want run is not."""
    word = PYTHON.session if info.dialect == "session" else PYTHON.name
    left = bool(info.left_out) or ".norun" in info.options
    return f"{found['head']}{word}" + (' {.norun reason="imported"}' if left else "")


def _level(underline: str) -> int:
    return 1 + underline.lstrip().startswith("-")


def _is_underline(lines: Sequence[tuple[str, Role]], number: int) -> bool:
    """Whether a line makes the line above it a heading."""
    line, role = lines[number]
    if role != "text" or not number or not _UNDERLINE.match(line):
        return False
    above, role = lines[number - 1]
    return role == "text" and not _NO_PARAGRAPH.match(above)


def _inline(line: str, path_of: PathOf, gathering: Gathering, cloze: bool) -> str:
    if len(line) > LONGEST or not re.search(r"[\[<{]", line):
        return line
    kept: list[str] = []

    def hold(found: re.Match[str]) -> str:
        kept.append(found["code"])
        return f"\ue000{len(kept) - 1}\ue001"

    text = _text(_CODE.sub(hold, line), path_of, gathering, cloze)
    return _HELD.sub(lambda found: kept[int(found[1])], text) if kept else text


def _text(text: str, path_of: PathOf, gathering: Gathering, cloze: bool) -> str:
    def shown(source: str, alt: str, size: str) -> str:
        if _REMOTE.match(source):
            if source.lower().startswith("data:image/"):
                return f"![{alt}]({source})"
            gathering.leave(*_DROPPED)
            return f"[{alt or source}]({source})"
        width = f"{{width={size.partition('x')[0]}}}" if size else ""
        try:
            return f"![{alt}]({path_of(source)}){width}"
        except MediaError as error:
            gathering.lack(f"`{source}` is not shown: {error}")
            return f"\\[{escape_text(alt or source)}\\]"

    def picture(found: re.Match[str]) -> str:
        alt, size = found["alt"], found["size"] or ""
        head, _, last = alt.rpartition("|")
        if SIZE.fullmatch(last.strip()) and (head or "|" in alt):
            alt, size = head, last.strip()
        return shown((found["angled"] or found["source"] or "").strip(), alt, size)

    def embed(found: re.Match[str]) -> str:
        names = [each.strip() for each in found["rest"].split("|")[1:]]
        size = names.pop() if names and SIZE.fullmatch(names[-1]) else ""
        return shown(found["target"].strip(), " ".join(names), size)

    def tag(found: re.Match[str]) -> str:
        width = _WIDTH.search(found[0])
        alt = re.search(r"\balt=[\"']([^\"'\[\]]*)[\"']", found[0])
        return shown(found["source"], alt[1] if alt else "", width[1] if width else "")

    def link(found: re.Match[str]) -> str:
        gathering.leave("link to a file, shown as text", "links to files, shown as text")
        return found["text"]

    text = _LINK.sub(link, text)
    text = _TAG.sub(tag, _EMBED.sub(embed, _PICTURE.sub(picture, text)))
    return text if cloze else _STRAY.sub(r"\\{", text)
