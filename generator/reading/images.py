"""Images that cards show: files inside the deck's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from generator.model import Card, Deck, Node, Problem, ProblemsError
from generator.reading.nodes import walk
from generator.reading.pictures import picture_fault

SUFFIXES: Final = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
_SIGNATURES: Final = {
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".gif": (b"GIF87a", b"GIF89a"),
    ".webp": (b"RIFF",),
}


def image_problems(deck: Deck) -> tuple[Problem, ...]:
    """A problem for every image that is missing, outside the deck or no image."""
    problems: list[Problem] = []
    for card in deck.cards():
        for node in image_nodes(card):
            try:
                read_image(Path(deck.config.folder), card, node)
            except ProblemsError as error:
                problems.extend(error.problems)
    return tuple(problems)


def image_nodes(card: Card) -> tuple[Node, ...]:
    """The images of a card, in reading order."""
    nodes = walk((*card.question, *card.front, *card.back))
    return tuple(node for node in nodes if node.kind == "image")


def image_files(folder: Path, card: Card) -> tuple[str, ...]:
    """Every file that an image of a card may mean; those that are not there, too."""
    return tuple(
        str(path)
        for node in image_nodes(card)
        for path in _candidates(folder, node, unquote(urlsplit(node.attrs["src"]).path))
    )


def _candidates(folder: Path, node: Node, name: str) -> tuple[Path, Path]:
    bases = (Path(node.place.path).resolve().parent, folder.resolve())
    first, second = ((base / name).resolve() for base in bases)
    return first, second


def read_image(folder: Path, card: Card, node: Node) -> tuple[str, bytes]:
    """The suffix and the bytes of an image; raises ProblemsError.

    A path is taken from the Markdown file's folder, as every Markdown viewer does, and then
    from the deck's.
    """
    source = node.attrs["src"]

    def problem(code: str, message: str, hint: str) -> ProblemsError:
        return ProblemsError(Problem(node.place, code, message, hint, card=card.slug))

    parts = urlsplit(source)
    if parts.scheme or parts.netloc:
        message = f"the image `{source}` is not a file of this deck"
        raise problem("bad-image", message, "save it in `media/` and name that file")
    name = unquote(parts.path)
    root = folder.resolve()
    if Path(name).is_absolute():
        message = f"the image `{source}` is named by an absolute path"
        raise problem("bad-image", message, "name it from this file's folder: ../media/name.png")
    candidates = _candidates(folder, node, name)
    inside = [path for path in candidates if path.is_relative_to(root)]
    found = next((path for path in inside if path.is_file()), None)
    if found is None:
        if not inside or any(path.is_file() for path in candidates):
            message = f"the image `{source}` lies outside the deck's folder"
            raise problem("bad-image", message, "copy it into the deck's `media/`")
        message = f"the image `{source}` was not found"
        raise problem("missing-image", message, f"put it at {candidates[0].relative_to(root)} in "
                      "the deck's folder")  # fmt: skip
    suffix = found.suffix.lower()
    if suffix not in SUFFIXES:
        message = f"`{source}` is not an image Anki and print both show"
        raise problem("bad-image", message, "use " + ", ".join(SUFFIXES))
    try:
        data = found.read_bytes()
    except OSError as error:
        message = f"the image `{source}` cannot be read: {error.strerror}"
        raise problem("bad-image", message, "check its permissions") from None
    signatures = _SIGNATURES.get(suffix)
    if signatures and not data.startswith(signatures):
        message = f"`{source}` does not hold what its ending `{suffix}` says"
        raise problem("bad-image", message, "export it again as that kind of image")
    fault = picture_fault(suffix, data)
    if fault is not None:
        message = f"the image `{source}` {fault}"
        raise problem("bad-image", message, "export it again, smaller if it is too large")
    return suffix, data
