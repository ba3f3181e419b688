"""Images are shown as they are named in other tools, and links to notes are not lost."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.support.both_media import in_both, printed
from tests.support.paper import png

PICTURE = png()
FILES = dict.fromkeys(
    ("en/a.png", "en/a b.png", "media/c.png", "en/my pics/S (1).png", "d.png"), PICTURE
)


def images(folder: Path, body: str) -> list[tuple[str, str]]:
    """What stands for each image in HTML, and on paper what is said of its size."""
    card = in_both(folder, body, files=FILES)
    assert card.problems == []
    html = re.findall(r'<img src="proofdeck-\w+\.png" ([^>]*)>', card.html)
    paper = [_size(token) for token in _images(card.tokens)]
    return list(zip(html, paper, strict=True))


def _images(tokens: Any) -> list[dict[str, Any]]:
    if isinstance(tokens, list):
        return [found for token in tokens for found in _images(token)]
    if not isinstance(tokens, dict):
        return []
    return [tokens] if tokens["t"] == "image" else _images(list(tokens.values()))


def _size(token: dict[str, Any]) -> str:
    return " ".join(f"{key}={token[key]}" for key in ("share", "ems", "tall") if key in token)


@pytest.mark.parametrize(
    ("body", "html", "paper"),
    [
        ("![A](a.png)", 'alt="A"', ""),
        ("![A](a b.png)", 'alt="A"', ""),
        ("![A]( my pics/S (1).png ) x", 'alt="A"', ""),
        ('![A](a b.png "T")', 'alt="A" title="T"', ""),
        ("![A](a%20b.png)", 'alt="A"', ""),
        ("![A](<a b.png>)", 'alt="A"', ""),
        ("![[a b.png]]", 'alt=""', ""),
        ("![[c.png]]", 'alt=""', ""),
        ("![[d.png|A]] x", 'alt="A"', ""),
        ("![[a.png|180]]", 'alt="" width="180"', "ems=10.0"),
        ("![[a.png|A|180x20]]", 'alt="A" width="180"', "ems=10.0"),
        ("![A|90](a.png)", 'alt="A" width="90"', "ems=5.0"),
        ("![A](a.png){width=50%}", 'alt="A" style="width: 50%"', "share=0.5"),
        ('![A](a.png){width="180px"} x', 'alt="A" width="180"', "ems=10.0"),
        ("![A](a b.png){: width=1in }", 'alt="A" width="96"', "ems=5.333"),
        ("![A](a.png){height=90}", 'alt="A" style="height: 90px"', "tall=5.0"),
        ("![A](a b.png =180x90)", 'alt="A" width="180"', "ems=10.0"),
        ("![A](a.png =180x)", 'alt="A" width="180"', "ems=10.0"),
        ("![A](a.png =50%x)", 'alt="A" style="width: 50%"', "share=0.5"),
        ("![A](a.png){width=180 height=90}", 'alt="A" width="180"', "ems=10.0"),
        ('<img src="a.png" alt="A" width="180">', 'alt="A" width="180"', "ems=10.0"),
        ('<img src="a.png" alt="A" style="width: 50%">', 'alt="A" style="width: 50%"', "share=0.5"),
    ],
)
def test_an_image_has_the_size_that_its_author_gave_it(
    tmp_path: Path, body: str, html: str, paper: str
) -> None:
    assert images(tmp_path, body) == [(html, paper)]


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("![A](b c.png)", "missing-image", "b c.png"),
        ("![[b.png]]", "missing-image", "b.png"),
        ("![[b.mp3]]", "missing-image", "b.mp3"),
        ("![[../../../b.png]]", "bad-image", "outside"),
        ("![[Other note]]", "wiki-link", "another note"),
        ("![[Other.md#part]]", "wiki-link", "another note"),
    ],
)
def test_an_image_that_is_not_there_is_a_problem(
    tmp_path: Path, body: str, code: str, words: str
) -> None:
    (problem,) = in_both(tmp_path, f"x\n\ny {body}").told
    assert (problem.code, problem.place.line, problem.place.column) == (code, 5, 3)
    assert problem.severity == "error" and words in problem.message


@pytest.mark.parametrize("braces", ["{width=wide}", "{.center}", "{#a}"])
def test_what_is_ignored_of_an_image_is_told(tmp_path: Path, braces: str) -> None:
    card = in_both(tmp_path, f"![A](a.png){braces} x", files=FILES)
    assert [each.code for each in card.told] == ["html-ignored"]
    assert braces.strip("{}") in card.told[0].message
    assert "{" not in card.html


@pytest.mark.parametrize(
    ("body", "shown"),
    [("[[Note]] x", "Note x"), ("[[Note#part|its name]]", "its name"), ("| a |\n|---|\n| [[b|c]] |", "ac")],
)  # fmt: skip
def test_a_link_to_a_note_is_its_text_with_a_warning(tmp_path: Path, body: str, shown: str) -> None:
    card = in_both(tmp_path, body)
    assert printed(card.tokens) == shown
    assert [(each.code, each.severity) for each in card.told] == [("wiki-link", "warning")]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("a[[0]] and f(x)[[y]] and x_[[z]]", "a[[0]] and f(x)[[y]] and x_[[z]]"),
        ("[[1, 2], [3, 4]] and [[1, -2.5e3]]", "[[1, 2], [3, 4]] and [[1, -2.5e3]]"),
        (r"`[[x]]` and \[[y]]", "[[x]] and [[y]]"),
        ("[[a]](https://a.b)", "[a]"),
        ("[[a]]\n\n[a]: https://a.b", "[a]"),
        ("A note[[^1]]\n\n[^1]: B", "A note[1]1B"),
        (r"![x\](missing.png) is text", "![x](missing.png) is text"),
        ("x {width=3} `![[y]]`", "x {width=3} ![[y]]"),
    ],
)
def test_brackets_that_are_no_link_stay(tmp_path: Path, body: str, shown: str) -> None:
    card = in_both(tmp_path, body)
    assert (printed(card.tokens), card.problems) == (shown, [])


@pytest.mark.parametrize("body", ["![A]()", "<img>"])
def test_an_image_without_a_file_says_so(tmp_path: Path, body: str) -> None:
    (problem,) = in_both(tmp_path, body).told
    assert problem.code == "missing-image"
    assert problem.message == "this image names no file"
