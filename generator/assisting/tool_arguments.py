"""The arguments of the tools: their types, bounds and defaults, and what each is for."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

_MOST_TEXT = 262_144  # characters of a chapter or an article
_MOST_CODE = 65_536  # characters of a program


def _listed(value: object) -> object:
    """The list that is meant by one name, or by a list written as JSON, as some clients do."""
    if isinstance(value, str) and value.startswith("["):
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return [value] if isinstance(value, str) else value


Names = Annotated[
    list[Annotated[str, Field(max_length=200)]], BeforeValidator(_listed), Field(max_length=200)
]
ChapterPath = Annotated[
    str,
    Field(
        max_length=1_000,
        description="Path of a chapter, as problems have it or within the deck's folder: en/01.md",
    ),
]
Text = Annotated[str, Field(max_length=_MOST_TEXT)]
Strict = Annotated[
    bool,
    Field(description="Whether claims that are not read and programs that are not run are errors."),
]


class Arguments(BaseModel):
    """What a tool is called with; an argument that it does not have is an error."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class NoArguments(Arguments):
    pass


class CheckText(Arguments):
    text: Text = Field(description="The whole Markdown of a chapter.")
    path: ChapterPath = Field(
        "",
        description="The chapter that the text is to be or to replace, such as en/05-loops.md. "
        "Without it the text is a new chapter beside all others.",
    )
    language: str = Field(
        "", max_length=40, description="Language of a new chapter; by default the deck's first."
    )
    cards: Names = Field([], description="Slugs: check only these cards of the text.")
    strict: Strict = False
    sides: bool = Field(False, description="Whether to return each card's front and back, too.")
    limit: float = Field(120, gt=0, le=1_800, description="Seconds after which to give up.")


class CheckDeck(Arguments):
    path: ChapterPath = Field("", description="Check only this chapter.")
    cards: Names = Field([], description="Slugs: check only these cards.")
    strict: Strict = False
    offset: int = Field(0, ge=0, description="Problems to leave out at the beginning.")
    limit: float = Field(600, gt=0, le=3_600, description="Seconds after which to give up.")


class RunProgram(Arguments):
    code: str = Field(max_length=_MOST_CODE, description="A Python program.")
    timeout: float = Field(10, gt=0, le=60, description="Seconds that it may take.")


class ListCards(Arguments):
    search: str = Field(
        "", max_length=400, description="Words that all occur in the slug, question or tags."
    )
    languages: Names = []
    chapters: Names = Field([], description="Titles or files of chapters.")
    kinds: Names = Field([], description="Kinds of card, such as predict.")
    tags: Names = []
    offset: int = Field(0, ge=0, description="Cards to leave out: `next-offset` of the last call.")


class ReadChapter(Arguments):
    path: ChapterPath
    first_line: int = Field(1, ge=1, description="Where to begin: `next-line` of the last call.")


class ShowCard(Arguments):
    card: str = Field(max_length=200, description="The card's slug.")
    language: str = Field("", max_length=40, description="Only in this language.")


class CardKinds(Arguments):
    kind: str = Field("", max_length=60, description="Only this kind, such as predict.")


class FormatGuide(Arguments):
    section: str = Field(
        "", max_length=200, description="A heading of the guide; without it all are listed."
    )


class ExplainProblem(Arguments):
    code: str = Field(max_length=200, description="Code of a problem, such as false-claim.")


class AuditText(Arguments):
    text: Text = Field(description="An article, a notebook's JSON, or a module with docstrings.")
    form: Literal["markdown", "rst", "notebook", "python"] = "markdown"
    timeout: float = Field(10, gt=0, le=60, description="Seconds that each program may take.")
    limit: float = Field(300, gt=0, le=1_800, description="Seconds after which to give up.")


class WriteChapter(Arguments):
    path: ChapterPath
    text: Text = Field(description="The whole Markdown of the chapter.")
    digest: str = Field(
        "",
        max_length=100,
        description="That which read_chapter or write_chapter gave for the text to be replaced; "
        "leave it out to create a chapter.",
    )
    force: bool = Field(False, description="Whether to write also a text with errors.")
    limit: float = Field(120, gt=0, le=1_800, description="Seconds after which to give up.")


class AcceptResults(Arguments):
    path: ChapterPath = Field("", description="Only claims of this chapter.")
    cards: Names = Field([], description="Slugs: only claims of these cards.")
    values_only: bool = Field(
        False, description="Whether to leave claims alone that differ in spaces only."
    )
    limit: float = Field(600, gt=0, le=3_600, description="Seconds after which to give up.")
