"""The two note types that every deck shares, frozen for ever.

Anki's importer tells note types, fields and templates by their ids. As long as those stay,
wording and style can change and reach everyone's collection; adding or removing a field forks
the note type and cuts old notes off from updates, until their reader imports with "Merge note
types" ticked.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from generator.model import NoteKind
from generator.rendering.anki_fields import (
    BASIC,
    BASIC_FIELDS,
    CLOZE,
    CLOZE_FIELDS,
    NoteField,
)
from generator.rendering.anki_style import card_css
from generator.rendering.card_templates import card_template


@dataclass(frozen=True, slots=True)
class Template:
    """How one card of a note is asked and answered."""

    id: int
    name: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """`fields` are (id, field) in order. `required` is Anki's "req": for each template, which
    fields (by index) must be filled for there to be a card.
    """

    id: int
    name: str
    kind: NoteKind
    fields: tuple[tuple[int, NoteField], ...]
    templates: tuple[Template, ...]
    required: tuple[tuple[int, str, tuple[int, ...]], ...]
    css: str

    @property
    def digest(self) -> str:
        """A digest that changes with what a reader sees of the note type."""
        seen: list[Any] = [self.css, *([one.name, one.front, one.back] for one in self.templates)]
        seen += [_field_json(id_, one) for id_, one in self.fields]
        return hashlib.sha256(json.dumps(seen).encode("ascii")).hexdigest()[:24]

    @property
    def look(self) -> str:
        """A digest of the style and the templates alone, as `look_digest` has it."""
        sides = [[one.name, one.front, one.back] for one in self.templates]
        return look_digest(self.css, sides)

    def to_json(self, modified: int) -> dict[str, Any]:
        """The note type as Anki's legacy schema has it, last changed at `modified` (epoch s)."""
        import genanki

        model = genanki.Model(
            self.id,
            self.name,
            fields=[_field_json(id_, one) for id_, one in self.fields],
            templates=[
                {"id": one.id, "name": one.name, "qfmt": one.front, "afmt": one.back}
                for one in self.templates
            ],
            css=self.css,
            model_type=genanki.Model.CLOZE if self.kind == "cloze" else genanki.Model.FRONT_BACK,
        )
        # genanki's own "req" treats conditional templates as unconditional ones.
        required = [[index, how, list(fields)] for index, how, fields in self.required]
        return {**model.to_json(modified, 1), "req": required}


def look_digest(css: str, sides: Sequence[Sequence[str]]) -> str:
    """A digest of a note type's style, and of the names, fronts and backs of its templates."""
    return hashlib.sha256(json.dumps([css, sides]).encode("ascii")).hexdigest()


@cache
def note_types() -> tuple[NoteType, NoteType]:
    """The basic and the cloze note type."""
    return (
        NoteType(
            id=1_763_900_000_001,
            name="Proofdeck",
            kind="basic",
            fields=_numbered(_BASIC_FIELD_IDS, BASIC),
            templates=(
                _template(4_813_604_206_117_001, "Question", "question"),
                _template(4_813_604_206_117_002, "Reverse", "reverse"),
            ),
            required=(
                (
                    0,
                    "any",
                    tuple(map(BASIC_FIELDS.index, ("Front", "Typed", "Chapter", "Language"))),
                ),
                (1, "any", (BASIC_FIELDS.index("Reverse"),)),
            ),
            css=card_css(),
        ),
        NoteType(
            id=1_763_900_000_002,
            name="Proofdeck Cloze",
            kind="cloze",
            fields=_numbered(_CLOZE_FIELD_IDS, CLOZE),
            templates=(_template(4_813_604_206_118_001, "Cloze", "cloze"),),
            required=((0, "any", tuple(map(CLOZE_FIELDS.index, ("Text", "Chapter", "Language")))),),
            css=card_css(),
        ),
    )


_BASIC_FIELD_IDS: Final = 7_120_533_968_451_001
_CLOZE_FIELD_IDS: Final = 7_120_533_968_452_001


def note_type(kind: NoteKind) -> NoteType:
    return next(one for one in note_types() if one.kind == kind)


def _numbered(first: int, fields: tuple[NoteField, ...]) -> tuple[tuple[int, NoteField], ...]:
    return tuple(enumerate(fields, start=first))


def _field_json(id_: int, field: NoteField) -> dict[str, Any]:
    return {
        "id": id_,
        "name": field.name,
        "description": field.about,
        "excludeFromSearch": not field.searched,
        "plainText": field.plain,
        "collapsed": not field.written,
        "preventDeletion": True,
    }


def _template(id_: int, name: str, stem: str) -> Template:
    sides = card_template(stem)
    return Template(id_, name, sides.front, sides.back)
