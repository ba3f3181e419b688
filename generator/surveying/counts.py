"""How much there is of everything in a deck."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.surveying.survey import Known, SurveyedCard
from generator.surveying.word_count import words_of


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the cards of one language.

    `kinds` and `chapters` give numbers of cards, by kind and by the file of the chapter. `words`
    are counted as `words_of` does. `programs` are cards with code to run; `seconds` is the wall
    clock of those `timed`, in their last check. `states` gives the number of cards of each status.
    """

    cards: int
    kinds: Mapping[str, int]
    chapters: Mapping[str, int]
    words: int
    programs: int
    timed: int
    seconds: float
    states: Mapping[Known, int]

    @property
    def unverified(self) -> int:
        """Cards with code that no check that is kept has verified."""
        return self.cards - self.states.get("verified", 0) - self.states.get("no-code", 0)


def counts_of(cards: Iterable[SurveyedCard]) -> Counts:
    """Count cards."""
    every = tuple(cards)
    times = [one.seconds for one in every if one.seconds is not None]
    return Counts(
        cards=len(every),
        kinds=Counter(one.card.kind for one in every),
        chapters=Counter(one.file for one in every),
        words=sum(words_of(one.card) for one in every),
        programs=sum(one.has_program for one in every),
        timed=len(times),
        seconds=sum(times),
        states=Counter(one.status for one in every),
    )
