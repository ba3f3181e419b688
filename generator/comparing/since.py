"""The changelog of a deck since its lock was written, or since a revision."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Final

from generator.comparing.changelog import Changelog, changelog
from generator.comparing.changes import compare
from generator.comparing.history import Wordings, head_if_locked, lock_at, wordings
from generator.comparing.mending import no_lock
from generator.comparing.revision import Revision, revision_of
from generator.model import DeckConfig, Place, Problem, ProblemsError
from generator.reading.config import read_config
from generator.reading.source import display_path
from generator.writing.lock import Lock, Noted

_MOST_LOCKS: Final = 50  # of a repository


@dataclass(frozen=True, slots=True)
class State:
    """What a deck is compared with: a lock, in words `since` when it was so, and the commit whose
    Markdown the lock stands for, None where there is none. `asked` says whether that was named.
    """

    since: str
    lock: Lock
    revision: Revision | None
    asked: bool


def state_of(folder: Path, lock_name: str, revision: str | None) -> State:
    """The state of the deck in `folder` at a revision, or else when its lock was written.

    Raises ProblemsError where there is no deck, no lock, no git or no repository, and
    NoSuchRevisionError.
    """
    read_config(folder)
    path = folder / lock_name
    if revision is None:
        if not path.exists():
            raise ProblemsError(no_lock(path))
        lock = Lock.read(path)
        return State("the last build", lock, head_if_locked(folder, lock_name, lock), False)
    commit = revision_of(folder, revision)
    then = lock_at(commit, lock_name)
    if then is None and path.exists():
        commit, then = _elsewhere(commit, lock_name, Lock.read(path).deck)
    if then is None:
        message = f"the deck had no {lock_name} at {revision}, so nobody knows its cards"
        hint = "name a later revision: the lock is committed with the cards"
        raise ProblemsError(Problem(Place(display_path(path)), "no-lock", message, hint))
    return State(revision, then, commit, True)


def _elsewhere(commit: Revision, lock_name: str, deck: str) -> tuple[Revision, Lock | None]:
    """The commit with the folder that the deck with this id was in then, and its lock."""
    for folder in islice(commit.folders_with(lock_name), _MOST_LOCKS):
        there = replace(commit, base=folder)
        with contextlib.suppress(ProblemsError):
            lock = lock_at(there, lock_name)
            if lock is not None and lock.deck == deck:
                return there, lock
    return commit, None


def changelog_since(
    state: State, config: DeckConfig, lock: Lock, notes: Sequence[Noted]
) -> Changelog:
    """What changed from a state to a deck with `notes`, whose lock is `lock`."""
    named = {name.partition("/")[0] for name in state.lock.entries}
    words = Wordings()
    if state.revision is not None:
        words = wordings(state.revision, {*config.languages, *named}, notes)
    were = words.were if state.asked else None
    changes = compare(state.lock, lock, notes, were=were)
    return changelog(config, state.since, changes, words)
