"""What can be practised, and what was judged and tried, as the page is told of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

from generator.checking.exercise_results import BOUNDS
from generator.model import Shown
from generator.practicing.answer_words import said
from generator.practicing.grading import Graded
from generator.practicing.highlighted import highlighted
from generator.practicing.judged import Judged, JudgedPart
from generator.practicing.practice import Practice
from generator.practicing.trials import Trial

PICTURES: Final = "/trial/"  # where the server has the pictures that a trial showed
_MATH: Final = re.compile(r"\\[(\[](.*?)\\[)\]]")  # a formula between its delimiters


def practice_json(practice: Practice, ordinal: int = 0) -> dict[str, Any]:
    """What the card of a note with this ordinal can be practised with; nothing that gives away
    what it asks for.

    `boxes` is the number of texts to type, `ahead` says that the card shows all of `code` in
    front, `places` where in the program that is.
    """
    gaps = practice.gaps_of(ordinal)
    boxes = {"output": 1, "typed": 1, "cloze": len(gaps)}.get(practice.asked, 0)
    editable = practice.editable if practice.exercise is None else ()  # not its solution
    asked = practice.asked if boxes or practice.asked in ("choice", "exercise") else ""
    return {
        "answer": asked or None,
        "runnable": practice.runnable and bool(editable or practice.exercise),
        "why": practice.why,
        "boxes": boxes,
        "gaps": [{"hint": gap.hint, "sort": gap.sort} for gap in gaps],
        "options": [_MATH.sub(r"\1", option.text) for option in practice.options],
        "many": sum(option.right for option in practice.options) > 1,
        "code": [code_json(cell.code) for cell in editable],
        "places": [cell.index for cell in editable],
        "ahead": all(cell.in_front for cell in editable),
        "exercise": _exercise_json(practice),
    }


def _exercise_json(practice: Practice) -> dict[str, Any] | None:
    exercise = practice.exercise
    if exercise is None:
        return None
    return {
        "starter": code_json(exercise.starter),
        "tests": len(exercise.tests),
        "hints": len(exercise.hints),
        "seconds": exercise.seconds,
        "memory": exercise.memory,
    }


def code_json(code: str) -> dict[str, Any]:
    """Some code with its colours."""
    return {"text": code, "lines": highlighted(code)}


def highlighted_json(code: str) -> dict[str, Any]:
    """The colours of some code."""
    return {"lines": highlighted(code)}


def judged_json(judged: Judged) -> dict[str, Any]:
    """A verdict on an answer."""
    return {
        "right": judged.right,
        "grade": judged.grade,
        "message": judged.message,
        "parts": [_part_json(part) for part in judged.parts],
        "choices": list(judged.choices),
    }


def _part_json(part: JudgedPart) -> dict[str, Any]:
    pieces = [[piece.text, piece.mark] for piece in part.pieces]
    return {"right": part.right, "message": part.message, "pieces": pieces}


def trial_json(trial: Trial, language: str = "en") -> dict[str, Any]:
    """What came out of a program: for each cell its place in it, and its outputs."""
    return {
        "ok": trial.ok,
        "ended": trial.ended,
        "words": trial.said.words(language),
        "seconds": round(trial.seconds, 4),
        "cells": [
            {"index": cell.index, "outputs": outputs_json(cell.outputs)} for cell in trial.cells
        ],
    }


def graded_json(graded: Graded, language: str = "en") -> dict[str, Any]:
    """What the tests of an exercise say: of each its code, whether it passed (null where it was
    not reached), and why not.
    """
    return {
        "ok": graded.ok,
        "grade": graded.grade,
        "words": graded.said.words(language),
        "ended": graded.ended,
        "seconds": round(graded.seconds, 4),
        "tests": [
            {
                "name": said("bounds").words(language) if test.name == BOUNDS else test.name,
                "ok": test.passed,
                "words": reason.words(language) or test.words,
            }
            for test, reason in zip(graded.tests, graded.reasons, strict=True)
        ],
        "outputs": outputs_json(graded.outputs),
    }


def outputs_json(outputs: Iterable[Shown]) -> list[list[str]]:
    """Outputs as pairs: the kind and the text, of a picture the address."""
    return [
        ["image", PICTURES + quote(one.media.name)]
        if one.media is not None
        else [one.kind if one.kind != "html" else "value", one.text]
        for one in outputs
    ]
