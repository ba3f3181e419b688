"""What each tool answers, as JSON schemas."""

from __future__ import annotations

import json
from typing import Any, Final

from generator.reporting.report_json import SCHEMA_FILE

Schema = dict[str, Any]

_TEXT: Final[Schema] = {"type": "string"}
_MAYBE_TEXT: Final[Schema] = {"type": ["string", "null"]}
_COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
_MAYBE_COUNT: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}
_TRUTH: Final[Schema] = {"type": "boolean"}
_SECONDS: Final[Schema] = {"type": "number", "minimum": 0}


def _list(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def _object(**properties: Schema) -> Schema:
    named = {name.replace("_", "-"): schema for name, schema in properties.items()}
    return {"type": "object", "required": list(named), "properties": named}


LEFT_OUT: Final[Schema] = {
    "type": "object",
    "description": "Of lists that were cut: how many items are missing at their end.",
    "additionalProperties": _COUNT,
}
_VALUES: Final = _list(
    _object(
        line=_COUNT,
        kind={"enum": ["print", "value", "error"]},
        name=_MAYBE_TEXT,
        text=_TEXT,
    )
)
_ERROR: Final[Schema] = {
    "anyOf": [{"type": "null"}, _object(type=_TEXT, text=_TEXT, line=_MAYBE_COUNT)]
}
_VARIES: Final = _list(_object(first=_TEXT, second=_TEXT, cause=_TEXT, hint=_TEXT))
_OUTCOME: Final[dict[str, Schema]] = {
    "output": _TEXT,
    "values": _VALUES,
    "values_left_out": _COUNT,
    "error": _ERROR,
    "varies": _VARIES,
    "pictures": _COUNT,
}
_ENDING: Final[dict[str, Schema]] = {
    "ended": _TEXT,
    "why": _TEXT,
    "seconds": _SECONDS,
    "times": _COUNT,
}
_CELLS: Final = _list(_object(line=_COUNT, code=_MAYBE_TEXT, **_OUTCOME))
CAME_OUT: Final = _list(_object(card=_MAYBE_TEXT, line=_COUNT, **_ENDING, cells=_CELLS))
SIDES: Final = _list(_object(card=_TEXT, language=_TEXT, front=_TEXT, back=_TEXT, reverse=_TEXT))


def _report(**more: Schema) -> Schema:
    """The schema of `check --format json`, with more beside it."""
    schema: Schema = json.loads(SCHEMA_FILE.read_text("utf-8"))
    del schema["$schema"]
    schema["title"] = "A report of proofdeck check"
    schema["properties"] |= {name.replace("_", "-"): each for name, each in more.items()}
    return schema


def check_text() -> Schema:
    return _report(came_out=CAME_OUT, sides=SIDES, left_out=LEFT_OUT)


def check_deck() -> Schema:
    return _report(left_out=LEFT_OUT)


def write_chapter() -> Schema:
    return _report(written=_TRUTH, path=_TEXT, digest=_TEXT, left_out=LEFT_OUT)


def run_program() -> Schema:
    environment: Schema = {"type": "object"}
    return _object(**_ENDING, **_OUTCOME, cached=_TRUTH, environment=environment, left_out=LEFT_OUT)


def list_cards() -> Schema:
    names = ("slug", "language", "kind", "title", "chapter", "file", "status", "path")
    card = _object(**dict.fromkeys(names, _TEXT), tags=_list(_TEXT), line=_COUNT)
    return _object(
        deck=_TEXT,
        languages=_list(_TEXT),
        total=_COUNT,
        offset=_COUNT,
        next_offset=_MAYBE_COUNT,
        cards=_list(card),
        errors=_TEXT,
        left_out=LEFT_OUT,
    )


def read_chapter() -> Schema:
    return _object(
        path=_TEXT,
        language=_TEXT,
        digest=_TEXT,
        first_line=_COUNT,
        lines=_COUNT,
        next_line=_MAYBE_COUNT,
        text=_TEXT,
    )


def show_card() -> Schema:
    return _object(sides=SIDES, problems=_COUNT, left_out=LEFT_OUT)


def card_kinds() -> Schema:
    names = ("kind", "classes", "front", "back", "example", "rules")
    return _object(kinds=_list(_object(**dict.fromkeys(names, _TEXT))))


def card_options() -> Schema:
    option = _list(_object(option=_TEXT, meaning=_TEXT))
    comment = _list(_object(comment=_TEXT, states=_TEXT))
    return _object(fences=option, headings=option, front_matter=option, comments=comment)


def format_guide() -> Schema:
    return _object(sections=_list(_TEXT), section=_MAYBE_TEXT, text=_TEXT)


def explain_problem() -> Schema:
    return _object(code=_TEXT, meaning=_TEXT, example=_TEXT, mend=_TEXT)


def audit_text() -> Schema:
    any_list = _list({"type": "object"})
    return _object(
        schema={"type": "integer"},
        summary={"type": "object"},
        problems=any_list,
        blocks=any_list,
        elsewhere=any_list,
        left_out=LEFT_OUT,
    )


def accept_results() -> Schema:
    written = _object(path=_TEXT, claims=_COUNT, diff=_TEXT)
    alone = _object(place=_TEXT, card=_TEXT, why=_TEXT, false=_TRUTH)
    return _object(
        written=_list(written), left_alone=_list(alone), problems=_TEXT, left_out=LEFT_OUT
    )
