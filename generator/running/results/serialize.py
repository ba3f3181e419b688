"""Runs as JSON and back."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

from generator.model import CellRun, Difference, Environment, Frame, Note, Output, Raised, Run
from generator.running.capture.structure_json import structure_from_json, structure_to_json


def to_json(run: Run) -> dict[str, Any]:
    """A run as values that `json` can write. Whose run it is, is not part of it."""
    return {
        "ended": run.ended,
        "status": run.status,
        "detail": run.detail,
        "seconds": run.seconds,
        "times": run.times,
        "differences": [asdict(difference) for difference in run.differences],
        "environment": asdict(run.environment),
        "cells": [
            {
                "outputs": [_output(output) for output in cell.outputs],
                "raised": asdict(cell.raised) if cell.raised else None,
                "seconds": cell.seconds,
                "notes": [_note(note) for note in cell.notes],
                "value": structure_to_json(cell.value) if cell.value else None,
            }
            for cell in run.cells
        ],
    }


def from_json(value: dict[str, Any], *, id: str, cached: bool = False) -> Run:  # noqa: A002
    """The run that `to_json` wrote, for the program `id`.

    Raises KeyError, TypeError or ValueError where `value` is something else.
    """
    environment = dict(value["environment"])
    environment["packages"] = tuple((name, version) for name, version in environment["packages"])
    return Run(
        id=id,
        ended=value["ended"],
        cells=tuple(_cell(cell) for cell in value["cells"]),
        environment=Environment(**environment),
        status=int(value["status"]),
        detail=value["detail"],
        seconds=float(value["seconds"]),
        cached=cached,
        times=int(value["times"]),
        differences=tuple(
            Difference(**{**each, "whole": tuple(each["whole"])}) for each in value["differences"]
        ),
    )


def _output(output: Output) -> dict[str, Any]:
    return {
        "kind": output.kind,
        "text": output.text,
        "data": base64.b64encode(output.data).decode("ascii"),
        "dropped": output.dropped,
        "rich": output.rich,
        "raw": output.raw,
    }


def _note(note: Note) -> list[Any]:
    structure = structure_to_json(note.structure) if note.structure else None
    return [note.line, note.kind, note.text, structure, note.column, note.name]


def _cell(value: dict[str, Any]) -> CellRun:
    return CellRun(
        outputs=tuple(
            Output(
                kind=each["kind"],
                text=each["text"],
                data=base64.b64decode(each["data"]),
                dropped=each["dropped"],
                rich=each["rich"],
                raw=each["raw"],
            )
            for each in value["outputs"]
        ),
        raised=_raised(value["raised"]) if value["raised"] else None,
        seconds=float(value["seconds"]),
        notes=tuple(
            Note(line, kind, text, structure_from_json(found) if found else None, column, name)
            for line, kind, text, found, column, name in value["notes"]
        ),
        value=structure_from_json(value["value"]) if value["value"] else None,
    )


def _raised(value: dict[str, Any]) -> Raised:
    return Raised(
        name=value["name"],
        qualified=value["qualified"],
        bases=tuple(value["bases"]),
        text=value["text"],
        frames=tuple(Frame(**frame) for frame in value["frames"]),
        causes=tuple(value["causes"]),
    )
