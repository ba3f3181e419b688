"""Plain text, code and addresses as Markdown that every reader of it takes for the same."""

from __future__ import annotations

import re
from typing import Final

# What means something wherever it stands. `#` and `{{` do in other tools: a tag, a cloze.
# A bracket is closed by none, and so opens no link; `\[` would begin a formula in some of them.
_MARKS: Final = re.compile(r"[\\`*\]<>$~#|^]|_(?=\W|\Z)|(?<!\w)_|={2,}|\{\{|\}\}|&(?=#?\w+;)")
_START: Final = re.compile(
    r"^(\s*)([-+=](?=\s|\Z|[-=]))|^(\s*\d{1,9})([.)])(?=\s|\Z)", re.MULTILINE
)
_TICKS: Final = re.compile("`+")
MEDIA: Final = "\ue000"  # before the name of a media file, where a tool has its own folder
RECORDING: Final = "\ue001"  # before a link to sound or film


def escaped(text: str, *, in_link: bool = False) -> str:
    """Text whose characters mean nothing in Markdown. It may begin a line. In the text of a link or
    the description of a picture brackets would have to be balanced.
    """
    text = text.replace(MEDIA, "").replace(RECORDING, "")
    marked = _MARKS.sub(lambda found: "".join(f"\\{sign}" for sign in found[0]), text)
    started = _START.sub(_started, marked)
    return started.replace("[", "&#91;") if in_link else started


def _started(found: re.Match[str]) -> str:
    if found[2] is not None:
        return f"{found[1]}\\{found[2]}"
    return f"{found[3]}\\{found[4]}"


def code_span(text: str) -> str:
    """Code in a line."""
    text = " ".join(text.split("\n"))
    ticks = "`" * (max((len(each) for each in _TICKS.findall(text)), default=0) + 1)
    if text.startswith("`") or text.endswith("`") or not text.strip():
        return f"{ticks} {text} {ticks}"
    both = text.startswith(" ") and text.endswith(" ")  # of which a reader would take one away
    return f"{ticks} {text} {ticks}" if both else f"{ticks}{text}{ticks}"


def code_block(text: str, language: str = "") -> str:
    """Code in a fence of backticks, more than there are in it."""
    ticks = "`" * max(3, max((len(each) for each in _TICKS.findall(text)), default=0) + 1)
    return f"{ticks}{language}\n{text.removesuffix(chr(10))}\n{ticks}"


def address(href: str) -> str:
    """The address of a link, in angle brackets where it needs them."""
    clean = href.replace("\n", " ").replace("<", "%3C").replace(">", "%3E")
    return f"<{clean}>" if re.search(r"[\s()\\]", clean) else clean


def image(name: str, alt: str) -> str:
    """A picture by the name of its file."""
    return f"![{escaped(alt, in_link=True)}]({MEDIA}{name})"


def recording(name: str, alt: str) -> str:
    """Sound or film by the name of its file."""
    return f"{RECORDING}[{escaped(alt or name, in_link=True)}]({MEDIA}{name})"


def with_media(text: str, folder: str, *, embedded: bool = False) -> str:
    """Markdown whose media files lie in a `folder`. With `embedded`, recordings are written like
    pictures, as some tools have it; else they are links.
    """
    return text.replace(MEDIA, folder).replace(RECORDING, "!" if embedded else "")
