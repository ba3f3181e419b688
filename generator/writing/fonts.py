"""The fonts of the PDFs, in the order of fallback.

They are installed with Proofdeck, so that every machine makes the same file of the same text. What
none of them has is looked for in the system's own (`system_fonts.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Set
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Final

from generator.model import Place, Problem, ProblemsError
from generator.writing.glyphs import covered_characters

# A family, or one that is used for some characters only: those that `covers`, a regular
# expression or a name that Typst knows, matches.
Family = str | dict[str, str]
FontFiles = tuple[Path, ...]

TEXT: Final = "Source Sans 3"
CODE: Final = "Inconsolata"
MATH: Final = "New Computer Modern Math"
# Quotes, dashes and dots, which Latin and Chinese fonts both have, and Chinese ones as wide as a
# character, are left to the latter. Typst knows which they are.
_LATIN_ONLY: Final = "latin-in-cjk"
# Fonts inside the typst wheel, which know many symbols.
BUNDLED: Final = (MATH, "DejaVu Sans Mono", "Libertinus Serif")
# Before the bundled ones, which have some letters of these scripts, but not how they join.
_SCRIPTS: Final = tuple(
    f"Noto Sans {script}"
    for script in (
        "Arabic", "Armenian", "Bengali", "Devanagari", "Georgian", "Gujarati", "Gurmukhi",
        "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil",
        "Telugu", "Thai",
    )
)  # fmt: skip
_EMOJI: Final = "Noto Emoji"
# Symbols that are always shown as emoji, of which the bundled fonts have some, much smaller.
_AS_EMOJI: Final[Family] = {"name": _EMOJI, "covers": r"\p{Emoji_Presentation}"}
_MORE: Final = ("Noto Sans", "Noto Sans Ethiopic", "Noto Sans Symbols")
_CJK: Final = {
    "zh": ("notosanssc", "Noto Sans SC"),
    "zh-hant": ("notosanstc", "Noto Sans TC"),
    "zh-tw": ("notosanstc", "Noto Sans TC"),
    "zh-hk": ("notosanstc", "Noto Sans TC"),
    "ja": ("notosansjp", "Noto Sans JP"),
    "ko": ("notosanskr", "Noto Sans KR"),
}
_OTHERS: Final = ("ko", "ja", "zh", "zh-tw")  # for what the language's own font lacks
EXTRA_HINT: Final = "pip install 'proofdeck[cjk]'"


def font_paths(language: str, needed: Set[str] = frozenset()) -> tuple[Path, ...]:
    """The font files for a language, the large ones of other languages only where they have a
    `needed` character that no other has.

    Raises ProblemsError as `font_groups` does.
    """
    own, others = _own_groups(language), _other_groups(language)
    files = tuple(chain.from_iterable(own))
    needed = without_font(needed, own)
    for more in others:
        rest = without_font(needed, (more,))
        files += more if rest != needed else ()
        needed = rest
    return files


def font_groups(language: str) -> tuple[FontFiles, ...]:
    """All font files for a language, and those of other languages, in groups of which the first
    have what most decks need.

    Raises ProblemsError when the language is written with Chinese characters or Hangul and the
    extra with their fonts is not installed.
    """
    return (*_own_groups(language), *_other_groups(language))


def without_font(needed: Set[str], groups: Iterable[FontFiles]) -> Set[str]:
    """The `needed` characters that no font of the groups has."""
    for files in groups:
        if not needed:  # most decks need few fonts, and reading those of all scripts takes long
            break
        needed = needed - covered_characters(files)
    return needed


def _own_groups(language: str) -> tuple[FontFiles, ...]:
    own = _cjk_files(_cjk_key(language))
    if not own and language.lower()[:2] in _CJK:
        message = f"the fonts that the PDFs in `{language}` need are not installed"
        hint = f"{EXTRA_HINT}, or leave the PDFs out: --only apkg"
        raise ProblemsError(Problem(Place("deck.toml"), "font-missing", message, hint))
    latin = _files("fontpkg_source_sans_3", "files") + _files("fontpkg_inconsolata", "files")
    return latin, _files("manimgx_fonts", ""), own


def _other_groups(language: str) -> tuple[FontFiles, ...]:
    return tuple(_cjk_files(key) for key in _OTHERS if key != _cjk_key(language))


def font_families(language: str, system: Collection[str] = ()) -> dict[str, list[Family]]:
    """The font families for text, code and math, in the order of fallback; `system` are those of
    the system that are used, too.
    """
    own = _CJK[_cjk_key(language)][1]
    latin: Family = {"name": TEXT, "covers": _LATIN_ONLY} if _is_full_width(language) else TEXT
    others = [_CJK[key][1] for key in _OTHERS if _CJK[key][1] != own]
    last = (*_MORE, *others, _EMOJI, *system)
    return {
        "text": [latin, own, *_SCRIPTS, _AS_EMOJI, *BUNDLED, *last],
        "code": [
            CODE, own, TEXT, _AS_EMOJI, "DejaVu Sans Mono", *_SCRIPTS, MATH, "Libertinus Serif",
            *last,
        ],
        "math": [MATH, TEXT, own, *_SCRIPTS, "DejaVu Sans Mono", "Libertinus Serif", *last],
    }  # fmt: skip


def _is_full_width(language: str) -> bool:
    """Whether a text in it has quotes and dashes as wide as its characters. Korean does not."""
    return language.lower()[:2] in {"zh", "ja"}


def has_cjk() -> bool:
    """Whether the extra with the fonts of Chinese, Japanese and Korean is installed."""
    return bool(_cjk_files("zh"))


def _cjk_key(language: str) -> str:
    lowered = language.lower()
    return next((key for key in (lowered, lowered[:2]) if key in _CJK), "zh")


def _cjk_files(key: str) -> tuple[Path, ...]:
    return _files("justmytype_intl_cjk", f"fonts/ofl/{_CJK[key][0]}")


def _files(package: str, folder: str) -> tuple[Path, ...]:
    """The fonts of an installed package, found without importing it."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        return ()
    return tuple(sorted((Path(spec.origin).parent / folder).glob("*.ttf")))
