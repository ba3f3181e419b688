"""Fronts that give their answer away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Final

from generator.kinds.cloze import hidden_texts
from generator.kinds.gaps import numbers_of
from generator.kinds.table import kind_of
from generator.model import Blank, Card, Faces, Listing, Node, Place, Problem
from generator.model.walking import plain_text, walk
from generator.rendering.typst_text import columns

_MOST: Final = 60  # answers of a card that are looked for
_TELLING: Final = 4  # characters; what is shorter stands in many a text by chance
_BY_CHANCE: Final = frozenset(
    {"none", "true", "false", "self", "print", "import", "return", "with"}
)
_LONGER: Final = (1.6, 12)  # times as long as the longest wrong option, and columns more
_TELLING_WORD: Final = 7  # columns of an answer that is a plain word
_ADVICE: Final = re.compile(
    r"\b(?:use|using|call|try|instead|specify|work around|did you mean|consider|you can|please"
    r"|set)\b",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"(?<=[.!?;])\s+|\n")
_ALTERNATIVES: Final = re.compile(r"\bor\b|/|还是|或")
_WORD: Final = re.compile(r"[A-Za-z_]\w{3,}")
_HIDDEN: Final = "\x00"
_MEND: Final = "reword the front, or hide this, too"
_CODE: Final = "gives-itself-away"
_NEXT: Final = "the front of the next card has the answer on it"
_LONGEST: Final = "the only right option is the longest by far"


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a card asks for: under the number of a cloze, 0 for all others, and where it stands."""

    text: str
    place: Place
    number: int = 0
    code: bool = True


def giveaways(faces: Sequence[Faces]) -> Iterator[Problem]:
    """A warning for each answer that a reader of a front need not know. The cards are those of a
    chapter, in order.
    """
    for one in faces:
        yield from _on_its_front(one)
        yield from _in_its_traceback(one)
        yield from _longest_option(one)
    for one, following in pairwise(faces):
        yield from _on_the_next(one, following)


def telling_fronts(problems: Iterable[Problem]) -> frozenset[str]:
    """The slugs of the cards whose own front has the answer on it, for certain."""
    return frozenset(
        each.card
        for each in problems
        if each.code == _CODE and each.card and not each.message.startswith((_NEXT, _LONGEST))
    )


def _on_its_front(faces: Faces) -> Iterator[Problem]:
    told: set[str] = set()
    fronts: dict[int, str] = {}
    named = _codes(faces.question)
    for answer in islice(_answers(faces), _MOST):
        if answer.number not in fronts:
            fronts[answer.number] = _front(faces, answer.number)
        sole = answer.number == 0 and _codes((*faces.question, *faces.front)) == [answer.text]
        found = sole or _stands_in(answer, fronts[answer.number])
        # One of several that the question names is a choice.
        choice = answer.text in named and len(set(named)) > 1
        if answer.text in told or choice or not found:
            continue
        told.add(answer.text)
        heading = answer.text in named or _stands_in(answer, plain_text(faces.question))
        message = (
            f"the {'heading' if heading else 'front'} of this card has the answer on it:"
            f" `{_short(answer.text)}`"
        )
        yield _warning(faces.card, message, _MEND, answer.place)


def _on_the_next(faces: Faces, following: Faces) -> Iterator[Problem]:
    told: set[str] = set()
    front = _front(following, -1)
    for answer in islice(_answers(faces), _MOST):
        if answer.text in told or not answer.code or not _stands_in(answer, front):
            continue
        told.add(answer.text)
        message = f"{_NEXT}: `{_short(answer.text)}`"
        hint = f"put other cards between this one and `{following.card.slug}`"
        yield _warning(faces.card, message, hint, answer.place)


def _in_its_traceback(faces: Faces) -> Iterator[Problem]:
    """Names that the back has and the failing program has not, in the advice of its error."""
    asked = [node.listing for node in walk(faces.front) if node.listing is not None]
    errors = [
        line
        for one in asked
        for shown in one.shown
        if shown.kind in ("error", "stderr")
        for line in shown.text.split("\n")
        if line[:1].strip()
    ]
    if not errors:
        return
    advice = [each for each in _SENTENCE.split("\n".join(errors)) if _ADVICE.search(each)]
    behind = (node.listing.code for node in walk(faces.back) if node.listing is not None)
    mended = _words((*behind, *_codes(faces.back))) - _words(one.code for one in asked)
    said = [word for each in advice for word in _WORD.findall(each) if word in mended]
    if said:
        message = f"the error on the front says how to fix the program: `{said[0]}`"
        hint = "add `.predict` to the heading, so that the error is on the back"
        yield _warning(faces.card, message, hint, faces.card.place)


def _longest_option(faces: Faces) -> Iterator[Problem]:
    options = next((node for node in walk(faces.back) if node.kind == "options"), None)
    if options is None:
        return
    lengths = [(columns(plain_text(one.children[:1])), one) for one in options.children]
    right = [(length, one) for length, one in lengths if one.attrs.get("mark") == "right"]
    wrong = [length for length, one in lengths if one.attrs.get("mark") == "wrong"]
    times, more = _LONGER
    if len(right) == 1 and wrong and right[0][0] > max(times * max(wrong), max(wrong) + more):
        message = _LONGEST
        hint = "shorten it, or say as much in a wrong one; what explains it goes below it, indented"
        yield _warning(faces.card, message, hint, right[0][1].place)


def _answers(faces: Faces) -> Iterator[_Answer]:
    card = faces.card
    if kind_of(card).note == "cloze" or kind_of(card).blanks:
        for hidden in hidden_texts(card):
            for number in hidden.numbers:
                yield _Answer(hidden.text.strip(), hidden.place, number, hidden.code)
    elif faces.typed:
        yield _Answer(faces.typed, card.place)


def _front(faces: Faces, number: int) -> str:
    """What a reader sees in front on the card of a number; all that is blank is hidden on cards
    that Anki does not make by number, and with the number -1.
    """
    if kind_of(faces.card).note != "cloze" and number > 0:
        number = -1
    return "\n".join(_seen((*faces.question, *faces.front), number))


def _seen(nodes: Iterable[Node], number: int) -> Iterator[str]:
    for node in nodes:
        if node.kind == "cloze" and (number < 0 or number in numbers_of(node)):
            yield _hole(node.attrs.get("hint", ""))
        elif node.listing is not None:
            yield _listed(node.listing, number)
        elif node.kind == "fence":
            yield _holed(node.text, node.blanks, number)
        elif node.children:
            inline = node.kind in ("paragraph", "heading", "cell", "term", "math")
            yield ("" if inline else "\n").join(_seen(node.children, number))
        else:
            yield node.text or " "


def _listed(listing: Listing, number: int) -> str:
    code = _holed(listing.code or "", listing.blanks, number)
    return "\n".join((code, *(shown.text for shown in listing.shown)))


def _hole(hint: str) -> str:
    """What stands for a text that is hidden; a hint may name it among others."""
    return _HIDDEN if _ALTERNATIVES.search(hint) else f"{_HIDDEN}{hint}{_HIDDEN}"


def _holed(code: str, blanks: Sequence[Blank], number: int) -> str:
    for blank in sorted(blanks, key=lambda blank: -blank.start):
        if number < 0 or number in blank.numbers:
            code = code[: blank.start] + _hole(blank.hint) + code[max(blank.end, blank.start) :]
    return code


def _stands_in(answer: _Answer, text: str) -> bool:
    """Whether an answer that says something stands in a text, as whole words."""
    said = answer.text
    least = _TELLING if answer.code or " " in said else _TELLING_WORD
    if columns(said) < least or said.lower() in _BY_CHANCE:
        return False
    if not any(sign.isalpha() for sign in said):
        return False
    before = r"(?<!\w)" if said[0].isascii() and re.match(r"\w", said) else ""
    after = r"(?!\w)" if said[-1].isascii() and re.search(r"\w\Z", said) else ""
    words = r"\s+".join(map(re.escape, said.split()))
    return re.search(before + words + after, text) is not None


def _codes(nodes: Iterable[Node]) -> list[str]:
    return [node.text.strip() for node in walk(nodes) if node.kind == "code"]


def _words(codes: Iterable[str | None]) -> set[str]:
    return {word for code in codes for word in _WORD.findall(code or "")}


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"


def _warning(card: Card, message: str, hint: str, place: Place) -> Problem:
    return Problem(place, _CODE, message, hint, "warning", card.slug)
