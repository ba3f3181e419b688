"""Where a problem ends: what an editor underlines."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.model import Place, Problem
from generator.reading.source import Source
from generator.reporting.extents import end_in, ends_of


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ('```python {.a tol="x y" b=1}', 'tol="x y"'),
        ("```python {.a b=1}", ".a"),
        ("```python {.a b=1}", "b=1"),
        ("## A {#a-b .x}", "{#a-b .x}"),
        ("## A {#a-b .x}", "#a-b"),
        ("See $x + y$ and $z$.", "$x + y$"),
        (r"See $\fraz{1}$.", r"\fraz"),
        ("See `` a ` b `` and `c`.", "`` a ` b ``"),
        ("A {{c1::x}} b {{c2::y}}", "{{c1::x}}"),
        ("![a b](c.png) d", "![a b](c.png)"),
        ("a <b c='d'>e", "<b c='d'>"),
        ("  a word here  ", "a word here"),
        ("x = 1  # => 3, 4", "# => 3, 4"),
        ("x = some(1)", "some"),
        ("中文 字", "字"),
        ("a $ b", "$ b"),
    ],
)
def test_a_part_of_a_line_ends_where_it_does(line: str, about: str) -> None:
    at = line.index(about)
    problem = Problem(Place("a.md", 2, at + 1), "x", "m")
    source = Source.of("a.md", f"\n{line}\r\nmore")
    assert end_in(source, problem) == Place("a.md", 2, at + len(about) + 1)


@pytest.mark.parametrize(
    ("text", "column", "end"),
    [
        ("```python\nx\n```  \nmore", 1, (3, 4)),
        ("~~~~\n~~~\n```\n~~~~~\nmore", 1, (4, 6)),
        ("> ```\n> x\n> ```\n", 3, (3, 6)),
        ("> ```\n> x\nno quote\n```\n", 3, (1, 6)),
        ("- ```\n  x\n  ```\n", 3, (3, 6)),
        ("```\n        ```\n```\n", 1, (3, 4)),
        ("```\nnever closed", 1, (1, 4)),
        ("```a``` b", 1, (1, 8)),
    ],
)
def test_a_problem_of_a_fence_is_about_all_of_it(
    text: str, column: int, end: tuple[int, int]
) -> None:
    problem = Problem(Place("a.md", 1, column), "varies", "m")
    assert end_in(Source.of("a.md", text), problem) == Place("a.md", *end)


def test_a_claim_that_looks_like_a_fence_is_its_line() -> None:
    problem = Problem(Place("a.md", 2, 1), "false-claim", "m")
    source = Source.of("a.md", "````output\n```\nx\n```\n````\n")
    assert end_in(source, problem) == Place("a.md", 2, 4)


def test_a_place_that_a_file_does_not_have_has_no_end(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("ab\n", "utf-8")
    places = [Place(str(file), 9), Place(str(file), 1, 9), Place(str(tmp_path / "b.md"))]
    problems = [Problem(place, "x", "m") for place in places]
    assert ends_of(problems) == {}
    there = Problem(Place(str(file)), "x", "m")
    assert ends_of([there]) == {there: Place(str(file), 1, 3)}
    assert ends_of([Problem(Place(str(tmp_path)), "x", "m")]) == {}
