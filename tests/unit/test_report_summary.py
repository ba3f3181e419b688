"""The page of a run at GitHub has every problem, and nothing that a card wrote becomes its markup."""

from __future__ import annotations

import dataclasses
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from generator.building.deck import check_deck
from generator.model import Place, Problem
from generator.reporting.report import Report, report_on, report_unread
from generator.reporting.report_summary import as_summary
from tests.support.cli import proofdeck
from tests.support.decks import write_deck
from tests.support.inline_runner import InlineRunner

ODD = "a | <b onclick=x>&\n\n| `c` ``d`e`` ](http://x) \x1b[2J\udc80"


class Page(HTMLParser):
    """The rows of all tables as text, the tags, and where links go."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self._cell = False
        self.feed(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(markdown))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        self._cell = self._cell or tag in ("td", "th")

    def handle_endtag(self, tag: str) -> None:
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self._cell:
            self.rows[-1][-1] += data


def problem(number: int, **changes: Any) -> Problem:
    made = Problem(Place("en/01.md", number, 1), "false-claim", f"message {number}")
    return dataclasses.replace(made, **changes)


def test_no_problem_is_missing_however_many_there_are() -> None:
    page = Page(as_summary(report_unread([problem(n) for n in range(1, 301)])))
    listed = [row for row in page.rows if row[0] == "error"]
    assert [row[3] for row in listed] == [f"message {n} [false-claim]" for n in range(1, 301)]
    assert listed[6][1] == "en/01.md:7:1"


def test_what_a_program_printed_stays_text() -> None:
    odd = problem(3, message=f"it says {ODD}", hint=ODD, detail=ODD, card="<i>")
    page = Page(as_summary(report_unread([odd, problem(4)]), "https://github.com/o/r/blob/c"))
    listed = [row for row in page.rows if row[0] == "error"]
    assert [len(row) for row in listed] == [4, 4]
    assert listed[0][2] == "<i>"
    assert "a | <b onclick=x>&\n\n| `c` ``d`e`` ](http://x) \\x1b[2J\\udc80" in listed[0][3]
    assert page.tags <= {"h3", "table", "tr", "th", "td", "a", "code", "b", "br", "pre", "p", "sub"}
    assert {link.partition("/blob/")[0] for link in page.links} == {"https://github.com/o/r"}


def test_a_place_leads_to_its_line_at_the_commit_that_was_checked() -> None:
    found = report_unread([problem(7, place=Place("my deck/en/01.md", 7, 2))])
    page = Page(as_summary(found, "https://github.com/o/r/blob/abc"))
    assert page.links == ["https://github.com/o/r/blob/abc/my%20deck/en/01.md?plain=1#L7"]
    elsewhere = report_unread([problem(7, place=Place("../x.md", 7, 2))])
    assert Page(as_summary(elsewhere, "https://github.com/o/r/blob/abc")).links == []


def test_a_page_too_large_for_github_says_how_many_problems_it_leaves_out() -> None:
    many = [problem(n, detail="é" * 500) for n in range(1, 101)]
    many.append(problem(1000, message="the worst"))
    many[:100] = [dataclasses.replace(each, severity="warning") for each in many[:100]]
    text = as_summary(report_unread(many), largest=20_000)
    assert len(text.encode()) <= 20_000
    page = Page(text)
    problems = [row for row in page.rows if row[0] in ("error", "warning")]
    assert "the worst" in problems[0][3]  # errors are never what is left out first
    assert page.rows[-1] == [f"{101 - len(problems)} more problems: see the log"]


def test_the_counts_are_those_of_the_check(tmp_path: Path) -> None:
    deck = "## A {#a}\n\n```python\nprint(1)\n```\n```output\n1\n```\n\n## B {#b}\n\nText.\n"
    built = check_deck(write_deck(tmp_path / "deck", {"en/01.md": deck}), runner=InlineRunner())
    report: Report = report_on(built)
    text = as_summary(report)
    assert Page(text).rows[:2] == [
        ["cards", "verified", "not run", "not read", "failed", "no code"],
        ["2", "1", "0", "0", "0", "1"],
    ]
    assert "no problems" in text.splitlines()[0] and "demo" in text.splitlines()[0]


@pytest.mark.parametrize("deck", ["deck", "nowhere"])
def test_the_option_appends_to_what_the_run_has_written_so_far(tmp_path: Path, deck: str) -> None:
    write_deck(tmp_path / "deck", {"en/01.md": "## A {#a}\n\n![x](none.png)\n"})
    page = tmp_path / "page.md"
    page.write_text("Before.\n\n", "utf-8")
    done = proofdeck("check", deck, "--summary", page, cwd=tmp_path)
    assert done.code == 1
    text = page.read_text("utf-8")
    assert text.startswith("Before.\n\n### Proofdeck") and "1 error" in text


def test_a_summary_that_cannot_be_written_is_told_before_the_deck_runs(tmp_path: Path) -> None:
    write_deck(tmp_path / "deck")
    done = proofdeck("check", "deck", "--summary", "no/page.md", cwd=tmp_path)
    assert done.code == 2 and done.out == ""
    assert "--summary: no/page.md: No such file" in done.err
