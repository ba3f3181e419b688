"""One Markdown file → one chapter of cards."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

from markdown_it.token import Token

from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS, kind_problems
from generator.language import PYTHON
from generator.last_net import net
from generator.model import INLINE_KINDS, Card, Chapter, Claim, Fence, Node, Place, Problem
from generator.model.walking import plain_text, walk
from generator.reading.bounds import (
    MOST_BLOCKS,
    MOST_CARDS,
    MOST_SETUPS,
    MOST_SPANS,
    MOST_TEXT,
    too_many_cards,
    too_many_setups,
)
from generator.reading.fences import FenceReader, code_outside_fences
from generator.reading.footnotes import Footnotes, split_footnotes
from generator.reading.foreign_formats import foreign_format
from generator.reading.frontmatter import FrontMatter, read_front_matter, subdeck_path
from generator.reading.headings import Heading, HeadingReader
from generator.reading.html_comments import blanked
from generator.reading.html_ends import html_problems
from generator.reading.key_marks import keys_of
from generator.reading.links import link_problems
from generator.reading.lost_cards import lost_cards
from generator.reading.markdown import bounded, parse_markdown
from generator.reading.merge_marks import merge_marks
from generator.reading.nodes import NodeBuilder
from generator.reading.output_listings import name_outputs
from generator.reading.parts import Part, parts_of, title_of_file
from generator.reading.shown_options import number_blanks
from generator.reading.source import Source
from generator.reading.strays import stray_problems
from generator.reading.variables import clashes, variable_problems


def read_chapter(
    source: Source, language: str, report: Callable[[Problem], None], *, allow_html: bool = True
) -> tuple[Chapter, tuple[tuple[str, Place], ...]]:
    """The cards of a file, and the places of their slugs. What is wrong goes to `report`. HTML is
    text where it is not allowed. A file that another tool writes is one problem.
    """
    found: list[Problem] = []
    try:
        chapter, slugs = _ChapterReader(source, language, found.append, allow_html).read()
        ours = slugs or any(problem.code in ("bad-slug", "bad-options") for problem in found)
        if not ours and (foreign := foreign_format(source)) is not None:
            found = [foreign]
            chapter = dataclasses.replace(chapter, cards=(), unslugged=())
    finally:
        for problem in found:
            report(problem)
    return chapter, slugs


class _ChapterReader:
    def __init__(
        self,
        source: Source,
        language: str,
        report: Callable[[Problem], None],
        allow_html: bool,
    ) -> None:
        self._allow_html = allow_html
        self._source = source
        self._language = language
        self._report = report
        self._fences = FenceReader(source.line, report)
        self._builder = NodeBuilder(source, self._fences, report, allow_html=allow_html)
        self._headings = HeadingReader(source, self._builder, report)
        self._slugs: list[tuple[str, Place]] = []

    def read(self) -> tuple[Chapter, tuple[tuple[str, Place], ...]]:
        tokens, excesses = parse_markdown(self._source.text)
        for each in (*excesses, *bounded(tokens)):
            place = Place(self._source.path, each.line)
            self._report(Problem(place, each.code, each.message, each.hint, each.severity))
        for find in (html_problems, lost_cards, merge_marks):
            for problem in find(tokens, self._source):
                self._report(problem)
        matter = read_front_matter(self._source, tokens, self._report)
        tokens, notes = split_footnotes(tokens)
        parts = parts_of(tokens)
        setup = self._setup(parts[0])
        named = [self._named(part, number, parts, matter) for number, part in enumerate(parts)]
        footnotes = Footnotes(self._builder.blocks(notes), self._report)
        cards = []
        spans = [(number, *span) for number, part in enumerate(parts) for span in part.cards]
        if len(spans) > MOST_CARDS:
            line = (tokens[spans[MOST_CARDS][1]].map or [0])[0] + 1
            excess = too_many_cards(line, len(spans))
            place = Place(self._source.path, line)
            self._report(Problem(place, "too-much", excess.message, excess.hint))
        for number, start, end in spans[:MOST_CARDS]:
            place = Place(self._source.path, (tokens[start].map or [0])[0] + 1)
            with net(self._report, place, "reading this card"):
                heading = self._headings.read(tokens[start], tokens[start + 1])
                if heading.slug:
                    self._slugs.append((heading.slug, heading.slug_place))
                self._fences.cloze = KINDS[heading.kind].note == "cloze"
                body = number_blanks(self._body(tokens[start + 3 : end]), heading.question)
                cards.append(self._card(heading, body, footnotes, *named[number], setup))
        chapter = Chapter(
            named[0][0],
            self._source.path,
            self._language,
            tuple(cards),
            self._allow_html,
            tuple(self._headings.unslugged),
        )
        return chapter, tuple(self._slugs)

    def _named(
        self, part: Part, number: int, parts: Sequence[Part], matter: FrontMatter
    ) -> tuple[str, FrontMatter]:
        """The title of a part, and the front matter with the sub-deck of its cards: where there
        are several parts, one of that title.
        """
        places = [Place(self._source.path, (t.map or [0])[0] + 1) for t in part.titles]
        hint = "cards are level-2 headings; inside a card use `###`"
        for place in places[1:]:
            self._report(Problem(place, "second-title", "this part has a second title", hint))
        if number and not part.cards:
            message = "this level-1 heading has no cards below it"
            self._report(Problem(places[0], "second-title", message, hint))
        written = plain_text(self._builder.inlines(part.titles[0])).strip() if places else ""
        if number:
            nodes = self._builder.blocks(part.below_titles)
            for problem in stray_problems(nodes, again=True, cards=True):
                self._report(problem)
        if not written:
            file = title_of_file(self._source.path)
            return matter.subdeck[-1] if matter.subdeck else file, matter
        if len(parts) == 1:
            return written, matter

        def wrong(message: str, hint: str) -> None:
            text = f"this title is that of a sub-deck, and {message}"
            self._report(Problem(places[0], "bad-value", text, hint or "write a shorter title"))

        subdeck = (*matter.subdeck, *subdeck_path(written, wrong))
        return written, dataclasses.replace(matter, subdeck=subdeck)

    def _setup(self, part: Part) -> tuple[Fence, ...]:
        fences, strays = list[Fence](), list[Node]()
        for node in _pair_claims(self._builder.blocks(part.below_titles), self._report):
            if node.fence is not None and node.place in self._fences.setups:
                fences.append(node.fence)
            else:
                strays.append(node)
        for problem in stray_problems(strays, cards=bool(part.cards)):
            self._report(problem)
        if len(fences) > MOST_SETUPS:
            place, hint = fences[MOST_SETUPS].place, "join some of them in one fence"
            self._report(Problem(place, "too-much", too_many_setups(len(fences)), hint))
            fences = fences[:MOST_SETUPS]
        for problem in clashes(fences):
            self._report(problem)
        return tuple(fences)

    def _body(self, tokens: Sequence[Token]) -> tuple[Node, ...]:
        self._check_outside_fences(tokens)
        nodes = name_outputs(_pair_claims(self._builder.blocks(tokens), self._report))
        for node in walk(nodes):
            if node.fence is not None and node.place in self._fences.setups:
                message = "a `.setup` fence must be above the first card of its file"
                hint = "move it up, or use `.hidden` for a program of this card alone"
                self._report(Problem(node.place, "bad-options", message, hint))
            elif node.kind == "heading" and node.attrs["level"] == "1":
                message = "this level-1 heading is inside a list or a quote"
                self._report(Problem(node.place, "second-title", message, "use `###` here"))
        return nodes

    def _check_outside_fences(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.type in ("inline", "html_block") and token.map:
                for line, written in code_outside_fences(blanked(token.content)):
                    place = Place(self._source.path, token.map[0] + line + 1)
                    message = f"a program marked `{written}` is not run, so nothing verifies it"
                    hint = f"put it in a fence: {PYTHON.fence()}"
                    self._report(Problem(place, "not-run-language", message, hint))

    def _card(
        self,
        heading: Heading,
        body: tuple[Node, ...],
        footnotes: Footnotes,
        chapter: str,
        matter: FrontMatter,
        setup: tuple[Fence, ...],
    ) -> Card:
        split = any(node.kind == "rule" for node in body)
        front, back = KINDS[heading.kind].divide(body)
        everything = (*heading.question, *front, *back)
        _, back = footnotes.attach((), back)
        question, front = footnotes.attach(heading.question, front)
        card = Card(
            slug=heading.slug,
            language=self._language,
            kind=heading.kind,
            place=heading.place,
            question=question,
            front=front,
            back=back,
            chapter=chapter,
            subdeck=matter.subdeck,
            tags=tuple(dict.fromkeys((*matter.tags, *heading.tags))),
            setup=setup,
            fences=tuple(n.fence for n in walk(everything) if n.fence is not None),
            values=tuple(n for n in walk(everything) if n.kind == "value"),
            split=split,
            reverse=heading.reverse,
            unrun=tuple(n.place for n in walk(everything) if n.place in self._fences.unrun),
            keys=keys_of(heading, everything, self._fences.keys | self._builder.keys),
        )
        if self._too_large(card):
            # A card that is too large is neither run nor laid out: both take time in proportion to
            # its size.
            return dataclasses.replace(
                card, kind=BASIC.name, front=(), back=(), setup=(), fences=(), values=()
            )
        for problem in (*kind_problems(card), *variable_problems(card), *link_problems(card)):
            self._report(problem)
        self._check_agreement(card)
        return card

    def _too_large(self, card: Card) -> bool:
        large = False
        nodes = tuple(walk((*card.question, *card.front, *card.back)))
        blocks = sum(
            node.kind not in INLINE_KINDS
            and node.kind != "cell"
            and (node.kind != "list_item" or not node.children)
            for node in nodes
        )
        spans = sum(node.kind in INLINE_KINDS and node.kind != "text" for node in nodes)
        for count, most, what in (
            (blocks, MOST_BLOCKS, "paragraphs, list items, rows and the like"),
            (spans, MOST_SPANS, "lines, marked words, links, formulas and the like"),
            (sum(len(node.text) for node in nodes), MOST_TEXT, "characters"),
        ):
            if count > most:
                large = True
                message = f"this card has {count:,} {what}; the limit is {most:,}"
                hint = "make several cards of it"
                self._report(Problem(card.place, "too-much", message, hint, card=card.slug))
        return large

    def _check_agreement(self, card: Card) -> None:
        names = {fence.name for fence in card.fences if fence.name}
        for fence in card.fences:
            if fence.agrees and (fence.agrees not in names or fence.agrees == fence.name):
                message = f"no other program of this card is named `{fence.agrees}`"
                hint = f"name it: {PYTHON.fence(f'{{#{fence.agrees}}}')}"
                self._report(Problem(fence.place, "bad-value", message, hint, card=card.slug))


def _pair_claims(nodes: tuple[Node, ...], report: Callable[[Problem], None]) -> tuple[Node, ...]:
    """Give each `output` fence to the program right above it, at every depth."""
    paired: list[Node] = []
    for node in nodes:
        if node.kind == "fence" and node.attrs["language"] == "output":
            program = paired[-1] if paired else None
            if program is None or program.fence is None or program.fence.claim is not None:
                message = "this output belongs to no program"
                hint = f"put it right below the {PYTHON.fence()} fence that prints it"
                report(Problem(node.place, "stray-output", message, hint))
                continue
            paired[-1] = _with_claim(program, program.fence, node, report)
        elif node.kind in INLINE_KINDS or not node.children:
            paired.append(node)
        else:
            children = _pair_claims(node.children, report)
            paired.append(dataclasses.replace(node, children=children))
    return tuple(paired)


def _with_claim(
    program: Node, fence: Fence, output: Node, report: Callable[[Problem], None]
) -> Node:
    if fence.norun is not None:
        message = "this output cannot be verified: its program is not run"
        hint = "remove the output, or let the program run"
        report(Problem(output.place, "unverifiable-claim", message, hint))
    varies = fence.varies and fence.match != "ellipsis"  # with ellipsis, `...` marks what varies
    if varies:
        message = "this output cannot be verified: its program is marked `varies`"
        hint = "remove one of the two, or write `...` for what varies, with match=ellipsis"
        report(Problem(output.place, "unverifiable-claim", message, hint))
    stated = dataclasses.replace(fence, claim=Claim(output.place, output.text), varies=varies)
    return dataclasses.replace(program, fence=stated)
