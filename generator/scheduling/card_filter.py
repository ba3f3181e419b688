"""Which cards of a deck one wants to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, get_args

from generator.scheduling.study_values import CardState, DueCard, Marks

Only = Literal["", "failed", "changed", "flagged", "leech", "suspended", "due"]
ONLY: Final[tuple[Only, ...]] = get_args(Only)


@dataclass(frozen=True, slots=True)
class CardFilter:
    """A card is shown that has any of the `chapters`, any of the `tags` and so on; none named
    stands for all of them. A tag stands for those below it too: `net` for `net::conv`.

    `only` "due" passes over new cards. The others show cards whether they are due or not, outside
    the limits of a day, each until it is graded after the moment `since`: those "failed" today,
    "changed" since they were last seen, "flagged", or a "leech". Those that are "suspended" are
    shown by that choice alone.
    """

    chapters: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    only: Only = ""
    since: int = 0

    def __post_init__(self) -> None:
        if self.only not in ONLY:
            raise ValueError(f"no such choice of cards: {self.only}")

    @property
    def beyond(self) -> bool:
        """Whether cards are shown that are not due."""
        return self.only not in ("", "due")

    def takes(self, card: DueCard) -> bool:
        """Whether a card is in the chosen part of the deck."""
        wanted = (
            (card.chapter, self.chapters),
            (card.kind, self.kinds),
            (card.language, self.languages),
        )
        return all(not chosen or value in chosen for value, chosen in wanted) and (
            not self.tags or any(_below(tag, self.tags) for tag in card.tags)
        )

    def wants(
        self, card: DueCard, state: CardState, marks: Marks, *, today: int, leech: int
    ) -> bool:
        """Whether `only` means a card; `today` is the moment at which the day began, `leech` how
        often a leech was forgotten.
        """
        match self.only:
            case "failed":
                return state.failed >= today
            case "changed":
                return changed(card, state)
            case "flagged":
                return marks.flag > 0
            case "leech":
                return state.lapses >= leech
            case "suspended":
                return marks.suspended
            case _:
                return True


def changed(card: DueCard, state: CardState) -> bool:
    """Whether the answer differs from the one that was seen last."""
    return bool(state.digest and card.digest and state.digest != card.digest)


def _below(tag: str, chosen: tuple[str, ...]) -> bool:
    return any(tag == each or tag.startswith(f"{each}::") for each in chosen)
