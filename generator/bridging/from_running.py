"""Takes what a running Anki has and study's log lacks. Nothing in the collection changes."""

from __future__ import annotations

from dataclasses import dataclass

from generator.bridging.intake import Intake, intake
from generator.bridging.live_history import LiveHistory, Studied, live_history
from generator.bridging.log_side import Studying
from generator.bridging.seen_rows import read_seen, write_seen
from generator.syncing.anki_connect import Client


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a collection has, and what of it the log would take in."""

    live: LiveHistory
    plan: Intake


def fetch(client: Client, studied: Studied, mine: Studying) -> Fetched:
    """Look at the collection that is open. Raises ProblemsError."""
    live = live_history(client, studied)
    seen = read_seen(live.folder)
    return Fetched(live, intake(live.history, mine.reviews, mine.marks, mine.settings, seen))


def remember(fetched: Fetched) -> None:
    """Write down what the collection has, once the log has it. Raises ProblemsError."""
    folder = fetched.live.folder
    write_seen(folder, read_seen(folder), fetched.live.history)
