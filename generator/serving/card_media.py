"""The pictures, sound and films of cards, for the browser."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

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


def media_response(media: Media | None) -> Response:
    """A file that a card shows. Raises RefusedError where there is none."""
    kind = _TYPES.get(PurePosixPath(media.name).suffix.lower()) if media is not None else None
    if media is None or kind is None:
        raise RefusedError(404, "no card shows this file")
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin",  # for frames, which have no origin
    }
    return Response(media.data, headers=headers, media_type=kind)
