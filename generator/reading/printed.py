"""Text that reads like something a program printed, and not like prose."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = r"(?:[0-9][0-9_]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DTYPE: Final = r"(?:u?int|float|bfloat|complex)[0-9]+|bool_?"
_LIBRARIES: Final = r"(?:torch|jax|jnp|numpy|np|datetime)"
# What follows a word must not make it part of a longer one, or of a name with a dash.
_END: Final = r"(?![\w]|-\w)"
_WORD: Final = re.compile(
    rf"(?:(?:True|False|None|[+-]?nan|[+-]?inf|NaN|NaT|NotImplemented|cpu|mps|cuda(?::[0-9]+)?"
    rf"|{_DTYPE}|{_LIBRARIES}(?:\.\w+)+|[A-Z]\w*\.[A-Z][A-Z0-9_]*){_END}|Parameter containing:)"
)
_NUMBER: Final = re.compile(
    rf"[+-]?(?:0x[0-9a-fA-F]+|{_DIGITS}(?:[jJ]|[+-]{_DIGITS}[jJ])?%?){_END}"
)
_STRING: Final = re.compile(r"[bB]?(?:'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\")")
_ANGLE: Final = re.compile(r"<[A-Za-z_][^<>\n]*(?:<[^<>\n]*>[^<>\n]*)*>")
_DOTS: Final = re.compile(r"\.\.\.(?!\w)")
# What is called in a printed value: a class, or one of these. `relu(x)` is prose.
_CALL: Final = re.compile(
    rf"(?:\w+\.)*(?:_*[A-Z]\w*|{_DTYPE})(?=\()|{_LIBRARIES}(?:\.\w+)+(?=\()"
    r"|(?:array|bytearray|defaultdict|deque|device|dict_items|dict_keys|dict_values|dtype"
    r"|frozenset|mappingproxy|masked_array|matrix|memoryview|range|set|slice|tensor)(?=\()"
)
_ERROR: Final = re.compile(
    r"(?:\w+\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Iteration|Exit)(?::\s.*)?",
    re.DOTALL,
)
_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_BETWEEN: Final = re.compile(r"\s*,\s*|\s+")
_WITHIN: Final = re.compile(r"(?:[\s,:;]|\w+=(?!=)|\(\w+\):)*")
_DEEPEST: Final = 40


def is_error_line(text: str) -> bool:
    """Whether a text is the last line of a traceback with its message: `ValueError: …`."""
    return ":" in text and _ERROR.fullmatch(text) is not None


def leading_values(text: str) -> int:
    """The length of the start of a text that reads as printed values; 0 where none does.

    Values are numbers, quoted strings, True, False, None, nan, inf, names of dtypes and devices,
    dotted names of libraries (`torch.float32`), members of enums, `<class …>`, and brackets of
    values, after the name of a class or not: `(2, 2)`, `tensor([1.])`, `Linear(bias=True)`.
    Several stand beside each other with spaces or commas between them. A bare word is prose,
    and so is a bracket that holds one: `(batch, 10)`.
    """
    position = end = 0
    while (after := _value(text, position, 0)) is not None:
        end = after
        between = _BETWEEN.match(text, after)
        if between is None:
            break
        position = between.end()
    return end


def _value(text: str, position: int, depth: int) -> int | None:
    """The end of the value at a position, None where there is none."""
    call = _CALL.match(text, position)
    if call:
        return _bracket(text, call.end(), depth)
    for form in (_STRING, _WORD, _NUMBER, _ANGLE, _DOTS):
        found = form.match(text, position)
        if found:
            return found.end()
    return _bracket(text, position, depth) if text[position : position + 1] in _CLOSING else None


def _bracket(text: str, position: int, depth: int) -> int | None:
    """The end of the bracket at a position, None where it holds prose or is never closed."""
    if depth > _DEEPEST:
        return None
    closing = _CLOSING[text[position]]
    position += 1
    while True:
        between = _WITHIN.match(text, position)
        position = between.end() if between else position
        if text[position : position + 1] == closing:
            return position + 1
        after = _value(text, position, depth + 1)
        if after is None or not re.compile(r"[\s,:;)\]}]").match(text, after):
            return None
        position = after
