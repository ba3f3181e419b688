"""What the page of `proofdeck preview` asks for, and what it is told."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from generator.keeping.shelf import digest
from generator.last_net import caught
from generator.model import ProblemsError
from generator.reading.config import FILE_NAME
from generator.reading.source import display_path, located
from generator.rendering.anki_sides import card_sides
from generator.rendering.card_frames import frame_document
from generator.reporting.extents import source_of
from generator.serving.card_media import frame_response, media_response
from generator.serving.editor import Editor
from generator.serving.local_page import LocalPage
from generator.serving.offloading import beside
from generator.serving.preview_json import (
    card_json,
    change_json,
    state_json,
)
from generator.serving.print_preview import PrintPreview
from generator.serving.safety import App, AsciiJson, RefusedError, asked
from generator.serving.side_marks import with_marks

if TYPE_CHECKING:
    from generator.accepting.proposal import Rewritten
    from generator.previewing.live_state import Delta, LiveCard, LiveState

PAGE: Final = Path(__file__).parent / "page"
_FURTHEST: Final = 10_000_000  # lines, and columns


class Live(Protocol):
    """The deck that is shown; see `LiveDeck`."""

    @property
    def deck(self) -> Path: ...
    @property
    def state(self) -> LiveState: ...
    def subscribe(self, callback: Callable[[Delta], object]) -> Callable[[], None]: ...
    def offer(self, problem: str) -> Rewritten: ...
    def accept(self, problem: str) -> Rewritten: ...


class PreviewApp:
    """Answers the page, and tells it of each change of a deck until it is closed."""

    def __init__(
        self, live: Live, editor: Editor, printing: PrintPreview, page: Path = PAGE
    ) -> None:
        self._live = live
        self._printing = printing
        self._editor = editor
        self._page = LocalPage(page, lambda: live.state.version)
        self._unsubscribe = live.subscribe(self._tell)

    def close(self) -> None:
        """End all streams, and listen to the deck no longer."""
        self._unsubscribe()
        self._page.close()

    def guarded(self, port: int) -> App:
        """The application, for a server at this port."""
        get, post = ["GET"], ["POST"]
        routes = [
            Route("/api/state", self._state, methods=get),
            Route("/api/cards/{key:path}/print", self._print, methods=get),
            Route("/api/cards/{key:path}", self._card, methods=get),
            Route("/print/{name}.png", self._printed, methods=get),
            Route("/side/{digest}/{key:path}/{ordinal:int}/{side}", self._side, methods=get),
            Route(self._page.frames + "media/{name}", self._media, methods=get),
            Route("/api/accept", self._accept, methods=post),
            Route("/api/open", self._open, methods=post),
        ]
        return self._page.guarded(routes, port)

    # --- what is told -----------------------------------------------------------------

    def _tell(self, delta: Delta) -> None:
        if not self._page.listeners:
            return
        try:
            self._page.tell(change_json(delta, self._live.state))
        except Exception as error:  # the deck goes on; the page misses a version, and loads all
            caught(error)

    # --- what is asked for ------------------------------------------------------------

    async def _state(self, request: Request) -> Response:
        return AsciiJson(await beside(lambda: state_json(self._live.state)))

    async def _card(self, request: Request) -> Response:
        state = self._live.state
        card = _card_of(state, request)
        return AsciiJson(await beside(lambda: card_json(card, state)))

    async def _side(self, request: Request) -> Response:
        """One side. Its address has a digest only to be another one when the card is: what is
        shown is always the card of now.
        """
        card = _card_of(self._live.state, request)
        note = card.note
        side, ordinal = request.path_params["side"], request.path_params["ordinal"]
        sides = {each.ordinal: each for each in card_sides(note)} if note is not None else {}
        if note is None or ordinal not in sides or side not in ("front", "back"):
            raise RefusedError(404, "this card has no such side")
        base = self._page.frames_of(request)
        night, phone = (request.query_params.get(name) == "1" for name in ("night", "phone"))
        html = frame_document(
            note,
            sides[ordinal],
            back=side == "back",
            night=night,
            phone=phone,
            media=f"{base}media/",
            font=f"{base}font",
        )
        if request.query_params.get("marks") and card.problems:
            html = await beside(partial(_marked, html, card, back=side == "back"))
        return frame_response(html, base)

    async def _print(self, request: Request) -> Response:
        """The pictures of a card as it is printed."""
        card, what = _card_of(self._live.state, request), request.query_params.get("what", "card")
        drawn = await beside(lambda: self._printing.pictures(card, what))
        pictures = [
            {
                "label": each.label,
                "url": f"/print/{each.name}.png",
                "width": each.page.width,
                "height": each.page.height,
            }
            for each in drawn
        ]
        return AsciiJson({"pictures": pictures, "message": ""})

    async def _printed(self, request: Request) -> Response:
        page = self._printing.page(request.path_params["name"])
        if page is None:
            raise RefusedError(404, "this picture is not kept any more: draw it again")
        return Response(page.png, media_type="image/png")

    async def _media(self, request: Request) -> Response:
        name = request.path_params["name"]
        notes = (card.note for card in self._live.state.cards.values() if card.note is not None)
        found = (media for note in notes for media in note.media if media.name == name)
        return media_response(next(found, None))

    # --- what is done -----------------------------------------------------------------

    async def _accept(self, request: Request) -> Response:
        """What accepting would write; with `apply`, it is written, if it still is what was seen."""
        body = await asked(request, {"problem": str, "apply": bool}, {"seen": str})
        name, seen = body["problem"], body.get("seen")
        try:
            new = await beside(lambda: self._live.offer(name))
            if body["apply"] and seen not in (None, _digest(new)):
                raise RefusedError(409, "the change is another one now", "look at the new one")
            if body["apply"]:
                new = await beside(lambda: self._live.accept(name))
        except ProblemsError as error:
            problem = error.problems[0]
            raise RefusedError(409, problem.message, problem.hint) from None
        done = f"{display_path(new.path)} is written" if body["apply"] else ""
        return AsciiJson(
            {
                "diff": "\n".join(new.diff()),
                "seen": _digest(new),
                "applied": body["apply"],
                "message": done,
            }
        )

    async def _open(self, request: Request) -> Response:
        body = await asked(request, {"path": str, "line": int}, {"column": int})
        line, column = body["line"], body.get("column", 1)
        if not (0 < line <= _FURTHEST and 0 < column <= _FURTHEST):
            raise RefusedError(400, "there is no such line")
        file = self._file_of_deck(body["path"])
        done = await beside(lambda: self._editor.open(file, line, column))
        return AsciiJson(
            {
                "opened": done.started,
                "url": done.url or None,
                "command": done.command or None,
                "message": done.message,
            }
        )

    def _file_of_deck(self, path: str) -> Path:
        """The absolute path of a file that the page was told of. Raises RefusedError otherwise."""
        state, deck = self._live.state, self._live.deck
        told = {chapter.path for chapter in state.chapters}
        told |= {problem.place.path for problem in state.problems}
        told |= {card.path for card in state.cards.values()}
        told.add(display_path(deck / FILE_NAME))
        file = located(path) if path in told else None
        if file is None or not (_is_in(file, deck) and file.is_file()):
            raise RefusedError(404, "this is no file of the deck")
        return file


def _is_in(file: Path, folder: Path) -> bool:
    return file.resolve().is_relative_to(folder.resolve())


def _digest(new: Rewritten) -> str:
    return digest(str(new.path), new.old, new.new)


def _marked(html: str, card: LiveCard, *, back: bool) -> str:
    source = source_of(card.path)
    if source is None:
        return html
    return with_marks(html, card.problems, source, card.line, back=back)


def _card_of(state: LiveState, request: Request) -> LiveCard:
    card = state.cards.get(request.path_params["key"])
    if card is None:
        raise RefusedError(404, "this card is not there any more")
    return card
