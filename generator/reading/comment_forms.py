"""The forms of a comment that states a result, and what in it is the statement."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from generator.reading.printed import is_error_line, leading_values
from generator.reading.statements import Statement

FormName = Literal["=>", "->", "output", "prints", "shape", "dtype"]
_FORMS: Final[tuple[tuple[FormName, re.Pattern[str]], ...]] = (
    ("=>", re.compile(r"#\s*=>\s*")),
    ("->", re.compile(r"#\s*->\s*")),
    ("output", re.compile(r"#\s*(?:[Oo]utputs?|OUTPUT|(?:输出|结果)[为是]?|打印出?)\s*[:：]\s*")),
    ("prints", re.compile(r"#\s*[Pp]rints(?:\s*[:：]\s*|\s+|$)")),
    ("shape", re.compile(r"#\s*(?:[Ss]hape|形状为?)\s*[:：]\s*")),
    ("dtype", re.compile(r"#\s*(?:[Dd]type|数据类型)\s*[:：]\s*")),
)  # fmt: skip
# Full-width punctuation and a second `#` never follow a printed value: a remark starts there.
_REMARK: Final = re.compile(r"\s*[，。；（#]")
_LABELLED: Final = re.compile(r"[^\W\d][\w ./-]{0,40}?\s*[:=：]\s*(?=\S)")
_SHAPE: Final = re.compile(r"[\d\s,()\[\]{}:]+")
_CROSSED: Final = re.compile(r"\d+(?:\s*[x×]\s*\d+)+")
_KEY_OR_SIZE: Final = re.compile(r"torch\.Size(?=\()|'\w*'(?=:)|\"\w*\"(?=:)")
_DTYPE: Final = re.compile(
    r"(?:[\w.]*\.)?(?:(?:u?int|float|bfloat|complex)\d+\w*|bool_?"
    r"|(?<=torch\.)(?:half|float|double|short|int|long))"
)


@dataclass(frozen=True, slots=True)
class Form:
    """How a comment starts: which form it has, and where in it the stated text starts."""

    name: FormName
    end: int


def form_of(comment: str) -> Form | None:
    """The form of a comment, `#` included; None for an ordinary one."""
    for name, pattern in _FORMS:
        found = pattern.match(comment)
        if found:
            return Form(name, found.end())
    return None


def stated_length(name: FormName, text: str, statement: Statement) -> int:
    """How much of the text after a form's marker states a result of a statement; 0 if none.

    `# shape:` and `# dtype:` state it of an expression, a print, or the value given to a name,
    where a shape or dtype and nothing else follows. `# =>` and `# Output:` do so of these, and
    of whatever calls something; `# ->` and `# prints` of expressions and prints, since beside
    anything else an arrow explains.

    What follows must read as printed values to its end, or to a remark after full-width
    punctuation or a second `#`. After a print it may have a label (`loss: 0.5`), and after
    `# =>` it may be any text. Elsewhere, `# =>` may go on in words after a value that is
    more than a number.
    """
    if name in ("shape", "dtype"):
        fits = statement.kind in ("print", "expression", "binding")
        length = _values_to_end(text)
        stated = text[:length]
        return length if fits and (_is_shape if name == "shape" else _is_dtype)(stated) else 0
    if name in ("->", "prints") and statement.kind not in ("print", "expression"):
        return 0
    if statement.kind == "other":
        return 0
    return _values_to_end(text) or _words(name, text, statement)


def _words(name: FormName, text: str, statement: Statement) -> int:
    """How much of a text that is not all values is a claim still."""
    everything = len(text.rstrip())
    if is_error_line(text):
        return everything
    if statement.kind == "print":
        if name == "=>":
            return everything
        label = _LABELLED.match(text)
        values = _values_to_end(text[label.end() :]) if label and name == "output" else 0
        return label.end() + values if label and values else 0
    if name != "=>":
        return 0
    length = leading_values(text)
    plain = re.fullmatch(r"[+-]?\d+", text[:length])
    said_on = re.match(r",? +[^\W\d]|,? +\(", text[length:])
    return everything if length and not plain and said_on else 0


def _values_to_end(text: str) -> int:
    # A shape may be crossed (2x2), which nothing prints.
    crossed = _CROSSED.match(text)
    length = max(leading_values(text), crossed.end() if crossed else 0)
    rest = text[length:]
    return length if not rest.strip() or _REMARK.match(rest) else 0


def _is_shape(text: str) -> bool:
    if _CROSSED.fullmatch(text):
        return True
    plain = _KEY_OR_SIZE.sub("", text)
    return text[:1] in ("(", "[", "{", "t") and _SHAPE.fullmatch(plain) is not None


def _is_dtype(text: str) -> bool:
    bare = re.sub(r"<class '([\w.]+)'>|dtype\('(\w+)'\)", r"\1\2", text)
    bare = re.sub(r"'\w*':|\"\w*\":|[\s,(){}\[\]]+", " ", bare)
    return bool(bare.split()) and all(_DTYPE.fullmatch(word) for word in bare.split())
