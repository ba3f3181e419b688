"""A live deck with real programs: slow ones, some that vary, some that are somebody else's."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.building.deck import check_deck
from generator.building.session import Session
from generator.model import Cell, Program, Run
from generator.running.pool.local_pool import LocalPool
from generator.running.run_options import RunOptions
from generator.running.sandbox import trust
from tests.support.live import LONGEST, Author, author

QUICK = "## Quick? {{#quick}}\n\n```python\nprint('quick', {})\n```\n"
SLOW = "## Slow? {#slow}\n\n```python\nimport time\ntime.sleep(600)\n```\n"
ENDLESS = "import time\ntime.sleep(600)"


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def test_slow_programs_delay_no_others_and_end_when_they_are_deleted(
    opened: ExitStack, tmp_path: Path
) -> None:
    slow = "\n".join(
        SLOW.replace("slow", f"slow-{number}").replace("600", f"60{number}") for number in range(6)
    )
    one = author(opened, tmp_path / "deck", Session(), a=QUICK.format(0), b=slow)
    one.waits(lambda state: state.busy.running >= 6 and state.cards["en/slow-0"].running)
    for number in range(1, 3):
        one.save("en/a.md", QUICK.format(number))
        assert one.sees("en/quick", f"quick {number}", settled=False).note is not None
    assert one.live.state.cards["en/slow-0"].running
    one.save("en/b.md", "## B? {#b}\n\nText.\n")
    state = one.rests()
    assert state.problems == () and state.cards["en/quick"].status == "verified"


def test_a_program_that_varies_is_shown_at_once_and_told_of_later(
    opened: ExitStack, tmp_path: Path
) -> None:
    drawn = "## A? {#a}\n\n```python\nimport random\nprint(random.random())\n```\n"
    one = author(opened, tmp_path / "deck", Session(), a=drawn)
    state = one.rests()
    assert [problem.code for problem in state.cards["en/a"].problems] == ["varies"]
    first = [each.cards["en/a"] for each in one.states if "en/a" in each.cards]
    shown = next(card for card in first if card.note is not None)
    assert not shown.settled and shown.status == "" and not shown.problems


def test_a_first_run_alone_is_never_kept(tmp_path: Path) -> None:
    """Whatever comes of the others: the deck is closed while they are under way."""
    with ExitStack() as stack:
        one = author(stack, tmp_path / "deck", Session(), a=QUICK.format(7))
        one.live.subscribe(lambda delta: one.live._closing.set() if _first(one) else None)
        one.live.wait_for(lambda state: _first(one), LONGEST)
        assert _first(one)
    (chapter,) = check_deck(tmp_path / "deck", only=()).chapters
    assert [(card.status, card.ran) for card in chapter.cards] == [("verified", "now")]


def _first(one: Author) -> bool:
    card = one.live.state.cards.get("en/quick")
    return card is not None and card.note is not None and not card.settled


def test_a_false_claim_is_marked_and_mended(opened: ExitStack, tmp_path: Path) -> None:
    text = "## A? {#a}\n\n```python\nx = 2\nprint(x * 21)  # => 41\n```\n"
    one = author(opened, tmp_path / "deck", Session(), a=text)
    state = one.rests()
    assert [problem.code for problem in state.cards["en/a"].problems] == ["false-claim"]
    one.live.accept(next(iter(state.edits)))
    assert one.rests().cards["en/a"].status == "verified"
    assert (one.folder / "en/a.md").read_text("utf-8") == text.replace("41", "42")


def test_a_data_file_that_a_program_reads_has_it_run_again(
    opened: ExitStack, tmp_path: Path
) -> None:
    text = "## A? {#a}\n\n```python\nprint(open('data.txt').read())\n```\n"
    one = author(opened, tmp_path / "deck", Session(), a=text)
    assert [problem.code for problem in one.rests().problems] == ["crash"]
    one.save("data.txt", "one")
    assert one.sees("en/a", "one").status == "verified"
    one.save("data.txt", "two")
    assert one.sees("en/a", "two").status == "verified"


@pytest.mark.parametrize("trusted", [False, True])
def test_somebody_elses_programs_run_where_they_are_trusted(
    opened: ExitStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool
) -> None:
    monkeypatch.setattr(trust, "whose", lambda folder: "it belongs to user 12345")
    options = RunOptions(sandbox="off", trust=trusted)
    one = author(
        opened, tmp_path / "deck", Session(options), a=QUICK.format(1) + "\n## B? {#b}\n\nText.\n"
    )
    state = one.rests()
    assert state.cards["en/b"].note is not None
    if trusted:
        assert state.cards["en/quick"].status == "verified" and state.problems == ()
        return
    card = state.cards["en/quick"]
    assert card.note is None and not card.running and card.status == ""
    assert ["--trust" in problem.hint for problem in state.problems] == [True]


def program(name: str, code: str) -> Program:
    return Program(name, "card.md", (Cell(code, 1),))


@pytest.fixture
def standing(opened: ExitStack) -> Iterator[tuple[LocalPool, queue.SimpleQueue[Run]]]:
    pool = opened.enter_context(LocalPool(jobs=1))
    yield pool, queue.SimpleQueue()


Standing = tuple[LocalPool, "queue.SimpleQueue[Run]"]


def test_urgent_programs_go_ahead_of_those_that_fill_the_pool(standing: Standing) -> None:
    pool, runs = standing
    open_ = pool.stand(runs.put)
    open_.add([program(f"slow {n}", ENDLESS) for n in range(3)])
    open_.add([program("quick", "print(1)")], urgent=True)
    assert runs.get(timeout=LONGEST).id == "quick"
    open_.drop({f"slow {n}" for n in range(3)})
    open_.add([program("later", "print(2)")])
    assert runs.get(timeout=LONGEST).id == "later"


def test_a_dropped_program_may_come_again_under_its_name(standing: Standing) -> None:
    pool, runs = standing
    open_ = pool.stand(runs.put)
    open_.add([program("same", ENDLESS)])
    open_.add([program("beside", "print(1)")], urgent=True)
    assert runs.get(timeout=LONGEST).id == "beside"
    open_.drop({"same"})
    open_.add([program("same", "print(2)")])
    found = runs.get(timeout=LONGEST)
    assert (found.id, found.ended, found.cells[0].outputs[0].text) == ("same", "finished", "2\n")


def test_an_error_of_ours_loses_what_runs_and_no_more(
    standing: Standing, monkeypatch: pytest.MonkeyPatch, caught: Callable[[], str]
) -> None:
    pool, runs = standing
    with monkeypatch.context() as patch:
        patch.setattr(LocalPool, "_prepare", lambda pool, task: 1 / 0)
        open_ = pool.stand(runs.put)
        open_.add([program("lost", "print(1)")])
        found = runs.get(timeout=LONGEST)
    assert (found.id, found.ended) == ("lost", "lost") and "ZeroDivisionError" in found.detail
    open_.add([program("next", "print(1)")])
    assert runs.get(timeout=LONGEST).ended == "finished"
    assert "ZeroDivisionError" in caught()


def test_closing_ends_what_runs_and_leaves_nothing(standing: Standing) -> None:
    pool, runs = standing
    open_ = pool.stand(runs.put)
    open_.add([program("endless", ENDLESS)])
    open_.add([program("quick", "print(1)")], urgent=True)
    assert runs.get(timeout=LONGEST).id == "quick"
    root = pool._root
    pool.close()
    assert runs.empty() and not root.exists()
    with pytest.raises(RuntimeError):
        pool.stand(runs.put)


def test_what_no_test_of_an_exercise_notices_is_told_while_it_is_written(tmp_path: Path) -> None:
    text = "## Double {#q .exercise}\n\n```python {.starter}\n```\n\n"
    text += "```python {.solution}\ndef f(x):\n    return x + x\n```\n\n"
    weak, strong = (f"```python {{.tests}}\nassert f({n}) == {2 * n}\n```\n" for n in (0, 3))
    with ExitStack() as stack:
        one = author(stack, tmp_path / "deck", Session(), a=text + weak)
        told = [problem.code for problem in one.rests().problems]
        assert told.count("untested-change") == 1, told
        one.save("en/a.md", text + strong)
        assert "untested-change" not in [problem.code for problem in one.rests().problems]
        one.save("en/a.md", text + weak)
        assert "untested-change" in [problem.code for problem in one.rests().problems]
