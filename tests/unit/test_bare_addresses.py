"""A bare address of the web is a link to just that address, also between Chinese characters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.support.both_media import in_both, printed


@pytest.mark.parametrize(
    ("body", "href"),
    [
        ("see https://a.example/b_c_d?x=1&y=2#z.", "https://a.example/b_c_d?x=1&amp;y=2#z"),
        ("(https://a.example/b_(c))", "https://a.example/b_(c)"),
        ("**https://a.example/b**", "https://a.example/b"),
        ("见https://a.example/b。", "https://a.example/b"),
        ("https://a.example/b的文档", "https://a.example/b"),
        ("https://a.example/wiki/牛顿法。", "https://a.example/wiki/%E7%89%9B%E9%A1%BF%E6%B3%95"),
        ("https://a.example/x\\_y", "https://a.example/x_y"),
        ("https://a.example/?x=1&amp;y=2", "https://a.example/?x=1&amp;y=2"),
        ("http://localhost:8000/docs", "http://localhost:8000/docs"),
        ("“https://a.example/é”", "https://a.example/%C3%A9"),
    ],
)
def test_a_bare_address_is_a_link(tmp_path: Path, body: str, href: str) -> None:
    card = in_both(tmp_path, body)
    assert re.findall('<a href="([^"]*)"', card.html) == [href]
    assert card.problems == []
    shown = re.sub(r"\*\*|\\", "", body).replace("&amp;", "&")
    assert printed(card.tokens) == shown


@pytest.mark.parametrize(
    "body",
    ["`https://a.example`", "https://a.example/{id}", "https\\://a.example", "https://",
     "git+https://a.example"],
)  # fmt: skip
def test_what_is_no_address_is_no_link(tmp_path: Path, body: str) -> None:
    assert "<a" not in in_both(tmp_path, body).html


@pytest.mark.parametrize(
    "body",
    ["[https://a.example](https://b.example)", '<a href="https://b.example">https://a.b</a>'],
)
def test_an_address_in_a_link_is_its_text(tmp_path: Path, body: str) -> None:
    assert re.findall('<a href="([^"]*)"', in_both(tmp_path, body).html) == ["https://b.example"]


def test_an_address_in_a_cloze_ends_with_it(tmp_path: Path) -> None:
    card = in_both(tmp_path, "{{c1::https://a.example/b::where?}}", heading="## Q? {#q .cloze}")
    assert 'href="https&#58;//a.example/b"' in card.front
    assert "</a>::where?}}" in card.front
    assert card.problems == []
