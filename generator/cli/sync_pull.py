"""`proofdeck sync --pull`: what readers changed in Anki, written into the Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.terminal import say

if TYPE_CHECKING:
    from generator.model import DeckConfig, Problem
    from generator.syncing.plan import Plan


class Puller:
    """Pulls changes into the chapters of the deck in `folder`, which are read at once: what is
    written into them while the deck is built stays.
    """

    def __init__(self, folder: Path, *, yes: bool, quiet: bool) -> None:
        from generator.accepting.replacement import read_bytes_of

        self._folder = folder
        self._yes = yes
        self._quiet = quiet
        self._before: Mapping[Path, bytes] = read_bytes_of(folder)

    def pull(self, plans: Sequence[Plan], config: DeckConfig) -> tuple[tuple[Problem, ...], bool]:
        """Show the diff, ask, and write. What is left to do by hand, and whether all that was shown
        is written.
        """
        from generator.cli.rewriting import agreed, say_written, show_difference
        from generator.counted import counted
        from generator.reading.chapter_files import deck_files
        from generator.syncing.from_anki import markdown_from_anki
        from generator.syncing.pulling_deck import by_hand_problems, pull, write_pulled

        files = deck_files(self._folder, config).files
        found = pull(files, self._before, plans, markdown_from_anki, allow_html=config.allow_html)
        problems = tuple(by_hand_problems(found.by_hand))
        if not (self._quiet and self._yes):
            show_difference(found.files)
        if not found.files:
            if not (problems or self._quiet):
                say("There is nothing to pull: no reader's words differ from the deck's.")
            return problems, not problems
        changes = sum(file.count for file in found.files)
        asked = f"Write {counted(changes, 'change')} into {counted(len(found.files), 'file')}?"
        if not agreed(asked, self._yes):
            return problems, False
        done = {file.path: f"{counted(file.count, 'change')} written" for file in found.files}
        written = say_written(write_pulled(found.files), done, self._quiet)
        if written and not self._quiet:
            say("Check the deck, then sync it: until then, Anki and the deck differ.")
        return problems, written and not problems
