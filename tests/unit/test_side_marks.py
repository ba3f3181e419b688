"""Marks in a side: what is wrong is marked where it stands, and nothing else is touched."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.model import Place, Problem
from generator.previewing.live_state import problem_id
from generator.reading.source import Source
from generator.rendering.anki_style import card_css
from generator.rendering.card_frames import reviewer_css
from generator.serving.side_marks import with_marks

CARD = """\
# Chapter

## Other? {#other}

```python
print(x)
```

## One? {#one}

```python
print(x)
for n in 0, 1:
    print(n, "<")
print(x)
```

```output
0 <
2 <
```

> ```python
> [1] * 2  # [1]
> ```
"""
PAGE = (
    "<html><head></head><body>"
    '<div class="question">One?</div>'
    '<div class="listing"><pre class="code"><code>print(x)\n'
    '<span class="k">for</span> n <span class="k">in</span> 0, 1:\n'
    "    print(n, <span>&quot;&lt;&quot;</span>)\nprint(x)</code></pre>"
    '<pre class="output stdout"><code>0 &lt;\n1 &lt;</code></pre></div>'
    '<div class="listing"><pre class="code"><code>[1] * 2  <span># [1]</span></code></pre>'
    '<pre class="output value"><code>[1, 1]</code></pre></div>'
    "</body></html>"
)
SOURCE = Source.of("en/01.md", CARD)


def problem(line: int, message: str = "wrong", detail: str = "", code: str = "x") -> Problem:
    return Problem(Place("en/01.md", line), code, message, detail=detail)


def marked_line(*problems: Problem) -> list[str]:
    """The lines in front of the words of marks, without tags."""
    html = with_marks(PAGE, problems, SOURCE, 9)
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    before = body.split('<span class="proofdeck-mark')[:-1]
    striped = [each.rpartition('<span class="proofdeck-stripe')[2] for each in before]
    return [re.sub("<[^<>]*>", "", each.partition(">")[2]).strip("\n") for each in striped]


def test_the_line_that_differs_is_marked_in_what_came_out() -> None:
    false = problem(20, detail="  0 <\n- 2 <\n+ 1 <", code="false-claim")
    assert marked_line(false) == ["1 &lt;"]


def test_an_output_with_one_line_too_few_or_too_many_is_marked_at_its_end() -> None:
    assert marked_line(problem(20, detail="  0 <\n  1 <\n- 2 <")) == ["1 &lt;"]
    assert marked_line(problem(20, detail="  0 <\n+ 1 <")) == ["1 &lt;"]


def test_an_output_that_is_not_found_is_marked_below_its_code() -> None:
    assert marked_line(problem(19, detail="- 7\n+ 8")) == ["0 &lt;"]
    assert marked_line(problem(19)) == ["0 &lt;"]


def test_an_output_that_is_not_shown_is_marked_below_its_code_but_not_on_the_front() -> None:
    bare = re.sub(r'<pre class="output.*?</pre>', "", PAGE, flags=re.DOTALL)
    false = problem(20, detail="  0 <\n- 2 <\n+ 1 <")
    assert f"problem-{problem_id(false)}" in with_marks(bare, [false], SOURCE, 9)
    assert with_marks(bare, [false], SOURCE, 9, back=False) == bare


def test_of_lines_with_the_same_text_the_right_one_is_marked() -> None:
    one, other = problem(12), problem(15)
    html = with_marks(PAGE, [one, other], SOURCE, 9)
    first, second = (html.index(f"problem-{problem_id(each)}") for each in (one, other))
    assert first < html.index(">for<") < html.index("&lt;&quot;") < second


def test_code_in_a_quote_and_the_first_line_of_a_fence_are_found() -> None:
    assert marked_line(problem(24)) == ["[1] * 2  # [1]"]
    assert marked_line(problem(23)) == ["[1] * 2  # [1]"]


def test_a_problem_of_the_heading_stands_above_the_question() -> None:
    html = with_marks(PAGE, [problem(9, "no <b>twin</b>")], SOURCE, 9)
    assert '✗ no &lt;b&gt;twin&lt;/b&gt;</span><div class="question">' in html


def test_without_a_place_nothing_is_changed() -> None:
    assert with_marks(PAGE, [problem(10), problem(99), problem(6)], SOURCE, 9) == PAGE


def test_what_is_not_a_mark_stays_byte_for_byte() -> None:
    found = [problem(line, detail="  0 <\n- 2 <\n+ 1 <") for line in range(1, 30)]
    html = with_marks(PAGE, found, SOURCE, 9)
    html = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert re.sub(r'<span class="proofdeck-[^>]*>[^<]*</span>', "", html) == PAGE


def test_no_rule_of_the_card_covers_a_marked_line() -> None:
    marked = with_marks(PAGE, [problem(18), replace(problem(19), severity="warning")], SOURCE, 9)
    spans = re.findall(r'<span class="(proofdeck[^"]*)"', marked)
    assert {name for names in spans for name in names.split()} == {
        "proofdeck-stripe",
        "proofdeck-mark",
        "proofdeck-error",
        "proofdeck-warning",
    }
    assert "proofdeck-" not in card_css() + reviewer_css()
