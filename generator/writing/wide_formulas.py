"""Formulas that are too wide for paper: who is told of them. The templates show their source."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from generator.model import Problem, ProblemsError
from generator.rendering.rendered import RenderedDeck
from generator.rendering.typst_card import deck_data
from generator.running.machine.scratch import scratch_folder
from generator.writing.compiler import BrokenError, Compiler
from generator.writing.fonts import font_families, font_paths
from generator.writing.pdf_compile import TEMPLATES
from generator.writing.pdf_limits import USUAL

_LEAST: Final = 40  # signs of a formula that may be too wide: few are wider than an em
_COMMAND: Final = re.compile(r"\\[A-Za-z]+|\\.")
_NO_SIGN: Final = re.compile(r"[\s{}^_]")
_SHOWN: Final = 40  # characters of its source


def wide_formulas(deck: RenderedDeck) -> tuple[Problem, ...]:
    """A warning for each formula of which the cheat sheet or the cards may have to show the source,
    since it would be too small to be read. None where the fonts of the deck's
    language are missing, or it cannot be measured.
    """
    found = [
        (card, formula)
        for card in deck.cards
        for formula in _formulas(json.loads(card.tokens) if '"latex"' in card.tokens else ())
        if _may_be_wide(formula)
    ]
    unique = {json.dumps(formula): formula for _, formula in found}
    wide = {key for key, is_wide in zip(unique, _measured(deck, [*unique.values()]), strict=False)
            if is_wide}  # fmt: skip
    told: dict[tuple[str, str], Problem] = {}
    for card, formula in found:
        if json.dumps(formula) in wide:
            source = formula["latex"].strip()
            shown = source if len(source) <= _SHOWN else f"{source[:_SHOWN]}…"
            message = (
                f"the formula `{shown}` is too wide for a column of the cheat sheet, "
                "so a PDF may show its source"
            )
            hint = (
                "shorten it, or break it into lines with \\begin{aligned} … \\\\ … \\end{aligned}"
            )
            problem = Problem(
                card.note.place, "math", message, hint, severity="warning", card=card.note.slug
            )
            told.setdefault((card.note.slug, source), problem)
    return tuple(told.values())


def _may_be_wide(formula: dict[str, Any]) -> bool:
    signs = _NO_SIGN.sub("", _COMMAND.sub("x", formula["latex"]))
    return len(signs) >= _LEAST


def _formulas(tokens: Any) -> Iterator[dict[str, Any]]:
    """The formulas that are set or drawn, in order."""
    if isinstance(tokens, dict):
        formula = tokens.get("m")
        if tokens.get("t") == "math" and isinstance(formula, dict) and "source" not in formula:
            yield formula
            return
        for value in tokens.values():
            yield from _formulas(value)
    elif isinstance(tokens, list | tuple):
        for value in tokens:
            yield from _formulas(value)


def _measured(deck: RenderedDeck, formulas: Sequence[dict[str, Any]]) -> list[bool]:
    """Which of the formulas are too wide, as far as they can be measured."""
    if not formulas:
        return []
    try:
        files = font_paths(deck.language)
    except ProblemsError:
        return []
    with scratch_folder() as name:
        root = Path(name)
        for source in TEMPLATES.glob("*.typ"):
            shutil.copyfile(source, root / source.name)
        data = {
            **deck_data("formulas", deck.language, 0, ()),
            "document": "formulas",
            "fonts": font_families(deck.language, ()),
            "boxes": {},
            "emoji": False,
            "chapters": [],
            "formulas": list(formulas),
        }
        (root / "deck.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        folders = sorted({str(file.parent) for file in files})
        compiler = Compiler(root, folders, USUAL, 1)
        compiler.plans.write_text("[null]", encoding="utf-8")
        try:
            if compiler.run("formulas.typ") is not None:
                return []
        except (subprocess.TimeoutExpired, BrokenError, OSError):
            return []
        (measured,) = json.loads(compiler.plans.read_bytes())
    return [bool(each) for each in measured]
