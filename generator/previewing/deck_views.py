"""What is shown of a live deck: its chapters as they are known, and what is wrong across them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from generator.accepting.offered import Offer
from generator.building.built_chapter import BuiltChapter
from generator.building.on_paper import chapter_problems
from generator.building.selection import Asked
from generator.last_net import net
from generator.model import Place, Problem, in_order
from generator.previewing.across_deck import Across, AcrossThread
from generator.previewing.chapter_work import ChapterWork
from generator.previewing.live_state import Busy, LiveCard, LiveChapter, LiveState
from generator.previewing.shown_card import Desk
from generator.reading.chapter_files import ChapterFile, DeckParts
from generator.writing.lock import Lock

Problems = tuple[Problem, ...]
Works = Mapping[ChapterFile, ChapterWork]  # in study order


@dataclass(frozen=True, slots=True)
class _View:
    """A chapter as it was shown last."""

    built: BuiltChapter
    chapter: LiveChapter
    cards: tuple[LiveCard, ...]

    @property
    def keys(self) -> list[str]:
        return [card.key for card in self.cards]


class DeckViews:
    """Chapters as they are shown, each made anew once it was touched. What is wrong across them is
    looked for beside all else: `post` is called with it, and it is to be given to `take_across`.
    """

    def __init__(self, asked: Asked, post: Callable[[Across, tuple[Problem, ...]], object]) -> None:
        self._asked = asked
        self._across = AcrossThread(post)
        self._views: dict[ChapterFile, _View] = {}
        self._dirty: dict[ChapterFile, None] = {}  # whose views are out of date
        self._unoffered: dict[ChapterFile, None] = {}  # whose offers are out of date
        self._offers: dict[ChapterFile, Mapping[str, Offer]] = {}
        self._looked_at: Across | None = None  # the deck as it is, if it is looked at as a whole
        self._found: tuple[Problem, ...] | None = None  # what was found in that, once it is known
        self._beside: tuple[Problem, ...] = ()  # what was found last that is no chapter's
        self._cards: dict[str, LiveCard] | None = (
            None  # all by key, None where they have to be told
        )
        self._chapters: tuple[LiveChapter, ...] = ()
        # The keys of cards that may differ since this was emptied; None where any may.
        self.touched: set[str] | None = None

    # --- what happens -----------------------------------------------------------------

    def touch(self, files: Iterable[ChapterFile]) -> None:
        """Something has changed about these chapters."""
        for file in files:
            self._dirty[file] = None
            self._unoffered[file] = None

    def show_again(self, files: Iterable[ChapterFile]) -> None:
        """Time has passed, or the lock has changed; the chapters are the same."""
        self._dirty |= dict.fromkeys(files)

    def look_again(self) -> None:
        """The deck has to be looked at as a whole again."""
        self._looked_at = None

    def keep(self, works: Works) -> None:
        """Forget all chapters but these."""
        self._cards = None
        for gone in [file for file in self._views if file not in works]:
            del self._views[gone]
            self._offers.pop(gone, None)

    def take_across(self, deck: Across, problems: tuple[Problem, ...]) -> None:
        """What was found across the deck."""
        own = {each for chapter in deck.chapters for each in chapter.problems}
        self._beside = tuple(each for each in problems if each not in own)
        if deck is self._looked_at:
            self._found = problems

    # --- what is to be done -----------------------------------------------------------

    @property
    def busy(self) -> bool:
        """Whether there is something to `work` on."""
        return bool(self._unoffered) or self._looked_at is None

    def work(self, works: Works, desk: Desk, parts: DeckParts, lock: Lock | Problems) -> None:
        """Find what can be accepted in a chapter, or look at the deck as a whole."""
        if self._unoffered:
            self._offer(next(iter(self._unoffered)), works)
        elif self._looked_at is None:
            complete = all(work.complete for work in works.values())
            builts = tuple(self._views[file].built for file in works if file in self._views)
            deck = Across(desk.config, parts, builts, self._asked, lock, complete)
            self._looked_at, self._found = deck, None
            self._across.look(deck)

    def _offer(self, file: ChapterFile, works: Works) -> None:
        del self._unoffered[file]
        work = works.get(file)
        if work is not None:
            wrong: list[Problem] = []
            with net(wrong.append, Place(work.path), "finding what to accept"):
                self._offers[file] = work.offers()

    # --- what is known ----------------------------------------------------------------

    @property
    def offers(self) -> dict[str, Offer]:
        """What `accept` would write, by the ids of problems."""
        return {name: offer for own in self._offers.values() for name, offer in own.items()}

    def state(
        self, works: Works, desk: Desk, refused: Problems, busy: Busy, version: int
    ) -> LiveState:
        """The deck as it is known now. `refused` is why nothing may run, `busy` what is done beside
        the work of this.
        """
        self._refresh(works, desk)
        if self._cards is None:
            self._cards, self._chapters = self._all(works)
            self.touched = None
        return LiveState(
            version,
            desk.config.name,
            desk.config.languages,
            self._chapters,
            MappingProxyType(self._cards),
            self._problems(works, refused),
            MappingProxyType({name: offer.text for name, offer in self.offers.items()}),
            replace(busy, checking=self.busy or self._found is None),
        )

    def _refresh(self, works: Works, desk: Desk) -> None:
        new: dict[str, LiveCard] = {}
        for file in [file for file in self._dirty if file in works]:
            work, was = works[file], self._views.get(file)
            built = work.built(desk)
            chapter = LiveChapter(work.path, file.language, work.title, ())
            cards = tuple(work.live(built, desk, set()))
            self._views[file] = now = _View(built, chapter, cards)
            if was is None or was.built != built:
                self._looked_at = None
            if was is None or was.keys != now.keys or was.chapter != chapter:
                self._cards = None
            new |= {card.key: card for card in cards}
        self._dirty.clear()
        if self._cards is not None and new:
            # Of a key that two chapters have, nobody knows whose it is but by going through all.
            alone = len(self._cards) == sum(len(view.cards) for view in self._views.values())
            double = any(self._cards[key].path != card.path for key, card in new.items())
            if double or not alone:
                self._cards = None
                return
            self._cards = {**self._cards, **new}
            if self.touched is not None:
                self.touched |= new.keys()

    def _all(self, works: Works) -> tuple[dict[str, LiveCard], tuple[LiveChapter, ...]]:
        """All cards by key, and the chapters with the keys of theirs."""
        cards: dict[str, LiveCard] = {}
        chapters = []
        for view in (self._views[file] for file in works if file in self._views):
            keys = []
            for card in view.cards:
                if card.key in cards:  # another chapter has it, too
                    card = replace(card, key=f"{card.language}/line:{card.path}:{card.line}")
                cards[card.key] = card
                keys.append(card.key)
            chapters.append(replace(view.chapter, keys=tuple(keys)))
        return cards, tuple(chapters)

    def _problems(self, works: Works, refused: Problems) -> Problems:
        """Those of the chapters as they are, and of the deck as it was looked at last."""
        if self._looked_at is not None and self._found is not None:
            return in_order((*self._found, *refused))
        built = [self._views[file].built for file in works if file in self._views]
        return in_order((*chapter_problems(built, self._asked), *self._beside, *refused))

    def close(self) -> None:
        """End what looks at the deck."""
        self._across.close()
