"""Which cards of a survey are wanted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from generator.nearest import did_you_mean, is_near
from generator.reading.chapter_names import is_markdown
from generator.surveying.survey import SurveyedCard

_MOST_NAMED: Final = 12


class NoSuchNameError(ValueError):
    """No card has the tag, kind, chapter or language that was asked for."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Names of which a card must have one each; an empty collection lets all cards through.

    A tag lets through those below it, as in Anki: `a` also `a::b`. A chapter goes by its title,
    by its file or by a folder of files, as `01-tensors` or `01-tensors.md`.
    """

    tags: Collection[str] = ()
    kinds: Collection[str] = ()
    chapters: Collection[str] = ()
    languages: Collection[str] = ()

    def __bool__(self) -> bool:
        return bool(self.tags or self.kinds or self.chapters or self.languages)

    def of(self, cards: Iterable[SurveyedCard]) -> tuple[SurveyedCard, ...]:
        """Those of the cards that are wanted. Raises NoSuchNameError for a name that none of the
        cards has.
        """
        every = tuple(cards)
        wanted = {"tag": self.tags, "kind": self.kinds,
                  "chapter": self.chapters, "language": self.languages}  # fmt: skip
        names = [_names(card) for card in every]
        for what, asked in wanted.items():
            known = {_folded(name) for each in names for name in each[what]}
            for name in asked:
                if _asked(what, name) not in known:
                    raise NoSuchNameError(_unknown(what, name, every))
        return tuple(
            card
            for card, each in zip(every, names, strict=True)
            if all(
                not asked
                or {_asked(what, name) for name in asked} & {_folded(one) for one in each[what]}
                for what, asked in wanted.items()
            )
        )


def _names(surveyed: SurveyedCard) -> Mapping[str, Collection[str]]:
    """By what a card is asked for, the names that let it through."""
    card = surveyed.card
    return {
        "tag": {name for tag in card.tags for name in _above(tag, "::")},
        "kind": (card.kind,),
        "chapter": {card.chapter, *_above(surveyed.file, "/")},
        "language": (card.language,),
    }


def _above(name: str, sign: str) -> Iterator[str]:
    """A name and those above it: `a::b` and `a`."""
    parts = name.split(sign)
    yield from (sign.join(parts[:end]) for end in range(1, len(parts) + 1))


def _asked(what: str, name: str) -> str:
    """A name as it was asked for, in the form in which names are compared."""
    if what == "kind":
        name = name.removeprefix(".")
    elif what == "chapter":
        name = name.removesuffix("/")
        name = PurePath(name).with_suffix("").as_posix() if is_markdown(name) else name
    return _folded(name)


def _folded(name: str) -> str:
    return name.strip().casefold()


def _unknown(what: str, name: str, cards: Collection[SurveyedCard]) -> str:
    """What to say of a name that no card has, with those in use."""
    has, none_has, names_of = _WORDS[what]
    used = Counter(each for one in cards for each in names_of(one))
    told = f"no card {has.format(name)}"
    if not used:
        return f"{told}: none {none_has}"
    titles = {one.card.chapter for one in cards} if what == "chapter" else set()
    if is_near(name, {*used, *titles}):
        return f"{told}: {did_you_mean(name, {*used, *titles})}"
    most = ", ".join(f"`{each}`" for each, _ in used.most_common(_MOST_NAMED))
    more = f" and {len(used) - _MOST_NAMED} more" if len(used) > _MOST_NAMED else ""
    return f"{told}: known here: {most}{more}"


# By what is asked for: how a card has a name, what it is to have none, and the names it has.
_WORDS: Final[Mapping[str, tuple[str, str, Callable[[SurveyedCard], Collection[str]]]]] = {
    "tag": ("has the tag `{}`", "has a tag", lambda one: one.card.tags),
    "kind": ("is of the kind `{}`", "is there", lambda one: (one.card.kind,)),
    "chapter": ("is in a chapter `{}`", "is there", lambda one: (one.file,)),
    "language": ("is in the language `{}`", "is there", lambda one: (one.card.language,)),
}
