"""The colours of a card and of its code, in light and night mode.

Both palettes are our own. Every ink reaches a contrast of 4.5:1 (WCAG 2.2, criterion 1.4.3, AA)
on every ground it is set on; a test computes it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

Role = Literal["keyword", "string", "number", "comment", "function", "type", "decorator"]


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as "#rrggbb".

    Inks: `ink`, `muted` (footers, chapters, marks), `accent` (links, clozes), `alarm` (standard
    error, tracebacks) and one per role in `tokens`. Grounds: `paper`, `code`, `output`, `error` and
    `hole` (what a cloze hides in code).
    `rule` draws thin lines.
    """

    paper: str
    ink: str
    muted: str
    accent: str
    alarm: str
    rule: str
    code: str
    output: str
    error: str
    hole: str
    tokens: Mapping[Role, str]


LIGHT: Final = Palette(
    paper="#ffffff",
    ink="#1f2328",
    muted="#636b74",
    accent="#1a5fb4",
    alarm="#8c2f0c",
    rule="#d9dee4",
    code="#f5f6f8",
    output="#ebf0f5",
    error="#fcefe8",
    hole="#e2ecfa",
    tokens=MappingProxyType(
        {
            "keyword": "#a3256e",
            "string": "#22693a",
            "number": "#954800",
            "comment": "#626a74",
            "function": "#1b5cab",
            "type": "#6b459f",
            "decorator": "#7a5a00",
        }
    ),
)

# The paper is the background that Anki itself uses in night mode.
DARK: Final = Palette(
    paper="#2c2c2c",
    ink="#e3e5e8",
    muted="#9aa2ac",
    accent="#82b7f8",
    alarm="#f5b195",
    rule="#3c4147",
    code="#25282b",
    output="#2f353c",
    error="#3a2a25",
    hole="#2b3a4e",
    tokens=MappingProxyType(
        {
            "keyword": "#f092c2",
            "string": "#93d3a2",
            "number": "#f0b37e",
            "comment": "#9ba4ae",
            "function": "#8abbf7",
            "type": "#c6abf3",
            "decorator": "#d9c36e",
        }
    ),
)

# Names are Pygments' own (pygments.token.STANDARD_TYPES); others are set in plain ink.
_CLASSES: Final[Mapping[Role, str]] = MappingProxyType(
    {
        "keyword": "k kd kn kp kr ow gp",
        "string": "s sa sb sc dl sd s2 se sh si sx sr s1 ss",
        "number": "m mb mf mh mi il mo l ld kc no",
        "comment": "c ch cm c1 cs cpf",
        "function": "nf fm nb bp",
        "type": "nc ne kt nt nn",
        "decorator": "nd na cp ni",
    }
)

ROLES: Final[Mapping[str, Role]] = MappingProxyType(
    {short: role for role, shorts in _CLASSES.items() for short in shorts.split()}
)


def token_colour(palette: Palette, short: str) -> str:
    """The colour of code whose short Pygments class is `short` ("" is plain code)."""
    role = ROLES.get(short)
    return palette.tokens[role] if role else palette.ink
