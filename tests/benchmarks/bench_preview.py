"""From a save to the card that shows it: prose, and programs whose frameworks are imported.

Measured is the time from the end of writing the file to the delta that a page would be told. The
floor is what the file system takes to tell of the change (`wake`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from rich.table import Table

from generator.building.deck import check_deck
from generator.building.session import Session
from generator.previewing.live_deck import LiveDeck
from generator.previewing.live_state import LiveState
from generator.watching.wakes import listening
from tests.benchmarks.synthetic import PER_CHAPTER

DECK: Final = Path(__file__).parents[2] / "cards"
ROUNDS: Final = 11
LARGE: Final = 10_000  # cards
CARDS: Final = 12  # of the chapter that is edited, of each sort
PROGRAMS: Final = {
    "numpy": "import numpy as np\nprint('edit', {n}, np.arange(3).sum())",
    "torch": "import torch\nprint('edit', {n}, int(torch.arange(3).sum()))",
    "jax": "import jax.numpy as jnp\nprint('edit', {n}, int(jnp.arange(3).sum()))",
}
LONGEST: Final = 300.0


def tables(*, whole: bool) -> Iterator[Table]:
    """The medians for the deck of this repository; with `whole` for a large one, too."""
    table = Table(title="save → delta, seconds (median, worst)")
    for column in ("", "prose", *PROGRAMS, "settled: numpy", "floor: wake", "opened"):
        table.add_column(column, justify="right" if column else "left")
    for name, cards in (("the deck", 0), *((f"{LARGE:,} cards", LARGE) for _ in range(whole))):
        with tempfile.TemporaryDirectory(prefix="proofdeck-bench-") as folder:
            os.environ["PROOFDECK_CACHE"] = str(Path(folder) / "cache")
            table.add_row(name, *_measured(Path(folder) / "deck", cards))
    yield table


def _measured(deck: Path, cards: int) -> Iterator[str]:
    if cards:
        _fill(deck, cards)
    else:
        shutil.copytree(DECK, deck)
    chapter = deck / "en/0000-live.md"
    with Session() as session:
        _write(chapter, {})
        check_deck(deck, only=(), session=session)
    with Session() as session, LiveDeck(deck, session) as live:
        started = time.perf_counter()
        state = live.wait_for(lambda state: len(state.cards) >= max(cards, 100), LONGEST)
        opened = time.perf_counter() - started
        _rest(live)
        took: dict[str, list[float]] = {name: [] for name in ("prose", *PROGRAMS)}
        settled: list[float] = []
        for number in range(1, ROUNDS + 1):
            for name in took:
                took[name].append(_saved(live, chapter, name, number))
                if name == "numpy":
                    settled.append(took[name][-1] + _settled(live, name))
                _rest(live)
        assert state is not None
    for times in (*took.values(), settled):
        yield f"{median(times[1:]):.3f}, {max(times[1:]):.3f}"
    yield f"{_wake(deck):.3f}"
    yield f"{opened:.2f}"


def _fill(deck: Path, cards: int) -> None:
    """Write a deck of that many cards, which have one program in common: what is measured does not
    depend on how long the others take.
    """
    (deck / "en").mkdir(parents=True)
    (deck / "deck.toml").write_text('name = "large"\n', "utf-8")
    for first in range(0, cards, PER_CHAPTER):
        parts = [f"# Part {first}\n"]
        parts += (
            f"## What does step {n} print? {{#step-{n}}}\n\nIt adds **{n}**, as it says.\n\n"
            "```python\nprint(sum(range(4)))\n```\n\n```output\n6\n```\n"
            for n in range(first, first + PER_CHAPTER)
        )
        (deck / f"en/{first // PER_CHAPTER + 1:04}.md").write_text("\n".join(parts), "utf-8")


def _saved(live: LiveDeck, chapter: Path, name: str, number: int) -> float:
    """Seconds from a save of a card to the state that shows it."""
    sign = f"edit {number}"
    _write(chapter, {name: number})
    started = time.perf_counter()
    found = live.wait_for(lambda state: _shows(state, f"en/live-{name}-0", sign), LONGEST)
    assert found is not None, live.state.problems
    return time.perf_counter() - started


def _shows(state: LiveState, key: str, sign: str) -> bool:
    card = state.cards.get(key)
    return card is not None and card.note is not None and sign in card.note.fields["Back"]


def _settled(live: LiveDeck, name: str) -> float:
    started = time.perf_counter()
    live.wait_for(lambda state: state.cards[f"en/live-{name}-0"].settled, LONGEST)
    return time.perf_counter() - started


def _rest(live: LiveDeck) -> None:
    assert live.wait_for(lambda state: not state.busy, LONGEST) is not None, live.state.busy
    time.sleep(0.3)


_NUMBERS: dict[str, int] = {}  # of the last edit of each sort


def _write(chapter: Path, numbers: dict[str, int]) -> None:
    _NUMBERS.update(numbers)
    parts = ["# Live\n"]
    for card in range(CARDS):
        edits = {
            name: 1_000 + card if card else _NUMBERS.get(name, 0) for name in ("prose", *PROGRAMS)
        }
        parts.append(f"## Prose {card}? {{#live-prose-{card}}}\n\nText, edit {edits['prose']}.\n")
        parts += (
            f"## What does {name} {card} print? {{#live-{name}-{card}}}\n\n```python\n"
            f"{code.format(n=edits[name])}\n```\n"
            for name, code in PROGRAMS.items()
        )
    chapter.write_text("\n".join(parts), "utf-8")


def _wake(deck: Path) -> float:
    told = threading.Event()
    found = []
    with listening(deck, told.set, poll=False, quiet=15):
        time.sleep(0.5)
        for number in range(ROUNDS):
            told.clear()
            (deck / "en/0000-live.md").write_text(f"# {number}\n", "utf-8")
            started = time.perf_counter()
            told.wait(LONGEST)
            found.append(time.perf_counter() - started)
            time.sleep(0.2)
    return median(found)
