"""What an author writes: decks, chapters, cards, fences, claims."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from generator.model.listing import Blank, Listing
from generator.model.paper import DEFAULT_PAPER
from generator.model.places import Place
from generator.model.print_settings import DEFAULT_PRINTING, PrintSettings

MatchName = Literal["exact", "close", "shape", "dtype", "contains", "ellipsis"]
# Those that look at a value instead of its text; the value is taken down as the program runs.
VALUE_MATCHES: Final[frozenset[MatchName]] = frozenset({"shape", "dtype"})
# Those with which a claim states a part of an output: which part, nobody but its author knows.
PART_MATCHES: Final[frozenset[MatchName]] = frozenset({"contains", "ellipsis"})


# What a comment states: a value or what was printed, a number that is rounded, an exception, that
# nothing comes out, a shape, a dtype.
Says = Literal["result", "rounded", "error", "nothing", "shape", "dtype"]
# "firm": what does not hold is false. "loose": it may be meant otherwise, so that it holds or is
# not read. "bare": a value without a mark, which counts only where a value of its kind came out;
# "faint" is both. "words": those after a print, which count only where it prints nearly that.
Sure = Literal["firm", "loose", "bare", "faint", "words"]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a card says comes out.

    A fence claim is the text of an `output` fence; `place` is its opening line. That of a session
    is what stands below its prompt; `place` is the line above it. A comment claim
    is what a comment of the code states, without its mark and its remark; `whole` is the text
    with it. Its `place` is that of its `#`; it is about the code that starts at the line `about`,
    counting from 1 in the code, and the `column`, as in a `Spot`; below several prints also about
    those that start `before` it. It states the value of the first of the `names` after that code
    where that is `named`, or where the code itself prints nothing and has no value. `match` is set
    where the form says how it is meant (`# shape: (2, 2)`).
    """

    place: Place
    text: str
    source: Literal["fence", "comment", "session"] = "fence"
    match: MatchName | None = None
    about: int = 0
    column: int = 0
    before: tuple[tuple[int, int], ...] = ()
    says: Says = "result"
    sure: Sure = "firm"
    whole: str = ""
    names: tuple[str, ...] = ()
    named: bool = False


@dataclass(frozen=True, slots=True)
class Unread:
    """A comment that is marked as stating a result, and cannot be held against anything: its text,
    why, and how to write it so that it can.
    """

    place: Place
    text: str
    why: str
    hint: str


@dataclass(frozen=True, slots=True)
class Gap:
    """Text of a program that a card hides on its front: each place where it occurs, or, if
    `start` is not negative, the one at that character. Without `numbers` it takes the next one.
    """

    text: str
    numbers: tuple[int, ...] = ()
    hint: str = ""
    start: int = -1


# What a fence is to an exercise: what one begins with, what is asked for, what that has to pass.
# "bound" is code that Proofdeck puts around the tests.
Role = Literal["", "starter", "solution", "tests", "bound"]


@dataclass(frozen=True, slots=True)
class Fence:
    """A fence whose code is run, or a part of a `session` with what it states.

    `place` is the line above the code, where the fence opens. `indent`
    is the number of columns that the Markdown around it (a list, a quote) takes away from
    each line of code. `language` names one of `generator.language.LANGUAGES`.
    """

    place: Place
    code: str
    name: str = ""
    hidden: bool = False
    norun: str | None = None  # the reason, when the fence is not to be run
    raises: str | None = None
    varies: bool = False
    requires: tuple[str, ...] = ()
    blanks: tuple[Gap, ...] = ()
    claim: Claim | None = None
    match: MatchName = "exact"
    tol: float | None = None  # relative
    atol: float | None = None  # absolute
    agrees: str = ""  # the name of the fence whose last value this one's must equal
    stated: tuple[Claim, ...] = ()  # in comments of the code, in order
    unread: tuple[Unread, ...] = ()  # comments of it that state what nothing can verify
    lenient: bool = False  # its author knows of those that are not read
    indent: int = 0
    env: tuple[tuple[str, str], ...] = ()
    timeout: float | None = None  # seconds
    session: bool = False
    language: str = "python"
    role: Role = ""
    seconds: float | None = None  # of processor time, for the tests of an exercise
    memory: int | None = None  # bytes, for the tests of an exercise
    survives: tuple[tuple[str, str], ...] = ()  # code of which no change is tested, and why


# The kinds of nodes that stand in a line; all others are blocks.
INLINE_KINDS: Final = frozenset(
    {"text", "softbreak", "hardbreak", "strong", "em", "strike", "code", "math", "link", "image"}
    | {"element", "cloze", "value", "footnote_ref"}
)

# The blocks that can be marked for a cheat sheet.
KEYED: Final = frozenset({"paragraph", "program", "fence"})


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a card's Markdown.

    Block kinds: paragraph, heading (attrs level), bullet_list, ordered_list (attrs start),
    list_item (attrs checked "true"/"false" for tasks), blockquote, table, row, cell (attrs
    align, header), rule, fence (attrs language; its `blanks` are hidden in front), program (see
    `fence`, and `listing` once it has run), math_block, definition_list, term, definition,
    footnotes, footnote (attrs label), image_block, callout (attrs sort, fold "open", "closed" or
    ""), callout_title, element_block (attrs tag and those of HTML); options and their option (attrs
    mark "right" or "wrong" once the card is turned; the first child is the option, the others its
    reason), columns and their column, which only faces have.
    Inline kinds: text, softbreak, hardbreak, strong, em, strike, code, math (attrs display),
    link (attrs href, title), image (attrs src, alt, title; `text` is the alt text), element
    (attrs tag and those of HTML), cloze (attrs number, several with commas between, and hint), tex
    (a part of a formula that has clozes, whose `text` is the whole without their marks), value (an
    inline `{python} …`; `text` is the expression, and once it has run the value), footnote_ref
    (attrs label).
    """

    kind: str
    place: Place
    children: tuple[Node, ...] = ()
    text: str = ""
    attrs: Mapping[str, str] = field(default_factory=dict)
    fence: Fence | None = None
    listing: Listing | None = None
    blanks: tuple[Blank, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A level-2 heading and what follows it.

    `question` holds the inline nodes of the heading. `front` and `back` are the block nodes
    above and below the line between them: the first thematic break (then `split` is true), or
    where its kind draws it. `kind` is a name of the table of kinds.
    `setup` are the set-up fences of the card's file, run before its own. `reverse` is what its
    second card asks, where its author wrote that.
    """

    slug: str
    language: str
    kind: str
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
    split: bool = False
    reverse: tuple[Node, ...] = ()
    unrun: tuple[Place, ...] = ()  # of blocks that look like programs and are not run
    keys: tuple[Place, ...] = ()  # of what a cheat sheet shows; its own for the whole answer


@dataclass(frozen=True, slots=True)
class Unslugged:
    """The heading of a card that has no slug: its place, its question as plain text, its line as it
    is written, and the column of its `{`, 0 where it has no braces.
    """

    place: Place
    question: str
    line: str
    braces: int = 0


@dataclass(frozen=True, slots=True)
class Chapter:
    """One Markdown file of one language, in study order; `allow_html` says how it was read.
    `unslugged` are those of its cards that need a slug.
    """

    title: str
    path: str
    language: str
    cards: tuple[Card, ...]
    allow_html: bool = True
    unslugged: tuple[Unslugged, ...] = ()


@dataclass(frozen=True, slots=True)
class About:
    """What a deck says of itself. `report` is the address at which a mistake on a card can be
    reported, with the places `{path}`, `{line}`, `{slug}`, `{language}` and `{deck}`.
    """

    license: str = ""
    home: str = ""
    report: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What a deck says of the site that is made of it. `url` is the address at which it will be
    found, `source` that of the line of a card, with the places of `About.report`, `issues` that at
    which new issues are written, on the web or by mail.
    """

    url: str = ""
    source: str = ""
    issues: str = ""


@dataclass(frozen=True, slots=True)
class DeckConfig:
    """What `deck.toml` says. `timeout` is in seconds, `memory` in bytes, `exclude` are patterns of
    files that are no chapters.
    """

    name: str
    folder: str
    languages: tuple[str, ...] = ("en",)
    titles: Mapping[str, str] = field(default_factory=dict)
    timeout: float = 30.0
    memory: int = 2 * 1024**3
    paper: str = DEFAULT_PAPER  # a name of `PAPERS`
    printing: PrintSettings = DEFAULT_PRINTING
    allow_html: bool = True
    exclude: tuple[str, ...] = ()
    about: About = About()
    site: Site = Site()
    number_subdecks: bool = True

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
