"""Who is told that a picture cannot be read on paper."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from generator.model import Media
from generator.writing.small_pictures import drawn_size, small_pictures
from tests.support.paper import printed_deck


def png(width: int, height: int, dpi: int | None) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height)).save(data, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    return data.getvalue()


TALL = b'<svg xmlns="x" width="300" height="1500"><text>1</text></svg>'


@pytest.mark.parametrize(
    ("data", "size"),
    [(png(300, 1400, 100), (76.2, 355.6)), (png(300, 1400, None), None), (TALL, (79.4, 396.9)),
     (TALL.replace(b"<text>1</text>", b""), None), (b"\xff\xd8\xff", None),
     (TALL.replace(b'"300"', b'"216pt"'), (76.2, 396.9)), (TALL.replace(b'"300"', b'"1.2.3"'), (0, 396.9)),
     (TALL.replace(b' width="300"', b' stroke-width="300"'), None), (b"\x89PNG\r\n\x1a\npHYs", None)],
)  # fmt: skip
def test_a_picture_says_how_large_it_was_drawn(
    data: bytes, size: tuple[float, float] | None
) -> None:
    assert drawn_size(data) == (size and pytest.approx(size, abs=0.1))


@pytest.mark.parametrize(
    ("data", "width", "told"),
    [(png(300, 1400, 100), "", True), (png(640, 480, 100), "", False), (TALL, "", True),
     (TALL, "{width=50%}", False), (png(3000, 2000, None), "", False)],
)  # fmt: skip
def test_a_picture_too_small_to_read_is_a_warning(
    data: bytes, width: str, told: bool, tmp_path: Path
) -> None:
    text = f"# C\n\n## Q? {{#q}}\n\n![a plot](../media/a.svg){width}\n"
    media = {"../media/a.svg": Media("a-1.svg", data)}
    found = list(small_pictures(printed_deck(tmp_path, text, media=media)))
    assert [(each.code, each.severity, each.card) for each in found] == (
        [("print-small", "warning", "q")] if told else []
    )
    assert all("../media/a.svg" in each.message for each in found)
