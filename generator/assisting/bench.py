"""The deck that an assistant works on, and the session in which its programs run."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.assisting.refused import RefusedError
from generator.building.session import Session
from generator.given import MOST_TEXT, read_regular
from generator.model import DeckConfig
from generator.reading.config import read_config
from generator.reading.source import Source, display_path
from generator.running.run_options import RunOptions
from generator.running.sandbox.trust import require_sandbox
from generator.surveying.survey import Survey, survey
from generator.watching.deck_state import DeckState, DeckWatch

_OUTPUT: Final = "build"  # has no part in what a deck is
FOREIGN: Final = "its programs were written by an assistant"


@dataclass
class Bench:
    """The deck in `folder`. Programs run as the `options` say, in one session. Threads may share
    it, of which one at a time runs programs.
    """

    folder: Path
    options: RunOptions
    session: Session = field(init=False)
    _watch: DeckWatch = field(init=False)
    _checks: int = field(init=False, default=0)
    _surveyed: tuple[tuple[DeckState, int], Survey] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.session = Session(self.options)
        self._watch = DeckWatch(self.folder, self.folder / _OUTPUT)

    def survey(self) -> Survey:
        """The cards of the deck as they are now: those that were read last, where neither files
        nor what is known of them has changed since. Raises ProblemsError.
        """
        known, state = self._surveyed, (self._watch.look(), self._checks)
        if known is not None and known[0] == state:
            return known[1]
        found = survey(self.folder, python=self.options.python)
        self._surveyed = state, found
        return found

    @property
    def config(self) -> DeckConfig:
        """The settings of the deck as they are now. Raises ProblemsError."""
        return read_config(self.folder)

    def learned(self) -> None:
        """Called after each check: more may be known of the cards than when they were read."""
        self._checks += 1

    def require_sandbox(self) -> None:
        """Raises ProblemsError where programs that nobody has read may not run: the sandbox is not
        at full strength, and the user has not said that they may.
        """
        options, place = self.options, display_path(self.folder)
        require_sandbox(
            options.python, options.sandbox, place, foreign=FOREIGN, trust=options.trust
        )

    def read(self, path: Path) -> tuple[Source, bytes]:
        """A chapter, and the bytes of its file. Raises RefusedError where it cannot be read."""
        shown = display_path(path)
        try:
            data = read_regular(path, MOST_TEXT)
            return Source.of(shown, data.decode("utf-8-sig")), data
        except OSError as error:
            raise RefusedError(f"{shown} cannot be read: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise RefusedError(f"{shown} is not UTF-8") from None
