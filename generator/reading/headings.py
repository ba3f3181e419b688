"""A level-2 heading → the card's question, slug and kind."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from markdown_it.token import Token

from generator.kinds.basic import BASIC
from generator.kinds.table import KINDS
from generator.model import Node, Place, Problem, Unslugged
from generator.model.walking import plain_text, walk
from generator.nearest import did_you_mean, is_near
from generator.reading.attributes import Attribute, AttributeSyntaxError, parse_attributes
from generator.reading.bounds import MOST_IN_BRACES, MOST_PARAGRAPH
from generator.reading.content_places import ContentPlaces
from generator.reading.fence_options import KEY, MARKS, ROLES
from generator.reading.html_comments import blanked
from generator.reading.markdown import parse_markdown
from generator.reading.nodes import NodeBuilder
from generator.reading.slugs import SLUG, suggest_slug
from generator.reading.source import Source
from generator.reading.tags import checked_tags, split_tags

_TAKES: Final = 'a heading takes a slug, a kind and tags: {#my-slug .predict tags="a b"}'
_NOT_ASKED: Final = ("value", "image", "cloze", "footnote_ref")
# A slug in braces that do not close, are not the last, or are full-width.
_MEANT: Final = re.compile(r"[{｛]\s*:?\s*#\s*[A-Za-z][\w-]*(?=[\s}｝]|$)")
_OPENING: Final = re.compile(r"\{(?=\s*[#.])")


@dataclass(frozen=True, slots=True)
class Heading:
    """`slug` is empty where the author gave none that can be used; `reverse` is what the second
    card of a `.reversed` one asks. With `key`, a cheat sheet shows the whole answer.
    """

    place: Place
    question: tuple[Node, ...]
    slug: str
    slug_place: Place
    kind: str
    tags: tuple[str, ...] = ()
    reverse: tuple[Node, ...] = ()
    key: bool = False


class HeadingReader:
    def __init__(
        self, source: Source, builder: NodeBuilder, report: Callable[[Problem], None]
    ) -> None:
        self._source = source
        self._builder = builder
        self._report = report
        self.unslugged: list[Unslugged] = []

    def read(self, opening: Token, inline: Token) -> Heading:
        """The heading of a card; what is wrong with it is reported."""
        line = (inline.map or [0])[0] + 1
        text = self._source.line(line)
        place = Place(self._source.path, line, len(text) - len(text.lstrip()) + 1)
        question = self._builder.inlines(inline)
        found = self._attributes(inline, line)
        reverse: tuple[Node, ...] = ()
        if found is None:
            self._no_slug(opening, place, question)
            self._check_question(place, question)
            return Heading(place, question, "", place, BASIC.name)
        at, attributes = found
        question = _without_braces(question, at, self._source)
        if attributes is None:  # already reported; it may have been meant as a slug
            return Heading(place, question, "", at, BASIC.name)
        key = False
        slug, slug_place, kinds, tags = "", at, list[tuple[str, Place]](), list[str]()
        for attribute in attributes:
            here = Place(at.path, at.line, at.column + attribute.start)
            match attribute.kind:
                case "id" if slug:
                    message = f"this card has a second slug, `{attribute.value}`"
                    self._report(Problem(here, "bad-slug", message, "keep one of them"))
                case "id":
                    slug, slug_place = self._slug(attribute.value, here), here
                case "class" if attribute.value == KEY:
                    key = True
                case "class":
                    if attribute.value in KINDS:
                        kinds.append((attribute.value, here))
                    else:
                        tags += self._tag_of_class(attribute.value, here)
                case "pair" if attribute.key == "tags":
                    tags += self._tags(attribute.value, here)
                case "pair" if attribute.key == "reverse":
                    reverse = self._reverse(attribute.value, here)
                case _:
                    message = f"`{attribute.key or attribute.value}` has no meaning on a heading"
                    self._report(Problem(here, "unknown-option", message, _TAKES))
        kind = self._one_kind(kinds)
        if reverse and not KINDS[kind].reverse:
            message = "`reverse` asks for the front, and this card is not `.reversed`"
            hint = "add `.reversed`, or remove `reverse=`"
            self._report(Problem(at, "bad-options", message, hint))
        if not slug and not any(attribute.kind == "id" for attribute in attributes):
            self._no_slug(opening, place, question, at.column)
        self._check_question(place, question)
        known = tuple(dict.fromkeys(tags))
        return Heading(place, question, slug, slug_place, kind, known, reverse, key)

    def _check_question(self, place: Place, question: tuple[Node, ...]) -> None:
        if not plain_text(question).strip():
            message = "this card has no question"
            hint = "write `## Question {#slug}`"
            self._report(Problem(place, "empty-card", message, hint))

    def _attributes(
        self, inline: Token, line: int
    ) -> tuple[Place, tuple[Attribute, ...] | None] | None:
        """The place and the attributes of the braces at the end of a heading, None where it has
        none; no attributes where they do not parse, which is reported.
        """
        children = inline.children or []
        content = blanked(inline.content)  # there may be a comment behind the braces
        if not children or children[-1].type != "text" or len(content) > MOST_PARAGRAPH:
            return None
        if not children[-1].content.rstrip().endswith("}"):
            return None
        start = start_of_braces(content)
        if start < 0:
            return None
        at = ContentPlaces(self._source, inline.content, line).at(start)
        braces = content[start:]
        meant = re.match(r"\{\s*[#.]", braces)
        words = len(braces.split())
        if meant and words > MOST_IN_BRACES:
            message = f"these braces hold {words:,} words; the limit is {MOST_IN_BRACES}"
            self._report(Problem(at, "too-much", message, _TAKES))
            return at, None
        try:
            attributes, _ = parse_attributes(braces)
        except AttributeSyntaxError as error:
            if not meant:
                return None
            here = Place(at.path, at.line, at.column + error.position)
            self._report(Problem(here, "bad-options", str(error), error.hint))
            return at, None
        return None if any(a.kind == "word" for a in attributes) else (at, attributes)

    def _one_kind(self, kinds: list[tuple[str, Place]]) -> str:
        """The kind that the classes of a heading name together."""
        if not kinds:
            return BASIC.name
        named = ".".join(dict.fromkeys(sorted(kind for kind, _ in kinds)))
        if named in KINDS:
            return named
        message = f"a card cannot be both `.{kinds[0][0]}` and `.{kinds[1][0]}`"
        self._report(Problem(kinds[1][1], "unknown-kind", message, "make two cards of it"))
        return kinds[0][0]

    def _reverse(self, value: str, place: Place) -> tuple[Node, ...]:
        """A question written as a value: text, code and formulas, all at the place of the value."""
        tokens, _ = parse_markdown(value)
        inline = next((token for token in tokens if token.type == "inline"), None)
        nodes = _placed(self._builder.inlines(inline), place) if inline is not None else ()
        if not plain_text(nodes).strip() or any(n.kind in _NOT_ASKED for n in walk(nodes)):
            message = "`reverse` is the question of the second card, on one line"
            hint = 'write text, code and formulas: reverse="Which function does this?"'
            self._report(Problem(place, "bad-options", message, hint))
            return ()
        return nodes

    def _slug(self, value: str, place: Place) -> str:
        if SLUG.fullmatch(value):
            return value
        message = f"`{value}` cannot be a slug"
        hint = f"use lower-case letters, digits and hyphens, for example `#{suggest_slug(value)}`"
        self._report(Problem(place, "bad-slug", message, hint))
        return ""

    def _tags(self, value: str, place: Place) -> tuple[str, ...]:
        def wrong(message: str, hint: str) -> None:
            self._report(Problem(place, "bad-value", message, hint))

        tags = split_tags(value)
        if not tags:
            wrong("`tags` names no tag", 'write tags="pytorch tensor"')
        return checked_tags(tags, wrong)

    def _tag_of_class(self, value: str, place: Place) -> tuple[str, ...]:
        """The tag that a class is which is no kind; none where it is a kind that is misspelt."""
        if is_near(value, (*KINDS, *(each for each in MARKS if each not in ROLES))):
            hint = did_you_mean(value, (name for name in KINDS if name != BASIC.name))
            hint += f'; as a tag it is tags="{value}"'
            self._report(Problem(place, "unknown-kind", f"unknown kind `.{value}`", hint))
            return ()
        message = f"`.{value}` is no kind of card, so this card has it as a tag"
        hint = f'write tags="{value}" if that is meant'
        self._report(Problem(place, "unknown-kind", message, hint, severity="warning"))
        return self._tags(value, place)

    def _no_slug(
        self, opening: Token, place: Place, question: tuple[Node, ...], braces: int = 0
    ) -> None:
        """Take down the card; what its slug could be depends on the other cards of the deck."""
        if opening.markup in ("-", "="):
            message = "the line of dashes below makes this text a heading"
            hint = "leave an empty line above `---`"
            self._report(Problem(place, "no-slug", message, hint))
        elif not braces and (at := _meant_slug(question)) is not None:
            message = "these braces are not read as a slug"
            hint = "write them in one pair, last in the heading: {#my-slug .predict}"
            self._report(Problem(at, "bad-slug", message, hint))
        elif text := plain_text(question).strip():
            line = self._source.line(place.line)
            self.unslugged.append(Unslugged(place, text, line, braces))


def _meant_slug(question: tuple[Node, ...]) -> Place | None:
    """Where in the words of a heading braces with a slug stand."""
    for node in question:
        found = _MEANT.search(node.text) if node.kind == "text" else None
        if found is not None:
            return Place(node.place.path, node.place.line, node.place.column + found.start())
    return None


def start_of_braces(content: str) -> int:
    """Where the attributes at the end of a heading begin; -1 where it ends in none. A value in
    quotes may hold braces.
    """
    text = content.rstrip()
    for found in _OPENING.finditer(text):
        try:
            _, used = parse_attributes(text[found.start() :])
        except AttributeSyntaxError:
            continue
        if found.start() + used == len(text):
            return found.start()
    return text.rfind("{")


def _without_braces(question: tuple[Node, ...], at: Place, source: Source) -> tuple[Node, ...]:
    """The question without the braces that begin at a place; there may be text before them."""
    braces = source.line(at.line)[at.column - 1 :]
    # Places are found by what stands there, which may stand further on as well: words say more.
    after = ""
    for index in range(len(question) - 1, -1, -1):
        node = question[index]
        for cut in range(len(node.text) - 1, -1, -1) if node.kind == "text" else ():
            if node.text[cut] == "{" and _letters(node.text[cut:] + after) == _letters(braces):
                text = node.text[:cut].rstrip()
                words = [Node("text", node.place, text=text)] if text else []
                return (*question[:index], *words)
        after = plain_text([node]) + after
        if len(after) > len(braces):
            break
    kept: list[Node] = []
    for node in question:
        if node.place.line > at.line or (
            node.place.line == at.line and node.place.column >= at.column
        ):
            break
        kept.append(node)
    if not kept or kept[-1].kind != "text":
        return tuple(kept)
    last = kept.pop()
    ends = (
        i for i, sign in enumerate(last.text) if sign == "{" and braces.startswith(last.text[i:])
    )
    cut = next(ends, last.text.rfind("{"))
    text = last.text[:cut].rstrip() if cut >= 0 else last.text
    return (*kept, Node("text", last.place, text=text)) if text else tuple(kept)


def _letters(text: str) -> list[str]:
    """What is left of a text where its marks are not."""
    return [sign for sign in text if sign.isalnum()]


def _placed(nodes: tuple[Node, ...], place: Place) -> tuple[Node, ...]:
    return tuple(
        dataclasses.replace(node, place=place, children=_placed(node.children, place))
        for node in nodes
    )
