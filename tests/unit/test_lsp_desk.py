"""A deck that an editor has open, and the thread that checks it."""

from __future__ import annotations

import queue
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

pytest.importorskip("pygls")

from generator.language_server.deck_desk import DeckDesk
from generator.language_server.findings import Findings
from generator.model import Program, Run
from generator.running import CachedRunner
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck

GENEROUS = 120.0  # seconds until it is certain that nothing comes


class Unseen:
    def begin(self, title: str) -> None: ...

    def report(self, message: str, percentage: int) -> None: ...

    def end(self) -> None: ...


class Desk:
    def __init__(self, folder: Path) -> None:
        self.told: queue.SimpleQueue[Findings] = queue.SimpleQueue()
        self.desk = DeckDesk(
            folder,
            RunOptions(python=sys.executable),
            strict=False,
            indicator=Unseen(),
            opened=lambda: (str(folder / "en/01.md"),),
            tell=self.told.put,
        )

    def next(self) -> dict[str, list[str]]:
        found = self.told.get(timeout=GENEROUS)
        return {
            Path(path).name: [each.problem.code for each in file.found]
            for path, file in found.files.items()
        }


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    desk = Desk(write_deck(tmp_path / "deck"))
    yield desk
    desk.desk.end()


def test_a_check_that_breaks_down_is_told_and_the_next_save_is_checked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PROOFDECK_CAUGHT", raising=False)  # it is meant to break here
    with monkeypatch.context() as broken:
        broken.setattr(desk.desk._watch, "look", lambda: 1 / 0)
        desk.desk.start()
        assert desk.next() == {"deck.toml": ["internal"]}
    desk.desk.look(urgent=True)
    assert desk.next() == {"01.md": []}  # before all else the chapter that is open
    assert desk.next() == {"01.md": []}


def test_where_nothing_has_changed_nothing_is_told(desk: Desk) -> None:
    desk.desk.start()
    assert (desk.next(), desk.next()) == ({"01.md": []}, {"01.md": []})
    desk.desk.look()
    chapter = desk.desk.folder / "en/01.md"
    chapter.write_text(chapter.read_text("utf-8") + "\n$\\fraz$\n", "utf-8")
    desk.desk.look(str(chapter))
    assert desk.next() == {"01.md": ["bad-math"]}


def test_a_check_that_is_given_up_just_before_its_programs_begin_is_no_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin = CachedRunner.run

    def late(runner: CachedRunner, programs: Sequence[Program]) -> Iterator[Run]:
        monkeypatch.undo()
        desk.desk._give_up(desk.desk._checking)
        return begin(runner, programs)

    chapter = desk.desk.folder / "en/01.md"
    chapter.write_text(chapter.read_text("utf-8") + "\n```python\n1 + 1\n```\n", "utf-8")
    monkeypatch.setattr(CachedRunner, "run", late)
    desk.desk.start()
    assert (desk.next(), desk.next()) == ({"01.md": []}, {"01.md": []})
