"""A chapter of a live deck: what its cards show, and what is still to be done about them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from generator.accepting.offered import Offer, offers
from generator.building.built_chapter import BuiltChapter
from generator.building.card_facts import note_facts
from generator.building.keeper import Keeper, LostError
from generator.last_net import net
from generator.model import Chapter, Place, Problem, ProblemsError, Program, Run, in_order
from generator.previewing.changed_lines import between, changed_lines
from generator.previewing.fronts import Fronts
from generator.previewing.glance import Glance, glance
from generator.previewing.live_cards import card_key, problems_about
from generator.previewing.live_state import LiveCard, problem_id
from generator.previewing.shown_card import PATIENCE, Desk, ShownCard, lower, taken_over
from generator.reading.chapter_files import ChapterFile, SlugUse
from generator.reading.source import display_path, located, read_source
from generator.reading.whole_deck import read_files
from generator.rendering.typst_text import clean
from generator.watching.deck_state import Mark, mark_of

_LONGEST: Final = 1.0  # seconds that what was only glanced at waits for what runs


class ChapterWork:
    """The work on one file. Nothing of it waits for a program: what has to run is `wanted`, and
    what came of it is told by `came`.
    """

    def __init__(self, file: ChapterFile) -> None:
        self.file = file
        self.path = display_path(file.path)
        self.title = ""
        self.saved = False  # since it is shown: somebody waits for it
        self.needs: frozenset[str] = frozenset()  # files beside it that its cards rest on
        self._chapter: Chapter | None = None  # once it was read, and not taken from a build
        self._old = False  # what is shown is of a file that cannot be read any more
        self.text = ""
        self._mark: Mark | None = None  # of the file as it was read
        self._cards: list[ShownCard] = []
        self._todo: deque[ShownCard] = deque()
        self._waits: list[ShownCard] = []  # for their programs
        self._glanced = 0.0  # when only a part of it was read; 0 once all is
        self._problems: tuple[Problem, ...] = ()  # of reading
        self._slugs: tuple[SlugUse, ...] = ()
        self._fronts = Fronts()

    # --- reading ----------------------------------------------------------------------

    def load(self, keeper: Keeper | None) -> bool:
        """Take what an earlier build or check has kept, if that still holds."""
        built = keeper.get(self.file) if keeper is not None else None
        if keeper is None or built is None:
            return False
        try:
            notes = {card.note.place: card.note for card in keeper.cards(self.file, built.content)}
            self._mark = mark_of(str(self.file.path))
            self.text = read_source(self.file.path).text
        except (LostError, ProblemsError):
            return False
        self.title, self._chapter, self._old = built.title, None, False
        self.needs = frozenset(keeper.needed(self.file))
        # Until it is read, nobody can tell apart what its cards and what its text has.
        self._problems, self._slugs = built.problems, built.slugs
        about = problems_about(self.path, built.cards, built.problems)
        self._todo.clear()
        self._waits.clear()
        self._glanced = 0.0
        self._cards = [
            ShownCard(
                facts.place,
                facts.slug,
                facts.language,
                facts=facts,
                note=notes.get(facts.place),
                problems=about.get(facts.place, ()),
            )
            for facts in built.cards
        ]
        return True

    def read(self, desk: Desk) -> None:
        """Read the file, first only the cards that changed; what is shown stays until then."""
        self._mark = mark_of(str(self.file.path))
        try:
            text = read_source(self.file.path).text
        except ProblemsError as error:
            self._problems, self._slugs, self._old = error.problems, (), True
            self._glanced, self._todo = 0.0, deque()
            return
        seen = None if self._old else glance(self.text, text, [c.place.line for c in self._cards])
        if seen is not None and self._look_at(seen, desk):
            self.text, self._glanced = text, time.monotonic()
        else:
            self._read_whole(text, desk)

    def _look_at(self, seen: Glance, desk: Desk) -> bool:
        """Show the cards that a glance has seen, and the others where they stand now."""
        chapters, slugs, problems = self._parsed(seen.text, desk)
        if not chapters:
            return False

        def here(place: Place) -> bool:
            return seen.start <= place.line < seen.end

        above, below = self._cards[: seen.first], self._cards[seen.last + 1 :]
        own = self._cards[seen.first : seen.last + 1]
        new = taken_over(own, [card for card in chapters[0].cards if here(card.place)])
        for one in below:
            one.lower(seen.down)
        self._cards = [*above, *new, *below]
        gone = range(seen.start, seen.end - seen.down)
        left = (each for each in self._problems if each.place.line not in gone)
        self._problems = (
            *(lower(each, seen.down if each.place.line >= gone.stop else 0) for each in left),
            *(each for each in problems if here(each.place)),
        )
        self._slugs = (
            *(each for each in self._slugs if each.place.line not in gone),
            *(each for each in slugs if here(each.place)),
        )
        self._count()
        self._todo = deque(one for one in new if one.result is None and not one.waits)
        return True

    def _read_whole(self, text: str, desk: Desk) -> None:
        chapters, self._slugs, self._problems = self._parsed(text, desk)
        self._old = not chapters
        again = text == self.text and not self._glanced
        self._glanced = 0.0
        for chapter in chapters:
            self._chapter, self.title = chapter, clean(chapter.title)
            self._cards = taken_over(self._cards, chapter.cards)
            for one in self._cards if again else ():
                one.again(desk)  # as one who saves it once more wants
        urgent = between([one.place.line for one in self._cards], *changed_lines(self.text, text))
        self.text = text
        self._count()
        todo = [one for one in self._cards if one.result is None and not one.waits]
        self._todo = deque(sorted(todo, key=lambda one: one.place.line not in urgent))

    def _parsed(
        self, text: str, desk: Desk
    ) -> tuple[tuple[Chapter, ...], tuple[SlugUse, ...], tuple[Problem, ...]]:
        texts = {located(self.file.path): text}
        return read_files([self.file], allow_html=desk.config.allow_html, texts=texts)

    def touched(self, paths: frozenset[str]) -> bool:
        """Look again at the cards that rest on one of these files, or name one; whether any does.
        A file that was just made may be the one that a program opens by its name alone.
        """
        names = {Path(path).name for path in paths}
        own = [
            one
            for one in self._cards
            if one.result is not None and (one.result.needs & paths or one.names(names))
        ]
        for one in own:
            one.result, one.waits = None, False
        self._todo.extend(own)
        self._count()
        return bool(own)

    # --- working ----------------------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether there is something to `work` on now."""
        return bool(self._todo) or (bool(self._glanced) and time.monotonic() >= self._due)

    @property
    def unread(self) -> bool:
        """Whether not all of it is read and rendered."""
        return bool(self._todo or self._glanced)

    @property
    def _due(self) -> float:
        """When what was only glanced at is to be read as a whole: rather once what runs is in."""
        return self._glanced + (_LONGEST if any(one.pending for one in self._waits) else 0.0)

    @property
    def shows(self) -> bool:
        """Whether any card is shown."""
        return bool(self._cards)

    @property
    def waiting(self) -> bool:
        """Whether a card waits for its program."""
        return bool(self._waits)

    @property
    def known(self) -> bool:
        """Whether it was loaded or read, or cannot be."""
        return self._mark is not None or self._old

    @property
    def current(self) -> bool:
        """Whether the file is as it was read."""
        return self._mark is not None and self._mark == mark_of(str(self.file.path))

    @property
    def read_now(self) -> bool:
        """Whether it was read, and not taken from an earlier build."""
        return self._chapter is not None

    def work(self, desk: Desk, until: float) -> None:
        """Judge and render cards up to that moment, at least one."""
        if self._glanced and not self._todo:
            self._read_whole(self.text, desk)
        while self._todo:
            one = self._todo.popleft()
            wrong: list[Problem] = []
            with net(wrong.append, one.place, "showing this card", one.slug):
                one.make(desk)
            if wrong:
                one.problems = tuple(wrong)
            if time.monotonic() >= until:
                break
        self._count()
        if not self._todo:
            every = (one.result.needs for one in self._cards if one.result is not None)
            self.needs = frozenset().union(*every)

    def came(self, key: str, run: Run, desk: Desk, *, whole: bool) -> bool:
        """Show what came of the program with that key; whether a card waited for it."""
        own = [one for one in self._waits if one.key == key]
        for one in own:
            one.came(run, desk, whole=whole)
        if own:
            self._count()
        return bool(own)

    def _count(self) -> None:
        self._waits = [one for one in self._cards if one.waits]

    def wanted(self) -> Iterator[tuple[str, Program]]:
        """What has to run, by the keys of programs."""
        for one in self._waits:
            if one.program is not None:
                yield one.key, one.program

    def impatient(self) -> float | None:
        """When the next card is to be shown as running, or the file read as a whole, if ever."""
        moments = [one.since + PATIENCE for one in self._waits if one.pending and not one.late]
        moments += [self._due] if self._glanced else []
        return min(moments, default=None)

    # --- showing ----------------------------------------------------------------------

    def built(self, desk: Desk) -> BuiltChapter:
        """The chapter as it is known now."""
        chapter = BuiltChapter(
            self.path,
            self.file.language,
            self.title,
            cards=() if self._old else tuple(one.known_facts() for one in self._cards),
            slugs=self._slugs,
            unslugged=self._chapter.unslugged if self._chapter is not None else (),
            problems=self._all_problems(),
            notes=tuple(note_facts(one.note) for one in self._cards if one.note is not None),
        )
        return chapter.strict() if desk.strict else chapter

    def _all_problems(self) -> tuple[Problem, ...]:
        found = list(self._problems)
        if (self._chapter is not None or self._glanced) and not self._old:
            found += (each for one in self._cards for each in one.problems)
            with net(found.append, Place(self.path), "reading fronts"):
                found += self._fronts.problems(self._cards)
        return in_order(found)

    def live(self, built: BuiltChapter, desk: Desk, taken: set[str]) -> Iterator[LiveCard]:
        """The cards of the chapter, which was `built`; `taken` are the keys in use."""
        facts = built.cards or tuple(one.known_facts() for one in self._cards)
        about = problems_about(self.path, facts, built.problems)
        for one in self._cards:
            key = card_key(one.language, one.slug, one.place, taken)
            yield one.live(key, about.get(one.place, ()), desk, old=self._old)

    @property
    def complete(self) -> bool:
        """Whether there is a note of each card that something came of."""
        return not self.unread and not any(one.pending and one.note is None for one in self._cards)

    def offers(self) -> Mapping[str, Offer]:
        """What `accept` would write, by the ids of problems: of cards whose runs are all in."""
        if self._chapter is None or self._old or self.unread:
            return {}
        results = [one.result for one in self._cards if one.result is not None]
        verdicts = [each.verdict for each in results if each.whole]
        problems = self._all_problems()
        found = offers(problems, verdicts, {self.path: self._chapter}, {self.path: self.text})
        return {problem_id(each): found[each.place] for each in problems if each.place in found}
