"""What the page of `proofdeck study` asks for, and what it is told."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from generator.scheduling.card_filter import ONLY, CardFilter
from generator.scheduling.card_key import CardKey
from generator.serving.card_media import frame_response, media_response
from generator.serving.local_page import LocalPage
from generator.serving.offloading import beside
from generator.serving.safety import App, AsciiJson, RefusedError, asked
from generator.studying.answering import card_of, in_words, key_of
from generator.studying.log_watch import LogWatch
from generator.studying.practice_app import PracticeRoutes
from generator.studying.study_deck import StudyCard, StudySource
from generator.studying.study_desk import ALL, Shown, StudyDesk
from generator.studying.study_json import (
    card_json,
    deck_json,
    named,
    settings_json,
    turn_json,
)

if TYPE_CHECKING:
    from generator.practicing.trials import Trials

PAGE: Final = Path(__file__).parent / "page"
_LONG_MOMENT: Final = 16  # digits
_LONGEST: Final = 1_000  # characters of what is filtered by


class StudyApp:
    """Answers the page of a study desk, and tells it of each change, until it is closed."""

    def __init__(
        self, source: StudySource, desk: StudyDesk, trials: Trials, page: Path = PAGE
    ) -> None:
        self._desk = desk
        self._practice = PracticeRoutes(desk, trials)
        self._page = LocalPage(page, lambda: self._version)
        self._counting = threading.Lock()
        self._version = 0
        self._unsubscribe = source.subscribe(lambda: self._tell({"deck": True}))
        self._watch = LogWatch(desk.log, self._elsewhere, lambda: self._page.listeners > 0)

    def close(self) -> None:
        """End all streams, and listen to the deck and the log no longer."""
        self._unsubscribe()
        self._watch.close()
        self._page.close()

    def guarded(self, port: int) -> App:
        """The application, for a server at this port."""
        get, post = ["GET"], ["POST"]
        routes = [
            Route("/api/deck", self._deck, methods=get),
            Route("/api/next", self._next, methods=get),
            Route("/api/card/{key:path}", self._card, methods=get),
            Route("/api/stats", self._stats, methods=get),
            Route("/side/{digest}/{key:path}/{side}", self._side, methods=get),
            Route(self._page.frames + "media/{key:path}/{name}", self._media, methods=get),
            Route("/api/grade", self._grade, methods=post),
            Route("/api/undo", self._undo, methods=post),
            Route("/api/mark", self._mark, methods=post),
            Route("/api/settings", self._settings, methods=post),
            *self._practice.routes(),
        ]
        return self._page.guarded(routes, port)

    # --- what is told -----------------------------------------------------------------

    def _tell(self, change: dict[str, Any]) -> None:
        with self._counting:
            self._version += 1
            self._page.tell({"version": self._version, **change})

    def _told(self, key: CardKey) -> None:
        """Tell all pages of what was done with a card here."""
        self._watch.knows(key)
        self._tell({"graded": str(key)})

    def _elsewhere(self, keys: frozenset[CardKey] | None) -> None:
        """Tell all pages of what another process wrote to the log; of more than one card as if the
        deck were another one, so that each page looks at all it has.
        """
        alone = next(iter(keys)) if keys is not None and len(keys) == 1 else None
        self._tell({"deck": True} if alone is None else {"graded": str(alone)})

    # --- what is asked for ------------------------------------------------------------

    async def _deck(self, request: Request) -> Response:
        version = self._version
        return AsciiJson(await in_words(lambda: deck_json(self._desk, version)))

    async def _next(self, request: Request) -> Response:
        only = _filter_of(request, self._desk.language)

        def turn() -> dict[str, Any]:
            queue, shown = self._desk.next(only)
            return turn_json(self._desk, queue, self._json(shown) if shown else None)

        return AsciiJson(await in_words(turn))

    def _json(self, shown: Shown) -> dict[str, Any]:
        return card_json(shown, self._practice.json_of(shown.card))

    async def _card(self, request: Request) -> Response:
        key = key_of(request.path_params["key"])
        return AsciiJson(await in_words(lambda: self._json(self._desk.shown(key))))

    async def _stats(self, request: Request) -> Response:
        return AsciiJson(await in_words(lambda: named(self._desk.deck, self._desk.figures())))

    async def _side(self, request: Request) -> Response:
        """One side. Its address has a digest only to be another one when the card is."""
        side = request.path_params["side"]
        card = card_of(self._desk, request.path_params["key"])
        if side not in ("front", "back"):
            raise RefusedError(404, "a card has a front and a back")
        night, phone = (request.query_params.get(name) == "1" for name in ("night", "phone"))
        base = self._page.frames_of(request)
        own = f"{base}media/{_quoted(card)}/"

        def page() -> str:
            return card.look.page(
                card.key.ordinal,
                back=side == "back",
                night=night,
                phone=phone,
                base=own,
                font=f"{base}font",
            )

        return frame_response(await in_words(page), base, same_origin=True)

    async def _media(self, request: Request) -> Response:
        card = card_of(self._desk, request.path_params["key"])
        name = request.path_params["name"]
        return media_response(await beside(lambda: card.look.media(name)))

    # --- what is done -----------------------------------------------------------------

    async def _grade(self, request: Request) -> Response:
        """Store a grade. A request that comes twice has one `token`, and counts once."""
        body = await asked(
            request,
            {"card": str, "turn": int, "grade": int, "token": str, "at": int, "took": int},
            {"answer": str, "attempt": str, "digest": str},
        )
        key = key_of(body["card"])

        def grade() -> tuple[bool, bool]:
            found = self._desk.grade(
                key,
                body["grade"],
                token=body["token"],
                turn=body["turn"],
                at=body["at"],
                took=body["took"],
                answer=body.get("answer", ""),
                digest=body.get("digest", "")[:_LONGEST],
            )
            if body.get("attempt"):
                self._desk.log.keep_attempt(key, body["attempt"])
            return found

        repeated, leech = await in_words(grade)
        if not repeated:
            self._told(key)
        return AsciiJson({"stored": True, "repeated": repeated, "leech": leech})

    async def _undo(self, request: Request) -> Response:
        body = await asked(request, {}, {"token": str})
        done = await in_words(lambda: self._desk.undo(body.get("token", "")))
        if done is None:
            raise RefusedError(409, "there is nothing to take back")
        card = await in_words(lambda: self._json(self._desk.shown(done.key)))
        self._told(done.key)
        return AsciiJson({"undone": done.what, "card": card})

    async def _mark(self, request: Request) -> Response:
        body = await asked(
            request, {"card": str}, {"suspend": bool, "bury": bool, "flag": int, "token": str}
        )
        marks = [name for name in ("suspend", "bury", "flag") if name in body]
        if len(marks) != 1:
            raise RefusedError(400, "this request needs one of suspend, bury and flag")
        key, what = key_of(body["card"]), marks[0]
        change = {what: body[what]}
        await in_words(lambda: self._desk.mark(key, token=body.get("token", ""), **change))
        self._told(key)
        return AsciiJson({"message": _marked(what, body[what])})

    async def _settings(self, request: Request) -> Response:
        kinds = {"new": int, "reviews": int, "minutes": int}
        body = await asked(request, {}, {**kinds, "retention": float})
        if "minutes" in body:
            body["minutes"] = body["minutes"] or None
        settings = await in_words(lambda: self._desk.set(**body))
        self._tell({"deck": True})
        return AsciiJson(settings_json(settings))


def _quoted(card: StudyCard) -> str:
    return quote(str(card.key), safe="")


def _filter_of(request: Request, language: str) -> CardFilter:
    """Which cards the page asks for; without a word, those of the desk's language."""
    given = {name: value[:_LONGEST] for name, value in request.query_params.items() if value}
    wanted = given.get("only", "")
    since = given.get("since", "")
    only = next((each for each in ONLY if each == wanted), None)
    if only is None:
        raise RefusedError(400, f"only is one of {', '.join(filter(None, ONLY))}")

    def chosen(name: str, otherwise: str = "") -> tuple[str, ...]:
        value = given.get(name, otherwise)
        return (value,) if value not in ("", ALL) else ()

    return CardFilter(
        chosen("chapter"),
        chosen("tag"),
        chosen("kind"),
        chosen("language", language),
        only,
        int(since) if since.isascii() and since.isdigit() and len(since) < _LONG_MOMENT else 0,
    )


def _marked(what: str, value: bool | int) -> str:
    if what == "suspend":
        return "suspended: it is not shown until you wake it" if value else "woken"
    if what == "bury":
        return "buried until tomorrow" if value else "not buried"
    return f"flag {value}" if value else "no flag"
