"""The names of libraries that cards write about, and indexes of them."""

from __future__ import annotations

import ast
import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from generator.rendering.rendered import RenderedCard
from generator.syntax import parse_quietly
from generator.writing.attached_programs import programs_in

_NAME: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*", re.ASCII)
_NOT_CODE: Final = frozenset({"c", "s"})  # the inks of comments and strings


class ApiNames:
    """What the names that the programs of some cards import stand for.

    A card's own imports count first. Of those of other cards, a name counts that is imported as one
    thing alone, and where an attribute of it is named: `nn.Linear`, but no `grad`, which may be
    anything.
    """

    def __init__(self, cards: Iterable[RenderedCard]) -> None:
        meant: dict[str, set[str]] = {}
        for card in cards:
            for name, whole in _imported(json.loads(card.tokens)).items():
                meant.setdefault(name, set()).add(whole.rstrip("."))
        self._common = {name: min(wholes) for name, wholes in meant.items() if len(wholes) == 1}

    def named(self, card: Any, shown: Sequence[Any], *, programs: bool) -> frozenset[str]:
        """The names of libraries in what is `shown` of a card, whose tokens are `card`, in full: in
        the code of its text, and of its `programs`.
        """
        own = _imported(card)
        found = set()
        for text in _code(shown, programs=programs):
            for match in _NAME.finditer(text):
                head, _, rest = match[0].partition(".")
                whole = own.get(head) or (self._common.get(head, "") if rest else "")
                if rest and whole:
                    found.add(f"{whole.rstrip('.')}.{rest}")
                elif whole and not whole.endswith("."):
                    found.add(whole)
        return frozenset(found)


def api_index(cards: Iterable[RenderedCard]) -> list[tuple[str, list[int]]]:
    """The names of libraries in the text of cards, and the places of the cards that have them. In
    programs, which are whole, most are used in passing.
    """
    cards = [*cards]
    names = ApiNames(cards)
    read = ((place, json.loads(card.tokens)) for place, card in enumerate(cards))
    entries = (
        (place, names.named(tokens, [tokens["question"], tokens["sheet"]], programs=False))
        for place, tokens in read
    )
    return [*_by_name(entries).items()]


def index_lines(entries: Iterable[tuple[int, Iterable[str]]], width: int) -> list[list[list[Any]]]:
    """The names with the numbers of their entries, as runs of lines of at most `width` columns."""
    lines: list[list[list[Any]]] = []
    used = width
    for name, numbers in _by_name(entries).items():
        label = name if len(name) <= width - 6 else f"{name[: width - 7]}…"
        first, *more = _wrapped(numbers, width - len(label), width)
        after = " " + first
        if used + 3 + len(label) + len(after) > width:
            lines.append([])
            used = 0
        else:
            lines[-1].append(["", " · ", 3])
            used += 3
        lines[-1] += [["", label, len(label)], ["s", after, len(after)]]
        used += len(label) + len(after)
        for line in more:
            lines.append([["s", f"  {line}", len(line) + 2]])
            used = len(line) + 2
    return lines


def _wrapped(numbers: Sequence[int], first: int, width: int) -> list[str]:
    """The numbers in lines, of which the first has less room."""
    lines = textwrap.wrap(
        ", ".join(map(str, numbers)), width - 2, initial_indent=" " * (width - first)
    )
    return [line.strip() for line in lines]


def _by_name(entries: Iterable[tuple[int, Iterable[str]]]) -> dict[str, list[int]]:
    """The names in the order of an index, with the numbers of the entries that have each."""
    found: dict[str, list[int]] = {}
    for number, names in entries:
        for name in set(names):
            found.setdefault(name, []).append(number)
    return dict(sorted(found.items(), key=lambda item: (item[0].lower(), item[0])))


def _imported(tokens: Any) -> dict[str, str]:
    """What the programs of a card import, as `_imports` has it."""
    found: dict[str, str] = {}
    for language, program in programs_in(tokens["sheet"]):
        if language == "python":
            found |= _imports(program)
    return found


def _imports(program: str) -> dict[str, str]:
    """What the names that a program imports stand for: `F` for `torch.nn.functional.`, with a dot
    behind what is surely a module.
    """
    tree = parse_quietly(program)
    found: dict[str, str] = {}
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Import(names):
                for each in names:
                    top = each.name.partition(".")[0]
                    found[each.asname or top] = f"{each.name if each.asname else top}."
            case ast.ImportFrom(str(module), names, 0):
                found |= {one.asname or one.name: f"{module}.{one.name}" for one in names}
    return found


def _code(token: Any, *, programs: bool) -> Iterator[str]:
    """Inline code, and lines of `programs` without imports, comments and strings."""
    match token:
        case {"t": "listing"}:
            for line in token["code"] or () if programs else ():
                text = "".join(text if ink not in _NOT_CODE else " " for ink, text, _ in line["r"])
                if not text.lstrip().startswith(("import ", "from ")):
                    yield text
        case {"t": "code", "s": list(pieces)}:
            yield "".join(pieces)
        case dict():
            for value in token.values():
                yield from _code(value, programs=programs)
        case list() | tuple():
            for value in token:
                yield from _code(value, programs=programs)
