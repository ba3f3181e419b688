"""Interactive sessions: what stands behind a prompt is run, what stands below it is a claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from generator.auditing.bare_prompts import completed, is_bare_code
from generator.auditing.document import Piece, Stated
from generator.auditing.pages.page import PlaceOf
from generator.auditing.tracebacks import shows_exception
from generator.model import Claim
from generator.reading.comments import stated_claims
from generator.reading.prompts import PROMPT, echoing, read_prompts
from generator.syntax import parse_quietly

# What a terminal says before the first prompt.
_BANNER: Final = re.compile(
    r"(?:\([\w.-]+\) ?)?(?:[\w.@~:/-]*[$%#❯➜]|>) +\S|i?python[\d.]*$|Python \d|Type \"|Type '"
    r"|\[(?:GCC|Clang|MSC)|IPython \d|>>>$|#",
    re.IGNORECASE,
)
# A prompt without a space behind it.
_TIGHT: Final = re.compile(r"^(?P<margin>\s*)>>>(?=[^\s>])")
_LEAVES: Final = frozenset({"exit()", "quit()", "exit", "quit", "import sys; sys.exit()"})
_IN: Final = re.compile(r"(?P<margin>\s*)In ?\[\d*\]: ?(?P<code>.*)")
_MORE: Final = re.compile(r"\s*\.\.\.+: ?(?P<code>.*)")
_OUT: Final = re.compile(r"\s*Out ?\[\d*\]: ?")


@dataclass(frozen=True, slots=True)
class SessionPieces:
    """The prompts of a session as pieces of a program; `skipped` counts those that are not to be
    run.
    """

    pieces: tuple[Piece, ...]
    skipped: int = 0


def has_prompts(text: str) -> bool:
    """Whether a listing of any language is a session of Python's: a line of it is a prompt, and
    what stands behind the first is Python, or the start of it.
    """
    for line in text.split("\n"):
        found = PROMPT.match(_TIGHT.sub(r"\g<margin>>>> ", line))
        if found and found["code"] and found["code"].strip():
            return _may_be_python(found["code"])
    return False


def has_numbered_prompts(text: str) -> bool:
    """Whether a listing is a session of IPython's."""
    return "In" in text and any(_IN.match(line) for line in text.split("\n"))


def _may_be_python(code: str) -> bool:
    if parse_quietly(code) is not None:
        return True
    bare = code.strip()
    begun = bare.count('"""') % 2 or bare.count("'''") % 2
    return bool(begun) or bare.endswith((":", "(", "[", "{", ",", "\\")) or bare.startswith("@")


def session_pieces(text: str, place_of: PlaceOf, *, labelled: bool = True) -> SessionPieces:
    """A session cut at its prompts, each with the output that it states.

    `place_of` gives the place of a line and column of the text, both counting from 1. Code above
    the first prompt is run first; anything else there is ignored. Raises ValueError for it where
    the session is `labelled` as one, and where a prompt shows too much.
    """
    lines = [_TIGHT.sub(r"\g<margin>>>> ", line) for line in text.split("\n")]
    first = next((number for number, line in enumerate(lines) if PROMPT.match(line)), 0)
    pieces = list(_above(lines[:first], place_of, labelled))
    skipped = 0
    for each in read_prompts("\n" * first + "\n".join(lines[first:])):
        prompt = completed(each)
        code = prompt.code.strip()
        if "+SKIP" in prompt.options:
            skipped += 1
            continue
        if not code or code in _LEAVES:
            continue
        start = place_of(prompt.line + 1, prompt.margin + 1)
        outputs: tuple[Stated, ...] = ()
        said = prompt.said
        bare = None
        if said.strip() and is_bare_code(said):
            bare, said = said, ""
        if said.strip():
            above = next(n for n, line in enumerate(said.split("\n")) if line.strip())
            said = "\n".join(said.split("\n")[above:])
            at = place_of(prompt.line + prompt.lines + above + 1, prompt.margin - 3)
            outputs = (Stated(Claim(at, said), "session", options=prompt.options),)
        margin = start.column - 1
        failing = shows_exception(said)
        pieces.append(
            Piece(echoing(prompt.code), start.line, margin, outputs=outputs, failing=failing)
        )
        if bare is not None:
            below = place_of(prompt.line + prompt.lines + 1, prompt.margin - 3)
            pieces.append(Piece(bare, below.line, below.column - 1))
    return SessionPieces(tuple(pieces), skipped)


def _above(lines: list[str], place_of: PlaceOf, labelled: bool) -> Iterator[Piece]:
    """The code above the first prompt of a session."""
    code = "\n".join("" if _BANNER.match(line.strip()) else line for line in lines)
    if not code.strip():
        return
    if parse_quietly(code) is None:
        if labelled:
            wrong = next(line.strip() for line in code.split("\n") if line.strip())
            raise ValueError(f"`{wrong}` is above the first prompt")
        return
    start = place_of(1, 1)
    yield Piece(code, start.line, start.column - 1, stated_claims(code, place_of))


# --- IPython --------------------------------------------------------------------------


@dataclass
class _Input:
    line: int
    margin: int
    code: list[str]
    shown: list[tuple[int, str]]


def numbered_pieces(text: str, place_of: PlaceOf) -> SessionPieces:
    """A session of IPython's, cut at its prompts."""
    pieces = []
    skipped = 0
    for each in _inputs(text.split("\n")):
        code = "\n".join(each.code).rstrip()
        if not code.strip() or code.strip() in _LEAVES:
            continue
        if code.lstrip().startswith(("%", "!")) or code.rstrip().endswith("?"):
            skipped += 1
            continue
        start = place_of(each.line + 1, each.margin + 1)
        shown = _without_blanks(each.shown)
        said = "\n".join(line for _, line in shown)
        outputs: tuple[Stated, ...] = ()
        if said.strip():
            at = place_of(shown[0][0] + 1, each.margin + 1)
            outputs = (Stated(Claim(at, said), "ipython"),)
        piece = Piece(code, start.line, start.column - 1, outputs=outputs)
        pieces.append(replace(piece, failing=shows_exception(said)))
    return SessionPieces(tuple(pieces), skipped)


def _inputs(lines: list[str]) -> Iterator[_Input]:
    current: _Input | None = None
    for number, line in enumerate(lines):
        found = _IN.match(line)
        if found:
            if current is not None:
                yield current
            current = _Input(number, found.start("code"), [found["code"]], [])
        elif current is not None:
            more = _MORE.match(line)
            if more and not current.shown:
                current.code.append(more["code"])
            else:
                out = _OUT.match(line)
                current.shown.append((number, line[out.end() :] if out else line.rstrip()))
    if current is not None:
        yield current


def _without_blanks(shown: list[tuple[int, str]]) -> list[tuple[int, str]]:
    filled = [number for number, (_, line) in enumerate(shown) if line.strip()]
    return shown[filled[0] : filled[-1] + 1] if filled else []
