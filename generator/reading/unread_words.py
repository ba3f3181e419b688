"""Why a comment that is marked as stating a result is not read, and what to write instead."""

from __future__ import annotations

from typing import Final, Literal

from generator.reading.stated_text import Why

NotRead = (
    Why
    | Literal[
        "several", "header", "inside", "above", "far", "augmented", "docstring", "code", "python"
    ]
)

_MOVE: Final = "put it at the end of the line that it is about, or below that line"
_UNMARK: Final = "or remove the mark if it states no result"
_WORDS: Final[dict[NotRead, tuple[str, str]]] = {
    "empty": ("nothing follows the mark", f"write what comes out, as in `# => 4.0`, {_UNMARK}"),
    "dots": ("dots state nothing", f"write what comes out, {_UNMARK}"),
    "words behind": (
        "the words after the value may change its meaning",
        f"set them apart with a comma, a dash or brackets, as in `# => 4 (apples)`, {_UNMARK}",
    ),
    "words": (
        "no exception is named",
        f"name it, as in `# raises ValueError`, {_UNMARK}",
    ),
    "shape": (
        "it is not a shape of numbers",
        f"write the sizes, as in `# shape: (32, 3)`, {_UNMARK}",
    ),
    "dtype": ("it is not a dtype", f"write one, as in `# dtype: float32`, {_UNMARK}"),
    "no value": ("its line prints nothing and has no value", f"{_MOVE}, {_UNMARK}"),
    "several": (
        "it states several values",
        "give each a comment of its own below the line, as in `# a = 3`, then `# b = 2`",
    ),
    "header": ("no statement ends on its line", f"{_MOVE}, {_UNMARK}"),
    "inside": (
        "it is inside a statement, but not beside an element of a literal",
        f"put it after the statement, {_UNMARK}",
    ),
    "above": ("no statement ends above it", f"{_MOVE}, {_UNMARK}"),
    "far": ("other comments are between it and its statement", f"{_MOVE}, {_UNMARK}"),
    "augmented": (
        "what its line changes has no plain name",
        "state it below, after an expression of its own",
    ),
    "docstring": (
        "a session in a docstring is not run",
        "call it below the function, and state the result there",
    ),
    "code": ("its code is commented out", f"uncomment the code, {_UNMARK}"),
    "python": ("its program is not Python", f"correct the program, {_UNMARK}"),
}


def words_of(why: NotRead) -> tuple[str, str]:
    """The reason, to follow "is not read:", and a hint."""
    return _WORDS[why]
