"""What both parts of the application of a study desk need to answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from generator.model import ProblemsError
from generator.scheduling.card_key import CardKey
from generator.scheduling.review_log import GradedElsewhereError
from generator.serving.offloading import beside
from generator.serving.safety import RefusedError
from generator.studying.foreign_sides import NotShownError
from generator.studying.study_deck import StudyCard
from generator.studying.study_desk import NoSuchCardError, StudyDesk

_GONE: Final = "this card is not in the deck any more"
_ELSEWHERE: Final = "this card has been graded in another window meanwhile"

T = TypeVar("T")


async def in_words(function: Callable[[], T]) -> T:
    """What a function gives, from a thread of its own; what goes wrong in it, in words."""
    try:
        return await beside(function)
    except ProblemsError as error:
        problem = error.problems[0]
        raise RefusedError(503, problem.message, problem.hint) from None
    except NoSuchCardError:
        raise RefusedError(404, _GONE) from None
    except NotShownError as error:
        raise RefusedError(404, f"this card cannot be shown: {error}") from None
    except GradedElsewhereError:
        raise RefusedError(409, _ELSEWHERE, "go on with the next card") from None
    except ValueError as error:
        raise RefusedError(400, str(error)) from None


def key_of(given: str) -> CardKey:
    """The key of a card as the page has it. Raises RefusedError."""
    try:
        return CardKey.parse(given)
    except ValueError:
        raise RefusedError(404, "there is no such card") from None


def card_of(desk: StudyDesk, given: str) -> StudyCard:
    """The card of a key as the page has it. Raises RefusedError."""
    try:
        return desk.card(key_of(given))
    except NoSuchCardError:
        raise RefusedError(404, _GONE) from None
