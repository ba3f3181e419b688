"""The frames of cards, and what they load: pictures, sound, films, and the font of formulas."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.responses import HTMLResponse, Response

from generator.serving.safety import RefusedError

if TYPE_CHECKING:
    from generator.model import Media

_TYPES: Final = {
    ".flac": "audio/flac",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".m4a": "audio/mp4",
    ".mov": "video/quicktime",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".opus": "audio/ogg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".wav": "audio/wav",
    ".webm": "video/webm",
    ".webp": "image/webp",
}
# A vector picture may hold a script: whoever opens it alone gets it without.
_POLICY: Final = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_FOR_FRAMES: Final = {"Cross-Origin-Resource-Policy": "cross-origin"}  # they have no origin


def media_response(media: Media | None) -> Response:
    """A file that a card shows. Raises RefusedError where there is none."""
    kind = _TYPES.get(PurePosixPath(media.name).suffix.lower()) if media is not None else None
    if media is None or kind is None:
        raise RefusedError(404, "no card shows this file")
    headers = {"Content-Security-Policy": _POLICY, **_FOR_FRAMES}
    return Response(media.data, headers=headers, media_type=kind)


def font_response(font: bytes | None) -> Response:
    """The font of formulas. Raises RefusedError where there is none."""
    if font is None:
        raise RefusedError(404, "the font of formulas is not installed")
    headers = {"Access-Control-Allow-Origin": "*", "Cache-Control": "private, max-age=86400"}
    return Response(font, headers={**headers, **_FOR_FRAMES}, media_type="font/otf")


def frame_response(html: str, base: str, *, same_origin: bool = False) -> Response:
    """A side of a card. It may look like the card and load what is below the address `base`,
    `media/` and `font`, and nothing else. No script runs in it; where it is of the `same_origin`
    as the page around, that one may look at it and hear its keys.
    """
    html = html.replace("<head>", '<head><base target="_blank">', 1)  # of its links
    policy = _frame_policy(base, "allow-same-origin" if same_origin else "")
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


def _frame_policy(base: str, also: str) -> str:
    links = "allow-popups allow-popups-to-escape-sandbox"  # for those that are clicked
    return "; ".join(
        (
            " ".join(("sandbox", *also.split(), links)),
            "default-src 'none'",
            f"img-src {base}media/ data:",
            f"media-src {base}media/",
            f"font-src {base}font",
            "style-src 'unsafe-inline'",
            f"base-uri {base}media/",
            "form-action 'none'",
            "frame-ancestors 'self'",
        )
    )
