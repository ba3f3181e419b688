"""An open session starts its workers once for each deck, and keeps few of them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from generator import Card, Deck
from generator.building.deck import build_deck, check_deck
from generator.building.session import MOST_POOLS, Session
from generator.running.run_options import RunOptions
from tests.support.decks import write_deck

CHAPTER = "## S {#s}\n\n```python\nprint(2)\n```\n"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))


def values(number: int, name: str = "values") -> Deck:
    code = f"```python\nprint(open('n.txt').read(), {number})\n```\n\n```output\nn{number} {number}\n```"
    return Deck(name, [Card("N?", code, slug="n")], media={"n.txt": b"n%d" % number})


def test_a_deck_of_values_is_warm_in_an_open_session_and_reads_its_own_files(
    tmp_path: Path,
) -> None:
    with Session(RunOptions(once=True)) as session:
        runners = []
        for number in range(3):
            built = check_deck(values(number), session=session)
            assert not built.failed, built.problems
            (runner,) = session.pools()
            runners.append(runner)
        assert len(set(map(id, runners))) == 1
        built = build_deck(values(7), tmp_path / "build", session=session)
        assert not built.failed and len(session.pools()) == 1
        (folder,) = session.folders()
        assert not list(folder.iterdir())
    assert not folder.parent.exists()


def test_a_deck_of_values_does_not_see_files_of_the_one_before_it(tmp_path: Path) -> None:
    with Session(RunOptions(once=True)) as session:
        assert not check_deck(values(1), session=session).failed
        bare = Deck("values", [values(1).cards[0]])  # type: ignore[index]
        (problem,) = check_deck(bare, session=session).problems
    assert "FileNotFoundError" in problem.message


def test_the_pools_of_many_decks_and_of_decks_that_are_gone_are_closed(tmp_path: Path) -> None:
    with Session(RunOptions(once=True)) as session:
        for number in range(MOST_POOLS + 2):
            deck = write_deck(tmp_path / f"deck{number}", {"en/01.md": CHAPTER})
            session.runner(deck)
            assert len(session.pools()) <= MOST_POOLS
        assert session.folders()[-1] == deck
        kept = session.folders()[0]
        runner = session.runner(kept)  # used last, so that it stays longest
        assert session.folders()[-1] == kept and session.pools()[-1] is runner
        deck.rename(tmp_path / "gone")
        session.runner(kept)
        assert deck not in session.folders()


def test_a_build_is_stopped_from_another_thread_and_the_session_serves_the_next(
    tmp_path: Path,
) -> None:
    endless = "## E {#e}\n\n```python {timeout=600}\nwhile True:\n    pass\n```\n\n" + CHAPTER
    deck = write_deck(tmp_path / "deck", {"en/01.md": endless})
    running = threading.Event()

    class Told:
        def step(self, name: str, total: int) -> None: ...

        def advance(self, label: str) -> None:
            if label == "s":  # the other card, after which only the endless one is left
                running.set()

    with Session(RunOptions(once=True)) as session:
        done: list[object] = []

        def build() -> None:
            try:
                done.append(check_deck(deck, only=(), session=session, progress=Told()))
            except RuntimeError as error:
                done.append(error)

        thread = threading.Thread(target=build)
        thread.start()
        assert running.wait(60)
        session.drop(deck)
        thread.join(60)
        assert not thread.is_alive() and done
        assert not check_deck(deck, only=(), cards="s", session=session).failed
