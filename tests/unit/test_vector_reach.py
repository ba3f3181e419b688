"""SVG files of strangers: a picture, and nothing that runs or loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.reading.vector_reach import svg_reach
from generator.reading.whole_deck import read_deck
from tests.support.decks import write_deck

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" viewBox="0 0 9 9"{}>{}</svg>'
)
MORE = {
    "script": SVG.format("", "<script>alert(1)</script>"),
    "script of another prefix": SVG.format(
        ' xmlns:s="http://www.w3.org/2000/svg"', "<s:script>alert(1)</s:script>"
    ),
    "event": SVG.format(' onload="alert(1)"', ""),
    "event by default": '<!DOCTYPE svg [<!ATTLIST svg onload CDATA "alert(1)">]>'
    + SVG.format("", ""),
    "event by animation": SVG.format("", '<set attributeName="onclick" to="alert(1)"/>'),
    "address by animation": SVG.format("", '<animate attributeName="xlink:href" values="//e"/>'),
    "link that runs": SVG.format("", '<a href="java\tscript:alert(1)"><path d="M0 0"/></a>'),
    "image": SVG.format("", '<image href=" http://evil.example/x.png"/>'),
    "image beside it": SVG.format("", '<image xlink:href="x.png"/>'),
    "use of a document": SVG.format("", '<use href="data:image/svg+xml;base64,AAAA#a"/>'),
    "page": SVG.format("", "<foreignObject><iframe/></foreignObject>"),
    "base": SVG.format(' xml:base="http://evil.example"', '<use href="#a"/>'),
    "style": SVG.format("", '<path style="fill: url(//evil.example/x)"/>'),
    "attribute": SVG.format("", '<path fill="url(http://evil.example/x)"/>'),
    "escaped style": SVG.format("", r"<style>a{fill:u\72 l(http://evil.example)}</style>"),
    "imported style": SVG.format("", "<style>@import 'http://evil.example/x.css'</style>"),
    "style sheet": '<?xml-stylesheet href="http://evil.example/x.css"?>' + SVG.format("", ""),
}
PICTURES = {
    "plain": SVG.format("", '<path d="M0 0" fill="url(#g)" style="stroke: url( \'#g\' )"/>'),
    "link": SVG.format("", '<a xlink:href="https://example.org"><path d="M0 0"/></a>'),
    "embedded": SVG.format("", '<image href="data:image/png;base64,AAAA"/><use href="#a"/>'),
    "font": SVG.format("", "<style>@font-face{src:url(data:font/woff2;base64,AA)}</style>"),
    "editor": SVG.format(' inkscape:only_selected="true" inkscape:export-filename="C:\\x"', ""),
    "doctype": '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" '
    '"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' + SVG.format("", "<title>on</title>"),
}


@pytest.mark.parametrize("svg", MORE.values(), ids=MORE)
def test_an_svg_of_a_stranger_runs_nothing_and_loads_nothing_in_anki(svg: str) -> None:
    assert svg_reach(svg.encode()) is not None


@pytest.mark.parametrize("svg", PICTURES.values(), ids=PICTURES)
def test_what_programs_that_draw_write_is_shown(svg: str) -> None:
    assert svg_reach(svg.encode()) is None


@pytest.mark.parametrize(
    ("svg", "said"),
    [(MORE["script"], "runs a script"), (SVG.format("", "<g>"), "mismatched tag (line 1")],
)
def test_it_is_told_at_the_image(svg: str, said: str, tmp_path: Path) -> None:
    files = {"en/01.md": "## Q {#q}\n\n![x](../media/a.svg)\n", "media/a.svg": svg}
    _, problems = read_deck(write_deck(tmp_path, files))
    (problem,) = problems
    assert (problem.code, problem.place.line) == ("bad-image", 3)
    assert said in problem.message
