"""`.choice`: a task list, of which some items are right."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, Final, TypeVar

from generator.kinds.kind import Kind, Nodes, Show, divide_at_rule, problem
from generator.model import Card, Node, Problem

T = TypeVar("T")
_BOX_ALONE: Final = re.compile(r"\[[ xX]?\]")


def _divide(body: Nodes) -> tuple[Nodes, Nodes]:
    """The text above the options is always in front; the options themselves begin the back."""
    front, back = divide_at_rule(body)
    cut = next((i for i, node in enumerate(back) if _is_task_list(node)), 0)
    return (*front, *back[:cut]), back[cut:]


def _is_task_list(node: Node) -> bool:
    """Whether a block is a list in which at least one item has a box."""
    return node.kind in ("bullet_list", "ordered_list") and any(
        "checked" in item.attrs for item in node.children
    )


def _task_lists(card: Card) -> Nodes:
    """The task lists of a card that are not inside another block."""
    return tuple(node for node in (*card.front, *card.back) if _is_task_list(node))


def _problems(card: Card) -> Iterator[Problem]:
    lists = _task_lists(card)
    if not lists:
        message = "a `.choice` card has no options"
        hint = "write them as a top-level task list: `- [x] right`, `- [ ] wrong`"
        yield problem(card, "bad-choice", message, hint)
        return
    for further in lists[1:]:
        message = (
            f"this is a second task list; the options are the one at line {lists[0].place.line}"
        )
        hint = "join both lists, or remove the boxes from this one"
        yield problem(card, "bad-choice", message, hint, further.place)
    yield from _option_problems(card, lists[0])


def _option_problems(card: Card, options: Node) -> Iterator[Problem]:
    items = options.children
    for item in items:
        if _is_empty(item):
            message, hint = "this option is empty", "write it after the box: `- [ ] option`"
            yield problem(card, "bad-choice", message, hint, item.place)
        elif "checked" not in item.attrs:
            message = "this item has no box, so it is neither right nor wrong"
            hint = "start it with `[ ] ` or `[x] `; to give a reason, indent it below its option"
            yield problem(card, "bad-choice", message, hint, item.place)
    written = Counter(_content(item.children[:1]) for item in items if not _is_empty(item))
    for item in items:
        if not _is_empty(item) and written[_content(item.children[:1])] > 1:
            written[_content(item.children[:1])] = 0  # named once
            message, hint = "this option appears twice", "keep one of them"
            yield problem(card, "bad-choice", message, hint, item.place)
    boxes = [item.attrs.get("checked", "") for item in items]
    if len(items) < 2:
        message, hint = "one option leaves nothing to choose", "add wrong ones: `- [ ] …`"
        yield problem(card, "bad-choice", message, hint, options.place)
    elif "true" not in boxes and not any(map(_is_empty, items)):
        message, hint = "no option is marked as right", "mark it: `- [x] …`"
        yield problem(card, "bad-choice", message, hint, options.place)
    elif set(boxes) == {"true"}:
        message = "every option is marked as right, so there is nothing to choose"
        hint = "add wrong ones: `- [ ] …`"
        yield problem(card, "bad-choice", message, hint, options.place)


def _is_empty(item: Node) -> bool:
    """Whether an item has no text; a box counts as one only if text follows it."""
    if not item.children or item.children[0].kind != "paragraph":
        return not item.children
    inside = item.children[0].children
    texts = "".join(node.text for node in inside).strip()
    plain = all(node.kind in ("text", "softbreak") for node in inside)
    return plain and (not texts or _BOX_ALONE.fullmatch(texts) is not None)


def _content(nodes: tuple[Node, ...]) -> tuple[Any, ...]:
    """The content of nodes, regardless of their place."""
    return tuple(
        (node.kind, node.text.strip(), node.attrs.get("src"), _content(node.children))
        for node in nodes
    )


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """The options in one order: without marks and reasons in front, with both on the back.

    They may be on either side of a `---`.
    """
    front, back = list(card.front), list(card.back)
    for options in _task_lists(card)[:1]:
        if options in front:
            front[front.index(options)] = _asked(options, card.slug)
            back.insert(0, _told(options, card.slug))
        else:
            back[back.index(options)] = _told(options, card.slug)
            notes = bool(front) and front[-1].kind == "footnotes"
            # A footnote to an option goes to the back with it.
            asked = _without_notes(_asked(options, card.slug))
            front.insert(len(front) - notes, asked)
    return show(tuple(front)), show(tuple(back))


def _asked(options: Node, slug: str) -> Node:
    items = (
        Node("option", item.place, item.children[:1]) for item in shuffled(options.children, slug)
    )
    return Node("options", options.place, tuple(items))


def _told(options: Node, slug: str) -> Node:
    items = (
        Node("option", item.place, item.children, attrs={"mark": _mark(item)})
        for item in shuffled(options.children, slug)
    )
    return Node("options", options.place, tuple(items))


def _mark(item: Node) -> str:
    return "right" if item.attrs.get("checked") == "true" else "wrong"


def _without_notes(node: Node) -> Node:
    children = tuple(_without_notes(n) for n in node.children if n.kind != "footnote_ref")
    return dataclasses.replace(node, children=children)


def shuffled(items: Sequence[T], slug: str) -> tuple[T, ...]:
    """The items in an order that depends on nothing but the slug of their card.

    So both languages, Anki and paper, and every later build show one order. An item added at the
    end leaves the order of the others as it is.
    """

    def key(index: int) -> bytes:
        return hashlib.sha256(f"{slug}\0{index}".encode()).digest()

    return tuple(items[index] for index in sorted(range(len(items)), key=key))


CHOICE: Final = Kind(
    name="choice",
    front="a task list without its marks, in an order that only the slug decides",
    back="the same list, marked; an indented paragraph below an option is its reason",
    divide=_divide,
    problems=_problems,
    sides=_sides,
)
