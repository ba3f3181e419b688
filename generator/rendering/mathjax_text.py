r"""Text in formulas: `\text{…}` and its like.

The MathJax in Anki takes such text as it stands: `\text{loss_total}` shows what it says, and
`\text{50\%}`, which LaTeX needs, shows the backslash. Both spellings are allowed here, and each
medium gets the one that it shows rightly.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

# By the name of a command of text, how LaTeX sets the same.
TEXT: Final = {
    "text": "text", "textrm": "textrm", "textbf": "textbf", "textit": "textit",
    "textsf": "textsf", "texttt": "texttt", "textnormal": "text", "textup": "textrm",
    "mbox": "text", "hbox": "text",
}  # fmt: skip
# Where a formula that MathJax reads as text has no counterpart that is only text.
_OTHERS: Final = frozenset({"fbox", "framebox", "tag", "tag*", "colorbox", "fcolorbox", "textllap",
                            "textrlap", "textclap"})  # fmt: skip
# Of these commands `\tag` alone takes a star; behind `\text` it is the text.
_TOKEN: Final = re.compile(r"\\(?:tag\*|[A-Za-z]+|.)|.", re.DOTALL)
_OPENING: Final = re.compile(r"\s*\{")
_PLAIN: Final = {r"\_": "_", r"\%": "%", r"\&": "&", r"\#": "#", r"\ ": " ", r"\,": "\u2009"}
_SAME: Final = frozenset({r"\$", r"\{", r"\}", r"\\"})  # which MathJax reads as LaTeX does
# With empty braces, because math-core leaves out a space behind a command.
_ESCAPED: Final = {
    "_": r"\_{}", "%": r"\%{}", "&": r"\&{}", "#": r"\#{}", "$": r"\${}",
    "{": r"\{{}", "}": r"\}{}",
    "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
}  # fmt: skip
_NO_BREAK: Final = "\u00a0"


def text_fault(inside: str, command: str) -> Iterator[tuple[int, str, str]]:
    """What of a text Anki would show as it is written: its offset, a message and a hint."""
    for kind, piece, offset in _pieces(inside):
        if kind == "open":
            yield offset, "`$` has no second `$` in this text", r"for the sign write `\$`"
        elif kind == "command":
            message = rf"Anki shows `{piece}` in `\{command}{{…}}` as it is written"
            yield offset, message, rf"end the text before it: `\text{{…}} {piece}… \text{{…}}`"


def formulas_in(inside: str) -> Iterator[tuple[int, str]]:
    """The formulas in a text, with their offsets."""
    for kind, piece, offset in _pieces(inside):
        if kind == "math":
            yield offset + (1 if inside[offset] == "$" else 2), piece


def _pieces(inside: str) -> Iterator[tuple[str, str, int]]:
    """A text in its pieces, ("text" | "math" | "command" | "open", piece, offset). A formula in it
    stands between dollars, or in round brackets with backslashes.
    """
    at = 0
    while at < len(inside):
        found = _TOKEN.match(inside, at)
        token = found[0] if found else inside[at]
        closing = {"$": "$", r"\(": r"\)"}.get(token)
        if closing is not None:
            end = _end_of(inside, at + len(token), closing)
            if end < 0:
                yield "open", token, at
                at += len(token)
                continue
            yield "math", inside[at + len(token) : end], at
            at = end + len(closing)
            continue
        if token == "\\ref" or token == "\\eqref" or (len(token) == 1 and token != "~"):
            yield "text", token, at
        elif token == "~":
            yield "text", _NO_BREAK, at
        elif token in _PLAIN:
            yield "text", _PLAIN[token], at
        elif token in _SAME:
            yield "text", token[1], at
        else:
            yield "command", token, at
        at += len(token)


def _end_of(inside: str, at: int, closing: str) -> int:
    depth = 0
    while at < len(inside):
        found = _TOKEN.match(inside, at)
        token = found[0] if found else inside[at]
        if token == closing and depth == 0:
            return at
        depth += (token == "{") - (token == "}")
        at += len(token)
    return -1


def for_anki(latex: str) -> str:
    """The formula with its texts as MathJax reads them."""
    return _with_texts(latex, frozenset({*TEXT, *_OTHERS}), _anki_text)


def for_latex(latex: str) -> str:
    """The formula with its texts as LaTeX reads them, and formulas in them outside of them."""
    return _with_texts(latex, frozenset(TEXT), _latex_text)


def _anki_text(command: str, inside: str) -> str:
    parts = []
    for kind, piece, offset in _pieces(inside):
        if kind == "math":
            parts.append(f"${for_anki(piece)}$")
        elif kind == "text" and piece in "${}\\" and inside[offset] == "\\":
            parts.append("\\" + piece)
        else:
            parts.append(piece)
    return f"\\{command}{{{''.join(parts)}}}"


def _latex_text(command: str, inside: str) -> str:
    written: list[str] = []
    text = ""

    def end() -> None:
        nonlocal text
        if text:
            written.append(f"\\{TEXT[command]}{{{text}}}")
        text = ""

    for kind, piece, _ in _pieces(inside):
        if kind == "math":
            end()
            written.append(f"{{{for_latex(piece)}}}")
        else:
            text += _ESCAPED.get(piece, piece)
    end()
    return f"{{{''.join(written)}}}" if len(written) != 1 else written[0]


def _with_texts(latex: str, commands: frozenset[str], rewritten: Callable[[str, str], str]) -> str:
    if "\\" not in latex:
        return latex
    parts: list[str] = []
    at = 0
    while at < len(latex):
        found = _TOKEN.match(latex, at)
        token = found[0] if found else latex[at]
        at += len(token)
        opened = _OPENING.match(latex, at) if token[1:] in commands else None
        end = _end_of(latex, opened.end(), "}") if opened else -1
        if opened is None or end < 0:
            parts.append(token)
            continue
        parts.append(rewritten(token[1:], latex[opened.end() : end]))
        at = end + 1
    return "".join(parts)
