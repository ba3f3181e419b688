"""What programs and authors hand over can show, and do nothing else."""

from __future__ import annotations

import io

import pytest

from generator.rendering.sanitize import sanitize_html, sanitize_svg

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


@pytest.mark.parametrize(
    "markup",
    [
        "<script>evil()</script>",
        "<img src=x onerror=evil()>",
        '<img src="http://evil.example/pixel.png">',
        '<img src="data:image/svg+xml;base64,ZXZpbA==">',
        '<a href="javascript:evil()">x</a>',
        '<a href="data:text/html,evil">x</a>',
        "<style>body{background:url(http://evil)}</style>",
        '<p style="position:fixed;top:0">evil</p>'.replace("evil", "x"),
        '<p style="background-color:url(http://evil)">x</p>',
        '<iframe src="http://evil"></iframe>',
        "<svg><script>evil()</script></svg>",
        '<form action="http://evil"><input></form>',
        '<p class="question" id="answer" onclick="evil()">x</p>',
        "<!-- evil -->",
        '<base href="http://evil"><meta http-equiv=refresh content="0;http://evil">',
        '<div><table><tr><td background="http://evil">x',
        "<math><mtext><style><img src=x onerror=evil()></style></mtext></math>",
    ],
)
def test_nothing_that_runs_fetches_or_covers_gets_through(markup: str) -> None:
    clean = sanitize_html(markup)
    for word in ("evil", "script", "position", "onerror", "class=", "id=", "src=", "<form", "url("):
        assert word not in clean


def test_a_data_frame_keeps_its_table_and_alignment() -> None:
    clean = sanitize_html(
        '<div><style scoped>td {top: 0}</style><table border="1" class="dataframe"><thead>'
        '<tr style="text-align: right;"><th></th><th>loss</th></tr></thead>'
        "<tbody><tr><th>0</th><td>0.5</td></tr></tbody></table></div>"
    )
    assert clean == (
        '<div><table><thead><tr style="text-align:right"><th></th><th>loss</th></tr></thead>'
        "<tbody><tr><th>0</th><td>0.5</td></tr></tbody></table></div>"
    )


def test_an_open_tag_cannot_swallow_the_rest_of_the_card() -> None:
    assert sanitize_html("<div><b>x") == "<div><b>x</b></div>"
    assert sanitize_html("</article></div>x") == "x"


def test_pictures_that_come_along_stay() -> None:
    image = '<img alt="a" src="data:image/png;base64,iVBORw0KGgo=">'
    assert "data:image/png;base64,iVBORw0KGgo=" in sanitize_html(image)


def svg(inside: str, attributes: str = "") -> str:
    return f"<svg {NAMESPACE} {attributes}>{inside}</svg>"


@pytest.mark.parametrize(
    "source",
    [
        svg("<script>evil()</script>"),
        svg("<foreignObject><p>evil</p></foreignObject>"),
        svg("<rect/>", 'onload="evil()"'),
        svg('<image href="http://evil/x.png"/>'),
        svg(
            '<image xlink:href="http://evil/x.png"/>', 'xmlns:xlink="http://www.w3.org/1999/xlink"'
        ),
        svg('<use href="other.svg#evil"/>'),
        svg('<rect style="fill:url(http://evil)"/>'),
        svg("<rect fill=\"url('//evil')\"/>"),
        svg("<style>@import 'http://evil';</style>"),
        svg("<style>rect{fill:u\\72l(http://evil)}</style>"),
        svg('<a href="javascript:evil()"><rect/></a>'),
        svg('<set attributeName="href" to="evil"/>'),
        svg('<g xmlns="http://www.w3.org/1999/xhtml"><iframe src="http://evil"/></g>'),
        svg('<x:script xmlns:x="http://www.w3.org/2000/svg">evil</x:script>'),
        svg("<metadata>evil</metadata><!-- evil --><?evil evil?>"),
        svg('<image href="data:image/svg+xml;base64,evil"/>'),
    ],
)
def test_a_drawing_only_draws(source: str) -> None:
    clean = sanitize_svg(source)
    assert clean is not None
    assert clean.startswith("<svg xmlns=")
    assert "evil" not in clean


@pytest.mark.parametrize(
    "source",
    [
        "",
        "not markup",
        "<svg><g></svg>",
        "<html><svg/></html>",
        f'<!DOCTYPE svg [<!ENTITY a "aaaa">]><svg {NAMESPACE}><text>&a;</text></svg>',
        f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg {NAMESPACE}>&a;</svg>',
        svg("&undefined;"),
        svg("<g>" * 1000 + "</g>" * 1000),
        svg("\ud800"),
        "<svg/><svg/>",
    ],
)
def test_what_is_no_drawing_or_a_bomb_is_refused(source: str) -> None:
    assert sanitize_svg(source) is None


def test_a_figure_of_matplotlib_comes_through_whole() -> None:
    figure = pytest.importorskip("matplotlib.figure").Figure(figsize=(2, 1))
    figure.subplots().imshow([[0, 1], [1, 0]])
    file = io.StringIO()
    figure.savefig(file, format="svg")
    clean = sanitize_svg(file.getvalue())
    assert clean is not None
    for tag in ("<path ", "<use ", "<image ", "<clipPath ", "<style>"):
        assert clean.count(tag) == file.getvalue().count(tag.replace("<style>", "<style "))
    assert "data:image/png;base64," in clean
    assert "matplotlib" not in clean.lower().replace("matplotlib.axis", "")
    assert sanitize_svg(clean) == clean


def test_text_in_a_drawing_stays_text() -> None:
    assert "a &lt; b &amp;" in (sanitize_svg(svg("<text>a &lt; b &amp;</text>")) or "")
