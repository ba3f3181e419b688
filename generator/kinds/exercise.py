"""`.exercise`: write this function; a learner's code has to pass the tests."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from generator.kinds.exercise_tests import split_tests, uncalled_test
from generator.kinds.kind import Kind, Nodes, Show, divide_at_rule, problem
from generator.language import PYTHON
from generator.model import Card, Fence, Node, Place, Problem, Role
from generator.model.walking import plain_text, walk

HINT: Final = "hint"  # the word of the callouts that are hints
_FENCES: Final[Mapping[Role, str]] = {
    "starter": "what a learner begins with",
    "solution": "a program that passes the tests",
    "tests": "asserts, or calls with their results",
}
_ORDER: Final[tuple[Role, ...]] = ("starter", "solution", "tests")
_BOUNDS: Final = {
    "en": "The tests may take {}.",
    "zh": "测试的上限：{}。",
}
_SECONDS: Final = {"en": "{:g} s of processor time", "zh": "处理器时间 {:g} 秒"}
_MEMORY: Final = {"en": "{:g} MiB of memory", "zh": "内存 {:g} MiB"}
_AND: Final = {"en": " and ", "zh": "，"}
_HINT: Final = {"en": "Hint", "zh": "提示"}


def says_bounds(text: str) -> bool:
    """Whether a text is what the back of an exercise says of its bounds."""
    return text.startswith(tuple(each.partition("{")[0] for each in _BOUNDS.values()))


def hints_of(card: Card) -> tuple[str, ...]:
    """The hints of an exercise as text, in order, with the marks of code and formulas."""
    hints = (node for node in walk((*card.front, *card.back)) if _is_hint(node))
    return tuple(_text(node) for node in hints)


def _text(hint: Node) -> str:
    """What a hint says; its title where that is all of it, or its author's own."""
    title = next((each for each in hint.children if each.kind == "callout_title"), None)
    rest = [each for each in hint.children if each is not title]
    parts = [each.text if each.kind == "fence" else _marked([each]) for each in rest]
    named = _marked(title.children).strip() if title is not None else ""
    if named and (not rest or named.lower() != HINT):
        parts.insert(0, named)
    return "\n".join(part.strip() for part in parts if part.strip())


def _marked(nodes: Iterable[Node]) -> str:
    parts = []
    for node in nodes:
        match node.kind:
            case "softbreak" | "hardbreak":
                parts.append(" ")
            case "code":
                parts.append(f"`{node.text}`")
            case "math" | "math_block":
                parts.append(f"${node.text}$")
            case _:
                parts.append(_marked(node.children) if node.children else node.text)
    return "".join(parts)


def _is_hint(node: Node) -> bool:
    return node.kind == "callout" and node.attrs["sort"] == HINT


# --- what is wrong with one -----------------------------------------------------------------


def stray_roles(card: Card) -> Iterator[Problem]:
    """What only means something to an exercise, on a card that is none."""
    for fence in (*card.setup, *card.fences):
        if fence.role:
            message = f"`.{fence.role}` has no effect: this card is not an `.exercise`"
            hint = "write {#slug .exercise} on its heading, or remove it"
            yield problem(card, "bad-exercise", message, hint, fence.place)
        elif fence.seconds is not None or fence.memory is not None or fence.survives:
            name = "survives" if fence.survives else "time" if fence.seconds else "memory"
            message = f"`{name}` has no effect: this fence is no part of an `.exercise`"
            hint = "remove it"
            if name == "time":
                hint = "write timeout=… for the seconds that a program may take"
            yield problem(card, "bad-exercise", message, hint, fence.place)


def _problems(card: Card) -> Iterator[Problem]:
    found = [fence for fence in card.fences if fence.role]
    yield from _missing(card, found)
    yield from _misplaced(card, found)
    told: set[str] = set()
    for fence in card.fences:
        for message, hint in _options(fence):
            if message not in told:
                told.add(message)
                yield problem(card, "bad-exercise", message, hint, fence.place)
    for node in walk((*card.front, *card.back)):
        if _is_hint(node) and len(node.children) <= 1 and _text(node).lower() in ("", HINT):
            hint = "write it behind the mark: > [!hint] Its words"
            yield problem(card, "bad-exercise", "this hint says nothing", hint, node.place)
    yield from _tests(card, found)


def _missing(card: Card, found: list[Fence]) -> Iterator[Problem]:
    for role, what in _FENCES.items():
        own = [fence for fence in found if fence.role == role]
        if not own and not (role == "tests" and card.unrun):
            message = f"this `.exercise` has no {role}"
            hint = f"add {what}, as a fence {PYTHON.fence(f'{{.{role}}}')}"
            hint += ", which may be empty" if role == "starter" else ""
            yield problem(card, "bad-exercise", message, hint)
        for again in own[1:] if role != "tests" else ():
            message = f"this is a second {role}; the first is on line {own[0].place.line}"
            yield problem(card, "bad-exercise", message, "keep one of them", again.place)


def _misplaced(card: Card, found: list[Fence]) -> Iterator[Problem]:
    highest: Role = "starter"
    for fence in found:
        if _ORDER.index(fence.role) < _ORDER.index(highest):
            message = f"the {fence.role} stands below the {highest}"
            hint = "put the starter first, then the solution, then the tests"
            yield problem(card, "bad-exercise", message, hint, fence.place)
        else:
            highest = fence.role
    in_front = {fence.place: fence.role for fence in _fences(card.front) if fence.role}
    for place, role in in_front.items() if card.split else ():
        if role != "starter":
            message = f"the {role} is above the `---`, so the front shows it"
            hint = "move the `---` above the solution, or remove it"
            yield problem(card, "bad-exercise", message, hint, place)
            return
    for fence in _fences(card.back):
        if card.split and fence.role == "starter":
            message = "the starter is below the `---`, so the front does not show it"
            hint = "move the `---` below it, or remove it"
            yield problem(card, "bad-exercise", message, hint, fence.place)


def _fences(nodes: Nodes) -> Iterator[Fence]:
    return (node.fence for node in walk(nodes) if node.fence is not None)


def _options(fence: Fence) -> Iterator[tuple[str, str]]:
    """What is asked of a fence that does not fit it: a message and a hint each."""
    role = fence.role
    if role:
        marks = {
            "hidden": fence.hidden,
            "norun": fence.norun is not None,
            "varies": fence.varies,
            "agrees": bool(fence.agrees),
            "raises": fence.raises is not None and not fence.session,
        }
        for mark in (mark for mark, given in marks.items() if given):
            yield f"`{mark}` does not fit the {role} of an exercise", "remove it"
    if role != "tests":
        for name, given in (("time", fence.seconds), ("memory", fence.memory)):
            if given is not None:
                yield f"`{name}` has no effect here", "put it on the fence of the tests"
    if role != "solution" and fence.survives:
        yield "`survives` has no effect here", "put it on the fence of the solution"
    if role == "starter" and fence.claim is not None:
        yield "this output cannot be verified: a starter is not run", "remove the output"
    if role == "tests" and not fence.session:
        if fence.match != "exact" or fence.tol is not None or fence.atol is not None:
            message = "`match`, `tol` and `atol` have no effect on asserts"
            yield message, "state the tolerance in the assert, or write calls with their results"
        if fence.claim is not None:
            message = "this output is no test"
            yield message, "state what must hold as an assert, or write calls with their results"


def _tests(card: Card, found: list[Fence]) -> Iterator[Problem]:
    tests = [fence for fence in found if fence.role == "tests"]
    for fence in tests:
        if fence.session and fence.claim is None and fence.raises is None:
            message = "this call states no result, so it tests nothing"
            hint = "write its result below it, or assert something of it"
            line = fence.place.line + fence.code.count("\n") + 1
            place = dataclasses.replace(fence.place, line=line)
            yield problem(card, "bad-exercise", message, hint, place)
        elif not fence.session and not split_tests(fence):
            message = "these tests assert nothing"
            hint = "write asserts (`assert f(2) == 4`), or calls (`>>> f(2)`) with their results"
            name = uncalled_test(fence.code)
            if name:
                message = f"these tests assert nothing: nothing calls `{name}`"
                hint = "write its asserts outside of a function, or call it"
            yield problem(card, "bad-exercise", message, hint, fence.place)
    for name in ("seconds", "memory"):
        asked = [(getattr(each, name), each.place) for each in tests]
        given = [(value, place) for value, place in asked if value is not None]
        for value, place in given[1:]:
            if value != given[0][0]:
                word = "time" if name == "seconds" else name
                message = f"`{word}` is for all tests together, and line {given[0][1].line} has"
                message += " another value"
                yield problem(card, "bad-exercise", message, "keep one of them", place)
                break


# --- what it shows --------------------------------------------------------------------------


def _divide(body: Nodes) -> tuple[Nodes, Nodes]:
    """Without a `---`, everything above the solution is in front, and hints in any case."""
    if any(node.kind == "rule" for node in body):
        front, back = divide_at_rule(body)
    else:
        behind = ("solution", "tests")
        ends = (n for n, node in enumerate(body) if any(f.role in behind for f in _fences((node,))))
        cut = next(ends, len(body))
        front, back = body[:cut], body[cut:]
    hints = tuple(node for node in back if _is_hint(node))
    return (*front, *hints), tuple(node for node in back if not _is_hint(node))


def _sides(card: Card, show: Show) -> tuple[Nodes, Nodes]:
    """Hints are folded. Asserts show nothing of what they do; a call shows its result."""
    front: list[Node] = []
    for node in card.front:
        if _is_hint(node):
            node = _folded(node, card.language)
        front += show((node,))
        if any(fence.role == "starter" for fence in _fences((node,))):
            front += _bounds(card, node.place)
    back: list[Node] = []
    for node in card.back:
        fence = node.fence
        asserts = fence is not None and fence.role == "tests" and not fence.session
        back += show((node,), "code" if asserts else "all")
        if fence is not None and fence.role == "solution":
            back += _bounds(card, node.place)
    return tuple(front), tuple(back)


def _folded(hint: Node, language: str) -> Node:
    """A hint that shows nothing of what it says: what stands beside its mark is its text where it
    has no other, and else its title.
    """
    word = _HINT[_language(language)]
    title, *rest = hint.children
    text = plain_text(title.children).strip()
    if not rest:
        rest = [Node("paragraph", title.place, title.children)]
    if len(hint.children) == 1 or text.lower() == HINT:
        title = dataclasses.replace(title, children=(Node("text", title.place, text=word),))
    return dataclasses.replace(
        hint, children=(title, *rest), attrs={**hint.attrs, "fold": "closed"}
    )


def _language(code: str) -> str:
    return "zh" if code.lower().startswith("zh") else "en"


def _bounds(card: Card, place: Place) -> Iterator[Node]:
    """What the tests of a card may take, if it says so."""
    tests = [fence for fence in card.fences if fence.role == "tests"]
    seconds = next((each.seconds for each in tests if each.seconds is not None), None)
    memory = next((each.memory for each in tests if each.memory is not None), None)
    language = _language(card.language)
    parts = [] if seconds is None else [_SECONDS[language].format(seconds)]
    parts += [] if memory is None else [_MEMORY[language].format(memory / 2**20)]
    if parts:
        text = _BOUNDS[language].format(_AND[language].join(parts))
        at = dataclasses.replace(place, column=place.column + 1)  # of no other node
        yield Node("paragraph", at, (Node("text", at, text=text),))


EXERCISE: Final = Kind(
    name="exercise",
    front="the task and the `.starter`, hints folded",
    back="the `.solution`, which passes the `.tests`, and the tests",
    divide=_divide,
    problems=_problems,
    sides=_sides,
    folded_behind=True,
    most_cards=3,  # the solution on one, the tests on the next
)
