"""The sizes in which cards are printed, measured in the PDFs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from generator.model import Shown
from generator.writing.pdf import CheatSheetWriter, CutCardsWriter
from generator.writing.wide_formulas import wide_formulas
from tests.support.paper import glyphs, pdf_text, printed_deck

WRITERS = [CheatSheetWriter, CutCardsWriter]
Writer = type[CheatSheetWriter] | type[CutCardsWriter]

# Of the text beside a formula.
TEXT = {CheatSheetWriter: 7.4, CutCardsWriter: 9.4}


def polynomial(terms: int) -> str:
    return " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(1, terms + 1)) + " = 0"


def boxed(terms: int) -> str:
    """One that cannot go on in the next line."""
    return f"\\boxed{{{polynomial(terms)}}}"


@pytest.mark.parametrize("writer", WRITERS)
def test_a_formula_that_fits_is_as_large_as_its_text(writer: Writer, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n$${polynomial(6)}$$\n")
    sizes = [each.size for each in glyphs(writer().write(deck, tmp_path)) if "Math" in each.font]
    assert max(sizes) == pytest.approx(TEXT[writer], abs=0.02)


@pytest.mark.parametrize("terms", range(6, 14))
def test_no_formula_is_set_in_less_than_six_points(terms: int, tmp_path: Path) -> None:
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n$${boxed(terms)}$$\n")
    path = CheatSheetWriter().write(deck, tmp_path)
    sizes = [each.size for each in glyphs(path) if "Math" in each.font]
    is_source = "boxed" in pdf_text(path)
    assert is_source or max(sizes) >= 6
    # Its author is told, of every one whose source is shown.
    assert wide_formulas(deck) or not is_source


@pytest.mark.parametrize("writer", WRITERS)
def test_code_of_every_width_is_set_in_at_most_two_sizes(writer: Writer, tmp_path: Path) -> None:
    lines = ["x = " + "1" * width for width in range(20, 90, 3)]
    cards = [f"## Q {{#{chr(97 + n)}}}\n\n```python\n{line}\n```\n" for n, line in enumerate(lines)]
    path = writer().write(printed_deck(tmp_path, "# C\n\n" + "\n".join(cards)), tmp_path)
    printed = (each for each in glyphs(path) if each.char == "1" and "Inconsolata" in each.font)
    code = Counter((each.size, each.advance) for each in printed)
    assert 1 < len(code) <= 2, code
    assert min(size for size, _ in code) >= 6.5
    # Narrower letters than these are hard to read.
    assert min(advance for _, advance in code) >= 0.44


@pytest.mark.parametrize("writer", WRITERS)
def test_a_long_line_of_a_traceback_makes_no_code_smaller(writer: Writer, tmp_path: Path) -> None:
    told = "Traceback (most recent call last):\nValueError: " + "too many words " * 20
    text = "# C\n\n## Q? {#q}\n\n```python\nzz = qq(zz)\n```\n"
    shown = {"zz = qq(zz)": [Shown("error", told)]}
    path = writer().write(printed_deck(tmp_path, text, shown=shown), tmp_path)
    printed = glyphs(path)
    assert {(each.size, each.advance) for each in printed if each.char == "z"} == {
        (7.0 if writer is CheatSheetWriter else 8.0, 0.5)
    }
    assert "too many words too many words" in pdf_text(path)


@pytest.mark.parametrize("writer", WRITERS)
def test_a_fraction_in_a_line_touches_no_other_line(writer: Writer, tmp_path: Path) -> None:
    words = "身都没有变" * 9
    body = "".join(
        rf"{words}$\frac{{d}}{{dw}} = \frac{{\partial^2 L}}{{\partial w^2}}$" for _ in range(6)
    )
    deck = printed_deck(tmp_path, f"# 章\n\n## 问 {{#q}}\n\n{body}{words}\n", language="zh")
    path = writer().write(deck, tmp_path)
    printed = glyphs(path)
    formulas = [each for each in printed if "Math" in each.font]
    others = [each for each in printed if each.char and each.char in words]
    assert len(formulas) > 40
    for formula in formulas:
        left, bottom, right, top = formula.ink
        assert not [
            each
            for each in others
            if each.page == formula.page
            and each.ink[0] < right
            and left < each.ink[2]
            and each.ink[1] < top + 0.5
            and bottom - 0.5 < each.ink[3]
        ]


@pytest.mark.parametrize(
    ("code", "whole"),
    [("DistributedDataParallel", ["DistributedDataParallel"]),
     ("jax.grad(np.sin)(1.0)", ["jax.grad(np.sin)", "(1.0)"])],
)  # fmt: skip
def test_a_name_and_a_number_in_a_text_are_not_broken_in_two(
    code: str, whole: list[str], tmp_path: Path
) -> None:
    body = "\n\n".join(f"{'a ' * count}`{code}` is it." for count in range(8, 40))
    deck = printed_deck(tmp_path, f"# C\n\n## Q? {{#q}}\n\n{body}\n")
    printed = pdf_text(CheatSheetWriter().write(deck, tmp_path))
    assert [printed.count(part) for part in whole] == [32] * len(whole)
