"""What a card shows of coloured and of overwritten text is what a terminal shows in the end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import Output
from generator.running.capture.screen import on_screen, outputs_on_screen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("\x1b[31mred\x1b[0m\n", "red\n"),
        ("\x1b[1;38;5;208mbold\x1b[m and plain", "bold and plain"),
        ("\r1/3\r2/3\r3/3\n", "3/3\n"),
        ("long line\rshort\n", "shortline\n"),
        ("long line\r\x1b[Kshort\n", "short\n"),
        ("50%\b\b\b99%\n", "99%\n"),
        ("abc\b\b\n", "abc\n"),
        ("a\r\nb\r\n", "a\nb\n"),
        ("one\n\x1b[A\rtwo\n\n", "two\n\n"),
        ("one\ntwo\n\x1b[2A\x1b[K1\n\x1b[K2\n", "1\n2\n"),
        ("a\nb\nc\n\x1b[2J\x1b[Hd\n", "d\n"),
        ("a\nb\nc\n\x1b[2F\x1b[J!\n", "a\n!\n"),
        ("\x1b]0;title\x07x\n", "x\n"),
        ("\x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\\n", "link\n"),
        ("ding\x07\n", "ding\n"),
        ("进度 1\r进度 2\n", "进度 2\n"),
        ("进度\rab\n", "ab度\n"),
        ("进度\ra\n", "a 度\n"),
        ("x\x1b[3Cy\n", "x   y\n"),
        ("x\x1b[10Gy\x1b[1Gz\n", "z        y\n"),
        ("a\tb\x1b[0m\n", "a\tb\n"),
        ("a\tb\rxyz\n", "xyz     b\n"),
        ("e\u0301\x1b[0m\n", "e\u0301\n"),
        ("\x1b7abc\x1b8x\n", "xbc\n"),
        ("12345\x1b[3D\x1b[1Kx\n", "  x45\n"),
        ("\x1b[", ""),
        ("\x1b", ""),
        ("a\x1b[?25lb\x1b[?25h", "ab"),
        ("\x1b(Bx", "x"),
        ("", ""),
    ],
)
def test_text_is_what_a_terminal_ends_up_with(text: str, shown: str) -> None:
    assert on_screen(text) == shown


@given(st.text(st.sampled_from("ab \n\r\b\t\x1b[]0123;HJKmACGD\x07进é\u0301"), max_size=60))
def test_what_a_terminal_shows_is_shown_by_it_as_it_is(text: str) -> None:
    shown = on_screen(text)
    assert not set("\r\b\x1b\x07") & set(shown)
    assert on_screen(shown) == shown


@pytest.mark.parametrize(
    "text",
    ["\r1" * 30_000, "\x1b[200Cx\n" * 900, "a\x1b[1K" * 13_000, "\x1b[2J\n" * 1_000 + "\x1b[2J" * 15_000,
     "\x1b]" * 30_000, "\x1bP" * 30_000, "\x1b[" + "9" * 60_000 + "C", "x" + "\u0301" * 60_000 + "\r",
     "进\b" * 20_000, "\t\r" * 30_000, "\x1b[99999A\x1b[99999B" * 4_000],
)  # fmt: skip
def test_no_text_grows_without_bound(text: str) -> None:
    shown = on_screen(text)
    assert len(shown) < 5 * len(text) + 1_000 * 201


def texts(*outputs: tuple[str, str]) -> list[tuple[str, str, str]]:
    made = outputs_on_screen([Output(kind, text) for kind, text in outputs])  # type: ignore[arg-type]
    return [(each.kind, each.text, each.raw) for each in made]


def test_what_was_printed_is_kept_beside_what_is_shown() -> None:
    assert texts(
        ("stdout", "\x1b[1ma\x1b[m\n"), ("stderr", "b\n"), ("value", "\x1b[1mc\x1b[m")
    ) == [
        ("stdout", "a\n", "\x1b[1ma\x1b[m\n"),
        ("stderr", "b\n", ""),
        ("value", "c", "\x1b[1mc\x1b[m"),
    ]


def test_what_goes_back_over_another_stream_becomes_one_with_it() -> None:
    assert texts(("stdout", "working"), ("stderr", "\rdone...\n"), ("stdout", "x\n")) == [
        ("stdout", "done...\n", "working\rdone...\n"),
        ("stdout", "x\n", ""),
    ]
    assert texts(("stdout", "a\n"), ("stderr", "\r1/2\r2/2\n"), ("stdout", "b\n")) == [
        ("stdout", "a\n", ""),
        ("stderr", "2/2\n", "\r1/2\r2/2\n"),
        ("stdout", "b\n", ""),
    ]
    assert texts(("stdout", "a\nb\n"), ("stderr", "\x1b[2Ac\n\n")) == [
        ("stdout", "c\nb\n", "a\nb\n\x1b[2Ac\n\n")
    ]


def test_markup_and_pictures_are_left_alone() -> None:
    assert texts(("html", "a\rb"), ("svg", "\x1b[1m")) == [
        ("html", "a\rb", ""),
        ("svg", "\x1b[1m", ""),
    ]
