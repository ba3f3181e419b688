"""What makes a kind of card: the record that each file of this folder fills."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from generator.model import Card, CellRun, Node, NoteKind, Place, Problem
from generator.model.walking import walk

Nodes = tuple[Node, ...]
# Of a program: its code with its output; its code and its output, or its code alone, without what
# its comments claim; its output with the lines of these claims; these lines alone.
Part = Literal["all", "asked", "code", "output", "told"]


class Show(Protocol):
    """Puts outputs into nodes: programs become listings that show `part`, and those that show
    nothing are left out.
    """

    def __call__(self, nodes: Nodes, part: Part = "all") -> Nodes: ...


@dataclass(frozen=True, slots=True)
class Ran:
    """What came out of a card, as far as it ran: by the place of a fence or of an inline
    expression, its cell. `text` gives the whole output of a cell as cards show it. Of the cells
    `in_part` something varies that the card leaves open; they are as it states them.
    """

    cells: Mapping[Place, CellRun]
    text: Callable[[CellRun], str]
    in_part: frozenset[Place] = frozenset()


def divide_at_rule(body: Nodes) -> tuple[Nodes, Nodes]:
    """A thematic break separates front and back, and is not shown itself. Without one,
    everything is on the back.
    """
    line = next((i for i, node in enumerate(body) if node.kind == "rule"), None)
    return ((), body) if line is None else (body[:line], body[line + 1 :])


def as_written(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """Both sides as the author put them."""
    return show(card.front), show(card.back)


def no_answer(card: Card) -> Iterator[Problem]:
    """The problem of a card with nothing on its back."""
    if not card.back:
        hint = f"write it below the {'`---`' if card.split else 'question'}"
        yield problem(card, "empty-card", "this card has no answer", hint)


def _nothing_wrong(card: Card, ran: Ran) -> Iterator[Problem]:
    return iter(())


def _nothing_typed(card: Card, ran: Ran) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of card.

    `name` is its class on a heading; `front` and `back` say in docs/cards.md what stands there.
    `problems` are those that the Markdown alone shows, `run_problems` those that only a finished
    run shows. `divide` puts the body of a card on its two sides; `sides` makes what they show.
    `typed` gives the one line that is to be typed, if any.

    `note` is the kind of Anki note; a "cloze" hides text and code in front and shows all of it on
    the back. With `reverse` a second card asks for the front. With `typed_cloze` what is hidden is
    typed, with `blanks` code may have blanks. With `folded_behind` what is folded in front is on
    paper behind, where nothing can be folded. With more than `most_cards` of paper it is long. A
    kind that joins two has both of their names, with a dot between.
    """

    name: str
    front: str
    back: str
    problems: Callable[[Card], Iterator[Problem]]
    sides: Callable[[Card, Show], tuple[Nodes, Nodes]]
    divide: Callable[[Nodes], tuple[Nodes, Nodes]] = divide_at_rule
    run_problems: Callable[[Card, Ran], Iterator[Problem]] = _nothing_wrong
    typed: Callable[[Card, Ran], str] = _nothing_typed
    note: NoteKind = "basic"
    reverse: bool = False
    typed_cloze: bool = False
    blanks: bool = False
    folded_behind: bool = False
    most_cards: int = 2

    @property
    def classes(self) -> str:
        """What makes a card this kind, on its heading."""
        return " ".join(f".{name}" for name in self.name.split("."))


def problem(card: Card, code: str, message: str, hint: str, place: Place | None = None) -> Problem:
    """A problem of a card, at its heading unless another place is given."""
    return Problem(place or card.place, code, message, hint, card=card.slug)


def visible_programs(nodes: Iterable[Node]) -> Nodes:
    """The programs whose code a card shows, at any depth and in order."""
    return tuple(n for n in walk(nodes) if n.fence is not None and not n.fence.hidden)
