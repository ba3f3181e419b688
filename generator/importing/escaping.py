"""Text → Markdown that Proofdeck shows as exactly that text."""

from __future__ import annotations

import re
from typing import Final

# What begins a mark of CommonMark or of Proofdeck wherever it stands, and what does beside others.
_ANYWHERE: Final = re.compile(
    r"[\\`*$]"
    # `\[` would begin a formula.
    r"|(?P<bracket>\[(?=[\[^!]|[ xX]\]|sound:))|\](?=[(\[:{])|\^(?=\[)"
    r"|(?<![^\W_])_|_(?![^\W_])"  # within a word it is text
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=#?\w+;)"
    r"|~(?=~)|(?<=~)~"
    r"|(?<=\s)=(?==\S)|^=(?==)|(?<=\S)=(?==(?!\w))|(?<==)=(?=\S)|(?<=\S=)="
    r"|\{(?=\{|c\d)|(?<=\{)\{|\}(?=\})|(?<=\})\}"
)
_OUTSIDE: Final = r"\s<>\"`{}|\\^*\[\]\x00-\x1f\U000f0000-\U0010ffff"  # of an address
_ADDRESS: Final = re.compile(
    rf"(?<![A-Za-z0-9+.-])https?://[A-Za-z0-9][^{_OUTSIDE}]*[^{_OUTSIDE}?!.,:;'~&)]",
    re.IGNORECASE,
)
# What begins a block, at the start of a line.
_AT_START: Final = re.compile(r"(?:[#>|:=^~]|!(?=!!)|[-+](?=[\s-]|$)|%%$)")
_NUMBERED: Final = re.compile(r"(\d{1,9})([.)])(?=\s|$)")


def escape_text(text: str, *, linked: bool = False) -> str:
    """A text within a line, without ends of lines; `linked` text is that of a link."""
    parts: list[str] = []
    at = 0
    for address in () if linked else _ADDRESS.finditer(text):
        if _escaped(address[0]) != address[0]:  # in an address a backslash would be shown
            parts += [_escaped(text[at : address.start()]), f"<{address[0]}>"]
            at = address.end()
    return "".join((*parts, _escaped(text[at:])))


def _escaped(text: str) -> str:
    return _ANYWHERE.sub(lambda found: "&#91;" if found["bracket"] else f"\\{found[0]}", text)


def escape_start(line: str) -> str:
    """The beginning of a line of Markdown in which `escape_text` has been at work."""
    if _AT_START.match(line):
        return f"\\{line}"
    return _NUMBERED.sub(r"\1\\\2", line, count=1) if _NUMBERED.match(line) else line


def escape_paragraph(text: str) -> str:
    """Lines of text as one paragraph, in which each begins a new line. Empty lines part
    paragraphs.
    """
    paragraphs = re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip())
    return "\n\n".join(
        "\\\n".join(escape_start(escape_text(line.strip())) for line in each.split("\n"))
        for each in paragraphs
    )


def fenced(code: str, info: str = "") -> str:
    """Code in a fence, of as many backticks as it needs."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    fence = "`" * max(3, longest + 1)
    body = code.rstrip("\n")
    return f"{fence}{info}\n{body}\n{fence}"


def inline_code(text: str) -> str:
    """Text as code within a line."""
    flat = " ".join(text.split("\n"))
    longest = max((len(run) for run in re.findall(r"`+", flat)), default=0)
    ticks = "`" * (longest + 1)
    # CommonMark takes a space from either end where both have one.
    edge = " " if "`" in (flat[:1], flat[-1:]) or flat[:1] == flat[-1:] == " " else ""
    return f"{ticks}{edge}{flat}{edge}{ticks}"
