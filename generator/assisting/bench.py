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

FOREIGN: Final = "its programs were written by an assistant"


@dataclass
class Bench:
    """The deck in `folder`. Programs run as the `options` say, in one session."""

    folder: Path
    options: RunOptions
    session: Session = field(init=False)

    def __post_init__(self) -> None:
        self.session = Session(self.options)

    @property
    def config(self) -> DeckConfig:
        """The settings of the deck as they are now. Raises ProblemsError."""
        return read_config(self.folder)

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
