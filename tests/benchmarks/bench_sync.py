"""A sync of 1,000 notes with a year of reviews: what Proofdeck takes beyond Anki.

The floor is what the collection itself takes to export the deck, and to import the same package.
Both are asked of the same server in the same process, so the way there falls on both.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from rich.table import Table

from generator.syncing.anki_connect import Client
from generator.syncing.look import export
from generator.syncing.made_for import wanted, write_for
from generator.syncing.reconcile import situation
from tests.benchmarks.timing import in_turns
from tests.support.anki_decks import faces
from tests.support.synced import Author, Edition, Reader, study_for_a_year, sync

NOTES = 1_000
CHANGED = 100


def tables(*, whole: bool) -> Iterator[Table]:
    """The wall clock of a plan and of an applied sync, each beside its floor."""
    with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as name:
        folder = Path(name)
        with mock.patch.dict(os.environ, {"PROOFDECK_DATA": str(folder / "data")}):
            yield _table(folder)


def _table(folder: Path) -> Table:
    author = Author()
    editions = [author.edition(*(faces(f"card-{n}", f"An answer, {edition if n < CHANGED else ''}")
                                 for n in range(NOTES))) for edition in range(12)]  # fmt: skip
    reader = Reader(folder / "reader")
    reader.syncs(editions[0])
    with reader.collection() as col:
        study_for_a_year(col, list(col.find_cards("")))
    left = iter(editions[1:])
    package, exported = folder / "same.apkg", folder / "exported.apkg"
    with reader.anki() as anki:
        client = Client(anki.url)
        _same_package(client, editions[1], package)
        deck = editions[0].ours()[0].root
        ways = {
            "a plan": lambda: situation(client, editions[1].ours()),
            "export": lambda: client.ask_all([export(deck, exported)]),
            f"{CHANGED} changed notes applied": lambda: sync(anki.url, next(left)),
            "import": lambda: client.ask("importPackage", path=str(package)),
        }
        spent = {name: each.wall for name, each in in_turns(ways).items()}
    plan, applied = spent["a plan"], spent[f"{CHANGED} changed notes applied"]
    floors = spent["export"], 3 * spent["export"] + spent["import"]
    table = Table(title=f"a sync of {NOTES:,} notes, seconds")
    for column in ("", "measured", "floor: Anki alone", "× the floor"):
        table.add_column(column, justify="right" if column else "left")
    rows = (("a plan", plan), (f"{CHANGED} changed notes applied", applied))
    for (name, found), floor in zip(rows, floors, strict=True):
        table.add_row(name, f"{found:.2f}", f"{floor:.2f}", f"{found / floor:.1f}")
    table.caption = "applied: a plan, a backup, the import, and a second look"
    return table


def _same_package(client: Client, edition: Edition, path: Path) -> None:
    """The package that a sync of an edition imports."""
    (plan,) = situation(client, edition.ours()).plans
    every = edition.rendered(plan.language).notes
    write_for(path, every, edition.lock, wanted(plan.to_do()), "")
