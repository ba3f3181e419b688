"""Without a backup nothing may be changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.model import ProblemsError
from generator.syncing.anki_connect import Ask, Client
from generator.syncing.apply import Applier
from generator.syncing.held import HeldCard, HeldNote, Holding
from generator.syncing.plan import Plan


class Exporting(Client):
    """Answers each export with the next of `answers`, and writes a file where `writes`."""

    answers: tuple[Any, ...] = ()
    writes = True
    asked: list[str]

    def ask_all(self, asks: list[Ask]) -> list[Any]:  # type: ignore[override]
        for action, params in asks:
            assert action == "exportPackage"
            assert params["includeSched"] is True
            type(self).asked.append(params["deck"])
            if self.writes:
                Path(params["path"]).write_bytes(b"PK")
        return list(self.answers)


def plan(*decks: str) -> Plan:
    cards = tuple(HeldCard(n, 0, deck, (0,) * 8, 0) for n, deck in enumerate(decks))
    note = HeldNote("g", 1, "basic", 1, (), {}, cards)
    return Plan("en", "Sums", (), Holding({"g": note}))


def applier(folder: Path, answers: tuple[Any, ...], writes: bool = True) -> Applier:
    kind = type("Asked", (Exporting,), {"answers": answers, "writes": writes, "asked": []})
    return Applier(kind(), folder, now=lambda: 0.0)


def test_every_deck_with_a_card_of_ours_is_in_it_once(tmp_path: Path) -> None:
    made = applier(tmp_path, (True, True))
    paths = made.back_up([plan("Sums::01 A", "Sums::02 B::C", "Mine::Hard")])
    assert type(made.client).asked == ["Mine::Hard", "Sums"]  # type: ignore[attr-defined]
    assert all(path.is_file() for path in paths)
    again = made.back_up([plan("Sums::01 A", "Mine::Hard")])
    assert not {*paths} & {*again}


@pytest.mark.parametrize("answer", [False, None])
def test_a_deck_that_anki_does_not_export_stops_a_sync(tmp_path: Path, answer: object) -> None:
    with pytest.raises(ProblemsError) as raised:
        applier(tmp_path, (answer,)).back_up([plan("Sums")])
    assert raised.value.problems[0].code == "anki-failed"


def test_a_backup_that_is_nowhere_stops_a_sync(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as raised:
        applier(tmp_path, (True,), writes=False).back_up([plan("Sums")])
    assert raised.value.problems[0].code == "anki-path"
