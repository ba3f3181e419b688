"""The nouns of a build, from Markdown to verified card.

Every noun is a frozen value without I/O. The steps (reading, running, checking,
rendering, writing) take some of these and return others; none of them changes one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A point in a source file. Lines and columns count from 1, columns in characters."""

    path: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}"


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an author has to mend.

    `code` is a stable word for programs to sort by, `message` says what is wrong in plain
    words, `hint` how to mend it. `detail` is further text such as a traceback or a diff.
    """

    place: Place
    code: str
    message: str
    hint: str = ""
    severity: Severity = "error"
    card: str = ""
    detail: str = ""


class ProblemsError(Exception):
    """A step could not produce its result; `problems` say why. Never empty."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in problems))
        self.problems = problems


# --- what an author writes -------------------------------------------------------------

Kind = Literal["basic", "reversed", "cloze", "predict"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a card says comes out: the text of an `output` fence."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Fence:
    """A `python` fence.

    `place` is the opening line of the fence; its code starts on the line below. `indent`
    is the number of columns that the Markdown around it (a list, a quote) takes away from
    each line of code.
    """

    place: Place
    code: str
    name: str = ""
    hidden: bool = False
    norun: str | None = None  # the reason, when the fence is not to be run
    raises: str | None = None
    varies: bool = False
    requires: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    claim: Claim | None = None
    indent: int = 0
    env: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None  # seconds


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a card's Markdown.

    Block kinds: paragraph, heading (attrs level), bullet_list, ordered_list (attrs start),
    list_item (attrs checked "true"/"false" for tasks), blockquote, table, row, cell (attrs
    align, header), rule, fence (attrs language), program (see `fence`, and `listing` once it
    has run), math_block, definition_list, term, definition, footnotes, footnote (attrs label),
    html_block, image_block.
    Inline kinds: text, softbreak, hardbreak, strong, em, strike, code, math (attrs display),
    link (attrs href, title), image (attrs src, alt, title; `text` is the alt text), html,
    cloze (attrs number, hint), value (an inline `{python} …`; `text` is the expression, and
    once it has run the value), footnote_ref (attrs label).
    """

    kind: str
    place: Place
    children: tuple[Node, ...] = ()
    text: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    fence: Fence | None = None
    listing: Listing | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A level-2 heading and what follows it.

    `question` holds the inline nodes of the heading. `front` and `back` are the block nodes
    above and below the first thematic break; without a break everything is `back`.
    `setup` are the set-up fences of the card's file, run before its own.
    """

    slug: str
    language: str
    kind: Kind
    place: Place
    question: tuple[Node, ...]
    front: tuple[Node, ...]
    back: tuple[Node, ...]
    chapter: str
    subdeck: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    setup: tuple[Fence, ...] = ()
    fences: tuple[Fence, ...] = ()
    values: tuple[Node, ...] = ()

    @property
    def split(self) -> bool:
        """Whether the author drew the line between front and back."""
        return bool(self.front)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One Markdown file of one language, in study order."""

    title: str
    path: str
    language: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class DeckConfig:
    """What `deck.toml` says. `timeout` is in seconds, `memory` in bytes."""

    name: str
    folder: str
    languages: tuple[str, ...] = ("en",)
    titles: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    memory: int = 2 * 1024**3
    paper: Literal["A4", "Letter"] = "A4"
    allow_html: bool = False

    def title(self, language: str) -> str:
        return self.titles.get(language, self.name)


@dataclass(frozen=True, slots=True)
class Deck:
    """Everything read from a deck's folder."""

    config: DeckConfig
    chapters: tuple[Chapter, ...]

    def cards(self, language: str | None = None) -> tuple[Card, ...]:
        """The cards in study order, of one language or of all."""
        return tuple(
            card
            for chapter in self.chapters
            if language in (None, chapter.language)
            for card in chapter.cards
        )


# --- what is run, and what came out ----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a program. `line` is the line of the Markdown that its first line stands on.

    An "exec" cell shows the value of a last expression as a REPL does; an "eval" cell is one
    expression whose value is wanted as text (`str`, as an f-string would put it).
    """

    code: str
    line: int
    mode: Literal["exec", "eval"] = "exec"
    raises: str | None = None


@dataclass(frozen=True, slots=True)
class Program:
    """The cells of one card, run in order in one fresh process.

    `path` is the name tracebacks give the file. `id` is the card's, `language/slug`; it and
    the cells' lines say where a run belongs and never change what it is. `timeout` is in
    seconds of wall clock, `memory` in bytes.
    """

    id: str
    path: str
    cells: tuple[Cell, ...]
    env: tuple[tuple[str, str], ...] = ()
    timeout: float = 30.0
    memory: int = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Output:
    """One thing that came out of a cell, in the order in which things came out.

    stdout, stderr and value carry `text`; html carries markup in `text`; svg carries the
    image's source in `text`; png carries its bytes in `data`. `rich` marks another form of
    the value before it. `dropped` counts the lines that were cut off after `text`.
    """

    kind: Literal["stdout", "stderr", "value", "html", "svg", "png"]
    text: str = ""
    data: bytes = b""
    dropped: int = 0
    rich: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """A line of a traceback. `cell` is the index of the cell it is in and `line` counts from
    1 within that cell; for library code `cell` is None and `path` is relative to the packages.
    """

    path: str
    line: int
    name: str
    source: str = ""
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception that left a cell: its class's name, qualified name and bases' names, the
    last lines of its traceback (`RuntimeError: …`), and the frames, outermost first.
    """

    name: str
    qualified: str
    bases: tuple[str, ...]
    text: str
    frames: tuple[Frame, ...] = ()


@dataclass(frozen=True, slots=True)
class CellRun:
    outputs: tuple[Output, ...] = ()
    raised: Raised | None = None
    seconds: float = 0.0


Ending = Literal["finished", "raised", "timeout", "memory", "exit", "signal", "lost"]


@dataclass(frozen=True, slots=True)
class Environment:
    """Where a run happened. `packages` are the distributions that the program imported."""

    python: str
    implementation: str = "CPython"
    platform: str = ""
    packages: tuple[tuple[str, str], ...] = ()
    sandbox: str = "none"


@dataclass(frozen=True, slots=True)
class Run:
    """What came out of a program.

    `cells` are those that started, in order; fewer than the program has when it ended early.
    `ended` says how: "finished"; "raised" (an exception no cell expected); "timeout"; "memory"
    (the limit was reached); "exit" (the program left on its own, `status` says with what);
    "signal" (`status` is its number); "lost" (the worker broke; `detail` says how).
    """

    id: str
    ended: Ending
    cells: tuple[CellRun, ...]
    environment: Environment
    status: int = 0
    detail: str = ""
    seconds: float = 0.0
    cached: bool = False


# --- what a card shows -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a card shows. `name` holds a digest of `data`: equal names, equal files."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """Characters `start` to `end` of a listing's code, hidden on the front as cloze `number`."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Shown:
    """One output as a card shows it. An "image" has `media`; "html" has sanitised markup in
    `html` and its plain form in `text`; an "error" is a traceback.
    """

    kind: Literal["stdout", "stderr", "value", "error", "image", "html"]
    text: str = ""
    html: str = ""
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A program as one side of a card shows it: its code, its output, or both.

    `mark` is "not run" (with `reason`) or "varies" where the output is not verified.
    """

    code: str | None
    shown: tuple[Shown, ...] = ()
    blanks: tuple[Blank, ...] = ()
    mark: Literal["", "not run", "varies"] = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Faces:
    """A card after its programs ran: inline nodes of the question, block nodes of both sides.

    Nodes of kind program have a `listing`, nodes of kind value have become code, images have
    their media in `media` under the `src` the author wrote. `verified` lists what the card was
    verified with, such as ("torch 2.13.0", "Python 3.11"), empty for a card without code.
    """

    card: Card
    question: tuple[Node, ...]
    front: tuple[Node, ...]
    back: tuple[Node, ...]
    verified: tuple[str, ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FacedDeck:
    """What the writers get: one language of a deck, cards in study order."""

    config: DeckConfig
    language: str
    chapters: tuple[tuple[Chapter, tuple[Faces, ...]], ...]

    @property
    def faces(self) -> tuple[Faces, ...]:
        return tuple(faces for _, group in self.chapters for faces in group)
