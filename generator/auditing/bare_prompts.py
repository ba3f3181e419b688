"""Sessions whose further lines of code have no prompts, as in many READMEs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from generator.reading.prompts import Prompt
from generator.syntax import parse_quietly

_CLAUSE: Final = re.compile(r"(?:elif\b|else\s*:|except\b|finally\s*:|case\b)")
_STRING: Final = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|#[^\n]*")
_CODE: Final = re.compile(
    r"(?:@\w|(?:async )?def \w|class \w|import \w|from [\w.]+ import |with .*:$|for .* in .*:$)",
    re.MULTILINE,
)
_MOST: Final = 200  # lines


def completed(prompt: Prompt) -> Prompt:
    """A prompt with the lines below it that finish its code."""
    if not prompt.shown or parse_quietly(prompt.code) is not None:
        return prompt
    indent = " " * (prompt.margin - 4)
    below = [line.removeprefix(indent) for line in prompt.shown[:_MOST]]
    taken = _taken(prompt.code, below)
    if not taken:
        return prompt
    code = "\n".join([prompt.code, *below[:taken]])
    return replace(prompt, code=code, shown=prompt.shown[taken:])


def is_bare_code(said: str) -> bool:
    """Whether what stands below a prompt is no output, but a definition or the like."""
    return _CODE.match(said.strip()) is not None and parse_quietly(said) is not None


def _taken(code: str, below: Sequence[str]) -> int:
    """How many of the lines below finish the code; 0 where none do."""
    if code.rstrip().endswith(":"):
        count = 0
        for line in below:
            if line.strip() and not line[:1].isspace() and not _CLAUSE.match(line):
                break
            count += 1
        while count and not below[count - 1].strip():
            count -= 1
        return count if count and _parses(code, below[:count]) else 0
    quote = next((each for each in ('"""', "'''") if code.count(each) % 2), None)
    if quote is not None:
        end = next((number for number, line in enumerate(below, 1) if quote in line), 0)
        return end if end and _parses(code, below[:end]) else 0
    depth = _depth(code)
    if depth <= 0:
        return 0
    for number, line in enumerate(below, 1):
        depth += _depth(line)
        if depth <= 0:
            return number if _parses(code, below[:number]) else 0
    return 0


def _parses(code: str, below: Sequence[str]) -> bool:
    return parse_quietly("\n".join([code, *below])) is not None


def _depth(code: str) -> int:
    """How many more brackets are opened than closed."""
    bare = _STRING.sub("", code)
    return sum(map(bare.count, "([{")) - sum(map(bare.count, ")]}"))
