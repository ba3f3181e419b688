"""An author who writes a deck that is live."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from generator.building.session import Session
from generator.previewing.live_deck import LiveDeck
from generator.previewing.live_state import Delta, LiveCard, LiveState
from tests.support.decks import write_deck

LONGEST = 60.0  # seconds until it is certain that nothing comes


class Author:
    """Saves files of a deck and looks at what is shown. All states are kept as they are told of."""

    def __init__(self, folder: Path, live: LiveDeck) -> None:
        self.folder, self.live = folder, live
        self.deltas: list[Delta] = []
        self.states: list[LiveState] = []
        live.subscribe(self._told)

    def _told(self, delta: Delta) -> None:
        self.deltas.append(delta)
        self.states.append(self.live.state)

    def save(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        self.live.look()

    def sees(self, key: str, shown: str, *, settled: bool = True) -> LiveCard:
        """The card once it shows a text, and all of its runs are in."""

        def wanted(state: LiveState) -> bool:
            card = state.cards.get(key)
            return (
                card is not None
                and card.note is not None
                and (card.settled or not settled)
                and any(shown in field for field in card.note.fields.values())
            )

        return self.waits(wanted).cards[key]

    def rests(self) -> LiveState:
        """The deck once all is done about the files as they are now."""
        ticket = self.live.look()
        return self.waits(lambda state: state.looked >= ticket and not state.busy)

    def waits(self, wanted: Callable[[LiveState], bool]) -> LiveState:
        state = self.live.wait_for(wanted, LONGEST)
        assert state is not None, self.live.state
        return state


def author(
    stack: ExitStack, folder: Path, session: Session, toml: str = 'name = "demo"\n', **files: str
) -> Author:
    """With a deck of English chapters in `folder`; closed with the stack."""
    deck = write_deck(folder, {f"en/{name}.md": text for name, text in files.items()}, toml=toml)
    live = LiveDeck(deck, stack.enter_context(session), output=folder.parent / "build")
    found = Author(deck, live)
    stack.enter_context(live)
    return found
