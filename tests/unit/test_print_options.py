"""The options of `print` name all that can be printed."""

from __future__ import annotations

import re
from typing import get_args

from generator.building.targets import TARGETS
from generator.cli import print_
from generator.model import paper, print_settings
from generator.printing.exam_papers import USUAL_COUNT
from generator.printing.products import PRODUCTS


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
