"""Colours of code: nothing lost, and all of it legible."""

from __future__ import annotations

import re
import time

import pytest
from pygments.token import STANDARD_TYPES

from generator.rendering.anki_style import card_css
from generator.rendering.highlight import LONGEST_LINE, highlight
from generator.rendering.palette import DARK, LIGHT, ROLES, Palette, token_colour
from tests.support.contrast import contrast


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_ink_can_be_read_on_every_ground_it_stands_on(palette: Palette) -> None:
    tokens = {short: token_colour(palette, short) for short in STANDARD_TYPES.values()}
    pairs = [(short, ink, ground) for short, ink in tokens.items()
             for ground in (palette.code, palette.hole)]  # fmt: skip
    pairs += [("ink", palette.ink, ground) for ground in (palette.paper, palette.output)]
    pairs += [("muted", palette.muted, ground)
              for ground in (palette.paper, palette.code, palette.output)]  # fmt: skip
    pairs += [("accent", palette.accent, ground)
              for ground in (palette.paper, palette.code, palette.hole)]  # fmt: skip
    pairs += [("alarm", palette.alarm, palette.error)]
    weak = {name: round(contrast(ink, ground), 2) for name, ink, ground in pairs
            if contrast(ink, ground) < 4.5}  # fmt: skip
    assert not weak


def test_code_output_and_errors_have_grounds_of_their_own() -> None:
    for palette in (LIGHT, DARK):
        grounds = {palette.paper, palette.code, palette.output, palette.error, palette.hole}
        assert len(grounds) == 5


def test_the_style_sheet_knows_every_colour_it_uses_by_day_and_by_night() -> None:
    css = card_css()
    used = set(re.findall(r"var\(--([a-z]+)\)", css))
    for line in css.splitlines()[:2]:
        assert used <= set(re.findall(r"--([a-z]+): #", line))
    assert ".nightMode" in css.splitlines()[1] and ".night_mode" in css.splitlines()[1]
    assert all(re.search(rf"\.code \.{short}\b", css) for short in ROLES)


def test_the_end_of_an_error_is_read_without_scrolling_and_code_keeps_its_lines() -> None:
    rules = dict(re.findall(r"^([^{}\n]+) \{([^{}]*)\}", card_css(), re.MULTILINE))
    assert "white-space: pre;" in rules["pre"]
    assert "white-space: pre-wrap;" in rules["pre.stderr, pre.error"]


def test_the_style_sheet_fetches_nothing() -> None:
    assert not re.search(r"url\(|@import|@font-face|https?:", card_css())


@pytest.mark.parametrize("language", ["python", "pytb", "bash", "json", "no-such-language", ""])
@pytest.mark.parametrize(
    "code",
    [
        "",
        "\n",
        "x = 1",
        "x = 1\n\n",
        "\ufeffx = '\r\n\t'  # 评论 🙂",
        'f"{x!r:>{width}}" \\\n + """a\n\nb"""\n',
        "def broken(:\n  $ ?? `\x00",
    ],
)
def test_colouring_code_never_changes_it(code: str, language: str) -> None:
    lines = highlight(code, language)
    assert "\n".join("".join(text for _, text in line) for line in lines) == code


def test_runs_of_one_colour_are_one_run() -> None:
    assert highlight("import torch\nx", "python") == ((("kn", "import"), ("", " "), ("nn", "torch")),
                                            (("", "x"),))  # fmt: skip
    assert highlight("a b\n", "no-such-language") == ((("", "a b"),), ())


def test_lines_of_spaces_are_kept_and_cost_no_time() -> None:
    code = "x.a" + "    \x0b\n" * 4000 + '"""\n   \n"""\n'
    start = time.process_time()
    lines = highlight(code, "python")
    assert time.process_time() - start < 1
    assert "\n".join("".join(text for _, text in line) for line in lines) == code


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("yaml", "%" * 9_900),
        ("perl", "<" * 9_900),
        ("console", "a" * 9_900),
        ("html", "<a " * 3_000),
    ],
)
def test_a_line_that_would_keep_a_lexer_busy_is_shown_whole_without_colours(
    language: str, line: str
) -> None:
    assert highlight(f"x\n{line}\n\ny", language) == ((("", "x"),), (("", line),), (), (("", "y"),))


def test_code_keeps_its_colours_up_to_the_longest_line() -> None:
    string = f"'{'a' * (LONGEST_LINE - 2)}'"
    assert highlight(string, "python") != ((("", string),),)
