"""The fonts of the PDFs, and the characters they lack.

System fonts are never used, so that every machine makes the same file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from generator.model import Place, Problem, ProblemsError
from generator.rendering.rendered import RenderedDeck
from generator.rendering.typst_text import clean, columns
from generator.writing.glyphs import covered_characters
from generator.writing.pdf_problems import deck_place

TEXT: Final = "Source Sans 3"
CODE: Final = "Inconsolata"
MATH: Final = "New Computer Modern Math"
# Fonts inside the typst wheel, which know many symbols.
BUNDLED: Final = (MATH, "DejaVu Sans Mono", "Libertinus Serif")
_CJK: Final = {
    "zh": ("notosanssc", "Noto Sans SC"),
    "zh-hant": ("notosanstc", "Noto Sans TC"),
    "zh-tw": ("notosanstc", "Noto Sans TC"),
    "zh-hk": ("notosanstc", "Noto Sans TC"),
    "ja": ("notosansjp", "Noto Sans JP"),
    "ko": ("notosanskr", "Noto Sans KR"),
}
_EXTRA_HINT: Final = "pip install 'proofdeck[cjk]'"


def font_paths(language: str) -> tuple[Path, ...]:
    """The font files for a language.

    Raises ProblemsError when the language is written with Chinese characters or Hangul and the
    extra with their fonts is not installed.
    """
    cjk = _cjk_files(language)
    if not cjk and language.lower()[:2] in _CJK:
        place = Place("deck.toml")
        message = f"the fonts that `{language}` is printed with are not installed"
        raise ProblemsError(Problem(place, "font-missing", message, _EXTRA_HINT))
    files = (*_files("fontpkg_source_sans_3", "files"), *_files("fontpkg_inconsolata", "files"))
    return (*files, *cjk)


def font_families(language: str) -> dict[str, list[str]]:
    """The font families for text, code and math, in the order of fallback."""
    cjk = _CJK[_cjk_key(language)][1]
    return {
        "text": [TEXT, cjk, *BUNDLED],
        "code": [CODE, cjk, TEXT, "DejaVu Sans Mono", MATH, "Libertinus Serif"],
        "math": [MATH, TEXT, cjk, "DejaVu Sans Mono", "Libertinus Serif"],
    }


_BOX: Final = "\u25af"  # which a bundled font has
MOST_NAMED: Final = 40  # characters of a card, each of which takes a small compilation


def characters(language: str) -> frozenset[str]:
    """All characters of the fonts for a language but for those inside Typst. Raises ProblemsError
    where one of these fonts is missing.
    """
    return covered_characters(font_paths(language))


def boxed(title: str, covered: frozenset[str]) -> str:
    """A title as a PDF can print it: with a box, as wide as its character, for each that neither
    the fonts with the characters `covered` nor those inside Typst have.
    """
    return title.translate(_boxes(clean(title), covered))


def boxed_tokens(tokens: str, covered: frozenset[str]) -> str:
    """The same for the tokens of a card."""
    # For most cards it does not matter which of their strings are printed.
    if set(tokens) <= covered:
        return tokens
    return tokens.translate(_boxes(json.loads(tokens), covered))


def _boxes(tokens: Any, covered: frozenset[str]) -> dict[int, str]:
    missing, untried = _missing(tokens, covered)
    return {ord(char): _BOX.ljust(columns(char)) for char in (*missing, *untried)}


def glyph_problems(deck: RenderedDeck) -> tuple[Problem, ...]:
    """A warning for each card and character that comes out as an empty box, or the one problem
    that the font of the deck's language is missing.
    """
    try:
        covered = characters(deck.language)
    except ProblemsError as error:
        return tuple(replace(problem, place=deck_place(deck)) for problem in error.problems)
    title = clean(deck.config.title(deck.language))
    problems = _problems(title, covered, deck.language, deck_place(deck), "")
    for card in deck.cards:
        if set(card.tokens) <= covered:
            continue
        tokens = json.loads(card.tokens)
        problems += _problems(tokens, covered, deck.language, card.note.place, card.note.slug)
    return tuple(problems)


def _problems(
    tokens: Any, covered: frozenset[str], language: str, place: Place, slug: str
) -> list[Problem]:
    """One for each of the first characters of a card that no font has, and one for the rest."""
    missing, untried = _missing(tokens, covered)
    problems = [_problem(char, language, place, slug) for char in missing]
    if untried:
        count = f"{len(untried):,} more characters of this"
        message = f"no font may have {count}, so that the PDFs have boxes"
        hint = "write them in another way, or draw them as an image"
        problems.append(Problem(place, "glyph-missing", message, hint, "warning", slug))
    return problems


def _missing(tokens: Any, covered: frozenset[str]) -> tuple[list[str], list[str]]:
    """The printed characters that no font has, and those that were not tried: the first MOST_NAMED
    are enough. A card's own are tried, so that what is a box is what its author was warned of.
    """
    missing: list[str] = []
    unknown = [sorted(set("".join(_strings(tokens))) - covered)]
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


def _problem(char: str, language: str, place: Place, slug: str) -> Problem:
    wants_extra = not _cjk_files(language) and _is_cjk(char)
    return Problem(
        place,
        "glyph-missing",
        f"no font can print {char!r} (U+{ord(char):04X}), so that the PDFs have a box",
        _EXTRA_HINT if wants_extra else "write another character, or draw it as an image",
        "warning",
        slug,
    )


def _is_cjk(char: str) -> bool:
    return "\u2e80" <= char <= "\ud7ff" or "\uf900" <= char <= "\ufaff" or char >= "\U00020000"


def _cjk_key(language: str) -> str:
    lowered = language.lower()
    return next((key for key in (lowered, lowered[:2]) if key in _CJK), "zh")


def _cjk_files(language: str) -> tuple[Path, ...]:
    return _files("justmytype_intl_cjk", f"fonts/ofl/{_CJK[_cjk_key(language)][0]}")


def _files(package: str, folder: str) -> tuple[Path, ...]:
    """The fonts of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return ()
    return tuple(sorted((Path(spec.origin).parent / folder).glob("*.ttf")))


@lru_cache(maxsize=4096)
def _are_bundled(text: str) -> bool:
    """Whether fonts inside Typst have all characters: PDF/UA is refused where none has one."""
    import typst

    probe = Path(__file__).parent / "typst" / "probe.typ"
    inputs = {"char": text, "fonts": json.dumps(BUNDLED)}
    try:
        typst.compile(
            probe,
            font_paths=typst.Fonts(include_system_fonts=False),
            sys_inputs=inputs,
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True


_UNPRINTED: Final = frozenset({"t", "k", "src", "href", "alt", "latex", "style", "where", "color"})


def _strings(tokens: Any) -> Iterator[str]:
    """Every string of a card's tokens that is printed."""
    match tokens:
        case str():
            yield tokens
        case dict():
            for key, value in tokens.items():
                if key not in _UNPRINTED:
                    yield from _strings(value)
        case list() | tuple():
            for value in tokens:
                yield from _strings(value)
