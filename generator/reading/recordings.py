"""Sound and film that cards play. Markdown and HTML name them as they name images.

Anki's own `[sound:name.mp3]` is read here, too. Its desktop program plays all of these formats.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

SOUNDS: Final = (".mp3", ".ogg", ".oga", ".opus", ".wav", ".m4a", ".flac")
FILMS: Final = (".mp4", ".webm", ".mov")
SUFFIXES: Final = SOUNDS + FILMS
# How files begin. An MP3 may have a tag before its first frame.
_OGG: Final = re.compile(rb"OggS")
_MPEG_4: Final = re.compile(rb".{4}(?:ftyp|moov|mdat|wide|free|skip|pnot)", re.DOTALL)
_BEGINNINGS: Final = {
    ".mp3": re.compile(rb"ID3|\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"),
    ".ogg": _OGG,
    ".oga": _OGG,
    ".opus": re.compile(rb"OggS.{0,200}?OpusHead", re.DOTALL),
    ".wav": re.compile(rb"(?:RIFF|RF64).{4}WAVE", re.DOTALL),
    ".m4a": _MPEG_4,
    ".flac": re.compile(rb"fLaC|ID3"),
    ".mp4": _MPEG_4,
    ".webm": re.compile(rb"\x1a\x45\xdf\xa3"),
    ".mov": _MPEG_4,
}
_MARK: Final = re.compile(r"\[sound:(?P<source>[^\[\]\n]+\.[A-Za-z0-9]{2,5})[ \t]*\](?![\[(])")


def is_recording(name: str) -> bool:
    """Whether a file of this name is sound or film, by its ending."""
    return name.lower().endswith(SUFFIXES)


def is_film(name: str) -> bool:
    """Whether a file of this name is film, by its ending."""
    return name.lower().endswith(FILMS)


def begins_right(suffix: str, data: bytes) -> bool:
    """Whether `data` begins as a recording with this ending does."""
    return _BEGINNINGS[suffix].match(data) is not None


def sound_marks_plugin(md: MarkdownIt) -> None:
    """Teach `md` `[sound:name.mp3]`, as a token image."""
    md.inline.ruler.before("link", "sound_mark", _sound_mark)


def _sound_mark(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[":
        return False
    found = _MARK.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("image", "img", 0)
        token.attrs = {"src": found["source"].strip()}
        # Anki has one folder of media, so the name says nothing of where the file is.
        token.meta = {"wiki": True, "written": found[0]}
    state.pos = found.end()
    return True
