"""Pictures that the PDF compiler cannot draw, each named with its card."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from generator.model import Media, ProblemsError
from generator.writing import pdf_pictures
from generator.writing.pdf import CheatSheetWriter
from generator.writing.pdf_limits import Limits
from generator.writing.pdf_pictures import may_be_dear
from tests.support.paper import png, printed_deck

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">{}</svg>'
SLOW = SVG.format(
    '<filter id="f" x="-1000%" y="-1000%" width="3000%" height="3000%">'
    '<feGaussianBlur stdDeviation="50"/><feTurbulence numOctaves="9" baseFrequency="1"/></filter>'
    '<path d="M0 0h99v99z" filter="url(#f)"/>'
).encode()
SHADOW = SVG.format(
    '<filter id="f"><feGaussianBlur stdDeviation="2"/></filter>'
    '<path d="M0 0h99v99z" filter="url(#f)"/>'
).encode()
CARD = "\n## Picture {0}? {{#q{0}}}\n\n![{0}](../media/{1})\n"


def refused(folder: Path, files: dict[str, bytes], limits: Limits) -> list[tuple[str, str]]:
    """The codes and messages of the problems of a deck with a card for each file."""
    text = "# C\n" + "".join(CARD.format(number, name) for number, name in enumerate(files))
    media = {f"../media/{name}": Media(name, data) for name, data in files.items()}
    with pytest.raises(ProblemsError) as raised:
        CheatSheetWriter(limits).write(printed_deck(folder, text, media=media), folder / "out")
    assert not (folder / "out").exists() or not list((folder / "out").iterdir())
    return [(problem.code, problem.message) for problem in raised.value.problems]


def test_a_few_hundred_characters_that_take_minutes_to_draw_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_pictures, "SECONDS", 1.0)
    monkeypatch.setattr(pdf_pictures, "_MOST_WAITING", 600.0)  # the machine may be busy
    files = {"shadow.svg": SHADOW, "slow.svg": SLOW, "a.png": png(), "again.svg": SLOW + b"\n"}
    found = refused(tmp_path, files, Limits())
    assert [code for code, _ in found] == ["print-image", "print-image"]
    assert "../media/slow.svg" in found[0][1]
    assert "more than 1 seconds to draw" in found[0][1]
    assert "../media/again.svg" in found[1][1]


def test_the_picture_that_ends_the_compiler_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_pictures, "MEMORY", 512 * 1024**2)
    large = io.BytesIO()
    Image.new("P", (10_000, 10_000)).save(large, "GIF")
    files = {"a.png": png(), "large.gif": large.getvalue()}
    ((code, message),) = refused(tmp_path, files, Limits(0.001, 0))
    assert code == "print-image"
    assert "../media/large.gif" in message


def test_a_deck_that_takes_too_long_without_one_dear_picture_blames_none(tmp_path: Path) -> None:
    ((code, _),) = refused(tmp_path, {"a.png": png(), "b.svg": SHADOW}, Limits(0.001, 0))
    assert code == "print-timeout"


def test_only_what_may_take_long_is_drawn_twice() -> None:
    plain = Media("a.svg", SVG.format('<path d="M0 0"/>').encode())
    assert may_be_dear({"a.svg": plain, "b.png": Media("b.png", png())}) == []
    wide = SHADOW.decode().encode("utf-16")
    assert may_be_dear({"b.svg": Media("b.svg", SHADOW)}) == ["b.svg"]
    assert may_be_dear({"b.svg": Media("b.svg", wide)}) == ["b.svg"]
