"""The options of `print` name all that can be printed."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from generator.building.targets import TARGETS
from generator.cli import print_
from generator.kinds.table import KINDS
from generator.model import ProblemsError, paper, print_settings
from generator.model.exam_settings import POINTS
from generator.printing.exam_papers import USUAL_COUNT
from generator.printing.products import PRODUCTS
from generator.reading.config import config_of
from generator.reading.source import Source


def test_every_paper_size_and_way_to_print_can_be_asked_for() -> None:
    assert tuple(paper.PAPERS) == print_.PAPERS
    assert tuple(paper.CARD_SIZES) == print_.CARD_SIZES
    assert get_args(print_settings.Flip) == print_.FLIPS
    assert get_args(print_settings.Marks) == print_.MARKS
    assert get_args(print_settings.Order) == print_.ORDERS
    assert get_args(print_settings.Ink) == print_.INKS


def test_no_printed_file_but_the_cards_replaces_one_of_a_build_in_the_same_folder() -> None:
    built = {target.ending for target in TARGETS.values()}
    printed = {f"-{product.file or name}.pdf" for name, product in PRODUCTS.items()}
    assert built & printed == {"-cards.pdf"}


def test_the_usual_numbers_of_questions_are_those_that_the_help_says() -> None:
    (option,) = (each for each in print_.print_cards.params if each.name == "count")
    said = re.findall(r"\d+", str(option.to_info_dict()["help"]))
    assert [int(each) for each in said] == [USUAL_COUNT["exam"], USUAL_COUNT["quiz"]]


def test_every_kind_of_card_is_worth_something_in_an_exam() -> None:
    assert set(POINTS) == set(KINDS)


@pytest.mark.parametrize(
    ("section", "where", "code", "told"),
    [("[print]\nn = 0", 3, "bad-value", "`n` must be 1 to 500"),
     ("[print]\nseed = 'x'", 3, "wrong-type", "`seed` must be a whole number"),
     ("[print]\nversions = ['A']", 3, "wrong-type", "`versions` must be text or a number"),
     ("[print]\nversions = 'A,A'", 3, "bad-value", "asked for twice"),
     ("[print]\nguide = 1", 3, "wrong-type", "true or false"),
     ("[print]\nsignature = 101", 3, "bad-value", "1 to 100"),
     ("[print]\ncard = 'a99'", 3, "bad-value", "no card is called 'a99'"),
     ("[print]\ncard = '10x10'", 3, "bad-value", "from 50 × 35 mm to 420 × 420 mm"),
     ("[print]\npoints = 3", 3, "wrong-type", "must be a section"),
     ("[print.points]\ntyped = 1\nbgu = 3", 4, "unknown-key", "of the kind `bgu`"),
     ("[print]\npoints = {bug = 101}", 3, "bad-value", "must be 1 to 100 points"),
     ("[print.points]\nbug.predict = '5'", 3, "wrong-type", "`bug.predict` must be a whole number")],
)  # fmt: skip
def test_a_setting_of_print_that_cannot_be_is_named_with_its_line_and_a_mend(
    section: str, where: int, code: str, told: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        config_of(Source.of("deck.toml", f"name = 'demo'\n{section}\n"), Path())
    (problem,) = caught.value.problems
    assert (problem.place.line, problem.code) == (where, code)
    assert told in problem.message and problem.hint
