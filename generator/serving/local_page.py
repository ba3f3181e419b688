"""What every page of ours has: its files, frames for cards, and a stream of what changes."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, Router

from generator.rendering.formula_font import formula_font
from generator.serving.card_media import font_response
from generator.serving.event_hub import MEDIA_TYPE, EventHub, message
from generator.serving.offloading import beside
from generator.serving.page_files import PageFiles
from generator.serving.safety import App, Guarded, Secrets, unknown


class LocalPage:
    """The page in a folder, until it is closed. `version` is that of what it shows, for a page that
    comes back to see whether it missed anything. `tell` and `close` may be called from any thread.
    """

    def __init__(self, folder: Path, version: Callable[[], int]) -> None:
        self._folder = folder
        self._version = version
        self._hub = EventHub()
        self._name = secrets.token_urlsafe(8)  # of this run of the server
        self._secrets = Secrets()

    @property
    def frames(self) -> str:
        """The path that all is below which the frames of cards load."""
        return f"/frames/{self._secrets.prefix}/"

    def frames_of(self, request: Request) -> str:
        """The same as an address, for a side of a card that is asked for."""
        return f"http://{request.headers['host']}{self.frames}"

    @property
    def listeners(self) -> int:
        """How many pages are told of changes now."""
        return self._hub.listeners

    def tell(self, change: Any) -> None:
        """Tell all that listen of a change, which is JSON."""
        self._hub.tell("change", change)

    def close(self) -> None:
        """End all streams."""
        self._hub.close()

    def guarded(self, routes: Iterable[Route], port: int) -> App:
        """The page and these `routes` of its own as an application, for a server at this port."""
        files = PageFiles(self._folder, {"token": self._secrets.token})
        common = [
            Route("/", files.index, methods=["GET"]),
            Route("/static/{name}", files.file, methods=["GET"]),
            Route("/events", self._events, methods=["GET"]),
            Route(f"{self.frames}font", self._font, methods=["GET"]),
        ]
        router = Router([*common, *routes], default=unknown)
        return Guarded(router, port, self._secrets.token, embedded=(self.frames,))

    async def _events(self, request: Request) -> Response:
        def hello() -> bytes:
            return message("hello", {"version": self._version(), "server": self._name})

        stream: AsyncIterator[bytes] = self._hub.stream(hello)
        return StreamingResponse(stream, media_type=MEDIA_TYPE)

    async def _font(self, request: Request) -> Response:
        return font_response(await beside(formula_font))
