"""LaTeX that math-core can read in linear time and within its stack.

math-core 0.9 reads from an opening bracket to its closing one and, if there is none, reads the same
text again without it: 2ⁿ steps for n open brackets, in native code that no signal stops. It also
recurses on the native stack for each level of nesting, and crashes when the stack overflows.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from typing import Final, TypeVar

LONGEST: Final = 10_000  # characters, as of a paragraph, in which most formulas stand
LONGEST_WITH_MACROS: Final = 1_000
DEEPEST: Final = 64
_FEW_BRACKETS: Final = 8
MOST_PRIMES: Final = 20  # in a row, which Typst lays out in quadratic time
_SHORT: Final = 300  # no formula this short nests deep enough to overflow the stack
_STACK: Final = 512 * 1024**2  # address space; pages are taken only as far as it is used

_PRIMES: Final = re.compile(rf"['′]{{{MOST_PRIMES + 1}}}")
MACRO: Final = re.compile(r"\\(?:def|gdef|edef|let|(?:re)?newcommand|providecommand)(?![A-Za-z])")
_TOKEN: Final = re.compile(r"\\(?:[A-Za-z]+\*?|.)|.", re.DOTALL)
_COMMANDS: Final = {
    "\\{": "{", "\\lparen": "(", "\\lbrack": "[", "\\lbrace": "{", "\\langle": "⟨",
    "\\lang": "⟨", "\\lfloor": "⌊", "\\lceil": "⌈", "\\llbracket": "⟦", "\\lBrack": "⟦",
    "\\lgroup": "⟮", "\\lmoustache": "⎰", "\\ulcorner": "⌜", "\\llcorner": "⌞",
    "\\lBrace": "⦃", "\\lParen": "⦅", "\\llparenthesis": "⦇", "\\llangle": "⦉",
    "\\lAngle": "⟪", "\\lvert": "|", "\\lVert": "‖",
}  # fmt: skip
_OPENING: Final = "([⌈⌊⌜⌞⎰❲⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼"
_SIZED: Final = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?|genfrac)\Z")
_LEFT_SIZED: Final = re.compile(r"\\[bB]igg?l\Z")
_TAKES_OPTION: Final = re.compile(r"\\(?:sqrt|smash|x[A-Za-z]+)\Z")
_MAY_TAKE_OPTION: Final = re.compile(r"(?:\\\\\*?|\}|\])\Z")
_OPTION: Final = re.compile(r"\[[-\w.\s]*\]")
# From a plane of private characters, which no formula uses.
_HIDDEN: Final = {char: chr(0xF0000 + i) for i, char in enumerate("{|‖" + _OPENING)}
_BACK: Final = {stand_in: char for char, stand_in in _HIDDEN.items()}
_ANY: Final = f"[{''.join(_BACK)}]"
_STAND_IN: Final = re.compile(rf"<mi[^>]*>({_ANY})</mi>|({_ANY})")

T = TypeVar("T")


def too_large(latex: str) -> str | None:
    """Why the formula is not parsed at all, or None."""
    if len(latex) > LONGEST:
        return f"it has {len(latex):,} characters; at most {LONGEST:,} are read"
    if _PRIMES.search(latex):
        return f"it has more than {MOST_PRIMES} primes in a row"
    if len(latex) > LONGEST_WITH_MACROS and MACRO.search(latex):
        return (
            f"it defines commands and has {len(latex):,} characters; "
            f"with definitions at most {LONGEST_WITH_MACROS:,} are read"
        )
    return None


def hide_brackets(latex: str) -> str:
    """The formula with a private character for each opening bracket, if there are many.

    To Typst a pair is just its two brackets, so no information is lost.
    """
    opening = sum(_opens(found[0]) is not None for found in _TOKEN.finditer(latex))
    if opening <= _FEW_BRACKETS and not MACRO.search(latex):
        return latex
    before, hidden = "", []
    for found in _TOKEN.finditer(latex):
        token = found[0]
        char = _opens(token)
        if _LEFT_SIZED.match(token):
            token = token[:-1]  # opens a pair, too; print takes no more from it than its size
        elif char and not _SIZED.match(before) and not _is_option(latex, found.start(), before):
            token = _HIDDEN[char]
        hidden.append(token)
        if not token.isspace():
            before = token
    return "".join(hidden)


def _opens(token: str) -> str | None:
    """The character of an opening bracket, None for any other token."""
    if _LEFT_SIZED.match(token):
        return ""
    return token if token in _OPENING else _COMMANDS.get(token)


def _is_option(latex: str, start: int, before: str) -> bool:
    if latex[start] != "[":
        return False
    if _TAKES_OPTION.match(before):
        return True
    return bool(_MAY_TAKE_OPTION.match(before) and _OPTION.match(latex, start))


def show_brackets(mathml: str) -> str:
    """The markup of a formula with its brackets again."""

    def shown(found: re.Match[str]) -> str:
        if found[2]:
            return _BACK[found[2]]
        char = _BACK[found[1]]
        form = ' form="prefix"' if char in "|‖" else ""  # those open only where it is said
        return f'<mo stretchy="false"{form}>{char}</mo>'

    return _STAND_IN.sub(shown, mathml)


def with_room(latex: str, convert: Callable[[], T]) -> T:
    """What `convert` returns, on a stack that the nesting of `latex` cannot exhaust."""
    if len(latex) <= _SHORT and not MACRO.search(latex):
        return convert()
    results: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            results.append(convert())
        except BaseException as error:
            errors.append(error)

    usual = threading.stack_size(_STACK)
    try:
        thread = threading.Thread(target=run, name="formula")
        thread.start()
    finally:
        threading.stack_size(usual)
    thread.join()
    if errors:
        raise errors[0]
    return results[0]
