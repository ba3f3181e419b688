"""HTML that would keep a parser busy for minutes, told before anything parses it."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.checking.verdict import Verdict
from generator.model import CellRun, DeckConfig, Environment, Output, ProblemsError, Run
from generator.rendering.faces import make_faces
from generator.rendering.html_bounds import html_fault
from generator.running.programs.program import plan_card
from tests.support.decks import read_card, read_text
from tests.support.running import unmet_here

FORMATS = "".join(f"<b id={i}>" for i in range(3_000))
DEAR = {
    "deep": "<div>" * 50_000,
    "closed by others": "<div></p>" * 50_000,
    "closed in attributes": '<div title="</div>">' * 50_000,
    "closed in comments": "<div><!--</div>-->" * 50_000,
    "closed behind a comment that is none": '<!--><div title="--></div>">' * 30_000,
    "closed in text": '<textarea><!--</textarea><div a="--></div></textarea>">' * 15_000,
    "closed where tables keep it open": "<div><table><td></div></td></table>" * 25_000,
    "void only by letters of another script": "<lin\N{KELVIN SIGN}>" * 50_000,
    "void only outside drawings": "<svg>" + "<wbr>" * 50_000,
    "opened again at each paragraph": f"<p>{FORMATS}x" + "<p>x" * 3_000,
    "long": "x" * 1_000_001,
}
USUAL = {
    "a large table": "<table>"
    + ("<tr>" + '<td style="color: red" title="a > b">1<br></td>' * 20 + "</tr>") * 900
    + "</table>",
    "a table with a style sheet": "<!DOCTYPE html><style>td > b { color: red }</style>"
    + "<!-- made by pandas -->"
    + "<b>x</b>" * 5_000,
    "a few wrong tags": "<p>a<p>b<li>c</div>" * 100,
    "text": "a < b & c > d " * 10_000,
}


@pytest.mark.parametrize("html", DEAR.values(), ids=DEAR)
def test_html_that_costs_minutes_to_parse_is_refused(html: str) -> None:
    assert "is HTML" in (html_fault(html) or "")


@pytest.mark.parametrize("html", USUAL.values(), ids=USUAL)
def test_usual_html_is_shown_however_large(html: str) -> None:
    assert html_fault(html) is None


OUTPUTS = {
    "png": Output("png", data=b"\x89PNG\r\n\x1a\nno more of it", rich=True),
    "svg": Output("svg", '<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', rich=True),
    "html": Output("html", "<div></p>" * 50_000, rich=True),
}


@pytest.mark.parametrize("output", OUTPUTS.values(), ids=OUTPUTS)
def test_a_picture_of_a_program_that_cannot_be_shown_is_its_cards_problem(
    output: Output, tmp_path: Path
) -> None:
    card = read_card(tmp_path, "## Q {#q}\n\n```python\na\n```\n")
    config = DeckConfig("demo", str(tmp_path))
    plan = plan_card(card, config, unmet_here)
    run = Run("en/q", "finished", (CellRun((output,)),), Environment("3.11.7"))
    with pytest.raises(ProblemsError) as raised:
        make_faces(Verdict(plan, run, "verified"), config)
    (problem,) = raised.value.problems
    assert (problem.code, problem.card, problem.place.line) == ("bad-picture", "q", 1)


@pytest.mark.parametrize(
    "text", [f"<div>\n{'<b>' * 2_000}\n", f"x {'<b>' * 1_000}", "<div>\n\n" * 1_000]
)
def test_html_of_an_author_that_is_too_deep_is_told_at_its_place(text: str, tmp_path: Path) -> None:
    _, problems = read_text(tmp_path, f"## Q {{#q}}\n\n{text}\n")
    (problem,) = [each for each in problems if each.severity == "error"]
    assert problem.code == "too-much" and problem.place.line >= 3
