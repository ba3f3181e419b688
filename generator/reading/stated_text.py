"""What a comment states behind its mark: a value, an exception, words; and what is a remark."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from generator.model import Says, Sure
from generator.reading.comment_forms import Form, after_words, form_of
from generator.reading.literals import reckoned, unquoted
from generator.reading.printed import is_error_line, leading_values
from generator.reading.statements import Statement

# A remark follows a value after a comma, a bracket, a dash or the like, or starts with a word that
# takes nothing from the value: `4 apples` and `4 or 5` state something else than `4`.
_REMARK: Final = re.compile(
    r"\s*[。！（【）)✓✔✅#]|\s+[(\[]|[.!?]+(?:\s|$)"
    r"|\s*[—–]+\s*(?![\d.'\"(\[{])\S|\s+(?:--?|//|<-+)\s+(?![\d.'\"(\[{])\S"
    r"|\s+(?:because|since|so|but|not|instead|although|though|whereas|rather|i\.e\.|e\.g\.)\b"
    r"|\s*(?:因为|由于|而不是|而非|不是|所以|但)"
)
# These stand between values, too: then what follows is no remark.
_SEPARATOR: Final = re.compile(r"\s*[，；：、;|]\s*|,\s*|:\s+")
_REMARK_OF_WORDS: Final = re.compile(r"(?<!\s)(?:\s*[，。；（]|\s+#|\s+[—–]\s)")
_LABEL: Final = re.compile(r"[^\W\d][\w ./-]{0,40}?\s*[:=：]\s*(?=\S)")
_SHAPE: Final = re.compile(r"[\d\s,()\[\]{}:]+")
_CROSSED: Final = re.compile(r"\d+(?:\s*[x×]\s*\d+)+")
_KEY_OR_SIZE: Final = re.compile(r"torch\.Size(?=\()|'\w*'(?=:)|\"\w*\"(?=:)")
_DTYPE: Final = re.compile(
    r"(?:[\w.]*\.)?(?:(?:u?int|float|bfloat|complex)\d+\w*|bool_?"
    r"|(?<=torch\.)(?:half|float|double|short|int|long))"
)
_NUMBER: Final = re.compile(r"[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?")
_ERROR_NAME: Final = re.compile(
    r"(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Warning|Interrupt|Iteration|Exit)\b"
)
_RAISED_NAME: Final = re.compile(r"(?:[A-Za-z_]\w*\.)*_?[A-Z]\w*(?::\s.*)?", re.DOTALL)
_AN_ERROR: Final = re.compile(
    r"(?:raises?\s+|throws?\s+|抛出|引发|触发)?(?:an?\s+)?(?:error|exception|错误?|异常|报错)(?=[\s!.,;，。；(（]|$)",
    re.IGNORECASE,
)
_NOTHING: Final = re.compile(
    r"(?:nothing|no\s+output|无输出|没有输出|什么[都也]不(?:输出|打印|显示|返回))(?=[\s!.,;，。；(（]|$)",
    re.IGNORECASE,
)
_DOTS: Final = re.compile(r"[.…\s]*")
_CUT: Final = re.compile(r"[+-]?\d+\.\d+(?=\.{3}|…)")
# Values that are written as words: they state something, and are not what comes out.
_SPELT: Final = re.compile(
    r"(?:(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|true|false|none|yes|no)\b"
    r"|[零一二两三四五六七八九十真假])",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[A-Za-z_][\w.-]*")
_SUM: Final = re.compile(r"[\d.\s+*/%()-]+")
_NUMBERED: Final = re.compile(r"\d{1,2}[.:)](?=\s|$)")

_MOST_WORDS: Final = 100  # characters of them without a mark

Why = Literal["empty", "dots", "words behind", "words", "shape", "dtype", "place", "no value"]


@dataclass(frozen=True, slots=True)
class Found:
    """What a text states: characters `start` to `end` of it, what they are, and how sure it is
    that they are meant so.
    """

    start: int
    end: int
    says: Says
    sure: Sure


def stated_in(form: Form, text: str, about: Statement) -> Found | Why | None:
    """What the text after a form's mark states of a statement; why that cannot be read, or None
    where the comment says something else. The text may have several lines.

    One rule for all forms: it is a value, or a value and then a remark. After code that prints, it
    may be any text; after anything else, words may be the text of a string or the name of a class.
    """
    if form.strength == "bare":
        return _bare(text, about)
    strong = form.strength == "strong"
    if not text.strip():
        return "empty" if strong else None
    match form.says:
        case "shape" | "dtype":
            return _of_kind(form, text)
        case "nothing":
            return _nothing(text)
        case "error":
            found = _error(text, 0, named=True)
            return found if found or not strong else "words"
        case "rounded":
            behind: Why | None = "words behind" if form.strength == "weak" else None
            return _number(text, 0) or (behind if _starts(text) else None)
    return _result(form, text, about)


def _result(form: Form, text: str, about: Statement) -> Found | Why | None:
    sure: Sure = "loose" if form.amid else "firm"
    if _ERROR_NAME.match(text) and (raised := _error(text, 0)):
        return raised
    cut = _CUT.match(text)
    if cut and ends_or_remarks(text[cut.end() :].lstrip(".…")):
        return Found(0, cut.end(), "rounded", sure)
    length = value_length(text)
    if length:
        if (
            about.kind == "print"
            and form.mark[:1].isalpha()
            and unquoted(text[:length]) is not None
        ):
            sure = "loose"  # `prints "a"` may mean the text, or the quotes, too
        return "dots" if _DOTS.fullmatch(text[:length]) else Found(0, length, "result", sure)
    if form.strength == "faint":
        return None
    rounded = after_words(text)
    if rounded and (number := _number(text, rounded)):
        return number
    error = _error(text, 0)
    if error is not None:
        return error
    nothing = _nothing(text)
    if nothing is not None:
        return nothing
    if form.strength == "weak":
        sum_of = _reckoned(text) if form.mark[:1] in ("=", "≡") else 0
        if sum_of:
            return Found(0, sum_of, "result", "firm")
        if about.kind == "print" and _WORD.fullmatch(text.strip()) and form.mark[-1:].isalpha():
            return Found(0, len(text.rstrip()), "result", "loose")
        spelt = _SPELT.match(text)
        if spelt and ends_or_remarks(text[spelt.end() :]):
            return Found(0, spelt.end(), "result", "loose")
        return "words behind" if _starts(text) else None
    inner = form_of("#" + text) if not form.nested and about.kind != "print" else None
    if inner is not None and inner.strength != "faint":
        found = stated_in(replace(inner, nested=True), text[inner.end - 1 :], about)
        if isinstance(found, Found) and found.sure == "firm":
            shift = inner.end - 1
            return Found(found.start + shift, found.end + shift, found.says, found.sure)
    return words_in(form, text, about)


def _reckoned(text: str) -> int:
    """The length of a sum of numbers at the start of a text: `2 * 3`; 0 where there is none."""
    found = _SUM.match(text)
    said = found[0].rstrip(" \t(") if found else ""
    return len(said) if reckoned(said) is not None and ends_or_remarks(text[len(said) :]) else 0


def words_in(form: Form, text: str, about: Statement) -> Found | Why:
    """Text that is no value: what was printed, the text of a string, the name of a class."""
    end = len(text.rstrip())
    label = _LABEL.match(text)
    if label and about.kind == "print" and (values := value_length(text[label.end() :])):
        return Found(0, label.end() + values, "result", "firm")
    if about.kind != "print":
        remark = _REMARK_OF_WORDS.search(text)
        return Found(0, remark.start() if remark else end, "result", "loose")
    arrow = not form.mark[:1].isalpha()
    return Found(0, end, "result", "firm" if arrow or " " not in text.strip() else "loose")


def _bare(text: str, about: Statement) -> Found | None:
    length = value_length(text)
    if not length:
        name = _ERROR_NAME.match(text)
        error = _error(text, 0) if name else None
        if error:
            return Found(error.start, error.end, "error", "loose")
        return Found(0, len(text.rstrip()), "result", "words") if _may_print(text, about) else None
    if _DOTS.fullmatch(text[:length]) or _NUMBERED.match(text):
        return None
    return Found(0, length, "result", "bare")


def _may_print(text: str, about: Statement) -> bool:
    """Whether words without a mark may be what a print prints: that is seen once it has."""
    if about.kind != "print" or not 0 < len(text.strip()) <= _MOST_WORDS:
        return False
    return not ("\n" in text or _NUMBERED.match(text) or "..." in text or "…" in text)


def _of_kind(form: Form, text: str) -> Found | Why | None:
    """A shape or a dtype, and nothing else but a remark."""
    length = value_length(text)
    fits = length and (_is_shape if form.says == "shape" else _is_dtype)(text[:length])
    if fits:
        return Found(0, length, form.says, "loose" if form.amid else "firm")
    if form.strength == "strong":
        return "shape" if form.says == "shape" else "dtype"
    return "words behind" if form.says == "shape" and form.strength == "weak" else None


def _error(text: str, start: int, *, named: bool = False) -> Found | None:
    """An exception's name, with its message or a remark; or the word that there is one."""
    rest = text[start:]
    if is_error_line(rest.rstrip()):
        return Found(start, start + len(rest.rstrip()), "error", "firm")
    name = (_RAISED_NAME if named else _ERROR_NAME).match(rest)
    if name and ends_or_remarks(rest[name.end() :]):
        return Found(start, start + len(name[0].rstrip()), "error", "firm")
    anything = _AN_ERROR.match(rest)
    return Found(start, start + anything.end(), "error", "firm") if anything else None


def _nothing(text: str) -> Found | None:
    """That nothing comes out."""
    nothing = _NOTHING.match(text)
    return Found(0, nothing.end(), "nothing", "firm") if nothing else None


def is_any_error(text: str) -> bool:
    """Whether a text says that there is an exception, whichever."""
    return _AN_ERROR.fullmatch(text) is not None


def _number(text: str, start: int) -> Found | None:
    """A number that is rounded, and nothing else but a remark."""
    number = _NUMBER.match(text, start)
    length = number.end() if number else 0
    if text[length - 1 : length] == ".":
        length -= 1
    fits = length > start and ends_or_remarks(text[length:])
    return Found(start, length, "rounded", "firm") if fits else None


def value_length(text: str) -> int:
    """The length of the values at the start of a text, where nothing but a remark follows them;
    0 where something else does, or there are none.
    """
    crossed = _CROSSED.match(text)  # a shape may be written so, though no value prints so
    length = max(leading_values(text), crossed.end() if crossed else 0)
    if text[length - 1 : length] == "." and re.search(r"(?<![\w.])\d+\.$", text[:length]):
        length -= 1  # the end of a sentence: Python prints no number with a dot at its end
    return length if ends_or_remarks(text[length:]) else 0


def ends_or_remarks(rest: str) -> bool:
    """Whether what follows a value is nothing, or a remark."""
    if not rest.strip() or _REMARK.match(rest):
        return True
    separator = _SEPARATOR.match(rest)
    if separator is None:
        return False
    after = rest[separator.end() :]
    return bool(after) and after[0] not in ".…,，" and leading_values(after) == 0


def _starts(text: str) -> bool:
    """Whether a text starts with a value, whatever follows."""
    return leading_values(text) > 0


def _is_shape(text: str) -> bool:
    if _CROSSED.fullmatch(text):
        return True
    plain = _KEY_OR_SIZE.sub("", text)
    return text[:1] in ("(", "[", "{", "t") and _SHAPE.fullmatch(plain) is not None


def _is_dtype(text: str) -> bool:
    bare = re.sub(r"<class '([\w.]+)'>|dtype\('(\w+)'\)", r"\1\2", text)
    bare = re.sub(r"'\w*':|\"\w*\":|[\s,(){}\[\]]+", " ", bare)
    return bool(bare.split()) and all(_DTYPE.fullmatch(word) for word in bare.split())
