"""A deck that is being rewritten can be studied all the same, and never shows what does not hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.building.deck import build_deck
from generator.building.session import Session
from generator.model import ProblemsError
from generator.previewing.live_deck import LiveDeck
from generator.running.run_options import DEFAULT_OPTIONS, RunOptions
from generator.running.sandbox import trust
from generator.scheduling.card_key import CardKey
from generator.studying import deck_id
from generator.studying.deck_id import give_id
from generator.studying.deck_source import DeckSource
from generator.studying.last_good import LastGood
from generator.studying.study_deck import StudyCard, StudyDeck
from tests.support.decks import write_deck
from tests.support.local_pages import wait_until

HOLDS = "# Sums\n\n## What is the sum? {#sum .predict}\n\n```python\nprint(1 + 1)\n```\n\n```output\n2\n```\n\n## Plain? {#plain}\n\nYes.\n"
FAILS = HOLDS.replace("output\n2", "output\n3")


class Studied:
    """A deck folder that is opened for study, as often as one likes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.guids = self.build()

    def build(self) -> dict[str, str]:
        built = build_deck(self.folder, self.folder.parent / "out", only="apkg")
        assert built.lock is not None
        return {name: entry.guid for name, entry in built.lock.entries.items()}

    def write(self, text: str, name: str = "en/01.md") -> None:
        (self.folder / name).write_text(text, "utf-8")

    def once(
        self,
        holds: Callable[[StudyDeck], bool] = lambda deck: True,
        options: RunOptions = DEFAULT_OPTIONS,
    ) -> StudyDeck:
        """The deck once it is at rest and that holds."""
        with ExitStack() as stack:
            live = stack.enter_context(LiveDeck(self.folder, stack.enter_context(Session(options))))
            source = stack.enter_context(DeckSource(live, LastGood(self.folder)))
            wait_until(lambda: not live.state.busy and holds(source.deck))
            return source.deck

    def card(self, deck: StudyDeck, slug: str) -> StudyCard:
        return deck.cards[CardKey(self.guids[f"en/{slug}"])]


@pytest.fixture
def studied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studied]:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PROOFDECK_CACHE", str(tmp_path / "cache"))
    yield Studied(write_deck(tmp_path / "deck", {"en/01.md": HOLDS}))


def test_cards_have_the_ids_of_a_build_and_those_not_built_yet_the_ones_they_will_get(
    studied: Studied,
) -> None:
    studied.write(HOLDS + "\n## New? {#new}\n\nYes.\n")
    deck = studied.once(lambda deck: len(deck.cards) == 3)
    assert {card.id: card.key.guid for card in deck.cards.values()} == studied.build()
    assert [card.due.chapter for card in deck.cards.values()] == ["Sums"] * 3


def test_a_card_that_does_not_hold_is_shown_as_it_last_did_in_a_later_process_too(
    studied: Studied,
) -> None:
    good = studied.once()
    studied.write(FAILS)
    deck = studied.once()
    card = studied.card(deck, "sum")
    assert card.last_good
    assert card.look.fields == studied.card(good, "sum").look.fields
    assert not studied.card(deck, "plain").last_good
    studied.write(HOLDS)
    assert not studied.card(studied.once(), "sum").last_good


def test_a_card_that_never_held_is_left_out_and_named(studied: Studied) -> None:
    studied.write(FAILS)
    deck = studied.once()
    assert [card.id for card in deck.cards.values()] == ["en/plain"]
    (left,) = deck.left_out
    assert (left.id, left.line) == ("en/sum", 3)
    assert left.why


def test_a_deck_that_cannot_be_read_is_studied_as_it_last_was(studied: Studied) -> None:
    good = studied.once()
    (studied.folder / "deck.toml").write_text("name = ", "utf-8")
    deck = studied.once(lambda deck: bool(deck.broken))
    assert deck.cards.keys() == good.cards.keys()
    assert deck.broken.startswith(f"{studied.folder / 'deck.toml'}:1:")
    assert {card.last_good for card in deck.cards.values()} == {"the deck cannot be read"}


def test_a_card_that_was_deleted_is_gone_and_stays_gone(studied: Studied) -> None:
    studied.once()
    studied.write(HOLDS.partition("## Plain")[0])
    assert [card.id for card in studied.once().cards.values()] == ["en/sum"]
    studied.write(FAILS.partition("## Plain")[0])
    assert [card.id for card in studied.once().cards.values()] == ["en/sum"]


def test_a_kept_deck_that_is_damaged_is_not_believed(studied: Studied, tmp_path: Path) -> None:
    studied.once()
    (kept,) = (tmp_path / "data").rglob("*.sqlite")
    kept.write_bytes(b"no database")
    assert len(studied.once().cards) == 2


def test_of_anothers_deck_no_program_runs_and_its_other_cards_are_studied(
    studied: Studied, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trust, "whose", lambda folder: "it belongs to somebody, not to you")
    deck = studied.once(options=RunOptions(sandbox="off"))
    assert [card.id for card in deck.cards.values()] == ["en/plain"]
    (left,) = deck.left_out
    assert left.id == "en/sum"
    assert left.why.startswith("nothing was run: it belongs to somebody")


def test_cards_that_are_studied_before_the_first_build_keep_their_reviews_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFDECK_DATA", str(tmp_path / "data"))
    folder = write_deck(tmp_path / "deck", {"en/01.md": HOLDS})
    assert give_id(folder)
    with ExitStack() as stack:
        live = stack.enter_context(LiveDeck(folder, stack.enter_context(Session())))
        source = stack.enter_context(DeckSource(live, LastGood(folder)))
        wait_until(lambda: not live.state.busy and len(source.deck.cards) == 2)
        before = {card.id: key.guid for key, card in source.deck.cards.items()}
    assert not give_id(folder)
    assert Studied(folder).guids == before


def test_a_deck_of_another_user_gets_no_ids_from_a_learner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deck_id, "whose", lambda folder: "it belongs to somebody, not to you")
    folder = write_deck(tmp_path / "deck")
    with pytest.raises(ProblemsError, match="belongs to somebody"):
        give_id(folder)
    assert not (folder / "deck.lock").exists()


def test_what_is_wrong_with_a_deck_beside_its_cards_is_told(studied: Studied) -> None:
    (studied.folder / "deck.toml").write_text('name = "demo"\nlanguages = ["en", "zh"]\n', "utf-8")
    studied.write(FAILS.replace("#sum", "#other"))  # which is told of its card
    deck = studied.once(lambda deck: bool(deck.left_out))
    (notice,) = deck.notices
    assert "the folder `zh/` of the deck's language `zh` is missing" in notice
