"""A card on its way into a deck: its Markdown, and what was found out about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from generator.importing.escaping import escape_start, escape_text
from generator.importing.found import Found
from generator.importing.long_questions import cut_question
from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS
from generator.language import PYTHON
from generator.reading.fence_names import read_info
from generator.reading.slugs import SLUG, SlugMaker
from generator.reading.tags import checked_tags, split_tags
from generator.rendering.html_words import colon, word

NORUN: Final = '.norun reason="imported"'
_FENCE: Final = re.compile(r"(?P<indent>[ \t]*)(?P<ticks>`{3,}|~{3,})(?P<info>[^`]*)$")
# A line that begins a block other than a paragraph, and pictures alone, which ask nothing.
_BLOCK: Final = re.compile(
    r" {0,3}(?:`{3}|~{3}|>|[-+*](?:\s|$)|\d{1,9}[.)](?:\s|$)|\||\$\$|\\\[|!!!"
    r"|<(?:table|div|pre|ul|ol|dl|details|figure|blockquote|p|h[1-6]|hr|audio|video)\b|[-*_](?:\s*[-*_]){2,}\s*$)"
    r"|\s*(?:!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])(?:\{[^}]*\})?\s*)+$"
)
_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+")
_RULE: Final = re.compile(r" {0,3}(?P<sign>[-*_])(?:[ \t]*(?P=sign)){2,}[ \t]*$")
_SETEXT: Final = re.compile(r" {0,3}(?:=+|-+)[ \t]*$")
_MOST_TAGS: Final = 40
_CLOZE_MARK: Final = re.compile(r"\{\{c[\d,]+::|\}\}")
_UNQUOTED: Final = re.compile(r"[\"'{}\\]")


@dataclass(slots=True)
class Draft:
    """A card that is to be written.

    `heading`, `above` and `below` are Markdown: the question, what else stands in front, and the
    back. `added` says that the heading is not of the card. `norun` are the numbers of the fences
    (counted from 0) that are shown and not run, `plain` of those that are shown as text. With
    `stated`, text of the card is a claim now; `replaced` are words for which it stands, too.
    `trouble` are the codes and messages of what kept programs from running, `by_hand` the reasons
    to look at the card; with `out`, why it is not in a chapter. `line` is that of its heading in
    the chapter `file` (its path in the deck), `spans` are the first and the last line of each fence
    with its output, counted from that of the heading.
    """

    found: Found
    heading: str
    above: str
    below: str
    kind: str
    slug: str
    tags: tuple[str, ...]
    language: str = "en"
    added: bool = False
    norun: set[int] = field(default_factory=set)
    plain: set[int] = field(default_factory=set)
    stated: bool = False
    replaced: list[str] = field(default_factory=list)
    trouble: list[tuple[str, str]] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)
    losses: list[str] = field(default_factory=list)
    out: str = ""
    file: str = ""
    line: int = 0
    spans: list[tuple[int, int]] = field(default_factory=list)

    def text(self) -> str:
        """The card as it stands in its chapter, without an empty line at its end."""
        marks = [f"#{self.slug}", *(f".{name}" for name in self.kind.split(".") if name)]
        if self.tags:
            marks.append(f'tags="{" ".join(self.tags)}"')
        parts = [f"## {self.heading} {{{' '.join(marks)}}}"]
        cloze = "cloze" in self.kind
        # The first rule of a card ends its front, so one on the back needs another above it.
        if self.above or (cloze and self.below) or _has_rule(self.below):
            parts += [self.above] if self.above else []
            # All that stands above is shown in front even so, where only programs do.
            parts += ["---"] if self.below or not self.stated else []
        if self.below:
            parts.append(self.below)
        return "\n".join(self._marked("\n\n".join(parts).split("\n")))

    def _marked(self, lines: Sequence[str]) -> Sequence[str]:
        out: list[str] = []
        self.spans = []
        number, within, ticks = -1, False, ""
        for line, info in with_fences(lines):
            if info is None:
                out.append(line)
                if within and ticks and line.strip().startswith(ticks) and not line.strip(" \t`~"):
                    self.spans[-1] = (self.spans[-1][0], len(out) - 1)
                    ticks = ""
                continue
            head = line[: len(line) - len(info)]
            ticks = head.strip()
            read = read_info(info)
            within = within and read.is_output
            if read.language is not None:
                number, within = number + 1, True
                self.spans.append((len(out), len(out)))
                if number in self.plain:
                    indent = head[: len(head) - len(head.lstrip())]
                    out += (f"{indent}*{not_run(self.language)}*", indent.rstrip())
                    line = f"{head}text"
                elif number in self.norun and ".norun" not in info:
                    line = f"{head}{_with_norun(info)}"
            elif read.is_output and (number in self.norun or number in self.plain):
                line = f"{head}text"
            out.append(line)
        return out

    @property
    def programs(self) -> int:
        """How many fences it has of a language that runs."""
        lines = f"{self.above}\n\n{self.below}".split("\n")
        return sum(
            info is not None and read_info(info).language is not None
            for _, info in with_fences(lines)
        )

    @property
    def runs(self) -> bool:
        """Whether a program of it is run."""
        return len(self.norun | self.plain) < self.programs

    @property
    def in_front(self) -> int:
        """How many of its programs stand in front."""
        infos = (info for _, info in with_fences(self.above.split("\n")) if info is not None)
        return sum(read_info(info).language is not None for info in infos)


def with_fences(lines: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """Each line, with the info string of the fence that it opens or None."""
    open_with = ""
    for line in lines:
        found = _FENCE.match(line)
        if open_with:
            bare = line.strip()
            if found and bare.startswith(open_with) and not bare.strip("`~"):
                open_with = ""
            yield line, None
        elif found:
            open_with = found["ticks"]
            yield line, found["info"]
        else:
            yield line, None


def _with_norun(info: str) -> str:
    text = info.rstrip()
    if text.endswith("}") and "{" in text:
        return f"{text[:-1].rstrip()} {NORUN}}}"
    return f"{text} {{{NORUN}}}"


def not_run(language: str) -> str:
    """What stands above a program that cannot even be marked `.norun`, as it states a result."""
    return f"{word('not run', language)}{colon(language)}imported"


def draft_of(
    found: Found, slugs: SlugMaker, used: set[str], words: str, language: str = "en"
) -> Draft:
    """A card in Markdown as a draft. `words` is what its slug is made of; `used` are the slugs
    that other tools gave.
    """
    heading, above = _question(found.front, cloze=found.kind.startswith("cloze"))
    heading, rest = cut_question(heading)
    above = "\n\n".join(filter(None, (escape_start(rest), above)))
    # Signs without a width are no heading that paper could have.
    added = not any(sign.isprintable() and not sign.isspace() for sign in heading)
    if added:
        heading = found.deck[-1] if found.deck else "Card"
        heading = escape_text(" ".join(heading.split())) or "Card"
    if SLUG.fullmatch(found.slug) and found.slug not in used:
        slug = found.slug
    else:
        slug = slugs.make(words)
    used.add(slug)
    losses: list[str] = []
    tags = checked_tags(found.tags, lambda message, hint: losses.append("a tag"))
    kept = tuple(tag for tag in tags if not _UNQUOTED.search(tag) and split_tags(tag) == (tag,))
    losses += ["a tag with quotes, braces or commas"] * (len(tags) > len(kept))
    losses += [f"tags beyond the first {_MOST_TAGS}"] * (len(kept) > _MOST_TAGS)
    draft = Draft(
        found,
        heading,
        above,
        found.back.strip("\n"),
        found.kind if found.kind in KINDS and found.kind != BASIC.name else "",
        slug,
        kept[:_MOST_TAGS],
        language,
        added,
        by_hand=list(found.by_hand),
        losses=[*found.losses, *losses],
    )
    if added:
        draft.by_hand.append(
            "its front begins with no text, so its heading is the name of its deck"
        )
    if not draft.kind and _has_program(above) and not has_session(above):
        draft.kind = "predict"  # a plain card would show the output in front
    return draft


def _has_rule(text: str) -> bool:
    return any(info is None and _RULE.match(line) for line, info in with_fences(text.split("\n")))


def has_session(text: str) -> bool:
    """Whether code in a text has prompts, and so the outputs below them."""
    return any(PYTHON.has_prompt(line.lstrip()) for line in text.split("\n"))


def _has_program(text: str) -> bool:
    infos = (info for _, info in with_fences(text.split("\n")) if info is not None)
    return any(read_info(info).language is not None for info in infos)


def _question(front: str, *, cloze: bool) -> tuple[str, str]:
    """The first line of a front as a heading, "" where that is no text, and the rest. With `cloze`
    it goes on until each cloze in it is closed.
    """
    text = front.strip("\n")
    lines = text.split("\n")
    if _HEADING.match(lines[0]):
        rest = "\n".join(lines[1:]).strip("\n")
        return _one_line([_HEADING.sub("", lines[0]).rstrip().rstrip("#")]), rest
    if not lines[0].strip() or _BLOCK.match(lines[0]):
        return "", text
    taken = 0
    for line in lines:
        if not line.strip() or (taken and (_BLOCK.match(line) or _HEADING.match(line))):
            break
        taken += 1
        if _ends_hard(line) and not (cloze and _is_open("\n".join(lines[:taken]))):
            break
    first = [
        f"{line.rstrip()[:-1]}<br>" if line.endswith("\\") and _ends_hard(line) else line
        for line in lines[: taken - 1]
    ] + lines[taken - 1 : taken]
    if _ends_hard(first[-1]):
        first[-1] = first[-1].rstrip()[:-1] if first[-1].endswith("\\") else first[-1]
    elif taken < len(lines) and _SETEXT.match(lines[taken]):
        return "", text
    return _one_line(first), "\n".join(lines[taken:]).strip("\n")


def _is_open(text: str) -> bool:
    """Whether a cloze begins in a text and does not end in it."""
    marks = _CLOZE_MARK.findall(text)
    return marks.count("}}") < len(marks) - marks.count("}}")


def _ends_hard(line: str) -> bool:
    """Whether a line of Markdown ends in a line break that shows."""
    backslashes = len(line) - len(line.rstrip("\\"))
    return backslashes % 2 == 1 or line.endswith("  ")


def _one_line(lines: Sequence[str]) -> str:
    return " ".join(" ".join(line.split()) for line in lines).strip().replace("<br> ", "<br>")
