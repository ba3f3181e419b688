"""The changelog of a deck since its lock was written, or since a revision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.comparing.changelog import Changelog, changelog
from generator.comparing.changes import compare
from generator.comparing.history import Wordings, head_if_locked, lock_at, wordings
from generator.comparing.mending import no_lock
from generator.comparing.revision import Revision, revision_of
from generator.model import DeckConfig, Place, Problem, ProblemsError
from generator.reading.config import read_config
from generator.reading.source import display_path
from generator.writing.lock import Lock, Noted


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
    if then is None:
        message = f"the deck had no {lock_name} at {revision}, so nobody knows its cards"
        hint = "name a later revision; the lock is committed with the cards, in the same folder"
        raise ProblemsError(Problem(Place(display_path(path)), "no-lock", message, hint))
    return State(revision, then, commit, True)


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
    return changelog(config, state.since, changes, state.lock, lock, words)
