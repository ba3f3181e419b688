"""A program as a card shows it: its code, its outputs, its pictures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Media:
    """A file that a card shows. `name` holds a digest of `data`: equal names, equal files."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Blank:
    """Characters `start` to `end` of a listing's code, hidden on the front as cloze `number`, and
    as those in `also`; `hint` stands in their place.
    """

    start: int
    end: int
    number: int
    hint: str = ""
    also: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        return (self.number, *self.also)


@dataclass(frozen=True, slots=True)
class Shown:
    """One output as a card shows it. An "image" has `media`; "html" has sanitised markup in
    `html` and its plain form in `text`; an "error" is a traceback.
    """

    kind: Literal["stdout", "stderr", "value", "error", "image", "html"]
    text: str = ""
    html: str = ""
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A program as one side of a card shows it: its code, its output, or both.

    `language` is that of the code. `mark` is "not run" (with `reason`) or "varies" where the
    output is not verified, "in part" where it is but for what `...` stands for. `whole` is what the
    author wrote, with its blanks, where `code` is a part of it.
    """

    code: str | None
    shown: tuple[Shown, ...] = ()
    blanks: tuple[Blank, ...] = ()
    mark: Literal["", "not run", "varies", "in part"] = ""
    reason: str = ""
    language: str = "python"
    whole: tuple[str, tuple[Blank, ...]] | None = None
