"""What stands below a program and says what comes out of it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from typing import Final

from generator.auditing.outputs_in_words import Below, in_paragraph, in_prose, in_quote
from generator.auditing.pages.page import Leaf
from generator.reading.fence_names import read_info
from generator.reading.introductions import Certainty, certainty_of
from generator.reading.output_listings import PLAIN, says_output
from generator.syntax import parse_quietly

_MOST_BETWEEN: Final = 4  # leaves between a program and its output
_COMMAND: Final = re.compile(r"(?:\([\w.-]+\) ?)?(?:[\w.@~:/-]*[$%#❯➜]|>|PS [^>]*>) +(?=\S)")
_RUNS: Final = re.compile(
    r"(?:(?:uv|poetry|pipenv|hatch|pdm) run )?(?:py|python[\d.]*|ipython)\b(?! -[cm]\b)|\./\S+\.py"
)
_OUT: Final = re.compile(r"\s*Out ?\[\d*\]: ?")


def output_below(leaves: Sequence[Leaf], index: int, runs: Sequence[object | None]) -> Below | None:
    """What stands below the listing at `index` and may be its output; None where nothing does.

    `runs` says of each leaf whether it is a program itself.
    """
    return next(_candidates(leaves, index, runs), None)


def _candidates(
    leaves: Sequence[Leaf], index: int, runs: Sequence[object | None]
) -> Iterator[Below]:
    """What may be the output, likeliest first."""
    prose: list[Below] = []
    yield from _introduced(leaves, index, runs, prose)
    yield from prose


def _introduced(
    leaves: Sequence[Leaf], index: int, runs: Sequence[object | None], prose: list[Below]
) -> Iterator[Below]:
    program = leaves[index]
    words: list[Certainty] = []
    for at in range(index + 1, min(index + 2 + 2 * _MOST_BETWEEN, len(leaves))):
        leaf = leaves[at]
        match leaf.role:
            case "code":
                if runs[at] is None and _is_commands(leaf.text) and not _is_output(leaf):
                    continue
                if runs[at] is not None and not words and _is_value(program.text):
                    return  # a list of values, none of which computes anything
                found = _listing(leaf, at, words, runs=runs[at] is not None)
                if found is not None:
                    yield found
                return
            case "text" | "markup":
                found = in_quote(leaf, at) if leaf.depth > program.depth and not words else None
                found = found or in_paragraph(leaf, at)
                if found is not None:
                    yield found
                    return
                if not words:
                    prose += in_prose(leaf, at)
                words.append(certainty_of(leaf.text))
                if len(words) > _MOST_BETWEEN:
                    return
            case "heading":
                if certainty_of(leaf.text) not in ("sure", "loose"):
                    return
                words.append(certainty_of(leaf.text))
            case "comment":
                continue
            case _:
                return


def is_stated_output(leaves: Sequence[Leaf], index: int) -> bool:
    """Whether a listing says by itself, or by the words right above it, that it is an output."""
    leaf = leaves[index]
    if _is_output(leaf):
        return True
    if not is_plain(leaf) or _is_commands(leaf.text):
        return False
    above = leaves[index - 1] if index else None
    return above is not None and above.role in ("text", "heading", "markup") and (
        certainty_of(above.text) == "sure" and len(above.text) > 3
    )  # fmt: skip


# --- listings -------------------------------------------------------------------------


def _listing(leaf: Leaf, at: int, words: Sequence[Certainty], *, runs: bool) -> Below | None:
    introduced = [each for each in words if each != "maybe"]
    said: Certainty = introduced[-1] if introduced else "maybe"
    certainty: Certainty = said if words else "likely"
    introduced_so = said in ("sure", "loose")
    if runs and not (is_no_program(leaf.text) if introduced_so else _is_value(leaf.text)):
        return None
    if _is_output(leaf):
        certainty = "loose" if said == "loose" else "sure"
    elif certainty in ("maybe", "other") and len(words) > 1:
        return None
    elif not is_plain(leaf) and not introduced_so:
        certainty = "prose"  # of another language, or a value: unless it is like what came out
    text, skipped = _without_command(leaf.text)
    if certainty == "other" and not skipped:
        return None
    if not text.strip():
        return None
    if skipped:
        certainty = "likely" if certainty in ("maybe", "other", "sure") else certainty
    out = _OUT.match(text)
    if out:
        text = text[out.end() :]
    lines = text.split("\n")
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    place = leaf.place_of(1 + skipped + blank, 1)
    return Below("\n".join(lines[blank:]).rstrip("\n"), place, certainty, at)


def _is_output(leaf: Leaf) -> bool:
    """Whether a listing is marked as what comes out."""
    return says_output(read_info(leaf.info))


def is_plain(leaf: Leaf) -> bool:
    """Whether a listing is unmarked, or marked with a word that an output may have."""
    info = read_info(leaf.info)
    word = info.word.lower()
    if info.directive:
        return word in PLAIN
    # After the language, `console?lang=python` has options of its own.
    return word.partition("?")[0] in PLAIN or (not word and not leaf.info.strip("{} "))


def is_no_program(code: str) -> bool:
    """Whether a listing marked as Python is not Python, or is one expression that does nothing: a
    literal, or the repr of an object.
    """
    tree = parse_quietly(code)
    if tree is None:
        return True
    if len(tree.body) != 1 or not isinstance(tree.body[0], ast.Expr):
        return False
    value = tree.body[0].value
    return isinstance(value, ast.Constant | ast.List | ast.Tuple | ast.Dict | ast.Set | ast.UnaryOp)


def _is_value(code: str) -> bool:
    """Whether a listing that is marked as Python is a value and nothing else."""
    return "#" not in code and parse_quietly(code) is not None and is_no_program(code)


def _is_commands(text: str) -> bool:
    """Whether all lines are commands of a shell, so that nothing is said to come out."""
    lines = [line for line in text.split("\n")[:50] if line.strip()]
    commands = [_is_command(line) for line in lines]
    # Remarks stand between commands; alone they are an output whose lines start with `#`.
    return not lines or (
        any(commands)
        and all(
            is_one or line.startswith("#") for is_one, line in zip(commands, lines, strict=True)
        )
    )


def _is_command(line: str) -> bool:
    found = _COMMAND.match(line)
    if found:
        return not found[0].startswith("#")
    return _RUNS.match(line) is not None or line.startswith(("pip ", "cd "))


def _without_command(text: str) -> tuple[str, int]:
    """The text below a command that runs a program, and how many lines were taken off.

    Nothing is left of a text that shows other commands, or several.
    """
    lines = text.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    line = lines[first].strip()
    prompt = _COMMAND.match(line)
    command = line[prompt.end() :] if prompt else line
    if prompt is None and not (_RUNS.match(line) and line.endswith(".py")):
        return text, 0
    if prompt is not None and prompt[0].startswith((">", "#")):
        return text, 0
    rest = lines[first + 1 :]
    while rest and prompt and not rest[-1].replace(prompt[0].strip(), "").strip():
        rest.pop()
    if not _RUNS.match(command) or any(_COMMAND.match(each) for each in rest if prompt):
        return "", 0
    return "\n".join(rest), first + 1
