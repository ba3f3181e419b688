"""What the page of `proofdeck study` asks for to practise a card: answers judged, programs run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from generator.practicing.grading import grade_exercise, hint_of
from generator.practicing.judging import judge
from generator.practicing.note_practice import practice_of
from generator.practicing.practice import MOST_CODE, Practice
from generator.practicing.practice_json import (
    graded_json,
    highlighted_json,
    judged_json,
    practice_json,
    trial_json,
)
from generator.serving.card_media import media_response
from generator.serving.offloading import beside
from generator.serving.safety import AsciiJson, RefusedError, asked
from generator.studying.answering import card_of, in_words
from generator.studying.study_deck import StudyCard

if TYPE_CHECKING:
    from generator.practicing.trials import Trials
    from generator.studying.study_desk import StudyDesk

_MOST_BOXES: Final = 500
_LONGEST_TICKET: Final = 200


class PracticeRoutes:
    """The part of a study desk's application that needs `trials`."""

    def __init__(self, desk: StudyDesk, trials: Trials) -> None:
        self._desk = desk
        self._trials = trials

    def routes(self) -> list[Route]:
        """What it answers."""
        get, post = ["GET"], ["POST"]
        return [
            Route("/api/hint", self._hint, methods=get),
            Route("/trial/{name}", self._picture, methods=get),
            Route("/api/judge", self._judge, methods=post),
            Route("/api/run", self._run, methods=post),
            Route("/api/cancel", self._cancel, methods=post),
            Route("/api/exercise", self._exercise, methods=post),
            Route("/api/highlight", self._highlight, methods=post),
        ]

    def json_of(self, card: StudyCard) -> dict[str, Any] | None:
        """What a card can be practised with; it is made ready to run. Of an exercise, with what was
        written for it last.
        """
        practice = _practice(card)
        if practice is None:
            return None
        if practice.runnable:
            self._trials.warm([practice])
        found = practice_json(practice, card.key.ordinal)
        if practice.asked == "exercise":
            found["attempt"] = self._desk.log.attempt(card.key)
        return found

    async def _judge(self, request: Request) -> Response:
        body = await asked(request, {"card": str, "answer": list}, {"language": str})
        if len(body["answer"]) > _MOST_BOXES:
            raise RefusedError(400, "these are more answers than a card asks for")
        card = card_of(self._desk, body["card"])

        def judged() -> dict[str, Any]:
            practice = _needed(card)
            language = body.get("language", "en")
            return judged_json(judge(practice, card.key.ordinal, body["answer"], language))

        return AsciiJson(await in_words(judged))

    async def _run(self, request: Request) -> Response:
        body = await asked(request, {"card": str, "code": list, "ticket": str}, {"language": str})
        codes = [_code(each) for each in body["code"]]
        card, ticket = card_of(self._desk, body["card"]), body["ticket"][:_LONGEST_TICKET]

        def run() -> dict[str, Any]:
            trial = self._trials.run(_needed(card), codes, ticket)
            return trial_json(trial, body.get("language", "en"))

        return AsciiJson(await in_words(run))

    async def _cancel(self, request: Request) -> Response:
        body = await asked(request, {"ticket": str})
        await in_words(lambda: self._trials.cancel(body["ticket"][:_LONGEST_TICKET]))
        return AsciiJson({})

    async def _exercise(self, request: Request) -> Response:
        body = await asked(
            request,
            {"card": str, "code": str, "ticket": str, "took": int, "hints": int},
            {"language": str},
        )
        card, code = card_of(self._desk, body["card"]), _code(body["code"])

        def graded() -> dict[str, Any]:
            practice = _needed(card)
            if practice.exercise is None or code.strip() != practice.exercise.starter.strip():
                self._desk.log.keep_attempt(card.key, code)
            found = grade_exercise(
                self._trials,
                practice,
                code,
                body["ticket"][:_LONGEST_TICKET],
                seconds=max(0, body["took"]) / 1000,
                hints=max(0, body["hints"]),
            )
            return graded_json(found, body.get("language", "en"))

        return AsciiJson(await in_words(graded))

    async def _hint(self, request: Request) -> Response:
        card = card_of(self._desk, request.query_params.get("card", ""))
        given = request.query_params.get("n", "")
        number = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0

        def hint() -> str:
            return hint_of(_needed(card), number)

        return AsciiJson({"hint": await in_words(hint)})

    async def _highlight(self, request: Request) -> Response:
        body = await asked(request, {"code": str})
        code = _code(body["code"])
        return AsciiJson(await in_words(lambda: highlighted_json(code)))

    async def _picture(self, request: Request) -> Response:
        name = request.path_params["name"]
        return media_response(await beside(lambda: self._trials.picture(name)))


def _practice(card: StudyCard) -> Practice | None:
    return practice_of(card.look.fields, card.due.kind)


def _needed(card: StudyCard) -> Practice:
    practice = _practice(card)
    if practice is None:
        raise ValueError("this card has nothing to practise")
    return practice


def _code(given: Any) -> str:
    if not isinstance(given, str) or len(given) > MOST_CODE:
        raise RefusedError(400, f"a program is a text of at most {MOST_CODE:,} characters")
    return given
