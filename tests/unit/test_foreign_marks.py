"""What other tools hide or replace in running text is told with its place, and plain text is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.both_media import in_both, printed


@pytest.mark.parametrize(
    ("body", "columns"),
    [
        ("H~2~O and log~10~(x)", [2, 14]),
        ("x^2^ and 10^-3^", [2, 12]),
        ("&amp; *a* x^2^", [12]),
        ("now ~struck out~ here", [5]),
        ("::: note\ninside\n:::", [1]),
        (":::{tip} Title\ninside\n:::", [1]),
        ("> ::: warning\n> inside\n> :::", [3]),
        ("well done :smile: and :+1:", [11, 23]),
        ("- [/] half done", [3]),
        ("- [x] done\n- [ ] open", []),
        ("What is it? #flashcard", [13]),
        ("\\textbf{bold} and \\newpage", [1, 19]),
        ("{% include x.html %}", [1]),
        ("{{< figure >}}", [1]),
        ("A line\n{: .centre}", [1]),
        ("[a](https://b.c){target=_blank}", [17]),
        ("*[HTML]: a language", [1]),
        ("[TOC]", [1]),
        ("a **bold ** and ~~ struck~~ word", [3, 17]),
        ("+----+----+\nwithin\n+----+----+", [1]),
    ],
)
def test_a_mark_of_another_tool_is_shown_and_told(
    tmp_path: Path, body: str, columns: list[int]
) -> None:
    card = in_both(tmp_path, body)
    assert [(code, column) for code, _, column in card.problems] == [
        ("foreign-mark", column) for column in columns
    ]
    assert {each.severity for each in card.told} <= {"warning"}
    assert all(each.hint for each in card.told)


@pytest.mark.parametrize(
    "body",
    [
        "a~b~c, ~/notes/a~1, ~3 to ~5, from 3~5~7",
        "a^b^c, 2^10, x^y, (a^b)",
        "H\\~2\\~O, x\\^2\\^, \\:smile\\:, \\\\textbf{x}, &#126;2~",
        "`H~2~O`, `:smile:`, `\\textbf{x}`, `{% if %}`",
        "$x^2$ and $H_2$ and $\\textbf{x}$",
        "std::cout, a::b::c, 10:20:30, /usr/bin:/opt/bin:/sbin, x[:stop:], C:\\new{1}",
        "`base`:::hidden of R",
        "- [1] first\n- [a] second\n- [+] for",
        "#1, #card5, #define, a#card",
        "'{:.2f}' and {:>10} and {a: 1}",
        "|x| = |y|",
        "https://a.b/x^2^/~c~",
        "5% and 100%",
        "2 ** 3 ** 4, a == b == c, f(**kwargs), x**2 + y**2, 3 * 4 * 5",
    ],
)
def test_plain_text_is_no_mark(tmp_path: Path, body: str) -> None:
    assert in_both(tmp_path, body).problems == []


def test_latex_is_not_told_beside_a_formula_that_does_not_end(tmp_path: Path) -> None:
    assert in_both(tmp_path, "$\\frac{a}{b} is").problems == [("unclosed-math", 3, 1)]


def test_a_row_without_a_table_is_told_once(tmp_path: Path) -> None:
    card = in_both(tmp_path, "| a | b |\n| c | d |")
    assert card.problems == [("bad-table", 3, 1)]
    assert printed(card.tokens) == "| a | b | | c | d |"


@pytest.mark.parametrize(
    "body", ["[text][nowhere]", "![text][nowhere]", "[note][]", "[x](a file.html)",
             "[x](https://a.b/c d)"],
)  # fmt: skip
def test_a_link_without_an_address_is_told(tmp_path: Path, body: str) -> None:
    card = in_both(tmp_path, body)
    assert card.problems == [("dead-link", 3, 1)]
    assert printed(card.tokens) == body


@pytest.mark.parametrize(
    "body", ["a[i][j]", "list[int][str]", "[0][1]", "\\[note\\]\\[it\\]",
             "[text][it]\n\n[it]: https://a.b"],
)  # fmt: skip
def test_indexes_are_no_links(tmp_path: Path, body: str) -> None:
    assert in_both(tmp_path, body).problems == []


@pytest.mark.parametrize("info", ["{note}", "{figure} a.png", "ad-note", "dataview"])
def test_a_fence_of_which_other_tools_make_something_is_told(tmp_path: Path, info: str) -> None:
    card = in_both(tmp_path, f"```{info}\ninside\n```")
    assert card.problems == [("foreign-mark", 3, 4)]
    assert "inside" in printed(card.tokens)


@pytest.mark.parametrize("info", ["js", "{.js}", "{r}", "{=html}", "diff", "admonition", ""])
def test_a_fence_of_code_is_no_box(tmp_path: Path, info: str) -> None:
    assert in_both(tmp_path, f"```{info}\ninside\n```").problems == []
