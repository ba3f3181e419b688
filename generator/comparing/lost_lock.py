"""A `deck.lock` that was deleted, though the repository still has it."""

from __future__ import annotations

import os
from pathlib import Path

from generator.comparing.revision import NoSuchRevisionError, revision_of
from generator.model import Place, Problem, ProblemsError
from generator.reading.source import display_path


def refuse_without_lock(path: Path) -> None:
    """Raise ProblemsError if there is no lock at `path`, but the last commit has one: a new one
    would give every card another id.
    """
    if os.path.lexists(path):
        return
    if not any((folder / ".git").exists() for folder in path.absolute().parents):
        return  # without asking git
    try:
        known = revision_of(path.parent, "HEAD").text(path.name) is not None
    except (ProblemsError, NoSuchRevisionError):
        return
    if known:
        message = (
            f"{path.name} is gone, but the last commit has it: with a new one, readers would get "
            "every card a second time"
        )
        hint = (
            f"run `git checkout HEAD -- {path.name}` in the deck's folder; if it is to be a new "
            "deck, commit the removal first"
        )
        raise ProblemsError(Problem(Place(display_path(path)), "no-lock", message, hint))
