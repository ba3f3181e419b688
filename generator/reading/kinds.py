"""What each kind of card needs in its Markdown."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from generator.model import Card, Node, Place, Problem
from generator.reading.sides import (
    side_by_side,
    task_lists,
    typing_candidates,
    visible_programs,
)

_BOX_ALONE: Final = re.compile(r"\[[ xX]?\]")


def kind_problems(card: Card) -> Iterator[Problem]:
    """What a card lacks, or has too much of, to be of its kind. Clozes are looked at elsewhere."""
    match card.kind:
        case "predict":
            yield from _predict(card)
        case "typed":
            yield from _typed(card)
        case "choice":
            yield from _choice(card)
        case "bug":
            yield from _bug(card)
        case "compare":
            yield from _compare(card)


def _problem(card: Card, code: str, message: str, hint: str, place: Place | None = None) -> Problem:
    return Problem(place or card.place, code, message, hint, card=card.slug)


def _predict(card: Card) -> Iterator[Problem]:
    if not any(fence.norun is None and not fence.hidden for fence in card.fences):
        message = "a `.predict` card needs a program that runs and is shown"
        hint = "add a ```python fence, or drop `.predict`"
        yield _problem(card, "empty-card", message, hint)


def _typed(card: Card) -> Iterator[Problem]:
    if card.back and not any(typing_candidates(card)):
        message = "a `.typed` card has nothing in its answer that could be typed"
        hint = "start the answer with it as inline code: `torch.float32`"
        yield _problem(card, "bad-typed", message, hint)


def _choice(card: Card) -> Iterator[Problem]:
    lists = task_lists(card)
    if not lists:
        message = "a `.choice` card has no options"
        hint = "write them as a task list that stands by itself: `- [x] right`, `- [ ] wrong`"
        yield _problem(card, "bad-choice", message, hint)
        return
    for further in lists[1:]:
        message = f"a second task list; the options are those at line {lists[0].place.line}"
        hint = "make one list of both, or take the boxes from this one"
        yield _problem(card, "bad-choice", message, hint, further.place)
    yield from _options(card, lists[0])


def _options(card: Card, options: Node) -> Iterator[Problem]:
    items = options.children
    for item in items:
        if _is_empty(item):
            message, hint = "this option is empty", "write it behind the box: `- [ ] option`"
            yield _problem(card, "bad-choice", message, hint, item.place)
        elif "checked" not in item.attrs:
            message = "this item has no box, so it is neither a right option nor a wrong one"
            hint = "start it with `[ ] ` or `[x] `; a reason is indented below its option"
            yield _problem(card, "bad-choice", message, hint, item.place)
    written = Counter(_content(item.children[:1]) for item in items if not _is_empty(item))
    for item in items:
        if not _is_empty(item) and written[_content(item.children[:1])] > 1:
            written[_content(item.children[:1])] = 0  # named once
            message, hint = "this option stands there twice", "keep one of them"
            yield _problem(card, "bad-choice", message, hint, item.place)
    boxes = [item.attrs.get("checked", "") for item in items]
    if len(items) < 2:
        message, hint = "one option leaves nothing to choose", "add wrong ones: `- [ ] …`"
        yield _problem(card, "bad-choice", message, hint, options.place)
    elif "true" not in boxes and not any(map(_is_empty, items)):
        message, hint = "no option is marked as right", "mark it: `- [x] …`"
        yield _problem(card, "bad-choice", message, hint, options.place)
    elif set(boxes) == {"true"}:
        message = "every option is marked as right, so there is nothing to choose"
        hint = "add wrong ones: `- [ ] …`"
        yield _problem(card, "bad-choice", message, hint, options.place)


def _is_empty(item: Node) -> bool:
    """Whether an item has no text; a box is only taken for one where text follows it."""
    if not item.children or item.children[0].kind != "paragraph":
        return not item.children
    inside = item.children[0].children
    texts = "".join(node.text for node in inside).strip()
    plain = all(node.kind in ("text", "softbreak") for node in inside)
    return plain and (not texts or _BOX_ALONE.fullmatch(texts) is not None)


def _content(nodes: tuple[Node, ...]) -> tuple[Any, ...]:
    """What nodes say, wherever they say it."""
    return tuple(
        (node.kind, node.text.strip(), node.attrs.get("src"), _content(node.children))
        for node in nodes
    )


def _bug(card: Card) -> Iterator[Problem]:
    in_front, behind = visible_programs(card.front), visible_programs(card.back)
    if not in_front and not behind:
        message = "a `.bug` card needs a program that goes wrong"
        hint = "write it as a ```python fence, with raises=… if it fails, and its mend below it"
        yield _problem(card, "bad-bug", message, hint)
    elif not in_front:
        message = "the program that goes wrong stands below the `---`, where nobody sees it in time"
        hint = "move the `---` below that program, or leave it out"
        yield _problem(card, "bad-bug", message, hint, behind[0].place)
    elif not behind:
        message = "this `.bug` card shows what goes wrong and no mended program"
        where = "below the `---`" if card.split else "below the first"
        hint = f"add the mended program {where}, as a ```python fence"
        yield _problem(card, "bad-bug", message, hint, in_front[-1].place)


def _compare(card: Card) -> Iterator[Problem]:
    groups = [group for group in side_by_side(card.back) if len(group) > 1]
    if not groups:
        message = "a `.compare` card needs two programs right below each other in its answer"
        hint = "put text that stands between them above or below both"
        yield _problem(card, "bad-compare", message, hint)
        return
    fences = [node.fence for group in groups for node in group if node.fence is not None]
    if not any(fence.agrees and fence.norun is None for fence in fences):
        message = "nothing proves that these programs come to the same"
        name = fences[0].name or "one"
        named = "" if fences[0].name else f"name the first: ```python {{#{name}}}, and "
        hint = f"{named}compare the second with it: ```python {{agrees={name}}}"
        yield _problem(card, "bad-compare", message, hint, fences[1].place)
