"""Whether programs that are not the user's may run here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from generator.keeping.cache_folder import own_users
from generator.model import Place, Problem, ProblemsError
from generator.reading.chapter_names import is_markdown
from generator.reading.source import display_path
from generator.running.sandbox.confinement import Confinement, Sandbox
from generator.running.worker.isolation.lockdown import is_full


def require_sandbox(
    python: str, sandbox: Sandbox, place: str, *, foreign: str = "", trust: bool = False
) -> None:
    """Check that the programs at `place` may run in the interpreter `python`.

    `foreign` says why they are not the user's. Such programs run only at full strength, unless
    `trust` is set. Raises ProblemsError if they may not run, and with "strict" below full strength.
    """
    if sandbox != "strict" and (trust or not foreign):
        return
    found = Confinement.of(python, sandbox)
    if found.full or trust or not foreign:
        return
    why = "; ".join(problem.message for problem in found.problems())
    if sandbox == "off":
        why = "--sandbox off"
    message = f"nothing was run: {foreign}, and the sandbox is only at level `{found.level}`"
    hint = "read the programs, then pass --trust to run them anyway"
    if why:
        hint += f"; at full strength they run without --trust ({why})"
    raise ProblemsError(Problem(Place(place), "untrusted", message, hint))


def require_level(level: str, place: str, *, foreign: str, strict: bool) -> None:
    """Check that the programs at `place` may run elsewhere, in a sandbox of that `level`.

    `foreign` says why they are not the user's, "" if they are, or are trusted. Raises ProblemsError
    if they may not run.
    """
    if is_full(level):
        return
    if strict:
        message = f"programs would run at level `{level}`, which is not full strength"
        hint = "run them where the full sandbox is available, or leave out --sandbox strict"
        raise ProblemsError(Problem(Place(place), "sandbox", message, hint))
    if foreign:
        message = f"nothing was run: {foreign}, and the sandbox is only at level `{level}`"
        hint = "read the programs, then pass --trust to run them anyway"
        raise ProblemsError(Problem(Place(place), "untrusted", message, hint))


def whose(folder: Path) -> str:
    """Why the deck in a folder is not the user's; "" if it is.

    `own_users` decides whose files count as the user's.
    """
    if not hasattr(os, "geteuid"):
        return ""
    own = own_users()
    for path in _parts(folder):
        try:
            owner = path.stat().st_uid
        except OSError:
            continue
        if owner not in own:
            return f"{display_path(path)} belongs to {_name(owner)}, not to you"
    return ""


def _parts(folder: Path) -> Iterator[Path]:
    yield folder
    yield folder / "deck.toml"
    yield from sorted(path for path in folder.rglob("*") if is_markdown(path.name))


def _name(user: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return f"user {user}"
