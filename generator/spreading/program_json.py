"""Programs and runs as JSON of our own, so that nothing is unpickled on either side."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, cast

from generator.model import Cell, Program, Run, Spot
from generator.running.results.serialize import from_json, to_json


def program_to_json(program: Program) -> dict[str, Any]:
    """A program as values that `json` can write. Its variants are programs of their own, which
    are not part of it.
    """
    return {
        "id": program.id,
        "path": program.path,
        "cells": [
            {
                "code": cell.code,
                "line": cell.line,
                "mode": cell.mode,
                "raises": cell.raises,
                "notes": [
                    [spot.line, spot.column, list(spot.names), list(spot.changed)]
                    for spot in cell.notes
                ],
            }
            for cell in program.cells
        ],
        "env": [list(each) for each in program.env],
        "timeout": program.timeout,
        "memory": program.memory,
        "varies": program.varies,
        "world": program.world,
        "language": program.language,
        "files": [list(each) for each in program.files],
        "needs": list(program.needs),
    }


def program_from_json(value: dict[str, Any]) -> Program:
    """The program that `program_to_json` wrote.

    Raises KeyError, TypeError or ValueError where `value` is something else.
    """
    return Program(
        id=str(value["id"]),
        path=str(value["path"]),
        cells=tuple(map(_cell, value["cells"])),
        env=_pairs(value["env"]),
        timeout=float(value["timeout"]),
        memory=int(value["memory"]),
        varies=bool(value["varies"]),
        world=int(value["world"]),
        language=str(value["language"]),
        files=_pairs(value["files"]),
        needs=tuple(map(str, value["needs"])),
    )


def run_to_json(run: Run) -> dict[str, Any]:
    """A run as values that `json` can write, with all that tells two runs of a program apart."""
    return to_json(run) | {
        "id": run.id,
        "reads": list(run.reads),
        "drawn": [list(each) for each in run.drawn],
        "computed": run.computed,
    }


def run_from_json(value: dict[str, Any]) -> Run:
    """The run that `run_to_json` wrote.

    Raises KeyError, TypeError or ValueError where `value` is something else.
    """
    return replace(
        from_json(value, id=str(value["id"])),
        reads=tuple(map(str, value["reads"])),
        drawn=tuple((str(name), str(mark), int(words)) for name, mark, words in value["drawn"]),
        computed=float(value["computed"]),
    )


def _cell(value: dict[str, Any]) -> Cell:
    mode = value["mode"]
    if mode not in ("exec", "eval"):
        raise ValueError(f"a cell of the mode {mode!r}")
    return Cell(
        code=str(value["code"]),
        line=int(value["line"]),
        mode=cast('Literal["exec", "eval"]', mode),
        raises=None if value["raises"] is None else str(value["raises"]),
        notes=tuple(
            Spot(int(line), int(column), tuple(names), tuple(changed))
            for line, column, names, changed in value["notes"]
        ),
    )


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(name), str(text)) for name, text in value)
