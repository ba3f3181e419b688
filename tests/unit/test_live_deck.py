"""A deck that is shown while its author writes it, with programs that run right here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from generator.building.session import Session
from generator.model import ProblemsError
from generator.previewing.live_deck import LiveDeck
from generator.previewing.live_state import Delta, LiveState
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

LONGEST = 60.0
PRINTS = "## What? {{#what}}\n\n```python\nprint({})\n```\n\n```output\n{}\n```\n"


class Author:
    """Writes a deck that is live."""

    def __init__(self, folder: Path, live: LiveDeck) -> None:
        self.folder, self.live = folder, live
        self.deltas: list[Delta] = []
        live.subscribe(self.deltas.append)

    def save(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        self.live.look()

    def sees(self, key: str, shown: str) -> LiveState:
        """The first state in which a card shows a text and all is at rest."""

        def wanted(state: LiveState) -> bool:
            card = state.cards.get(key)
            return (
                not state.busy
                and card is not None
                and card.note is not None
                and any(shown in field for field in card.note.fields.values())
            )

        return self._wait(wanted)

    def rests(self, problems: int) -> LiveState:
        """The first state at rest with that many problems."""
        return self._wait(lambda state: not state.busy and len(state.problems) == problems)

    def _wait(self, wanted: object) -> LiveState:
        state = self.live.wait_for(wanted, LONGEST)  # type: ignore[arg-type]
        assert state is not None, self.live.state
        return state


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def author(stack: ExitStack, folder: Path, **files: str) -> Author:
    names = {f"en/{name}.md": text for name, text in files.items()}
    deck = write_deck(folder / "deck", names)
    session = stack.enter_context(Session(runner=InlineRunner()))
    live = LiveDeck(deck, session, output=folder / "build")
    found = Author(deck, live)
    stack.enter_context(live)
    return found


def test_a_saved_card_is_shown_anew_and_no_other(opened: ExitStack, tmp_path: Path) -> None:
    one = author(opened, tmp_path, a="## A? {#a}\n\nOld.\n", b="## B? {#b}\n\nB.\n")
    before = one.sees("en/a", "Old.")
    assert [chapter.keys for chapter in before.chapters] == [("en/a",), ("en/b",)]
    one.save("en/a.md", "## A? {#a}\n\nNew.\n")
    after = one.sees("en/a", "New.")
    assert after.cards["en/b"] == before.cards["en/b"]
    later = [delta for delta in one.deltas if delta.version > before.version]
    assert {key for delta in later for key in delta.changed} == {"en/a"}
    versions = [delta.version for delta in one.deltas]
    assert versions == list(range(1, len(versions) + 1))


def test_a_false_claim_stands_on_its_card_and_accept_mends_it(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = author(opened, tmp_path, a=PRINTS.format(1, 2))
    state = one.rests(problems=1)
    (problem,) = state.cards["en/what"].problems
    assert problem == state.problems[0] and problem.code == "false-claim"
    (name,) = state.edits
    assert "-2\n+1" in "\n".join(one.live.offer(name).diff())
    one.live.accept(name)
    mended = one.rests(problems=0)
    assert (one.folder / "en/a.md").read_text("utf-8") == PRINTS.format(1, 1)
    assert mended.cards["en/what"].status == "verified"


def test_accept_does_not_write_over_what_was_saved_meanwhile(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = author(opened, tmp_path, a=PRINTS.format(1, 2))
    (name,) = one.rests(problems=1).edits
    offer = one.live.offer(name)
    (one.folder / "en/a.md").write_text("## Other? {#other}\n\nText.\n", "utf-8")
    with pytest.raises(ProblemsError) as refused:
        one.live.accept(name)
    assert refused.value.problems[0].code == "changed"
    assert offer.old != (one.folder / "en/a.md").read_bytes()
    assert (one.folder / "en/a.md").read_text("utf-8").startswith("## Other?")


def test_cards_stay_marked_as_old_while_the_deck_cannot_be_read(
    opened: ExitStack, tmp_path: Path
) -> None:
    one = author(opened, tmp_path, a="## A? {#a}\n\nText.\n")
    one.sees("en/a", "Text.")
    one.save("deck.toml", "name = ")
    broken = one._wait(lambda state: bool(state.broken))
    assert broken.cards["en/a"].old and broken.cards["en/a"].note is not None
    assert broken.problems[0].place.path.endswith("deck.toml")
    one.save("deck.toml", 'name = "demo"\n')
    mended = one._wait(lambda state: not state.broken and not state.busy)
    assert not mended.cards["en/a"].old and mended.problems == ()
