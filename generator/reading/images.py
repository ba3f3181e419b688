"""Images that cards show, and recordings that they play: files inside the deck's folder."""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from generator.given import MOST_IMAGE, MOST_RECORDING, read_regular
from generator.model import Card, Deck, Node, Place, Problem, ProblemsError
from generator.model.walking import walk
from generator.reading.pictures import picture_fault
from generator.reading.recordings import SUFFIXES as RECORDINGS
from generator.reading.recordings import begins_right, is_recording
from generator.reading.vector_reach import svg_reach

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_SIGNATURES: Final = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
}
_ATTACHMENTS: Final = ("", "media", "attachments", "_attachments", "assets", "images", "files")
ENDINGS: Final = {
    "png": ".png", "jpeg": ".jpg", "gif": ".gif", "svg+xml": ".svg", "webp": ".webp",
}  # fmt: skip
EMBEDDED: Final = re.compile(
    rf"data:image/(?P<kind>{'|'.join(map(re.escape, ENDINGS))});base64,(?P<data>.*)",
    re.DOTALL | re.IGNORECASE,
)


def image_problems(deck: Deck) -> tuple[Problem, ...]:
    """A problem for every image or recording that is missing, outside the deck or neither."""
    problems: list[Problem] = []
    for card in deck.cards():
        for node in image_nodes(card):
            try:
                read_image(Path(deck.config.folder), card, node)
            except ProblemsError as error:
                problems.extend(error.problems)
    return tuple(problems)


def image_nodes(card: Card) -> tuple[Node, ...]:
    """The images and recordings of a card, in reading order."""
    nodes = walk((*card.question, *card.front, *card.back))
    return tuple(node for node in nodes if node.kind == "image")


def image_files(folder: Path, card: Card) -> tuple[str, ...]:
    """Every file that an image or recording of a card may mean; those that are not there, too."""
    return tuple(
        str(path)
        for node in image_nodes(card)
        if (name := _file_name(node.attrs["src"])) is not None
        for path in _candidates(folder, node, name)
    )


def _file_name(source: str) -> str | None:
    """The path that a source names, None for an address and for an impossible file name."""
    try:
        parts = urlsplit(source)
        name = unquote(parts.path, errors="strict")
    except ValueError:
        return None
    possible = all(len(part.encode("utf-8")) <= 255 for part in name.split("/"))
    if parts.scheme or parts.netloc or not possible or len(name) > 1000 or "\0" in name:
        return None
    return name


def _candidates(folder: Path, node: Node, name: str) -> tuple[Path, ...]:
    bases = (Path(node.place.path).resolve().parent, folder.resolve())
    # A wiki names a file wherever it is.
    under = _ATTACHMENTS if node.attrs.get("wiki") else ("",)
    try:
        return tuple((base / part / name).resolve() for part in under for base in bases)
    except (OSError, RuntimeError):  # a loop of links
        return ()


def _is_there(path: Path) -> bool:
    """Whether something exists there; a file that is not regular is reported when it is read."""
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False


def read_image(folder: Path, card: Card, node: Node) -> tuple[str, bytes]:
    """The suffix and the bytes of an image or recording; raises ProblemsError.

    A path is taken from the Markdown file's folder, as every Markdown viewer does, and then
    from the deck's. An image may stand there itself, as base64.
    """
    source = node.attrs["src"]
    noun = "recording" if is_recording(source) else "image"

    def problem(code: str, message: str, hint: str) -> ProblemsError:
        return ProblemsError(Problem(node.place, code, message, hint, card=card.slug))

    embedded = EMBEDDED.fullmatch(source)
    if embedded is not None:
        source, suffix = f"{source[:30]}…", ENDINGS[embedded["kind"].lower()]
        try:
            data = binascii.a2b_base64(embedded["data"])
        except binascii.Error:
            message = f"the base64 of the image `{source}` cannot be read"
            raise problem("bad-image", message, "save it in `media/` and name that file") from None
        return suffix, _checked(suffix, data, source, problem)
    name = _file_name(source)
    if name is None:
        message = f"the {noun} `{source}` is not a file of this deck"
        raise problem("bad-image", message, "save it in `media/` and name that file")
    root = folder.resolve()
    if Path(name).is_absolute():
        message = f"the {noun} `{source}` is named by an absolute path"
        raise problem("bad-image", message, "name it relative to this file: ../media/name.png")
    candidates = _candidates(folder, node, name)
    inside = [path for path in candidates if path.is_relative_to(root)]
    found = next((path for path in inside if _is_there(path)), None)
    if found is None:
        if candidates and (not inside or any(map(_is_there, candidates))):
            message = f"the {noun} `{source}` is outside the deck's folder"
            raise problem("bad-image", message, "copy it into the deck's `media/`")
        if not name:
            hint = "write its file between the brackets: ![…](../media/name.png)"
            raise problem("missing-image", f"this {noun} names no file", hint)
        message = f"the {noun} `{source}` was not found"
        where = inside[0].relative_to(root) if inside else "`media/`"
        raise problem("missing-image", message, f"put it at {where} in the deck's folder")
    suffix = found.suffix.lower()
    if suffix not in SUFFIXES + RECORDINGS:
        message = f"`{source}` is neither an image nor a recording that cards can show"
        hint = f"use {', '.join(SUFFIXES)}; for sound and film {', '.join(RECORDINGS)}"
        raise problem("bad-image", message, hint)
    try:
        data = read_regular(found, MOST_RECORDING if suffix in RECORDINGS else MOST_IMAGE)
    except OSError as error:
        message = f"the {noun} `{source}` cannot be read: {error.strerror}"
        hint = getattr(error, "hint", "") or "check its permissions"
        raise problem("bad-image", message, hint) from None
    return suffix, _checked(suffix, data, source, problem)


def media_fault(suffix: str, data: bytes) -> str:
    """Why no card can show these bytes as a file with this ending, in lower case; "" if one can."""
    if suffix not in SUFFIXES + RECORDINGS:
        return f"`{suffix}` is no kind of image or recording that cards can show"

    def problem(code: str, message: str, hint: str) -> ProblemsError:
        return ProblemsError(Problem(Place(""), code, message, hint))

    try:
        _checked(suffix, data, "it", problem)
    except ProblemsError as error:
        return error.problems[0].message.replace("the image `it`", "it").replace("`it`", "it")
    return ""


def _checked(
    suffix: str, data: bytes, source: str, problem: Callable[[str, str, str], ProblemsError]
) -> bytes:
    """The bytes of an image or recording; raises a `problem` if it is broken, or an image that
    does more than show.
    """
    if suffix in RECORDINGS:
        if begins_right(suffix, data):
            return data
        message = f"`{source}` is not the kind of recording that its ending `{suffix}` says"
        raise problem("bad-image", message, "export it again as that kind of recording")
    signatures = _SIGNATURES.get(suffix)
    if signatures and not data.startswith(signatures):
        message = f"`{source}` is not the kind of image that its ending `{suffix}` says"
        raise problem("bad-image", message, "export it again as that kind of image")
    fault = picture_fault(suffix, data)
    if fault is not None:
        message = f"the image `{source}` {fault}"
        raise problem("bad-image", message, "export it again, smaller if it is too large")
    reach = svg_reach(data) if suffix == ".svg" else None
    if reach is not None:
        message = f"the image `{source}` is more than a picture: it {reach}"
        hint = "remove that, put what it loads into the file, or export it as a PNG"
        raise problem("bad-image", message, hint)
    return data
