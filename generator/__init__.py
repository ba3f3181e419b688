"""Proofdeck: Markdown into flashcards whose every program has been run and verified.

This is the public API: what a script imports. Names load on first use, so that importing the
package costs nothing. Paths are given as text or `Path`.

    from generator import build_deck

    built = build_deck("cards", "build")
    for problem in built.problems:
        print(problem.place, problem.message)
"""

from __future__ import annotations

import os
import sys

if sys.argv and (sys.argv[0] == "-m" or sys.argv[0].endswith(("/proofdeck", "\\proofdeck.exe"))):
    # The command imports nothing from the folder it is called from, which may be that of somebody
    # else's deck. Python looks there first for `python -m generator`, and wherever PYTHONPATH has
    # an entry that is empty or relative. A script that imports this package keeps its search path.
    _here = __file__.rpartition("generator")[0].rstrip("/\\")
    if sys.argv[0] == "-m" and sys.path and sys.path[0].rstrip("/\\") != _here:
        del sys.path[0]
    if os.environ.get("PYTHONPATH"):
        _named = os.environ["PYTHONPATH"].split(os.pathsep)
        _relative = {os.path.abspath(each) for each in _named if not os.path.isabs(each)}  # noqa: PTH100, PTH117
        sys.path[:] = [each for each in sys.path if each not in _relative - {_here, *_named}]

TYPE_CHECKING = False  # `typing` takes longer to load than all else that is imported here
if TYPE_CHECKING:
    from typing import Any

    from generator.accepting.proposal import Proposal, propose, write
    from generator.auditing.audit_files import audit_files
    from generator.auditing.document import Audited
    from generator.authoring import Deck
    from generator.building.built import Built
    from generator.building.deck import build_deck, check_deck
    from generator.building.session import Session
    from generator.card_values import Card
    from generator.model import Place, Problem, ProblemsError, Program, Run
    from generator.publishing.publish_site import publish_deck
    from generator.running import LocalPool, Runner
    from generator.running.run_options import RunOptions

__version__ = "0.1.0"

__all__ = [
    "Audited",
    "Built",
    "Card",
    "Deck",
    "LocalPool",
    "Place",
    "Problem",
    "ProblemsError",
    "Program",
    "Proposal",
    "Run",
    "RunOptions",
    "Runner",
    "Session",
    "audit_files",
    "build_deck",
    "check_deck",
    "propose",
    "publish_deck",
    "write",
]

_HOMES = {
    "Audited": "auditing.document",
    "Built": "building.built",
    "Card": "card_values",
    "Deck": "authoring",
    "LocalPool": "running",
    "Place": "model",
    "Problem": "model",
    "ProblemsError": "model",
    "Program": "model",
    "Proposal": "accepting.proposal",
    "Run": "model",
    "RunOptions": "running.run_options",
    "Runner": "running",
    "Session": "building.session",
    "audit_files": "auditing.audit_files",
    "build_deck": "building.deck",
    "check_deck": "building.deck",
    "propose": "accepting.proposal",
    "publish_deck": "publishing.publish_site",
    "write": "accepting.proposal",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
