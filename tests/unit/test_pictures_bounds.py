"""Pictures that would cost minutes or gigabytes, told before anything decodes them."""

from __future__ import annotations

import base64
import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from generator.reading.pictures import picture_fault
from tests.support.decks import read_text

FORMATS = {".png": "PNG", ".jpg": "JPEG", ".gif": "GIF", ".webp": "WEBP"}
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"{}>{}</svg>'


def picture(suffix: str) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((60, 40), 50).convert("RGB").save(file, FORMATS[suffix])
    return file.getvalue()


def png_that_says(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_whole_picture_is_shown(suffix: str) -> None:
    assert picture_fault(suffix, picture(suffix)) is None


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_picture_cut_short_is_named(suffix: str) -> None:
    data = picture(suffix)
    assert "is broken" in (picture_fault(suffix, data[: len(data) // 2]) or "")


def test_a_small_file_cannot_take_gigabytes_of_memory() -> None:
    assert "100 megapixels" in (picture_fault(".png", png_that_says(20_000, 20_000)) or "")


def test_a_broken_picture_is_told_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media/a.gif").write_bytes(picture(".gif")[:60])
    _, problems = read_text(tmp_path, "## Q {#q}\n\n![x](media/a.gif)\n")
    (problem,) = problems
    assert (problem.code, problem.place.line) == ("bad-image", 3)
    assert "is broken" in problem.message


def embedded(data: bytes, kind: str) -> str:
    return f'<image href="data:image/{kind};base64,{base64.b64encode(data).decode()}"/>'


def in_itself(times: int) -> str:
    svg = SVG.format("", "<rect/>")
    for _ in range(times):
        svg = SVG.format("", embedded(svg.encode(), "svg+xml"))
    return svg


DEAR = {
    "nested": SVG.format("", "<g>" * 20_000 + "</g>" * 20_000),
    "multiplied": SVG.format(
        "",
        '<g id="a0"><rect/></g>'
        + "".join(f'<g id="a{i}">' + f'<use href="#a{i - 1}"/>' * 10 + "</g>" for i in range(1, 12))
        + '<use href="#a11"/>',
    ),
    "entities": '<!DOCTYPE svg [<!ENTITY a "x">]>' + SVG.format("", "&a;"),
    "huge": SVG.format(' width="99999999" height="9"', "<rect/>"),
    "many steps": SVG.format(
        "", '<filter id="f"><feFlood/></filter>' + '<g filter="url(#f)"/>' * 2_000
    ),
    "fine noise": SVG.format("", '<filter id="f"><feTurbulence numOctaves="9999"/></filter>'),
    "much text": SVG.format("", f"<text>{'x' * 30_000}</text>"),
    "many": SVG.format("", f"<defs>{'<g/>' * 300_000}</defs>"),
    "a huge picture in it": SVG.format("", embedded(png_that_says(20_000, 20_000), "png")),
    "large pictures in it": SVG.format("", embedded(png_that_says(9_000, 9_000), "png") * 2),
    "pictures in pictures": in_itself(5),
    "cut short": SVG.format("", "<g>"),
    "another document": "<html/>",
    "blurred": SVG.format("", '<filter id="f"><feGaussianBlur stdDeviation="99999"/></filter>'),
}


@pytest.mark.parametrize("svg", DEAR.values(), ids=DEAR)
def test_an_svg_that_costs_minutes_is_refused(svg: str) -> None:
    assert picture_fault(".svg", svg.encode()) is not None


def test_a_usual_svg_with_symbols_and_a_shadow_is_shown() -> None:
    shadow = '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>'
    symbols = '<symbol id="s"><path d="M0 0"/></symbol>' + '<use href="#s"/>' * 500
    inside = embedded(picture(".png"), "png") + embedded(in_itself(1).encode(), "svg+xml")
    assert picture_fault(".svg", SVG.format("", shadow + symbols + inside).encode()) is None


def test_a_picture_of_millions_of_empty_parts_is_not_read_to_its_end() -> None:
    parts = {
        ".gif": b"GIF89a\5\0\5\0\0\0\0\x21\xfe" + b"\x01a" * 1_000_000 + b"\0;",
        ".jpg": b"\xff\xd8" + b"\xff\x01" * 1_000_000 + b"\xff\xda\xff\xd9",
    }
    for suffix, data in parts.items():
        assert "too many parts" in (picture_fault(suffix, data) or "")
