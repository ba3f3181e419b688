"""The files of a page: HTML, style sheets and scripts, its own and those that pages share."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from generator.serving.safety import RefusedError

# Everything from this server, nothing written into the page itself, nobody around it.
_OWN: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_INDEX: Final = "index.html"
COMMON: Final = Path(__file__).parent / "common"  # files that every page may use


class PageFiles:
    """Serves `index.html` of a folder with values for its `{{names}}`, and under one address the
    files beside it and those of `COMMON`.
    """

    def __init__(self, folder: Path, values: Mapping[str, str]) -> None:
        self._folder = folder
        self._values = values

    async def index(self, request: Request) -> Response:
        """The page itself."""
        text = (self._folder / _INDEX).read_text("utf-8")
        html = re.sub(r"\{\{(\w+)\}\}", lambda found: escape(self._values[found[1]]), text)
        return HTMLResponse(html, headers={"Content-Security-Policy": _OWN})

    async def file(self, request: Request) -> Response:
        """A file of the page, by its bare name."""
        name = request.path_params["name"]
        path = next((each for each in files_of(self._folder) if each.name == name), None)
        if path is None:
            raise RefusedError(404, "there is no such file")
        headers = {"Content-Security-Policy": "default-src 'none'; sandbox"}
        return Response(path.read_bytes(), headers=headers, media_type=_TYPES[path.suffix])


def files_of(folder: Path) -> list[Path]:
    """The files that a page of this folder can load."""
    return [path for each in (folder, COMMON) for path in each.iterdir() if path.suffix in _TYPES]
