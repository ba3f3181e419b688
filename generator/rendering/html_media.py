"""The media files that the HTML of nodes shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from generator.model import Media, Node


def media_shown(nodes: Iterable[Node], media: Mapping[str, Media]) -> tuple[Media, ...]:
    """The files behind the images and outputs of `nodes`, each once, by name.

    `media` maps the `src` that an author wrote to the file.
    """
    found = {file.name: file for file in _walk(nodes, media)}
    return tuple(found[name] for name in sorted(found))


def _walk(nodes: Iterable[Node], media: Mapping[str, Media]) -> Iterator[Media]:
    for node in nodes:
        if node.kind in {"image", "image_block"} and (file := media.get(node.attrs.get("src", ""))):
            yield file
        if node.listing is not None:
            yield from (shown.media for shown in node.listing.shown if shown.media is not None)
        yield from _walk(node.children, media)
