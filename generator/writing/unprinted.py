"""Characters that no font has: who is told of them, and the boxes in their place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from generator.counted import counted
from generator.model import Place, Problem, ProblemsError, Severity
from generator.model.paper import Rare
from generator.rendering.rendered import RenderedDeck
from generator.rendering.typst_text import clean, columns
from generator.writing.fonts import (
    BUNDLED,
    EXTRA_HINT,
    FontFiles,
    font_groups,
    has_cjk,
    without_font,
)
from generator.writing.pdf_problems import deck_place
from generator.writing.system_fonts import SystemFont, system_fonts

if TYPE_CHECKING:
    import typst

MOST_NAMED: Final = 100  # characters of a card, each of which takes a small compilation
_MOST_CARDS: Final = 3  # that a warning names
# Stands for a character without a glyph where there are too many; a bundled font has it.
_PLAIN_BOX: Final = "\u25af"
_FIRST_BOX: Final = 0x100000  # private characters, which no font of ours and the system's has
_LAST_BOX: Final = 0x10FFFD
_HINT: Final = "install a font that has it, write another character, or draw it as an image"


def rare_characters(deck: RenderedDeck) -> tuple[Rare, ...]:
    """The characters of each card that neither our fonts nor those inside Typst have. None where
    the fonts of the deck's language are missing.
    """
    try:
        groups = font_groups(deck.language)
    except ProblemsError:
        return ()
    title = clean(deck.config.title(deck.language))
    found = [_rare(title, groups, deck_place(deck), "")]
    for card in deck.cards:
        if without_font(set(card.tokens), groups):
            tokens = json.loads(card.tokens)
            found.append(_rare(tokens, groups, card.note.place, card.note.slug))
    return tuple(rare for rare in found if rare.chars or rare.untried)


def _rare(tokens: Any, groups: Sequence[FontFiles], place: Place, card: str) -> Rare:
    missing, untried = _missing(tokens, groups)
    return Rare(place, card, "".join(missing), len(untried))


def unprinted(rare: Sequence[Rare], severity: Severity) -> tuple[Problem, ...]:
    """A problem for each character that the system has no font for either, with the cards that use
    it, and one for each card with more of them than were tried.
    """
    cards: dict[str, list[Rare]] = {}
    for each in rare:
        for char in each.chars:
            cards.setdefault(char, []).append(each)
    for char in system_fonts(cards):
        del cards[char]
    problems = [_problem(char, uses, severity) for char, uses in sorted(cards.items())]
    for each in rare:
        if each.untried:
            message = (
                f"there may be no font for {each.untried:,} more characters of this: the PDF shows "
                "a box for each"
            )
            hint = "write them in another way, or draw them as an image"
            problems.append(
                Problem(each.place, "glyph-missing", message, hint, severity, each.card)
            )
    return tuple(problems)


def _problem(char: str, uses: Sequence[Rare], severity: Severity) -> Problem:
    first = min(uses, key=lambda use: use.place)
    message = f"no font has {char!r} (U+{ord(char):04X}): the PDF shows a box with its code"
    wants_extra = _is_cjk(char) and not has_cjk()
    hint = EXTRA_HINT if wants_extra else _HINT
    where = _cards(uses)
    return Problem(first.place, "glyph-missing", f"{message} {where}", hint, severity, first.card)


def _cards(uses: Sequence[Rare]) -> str:
    """Where a character is used, in words."""
    cards = list(dict.fromkeys(use.card for use in sorted(uses, key=lambda use: use.place)))
    named = ["the title of the deck" if not card else f"`{card}`" for card in cards[:_MOST_CARDS]]
    more = len(cards) - len(named)
    if more:
        named.append(counted(more, "more card"))
    return "in " + (", ".join(named[:-1]) + " and " if len(named) > 1 else "") + named[-1]


def _is_cjk(char: str) -> bool:
    return "\u2e80" <= char <= "\ud7ff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000"


@dataclass(slots=True)
class Boxes:
    """Puts boxes into the texts of a deck in `language`, for each character that no font has.

    `codes` are the code points in the boxes, by the private characters that stand for them;
    `fonts` the system's that the texts need. Raises ProblemsError where the fonts of the language
    are missing.
    """

    language: str
    codes: dict[str, str] = field(default_factory=dict)
    fonts: set[SystemFont] = field(default_factory=set)
    needed: set[str] = field(default_factory=set)  # characters that are printed
    _groups: Sequence[FontFiles] = field(init=False)
    _stand_ins: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._groups = font_groups(self.language)

    def in_title(self, title: str) -> str:
        """A title with boxes."""
        self.needed |= set(title)
        return title.translate({ord(char): self._stand_in(char) for char in self._boxed(title)})

    def in_tokens(self, tokens: str) -> str:
        """The tokens of a card, with boxes that show code points."""
        used = set(tokens)
        self.needed |= used
        # For most cards it does not matter which of their strings are printed.
        if not without_font(used, self._groups):
            return tokens
        read = json.loads(tokens)
        boxed = self._boxed(read)
        if not boxed:
            return tokens
        table = {ord(char): self._stand_in(char) for char in boxed}
        return json.dumps(_translated(read, table), ensure_ascii=False, separators=(",", ":"))

    def _boxed(self, tokens: Any) -> list[str]:
        missing, untried = _missing(tokens, self._groups)
        found = system_fonts(missing)
        self.fonts.update(found.values())
        return [char for char in (*missing, *untried) if char not in found]

    @property
    def characters(self) -> dict[str, str]:
        """The characters that have boxes, by what stands for them."""
        return {box: char for char, box in self._stand_ins.items() if box != _PLAIN_BOX}

    def _stand_in(self, char: str) -> str:
        if char not in self._stand_ins:
            number = _FIRST_BOX + len(self._stand_ins)
            self._stand_ins[char] = chr(number) if number <= _LAST_BOX else _PLAIN_BOX
            self.codes[self._stand_ins[char]] = f"{ord(char):04X}"
        return self._stand_ins[char]


def _translated(tokens: Any, table: dict[int, str], how: str = "") -> Any:
    """The tokens with stand-ins; `how` is "r" within a line of code."""
    match tokens:
        case str():
            if how == "r":  # whose columns are counted
                return tokens.translate(
                    {code: box.ljust(columns(chr(code))) for code, box in table.items()}
                )
            return tokens.translate(table)
        case dict():
            return {
                key: value
                if _is_unprinted(key, value)
                else _translated(value, table, how or (key if key == "r" else ""))
                for key, value in tokens.items()
            }
        case list():
            return [_translated(value, table, how) for value in tokens]
        case _:
            return tokens


def _missing(tokens: Any, groups: Sequence[FontFiles]) -> tuple[list[str], list[str]]:
    """The printed characters that no font of ours has, and those that were not tried: the first
    MOST_NAMED are enough. A card's own are tried, so that what is a box is what its author was
    warned of.
    """
    missing: list[str] = []
    unknown = [sorted(without_font(set("".join(_strings(tokens))), groups))]
    while unknown and len(missing) < MOST_NAMED:
        chars = unknown.pop()
        if not chars or _are_bundled("".join(chars)):
            continue
        if len(chars) == 1:
            missing += chars
        else:
            half = len(chars) // 2
            unknown += [chars[half:], chars[:half]]
    return missing, [char for chars in unknown for char in chars]


@lru_cache(maxsize=4096)
def _are_bundled(text: str) -> bool:
    """Whether fonts inside Typst have all characters: PDF/UA is refused where none has one."""
    import typst

    probe = Path(__file__).parent / "typst" / "probe.typ"
    inputs = {"char": text, "fonts": json.dumps(BUNDLED)}
    try:
        typst.compile(probe, font_paths=_inside_typst(), sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def _inside_typst() -> typst.Fonts:
    import typst

    return typst.Fonts(include_system_fonts=False)


_UNPRINTED: Final = frozenset(
    {"t", "k", "src", "href", "alt", "latex", "svg", "style", "where", "color", "program"}
)


def _is_unprinted(key: str, value: Any) -> bool:
    """Whether a value says how to set the others. What stands above the base of a formula has the
    key of a type, `t`, and is no string.
    """
    return key in _UNPRINTED and isinstance(value, str)


def _strings(tokens: Any) -> Iterator[str]:
    """Every string of a card's tokens that is printed."""
    match tokens:
        case str():
            yield tokens
        case dict():
            for key, value in tokens.items():
                if not _is_unprinted(key, value):
                    yield from _strings(value)
        case list() | tuple():
            for value in tokens:
                yield from _strings(value)
