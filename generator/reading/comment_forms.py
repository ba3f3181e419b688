"""The forms of a comment that states a result: how it is marked, and of what."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, Literal

from generator.model import Says

# A "strong" mark always states something; a "weak" one does before a value, a "faint" one before
# values and a remark alone. A "bare" comment has no mark at all.
Strength = Literal["strong", "weak", "faint", "bare"]


@dataclass(frozen=True, slots=True)
class Form:
    """How a comment states something: its `mark`, and where in the comment the stated text starts.

    `named` is the name whose value it is, if the comment says so (`# x = 3`). Where other words
    stand before the mark, it starts at `start`; `amid` says that these may make it another's,
    `nested` that they are a mark themselves (`# => prints 3`).
    """

    mark: str
    says: Says
    strength: Strength
    end: int
    named: str = ""
    start: int = 0
    amid: bool = False
    nested: bool = False


_ARROW: Final = r"(?:(?<!>)>{3,}|(?<![-=~])[-=~]++(?:>|&gt;)|[→⇒⟶⟹➜➔➙➡⇨↦►])"
_OF_IT: Final = r"(?:(?:the|its|expected|actual|sample|console|program|final)\s+){0,2}"
_GIVEN: Final = (
    r"(?:outputs?|out(?:\s?\[\d*\])?|results?|prints?|printed|returns?|returned|gives?|yields?"
    r"|shows?|displays?|stdout|expected|evaluates\s+to|equals|answer|value)"
)
# Without a colon: "print 3 rows" is an order, "output 3" may be a heading.
_NOUN: Final = r"(?:output|out|result|answer|expected|value)"
_WILL: Final = r"(?:(?:this|that|it|which|we|you|now|then)\s+){0,2}(?:will|would|should|must)\s+"
_GIVES: Final = (
    r"(?:(?:this|it|which|that)\s+)?(?:outputs|prints(?:\s+out)?|printed|returns|returned|gives|yields"
    r"|shows|displays|evaluates\s+to|equals)"
    rf"|{_NOUN}\s*(?:is|=+|(?:will|should|would)\s+be)"
    rf"|{_WILL}(?:be|print|output|return|give|yield|show|display|get)|(?:(?:we|you)\s+)?(?:gets?|got)"
)
_GIVEN_ZH: Final = (
    r"(?:代码|程序|运行|执行|预期|期望|控制台|最终|屏幕|这里|此处|这|它|会|将|应该|应|后|的|上){0,4}"
    r"(?:输出|结果|打印|返回|得到|显示|答案|值)(?:结果|内容|值|出|了)?"
)
_COLON: Final = r"\s*[:：]\s*"
_SIZED: Final = r"(?=[(\[{]|torch\.Size|\d+\s*[x×])"
_NAME: Final = r"[A-Za-z_]\w{0,40}(?:\.\w{1,40}|\[[^\[\]\s]{1,20}\]){0,5}"
_OF_WHAT: Final = rf"(?:(?P<name>{_NAME})\.|{_OF_IT}(?:new|output|result)\s+)?"
_ABOUT: Final = r"(?:approx(?:\.|imately)?|about|roughly|around|ca\.)\s+"
_RAISED: Final = (
    r"(?:(?:(?:this|that|it|which)\s+)?(?:(?:will|would|should)\s+)?"
    r"(?:raises?|throws?|raised|thrown|fails?\s+with|errors?\s+with)|会?(?:抛出|引发|触发|报错))"
)

# One table: strength, what is stated, and the mark. The first that fits counts.
_TABLE: Final[tuple[tuple[Strength, Says, str], ...]] = (
    ("strong", "result", rf"(?://\s*)?(?:{_ARROW}|>>)\s*"),
    ("strong", "shape", rf"{_OF_WHAT}shapes?\s*[:：=]+\s*|形状[为是]?{_COLON}"),
    ("strong", "dtype", rf"{_OF_WHAT}dtypes?\s*[:：=]+\s*|数据类型[为是]?{_COLON}"),
    ("weak", "shape", rf"(?:of\s+)?(?:shapes?|sizes?)(?:\s+is|\s+of)?\s*[:=]?\s*{_SIZED}"),
    ("weak", "shape", rf"形状[为是]?\s*{_SIZED}"),
    ("weak", "dtype", r"dtypes?(?:\s+is)?\s+|数据类型[为是]?\s*"),
    ("strong", "error", rf"{_RAISED}{_COLON}"),
    ("weak", "error", rf"(?:{_RAISED}\s*)(?:an?\s+)?(?=\S)"),
    ("weak", "nothing", r"(?=no\s+output\b|无输出|没有输出|什么[都也]不)"),
    ("strong", "result", rf"{_OF_IT}{_GIVEN}(?:\s+(?:is|are))?(?:\s\d+)?{_COLON}"),
    ("strong", "result", rf"{_GIVEN_ZH}(?:为|是|如下)?{_COLON}"),
    ("weak", "rounded", r"(?:≈|≃|≅|∼|~=?)\s*|(?:约等于|约为|大约[为是]?|近似[为于]?|约)\s*"),
    ("faint", "rounded", _ABOUT),
    ("weak", "result", rf"{_OF_IT}(?:{_GIVES})\s*(?=\S)"),
    ("faint", "result", rf"{_OF_IT}{_NOUN}\s+(?=\S)"),
    ("weak", "result", rf"{_GIVEN_ZH}[为是=]?\s*(?=\S)"),
    ("weak", "result", r"(?:={1,3}|≡|等于)\s*(?=\S)"),
    ("faint", "result", r"(?:(?:(?:which|that|it|this)\s+)?(?:is|are)(?:\s+now)?|becomes?|now)\s+"),
    ("faint", "result", r"(?:so\s+)?(?:it's|that's|i\.e\.,?|ans(?:wer)?\s*[:=])\s*"),
    ("faint", "result", r"(?:现在[为是]|变[成为]|[为是])\s*"),
)  # fmt: skip
_FORMS: Final = tuple((s, says, re.compile(mark, re.IGNORECASE)) for s, says, mark in _TABLE)
_START: Final = re.compile(r"#+(?P<pydantic>>+)?\s*")
_TITLE: Final = re.compile(
    rf"#+\s*{_OF_IT}(?:outputs?|results?|stdout|prints)\s*|#+\s*(?:运行|程序|代码)?(?:输出|结果)\s*",
    re.IGNORECASE,
)
_BRACKET: Final = re.compile(r"[(（]\s*")
_SAID_OF: Final = re.compile(
    rf"(?P<name>{_NAME})\s*(?P<mark>{_ARROW}|={{1,3}}|[:：]|is(?:\s+now)?\b|becomes\b|现在[为是]|变[成为]"
    r"|[为是])\s*(?=\S)"
)
_ARROWS: Final = re.compile(_ARROW)
_AMID: Final = re.compile(
    rf"(?P<arrow>{_ARROW})\s*|[,;.，。；（(]\s*(?:{_GIVEN}|{_GIVEN_ZH}[为是]?){_COLON}"
    rf"|\b(?:(?P<shape>shapes?)|(?P<dtype>dtypes?))\s*[:：=]+\s*",
    re.IGNORECASE,
)
_WORDS: Final = re.compile(rf"{_ABOUT}|[≈≃≅∼~]=?\s*|大?约等?[于为]?\s*", re.IGNORECASE)
_DIRECTIVE: Final = re.compile(
    r"#+\s*(?:type:|noqa\b|fmt:|isort:|pragma\b|pylint:|mypy:|ruff:|nosec\b|%%|!|-\*-)"
)


def is_directive(comment: str) -> bool:
    """Whether a comment speaks to a tool and not to a reader."""
    return _DIRECTIVE.match(comment) is not None


def form_of(comment: str) -> Form | None:
    """The form of a comment that starts with its mark, `#` included, in brackets or not; None
    where none does.
    """
    start = _START.match(comment)
    if start is None or is_directive(comment):
        return None
    if start["pydantic"]:
        return Form(">", "result", "strong", start.end())
    bracket = _BRACKET.match(comment, start.end())
    for at in (start.end(), *((bracket.end(),) if bracket else ())):
        for strength, says, pattern in _FORMS:
            found = pattern.match(comment, at)
            if found:
                named = found.groupdict().get("name") or ""
                return Form(found[0].strip(), says, strength, found.end(), named)
    return None


def title_of(comment: str) -> Form | None:
    """The form of `# Output`, which is a title of lines of output where such stand below it."""
    if _TITLE.fullmatch(comment) is None:
        return None
    return Form(comment.lstrip("# "), "result", "strong", len(comment))


def said_of_a_name(comment: str) -> Form | None:
    """The form of `# x = 3`, `# x is now 3` or `# x => 3`, whether or not there is an `x`."""
    start = _START.match(comment)
    found = _SAID_OF.match(comment, start.end()) if start and not is_directive(comment) else None
    if found is None:
        return None
    arrow = _ARROWS.fullmatch(found["mark"]) or found["mark"] in ("==", "===")
    return Form(found["mark"], "result", "weak" if arrow else "faint", found.end(), found["name"])


def bare_form(comment: str) -> Form | None:
    """A comment without any mark, as if its whole text were a result."""
    start = _START.match(comment)
    if start is None or start["pydantic"] or is_directive(comment):
        return None
    return Form("", "result", "bare", start.end())


def form_amid(comment: str) -> Form | None:
    """The form of a comment with its mark behind other words: `# the sum => 3`."""
    start = _START.match(comment)
    last: re.Match[str] | None = None
    for found in _AMID.finditer(comment, start.end() if start else 0):
        last = found
    if last is None:
        return None
    says: Says = "shape" if last["shape"] else "dtype" if last["dtype"] else "result"
    return Form(last[0].strip(), says, "faint", last.end(), start=last.start(), amid=True)


def form_within(comment: str) -> Form | None:
    """The strong form of a comment within a comment: `# the sum  # => 3`."""
    at = comment.find("#", len(comment) - len(comment.lstrip("#")))
    form = form_of(comment[at:]) if at > 0 else None
    if form is None or form.strength != "strong":
        return None
    return replace(form, end=form.end + at, start=at)


def is_marked(comment: str) -> bool:
    """Whether a comment starts with a mark that always states something."""
    form = form_of(comment)
    return form is not None and form.strength == "strong"


def after_words(text: str) -> int:
    """The length of the words at the start of a text that make its number a rounded one."""
    found = _WORDS.match(text)
    return found.end() if found else 0
