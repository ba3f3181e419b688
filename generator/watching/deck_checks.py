"""A deck, checked again and again in one session."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from generator.building.deck import check_deck
from generator.building.selection import NoSuchPartError
from generator.last_net import net
from generator.model import Place, Problem, ProblemsError
from generator.reading.chapter_files import ChapterFile
from generator.reading.config import FILE_NAME, read_config
from generator.watching.rounds import Checked

if TYPE_CHECKING:
    from generator.building.built import Built
    from generator.building.session import Session
    from generator.progress import Progress


@dataclass
class DeckChecks:
    """Checks `deck`, or the `chapters` of it; makes no files.

    `progress` opens what shows how far a check is. After each, `need` is told which files beside
    the chapters it rests on.
    """

    deck: Path
    chapters: tuple[Path, ...]
    session: Session
    strict: bool
    progress: Callable[[], AbstractContextManager[Progress]]
    need: Callable[[frozenset[str]], object]
    _needed: dict[str, frozenset[str]] = field(default_factory=dict)  # by the paths of chapters

    def check(self) -> Checked:
        """The deck as it is now. What is wrong with it, or with us, is a problem."""
        unread: list[Problem] = []
        built: Built | None = None
        place = Place(self.deck.as_posix())
        try:
            with net(unread.append, place, "checking this deck"), self.progress() as progress:
                built = check_deck(
                    self.deck,
                    strict=self.strict,
                    only=(),
                    chapters=self.chapters,
                    session=self.session,
                    progress=progress,
                )
        except ProblemsError as error:
            unread += error.problems
        except NoSuchPartError as error:
            hint = "put it back, or start `proofdeck watch` anew with what there is"
            unread.append(Problem(place, "unreadable", str(error), hint))
        if built is None:
            return Checked(tuple(unread), whole=False)
        self._learn(built)
        return Checked(built.problems, built.cards, compared=built.changes is not None)

    def _learn(self, built: Built) -> None:
        made = {one.chapter.path: one.needs.files for one in built.made}
        known, self._needed = self._needed, {}
        keeper = self.session.keeper(self.deck)
        for chapter in built.chapters:
            path = chapter.path
            if path in made:
                self._needed[path] = frozenset(name for name, _ in made[path])
            elif path in known:
                self._needed[path] = known[path]
            elif keeper is not None:
                file = ChapterFile(chapter.language, Path(path))
                self._needed[path] = frozenset(keeper.needed(file))
        self.need(frozenset().union(*self._needed.values()))


def no_deck(deck: Path) -> None:
    """Raises ProblemsError where there is no deck to watch. A deck.toml that is wrong will do."""
    try:
        read_config(deck)
    except ProblemsError:
        if not (deck / FILE_NAME).exists():
            raise
